"""What git keeps of the outputs: the block in .gitignore, git's own exclude file, and files that a clone lacks."""
