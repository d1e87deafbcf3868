"""Says which adapters' evidence is older than the newest client, and what changed in the client's files since."""
