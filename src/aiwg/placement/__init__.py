"""Choosing where each artifact goes, so that every platform loads it exactly once."""
