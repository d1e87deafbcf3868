"""`aiwg docs`: the documentation in the terminal."""
