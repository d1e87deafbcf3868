"""Finding artifacts by words: an index of their names, descriptions and texts, kept in the cache."""
