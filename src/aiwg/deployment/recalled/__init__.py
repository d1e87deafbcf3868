"""Plans of scopes in which nothing changed since the last run: recalled, where others are made anew."""
