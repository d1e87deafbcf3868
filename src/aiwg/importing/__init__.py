"""Importing: from the files that tools read in a project to artifacts of a source, with a report of every key."""
