"""Ids: one rule that satisfies every platform, and what to do with names that break it."""

from __future__ import annotations

import re
import unicodedata

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.core.patterns import lazy_pattern

ID = lazy_pattern(r"^[a-z0-9](?!.*--)(?:[a-z0-9-]{0,62}[a-z0-9])?\Z")
"""Satisfies the Agent Skills rule and every platform's own: at most 64 characters."""

MAX_ID = 64
MAX_ID_BYTES = 192
"""Leaves room for an ending in a file name of 255 bytes."""

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""The names of devices on Windows, whatever their case and ending."""

_SIGNS = dict.fromkeys(map(ord, "_.-"))
"""What names may hold beside letters and digits."""

_MOST_BYTES = 255
_MENDABLE = lazy_pattern(r"^[A-Za-z0-9][A-Za-z0-9 ._-]*\Z")


@dataclass(frozen=True, slots=True)
class NameProblem:
    """Why a name cannot be used, and the exit code that goes with it."""

    reason: str
    exit: Exit = Exit.SOURCE
    hint: str = "use lower-case letters, digits and single hyphens, at most 64 characters"


def shown(name: str) -> str:
    """Return `name` safe to print: control and unprintable characters escaped."""
    if name.isprintable():
        return name
    return "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape", "surrogatepass").decode("ascii") for ch in name
    )


def shown_path(root: str, path: str) -> str:
    """Return how a path of a source is shown to a person, whose root messages call `root`."""
    return shown(f"{root}/{path}" if root not in ("", ".") else path)


def check_name(name: str) -> NameProblem | None:
    """Return what is unsafe about one path component of a source, or None.

    Unsafe means: it could leave the tree, name a device, or differ between file systems.
    """
    if _is_plain(name) and not _is_device(name) and "git" not in name.lower():
        return None
    if name in ("", "."):
        return NameProblem("is empty")
    if name == ".." or name.startswith(("/", "\\\\", "~")) or re.match(r"^[A-Za-z]:", name):
        return NameProblem("would leave its folder", Exit.REFUSED)
    if is_git_folder(name):
        return NameProblem("is git's own", Exit.REFUSED)
    if "/" in name or "\\" in name:
        return NameProblem("contains a path separator", Exit.REFUSED if ".." in name else Exit.SOURCE)
    for test, reason in (
        (any("\ud800" <= char <= "\udfff" for char in name), "is not valid UTF-8"),
        (any(unicodedata.category(char) == "Cc" for char in name), "contains a control character"),
        (":" in name, "contains a colon"),
        (name.endswith((" ", ".")), "ends in a space or a dot"),
        (_is_device(name), "is a reserved device name on Windows"),
        (len(name.encode("utf-8", "surrogatepass")) > _MOST_BYTES, "is longer than 255 bytes"),
    ):
        if test:
            return NameProblem(reason)
    return None


def is_git_folder(name: str) -> bool:
    """Say whether some file system takes a name for `.git`, whatever its case and invisible characters."""
    if not name.isascii():
        name = "".join(char for char in name if unicodedata.category(char) != "Cf")
    bare = name.lower().rstrip(". ")
    return bare == ".git" or (bare.startswith("git~") and bare[4:].isascii() and bare[4:].isdigit())


def _is_plain(name: str) -> bool:
    """Say whether a name is one of letters, digits and signs that every file system takes as it is."""
    return name.isascii() and name.translate(_SIGNS).isalnum() and not name.endswith(".") and len(name) <= _MOST_BYTES


def _is_device(name: str) -> bool:
    """Say whether Windows takes a name for a device: `Con`, `con.txt` and `con .txt` are the console."""
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def slug(name: str) -> str | None:
    """Return the id that `name` is or plainly means (`My_Rule.v2` -> `my-rule-v2`), or None."""
    if is_id(name):
        return name
    if name.isascii():
        if not _MENDABLE.match(name):
            return None
    elif not all(char in " ._-" or _is_letter(char) for char in name):
        return None
    else:
        name = unicodedata.normalize("NFC", name)
    lowered = re.sub(r"[ ._-]+", "-", re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()).strip("-")
    lowered = unicodedata.normalize("NFC", lowered)
    return lowered if is_id(lowered) else None


def file_id(name: str) -> str | None:
    """Return the id of an artifact that its file name is or plainly means, marks of drafts before it aside, or None."""
    return slug(unicodedata.normalize("NFC", name).lstrip("_. "))


def ascii_id(id: str, kind: str) -> str:
    """Return an id for platforms that take plain letters alone; one in another script is told by a checksum."""
    if id.isascii():
        return id
    plain = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    words = slug(re.sub(r"-+", "-", plain).strip("-")) if len(plain) > len(id) / 2 else None
    if words:
        return words
    import zlib  # few ids need it

    return f"{kind}-{zlib.crc32(id.encode()):08x}"


def is_id(name: str) -> bool:
    """Say whether `name` can be the id of an artifact as it is: as in `ID`, with the letters of any script."""
    if name.isascii():
        return is_plain_id(name)
    return (
        len(name) <= MAX_ID
        and len(name.encode("utf-8", "surrogatepass")) <= MAX_ID_BYTES
        and name == unicodedata.normalize("NFC", name.lower())
        and all(char == "-" or _is_letter(char) for char in name)
        and not (name.startswith("-") or name.endswith("-") or "--" in name)
    )


def is_plain_id(name: str) -> bool:
    """Say whether `name` can be an id everywhere: platforms and bundles are called so."""
    return ID.match(name) is not None and not _is_device(name)


def _is_letter(char: str) -> bool:
    """Say whether a character is a letter, a digit, or a mark that belongs to a letter."""
    return (char.isascii() and char.isalnum()) or (unicodedata.category(char)[0] in "LMN" and not char.isascii())


def means_a_title(name: str) -> bool:
    """Say whether a name that cannot be an id is one for people: `C# Expert`, `SE: DevOps/CI`."""
    bad = check_name(name)
    if bad is None:
        return bool(name.strip(" ._-")) and (len(name) <= MAX_ID or " " in name)
    return bad.exit is Exit.SOURCE and " " in name.strip() and name.isprintable() and ".." not in name


def folded(name: str) -> str:
    """Return what two names have in common that some file system takes for one: case and Unicode form aside."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
