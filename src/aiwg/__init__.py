"""aiwg deploys one source tree of AI context into the files that AI coding platforms read."""

__version__ = "0.2.0"
