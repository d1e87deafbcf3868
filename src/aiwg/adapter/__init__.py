"""Adapters: what each platform reads and how it wants it, as data."""
