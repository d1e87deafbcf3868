"""What formatters may do to an output without changing what it says: texts are compared by meaning, not by layout."""
