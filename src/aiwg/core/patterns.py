"""Patterns that are compiled when they are first used: a command uses few of those that its modules name."""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from re import compile as lazy_pattern
    from typing import Any


class LazyPattern:
    """A pattern as `re.compile` returns it, compiled with the first of its methods that is called.

    A wrong pattern raises re.error then, not at import. The functions of `re` do not take it in place of a pattern.
    """

    def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # a method is kept in the instance: from then on it costs what that of the pattern itself does
        compiled = self.__dict__.get("_compiled")
        if compiled is None:
            import re

            compiled = self._compiled = re.compile(self.pattern, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value


if not TYPE_CHECKING:
    lazy_pattern = LazyPattern

__all__ = ["LazyPattern", "lazy_pattern"]
