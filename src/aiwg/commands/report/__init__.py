"""The report: everything that aiwg knows of a project or of the home folder, gathered once."""
