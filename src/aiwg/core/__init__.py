"""Errors and exit codes, value classes, globs, suggestions: all folders use these, and they know no other."""
