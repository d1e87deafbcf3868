"""The table of all records in the folder's README: a marked block of ours in a text that is the user's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from aiwg.adr.record import DecisionRecord
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern

_BEGIN = lazy_pattern(r"^<!-- aiwg:adr-index (?P<digest>[0-9a-f]{12})[^\n]*-->[ \t]*\r?$", re.MULTILINE)
_ANY_BEGIN = lazy_pattern(r"^<!-- aiwg:adr-index\b", re.MULTILINE)
_END = lazy_pattern(r"^<!-- /aiwg:adr-index -->", re.MULTILINE)
HEAD = "# Architecture decisions\n\n"


def with_index(text: str, records: Iterable[DecisionRecord], name: str, force: bool = False) -> str:
    """Return a README with the table of the records; everything outside the block stays as it is.

    Raises UserError: conflict when the block was edited by hand and `force` is not set, source when its marks are
    not a pair.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    block = _block(records).replace("\n", newline)
    begins, ends = list(_ANY_BEGIN.finditer(text)), list(_END.finditer(text))
    if not begins and not ends:
        base = text or HEAD
        gap = "" if base.endswith(newline * 2) else newline if base.endswith("\n") else newline * 2
        return f"{base}{gap}{block}{newline}"
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].start():
        line = text.count("\n", 0, (begins + ends)[-1].start()) + 1
        raise UserError(
            f"{name}:{line}: the markers of the index are not one pair.",
            hint="Remove the markers and the text between them, then: aiwg adr index",
        )
    begin = _BEGIN.match(text, begins[0].start())
    inner = text[text.index("\n", begins[0].start()) + 1 : ends[0].start()]
    if not force and (begin is None or begin["digest"] != _digest(inner)):
        line = text.count("\n", 0, begins[0].start()) + 1
        raise UserError(
            f"{name}:{line}: the index was edited by hand; aiwg wrote nothing.",
            exit=Exit.CONFLICT,
            hint="Move your text out of the block, or overwrite the table: aiwg adr index --force",
        )
    return text[: begins[0].start()] + block + text[ends[0].end() :]


def _block(records: Iterable[DecisionRecord]) -> str:
    lines = ["", "| ADR | Title | Status | Date | Level |", "| --- | --- | --- | --- | --- |"]
    for record in records:
        title = f"[{_cell(record.title or record.name)}]({_target(record.name)})"
        cells = (_cell(record.id), title, _cell(record.status_text), record.date or "", record.level or "")
        lines.append(f"| {' | '.join(cells)} |")
    inner = "\n".join([*lines, "", ""])
    return (
        f"<!-- aiwg:adr-index {_digest(inner)} made by `aiwg adr index`: edit nothing up to its end -->\n"
        f"{inner}<!-- /aiwg:adr-index -->"
    )


def _digest(inner: str) -> str:
    return hashlib.sha256(inner.replace("\r\n", "\n").encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")


def _target(name: str) -> str:
    return f"<{name}>" if re.search(r"[\s()]", name) else name
