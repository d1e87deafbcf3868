"""Projects that an earlier version of aiwg deployed, and what the version of this checkout makes of them."""
