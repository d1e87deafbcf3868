"""Deploying after git merged two branches that both deployed."""
