"""The report: its data, its agreement with every other command, its page on disk."""
