"""What would change, as a value: the difference between desired, recorded and actual."""
