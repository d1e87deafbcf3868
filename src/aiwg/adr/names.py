"""Numbers, ids and file names of records, in the forms that tools use."""

from __future__ import annotations

import re
import unicodedata

from aiwg.core.patterns import lazy_pattern

_NUMBERED = lazy_pattern(r"^(?:adr[-_ ]?)?(?P<number>\d{1,7})(?:[-_. ]|\.md\Z|\Z)", re.IGNORECASE)
_DATED = lazy_pattern(r"^(?:19|20)\d{6}(?:[-_]|\.md\Z)|^(?:19|20)\d\d-\d\d-\d\d[-_]")
_NO_RECORDS = lazy_pattern(
    r"^(?:readme|index|toc|contributing|changelog|(?:\d+[-_])?(?:adr[-_]?)?template.*|.*[-_.]template)\.(?:md|markdown)\Z",
    re.IGNORECASE,
)
_ENDING = lazy_pattern(r"\.(?:md|markdown)\Z", re.IGNORECASE)
_REFERENCE = lazy_pattern(r"\bADR[- _]?0*(?P<number>\d{1,7})\b", re.IGNORECASE)
MAX_SLUG = 80
"""Characters of a file name that come from the title: short enough for every file system, number and all."""


def number_in(name: str) -> int | None:
    """Return the number that a file name starts with; a date is none."""
    if _DATED.match(name):
        return None
    found = _NUMBERED.match(name)
    return int(found["number"]) if found else None


def date_in(name: str) -> str | None:
    """Return the date that a file name starts with, as YYYY-MM-DD."""
    if not _DATED.match(name):
        return None
    digits = name.replace("-", "", 2)[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def may_be_record(name: str) -> bool:
    """Say whether a file of that name may hold a record: Markdown, and no index or template."""
    return name.lower().endswith((".md", ".markdown")) and not name.startswith(".") and not _NO_RECORDS.match(name)


def stem(name: str) -> str:
    """Return a file name without its folder and its ending."""
    return _ENDING.sub("", name.rpartition("/")[2])


def shown_id(number: int) -> str:
    """Return the id of a record as texts name it."""
    return f"ADR-{number:03}"


def numbers_named(text: str) -> list[int]:
    """Return the numbers of all ids in a text."""
    return [int(match["number"]) for match in _REFERENCE.finditer(text)]


def number_typed(typed: str) -> int | None:
    """Return the number that a person means by 7, 0007, ADR-7 or a file name."""
    found = _REFERENCE.fullmatch(typed.strip())
    return int(found["number"]) if found else number_in(typed.rpartition("/")[2])


def slug(title: str) -> str:
    """Return what a title is called in a file name; nothing when no letter or digit is in it.

    Accents go; letters of other scripts stay, as file systems and Git hosts take them.
    """
    text = unicodedata.normalize("NFKD", title.replace("ß", "ss"))
    text = "".join(char for char in text if not unicodedata.combining(char) or ord(char) > 0x0370)
    text = unicodedata.normalize("NFC", text).lower().replace("'", "").replace("\u2019", "")
    words = re.sub(r"[\W_]+", "-", text).strip("-")
    words = words[: MAX_SLUG + 1]
    while len(words) > MAX_SLUG or len(words.encode()) > 2 * MAX_SLUG:
        shorter = words.rpartition("-")[0]
        words = shorter or words[: len(words) - 1]
    return words


def relative(name: str, beside: str) -> str:
    """Return the path that leads from one file to another; both are below one folder, with slashes."""
    here, there = beside.split("/")[:-1], name.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([*[".."] * (len(here) - same), *there[same:]])
