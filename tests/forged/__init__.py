"""Forged state: manifests, journals, snapshots, records of undo and locks that nobody should believe."""
