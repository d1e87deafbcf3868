"""What a reader of a source cannot see, what should not be in it, and what it would run."""
