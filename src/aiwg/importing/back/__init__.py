"""Edits of deployed files back into the source: read, divided into hunks, combined, written into source files."""
