"""Moving artifacts on demand: what to move so that requests hold fewer tokens."""
