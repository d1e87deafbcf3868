"""The forms of decision records: their parts, their words, and the way from one to another."""
