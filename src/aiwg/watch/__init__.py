"""Bringing all up to date whenever something changes: events are hints, what is done is planned from contents."""
