"""What is wrong with a source: its files, its artifacts, and how they fit together and the platforms."""
