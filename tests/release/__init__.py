"""Tests of how a release is built and published."""
