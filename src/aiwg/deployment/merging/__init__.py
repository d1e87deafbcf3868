"""Deploying after a git merge: what is generated is resolved, and a conflict of yours is named."""
