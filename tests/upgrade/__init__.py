"""Tests of upgrades from earlier versions."""
