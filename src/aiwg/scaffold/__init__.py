"""New artifacts, entries and adapters to start from."""
