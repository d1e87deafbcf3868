"""The gates L1 to L5: the demands of each level on a record, and the first thing that blocks it."""
