"""The decision records of a project on disk: where they lie, reading them, and those in force as rules."""
