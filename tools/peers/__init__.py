"""Other tools and aiwg side by side in one job each."""
