"""What the common commands import."""
