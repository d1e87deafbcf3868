"""Did you mean ...? One closest name, or none."""

from __future__ import annotations

from collections.abc import Iterable


def closest(typed: str, names: Iterable[str]) -> str | None:
    """Return the name most like `typed`, or None when nothing is close."""
    import difflib

    lowered = {name.lower(): name for name in names}
    found = difflib.get_close_matches(typed.lower(), lowered, n=1, cutoff=0.65)
    return lowered[found[0]] if found else None


def suggest(typed: str, names: Iterable[str]) -> str | None:
    """Return `did you mean X?`, or None."""
    name = closest(typed, names)
    return f"did you mean {name}?" if name else None
