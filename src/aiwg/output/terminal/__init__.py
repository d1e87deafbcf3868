"""A terminal: the width of texts, lines that fit it, help, questions and progress."""
