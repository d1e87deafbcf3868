"""The last look at what is about to be written: read as each client reads it, sharing nothing with what wrote it."""
