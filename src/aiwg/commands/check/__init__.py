"""aiwg check: every check of a CI job in one run, with reports for code hosts."""
