"""A model server on the loopback that records every request and does what the prompt tells it to."""
