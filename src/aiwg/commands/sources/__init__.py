"""The commands about sources from elsewhere: add, update, outdated, remove-source, vendor, cache."""
