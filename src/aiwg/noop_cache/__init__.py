"""Runs that find nothing changed: what the last run said is said again, after a look at every stamp."""
