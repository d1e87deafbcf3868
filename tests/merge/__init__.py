"""Tests of the edits of shared text."""
