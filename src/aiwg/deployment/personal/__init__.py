"""One person's parts of a project: their own source, what they switch off, and files that git does not see."""
