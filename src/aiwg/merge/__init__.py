"""Edits of text that is shared with the user: a block of ours, or keys of ours; every other byte stays."""
