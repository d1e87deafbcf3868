"""Plugins that a person has installed in a client itself, and the artifacts that it loads from them."""

from __future__ import annotations

PLUGINS = "installed_plugins"
"""The part of an adapter that describes them."""
