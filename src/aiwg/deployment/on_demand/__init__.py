"""Artifacts on demand in a deployment: the catalog skill that stands for them, and what becomes of the others."""
