"""Ids: one rule that satisfies every platform, and what to do with names that break it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from aiwg.errors import Exit

ID = re.compile(r"^[a-z](?!.*--)(?:[a-z0-9-]{0,62}[a-z0-9])?$")
"""Satisfies the Agent Skills rule and every platform's own: at most 64 characters."""

_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9]|clock\$)(\.|$)", re.IGNORECASE)
_MENDABLE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")


@dataclass(frozen=True, slots=True)
class BadName:
    """Why a name cannot be used, and the exit code that goes with it."""

    reason: str
    exit: Exit = Exit.SOURCE
    hint: str = (
        "use lower-case letters, digits and single hyphens, starting with a letter, at most 64 characters"
    )


def shown(name: str) -> str:
    """Return `name` safe to print: control and unprintable characters escaped."""
    return "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape", "surrogatepass").decode("ascii")
        for ch in name
    )


def check_name(name: str) -> BadName | None:
    """Return what is unsafe about one path component of a source, or None.

    Unsafe means: it could leave the tree, name a device, or differ between file systems.
    """
    if name in ("", "."):
        return BadName("is empty")
    if name == ".." or name.startswith(("/", "\\\\", "~")) or re.match(r"^[A-Za-z]:", name):
        return BadName("would leave its folder", Exit.REFUSED)
    if "/" in name or "\\" in name:
        return BadName("holds a path separator", Exit.REFUSED if ".." in name else Exit.SOURCE)
    for test, reason in (
        (any(0xD800 <= ord(ch) <= 0xDFFF for ch in name), "is not valid UTF-8"),
        (any(unicodedata.category(ch) == "Cc" for ch in name), "holds a control character"),
        (":" in name, "holds a colon"),
        (name.endswith((" ", ".")), "ends in a space or a dot"),
        (bool(_RESERVED.match(name)), "is a reserved device name on Windows"),
        (len(name.encode("utf-8", "surrogatepass")) > 255, "is longer than 255 bytes"),
    ):
        if test:
            return BadName(reason)
    return None


def slug(name: str) -> str | None:
    """Return the id that `name` plainly means (`My_Rule.v2` -> `my-rule-v2`), or None."""
    if not _MENDABLE.match(name):
        return None
    lowered = re.sub(r"[ ._-]+", "-", re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()).strip("-")
    if lowered[:1].isdigit():
        lowered = f"n{lowered}"
    return lowered if ID.match(lowered) else None


def is_id(name: str) -> bool:
    """Say whether every `/`-separated part of `name` is a valid id."""
    return all(ID.match(part) for part in name.split("/"))
