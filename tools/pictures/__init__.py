"""The pictures of the documentation, drawn from what the program prints: `make pictures`."""
