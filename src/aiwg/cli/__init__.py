"""The command line: one verb per file, each parses its options and calls one function."""
