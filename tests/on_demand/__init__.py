"""Artifacts on demand: not deployed, found with words, read after the same checks as a deploy."""
