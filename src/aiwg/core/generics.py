"""`Generic`, `Protocol` and `TypeVar`, which modules need when they run: `typing` takes longer to import than they do.

For a type checker they are those of `typing`. At run time they do nothing. All other types stand in annotations, which
nobody looks at then: they are imported below `if TYPE_CHECKING:`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic, Protocol, TypeVar
else:

    class Generic:
        """The base of a class with parameters."""

        def __class_getitem__(cls, parameters: object) -> type:
            return cls

    class Protocol:
        """The base of a class that says what others have."""

    def TypeVar(name: str) -> str:  # noqa: N802 - its name in typing
        """Return what stands for a type."""
        return name


__all__ = ["Generic", "Protocol", "TypeVar"]
