"""From placements to the exact bytes, blocks and keys that should be on disk: pure functions."""
