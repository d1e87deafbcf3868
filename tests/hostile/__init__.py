"""A hostile source, and an independent reader of what a deploy of it would give to each client."""
