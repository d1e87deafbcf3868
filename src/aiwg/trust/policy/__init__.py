"""Policies: what a machine or a user allows, requires and approves, in files that no repository can set."""
