"""Fetching sources from git repositories: the only code that may use the network."""
