"""Layouts of other tools' sources, as data: how a tree of files becomes a canonical source."""
