"""Tests of tools/bench: what it computes, keeps and writes. Nothing is measured."""
