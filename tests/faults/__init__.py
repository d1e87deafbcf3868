"""The fault table: every kind of bad input gets a result or one clear error."""
