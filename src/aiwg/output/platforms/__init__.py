"""How platforms are printed: the table, one platform's page, and their JSON."""
