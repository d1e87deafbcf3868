"""The work behind each command; `cli/` holds the same names with the options that people type."""
