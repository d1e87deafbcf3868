"""Measures import on real projects: what of their texts aiwg, and other tools, have afterwards."""
