"""Sources from git repositories: declared, locked, fetched, checked and deployed. All remotes are local."""
