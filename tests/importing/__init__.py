"""Importing: round trips over all platforms, messy projects, bad input, secrets."""
