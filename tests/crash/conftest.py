"""The fixtures of the crash tests."""

from tests.crash.scenes import world

__all__ = ["world"]
