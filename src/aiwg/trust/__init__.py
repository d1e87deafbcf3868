"""Consent for what runs: bound to its content and to the project, kept in the user's state."""
