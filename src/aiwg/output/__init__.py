"""How results are printed: for people as text, for programs as JSON."""
