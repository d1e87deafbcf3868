"""Rolls out to many repositories on this machine, as a company would, and checks and counts what happens."""
