"""Sentences and commands in one file: in what a page shows, and in what it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.audit.hidden_markup import UnseenPart, comments_in, parts_not_shown
from aiwg.audit.patterns import compiled
from aiwg.audit.phrase_rules import INSTRUCTING
from aiwg.audit.phrases import COMMANDS, SENTENCES, SETTINGS, Hint, hints_in
from aiwg.audit.views import may_split, plain_view, without_markup
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import INFO, WARNING

PROSE = (".md", ".mdc", ".markdown", ".mdx", ".txt")
PAGES = (".html", ".htm", ".svg", ".xml", ".vue", ".astro")
"""Files in which a script or a hidden element is ordinary: only hidden text that instructs is told of."""

SHORTEST = 8
"""Bytes from which a part that is not shown can say something."""

_PROGRAM = ("text in <script>", "text in <style>", "text in <title>")
_OWN = rb"<!--\s*aiwg[-:]"


@dataclass(frozen=True, slots=True)
class Words:
    """Something that a file says, under a code: from which byte on, on which line, and the words themselves."""

    code: str
    level: str
    said: str
    line: int
    words: bytes
    start: int | None = None
    setting: bool = False


def words_in(data: bytes, name: str, hides: bool) -> Iterator[Words]:
    """Yield what a file says that a reader should look at: first what is shown, then what is not.

    `hides`: whether the file holds characters that are shown as nothing.
    """
    is_prose, is_page = name.endswith(PROSE), name.endswith(PAGES)
    parts = parts_not_shown(data) if is_prose or is_page else comments_in(data)
    for hint, view in _shown(plain_view(_without(data, parts), hides), is_prose):
        words = view[hint.start : hint.end]
        level = INFO if hint.quoted and is_prose else hint.rule.level
        line = view.count(b"\n", 0, hint.start) + 1
        setting = hint.rule.what == "setting"
        yield Words(hint.rule.code, level, hint.rule.said, line, words, _start(data, line, words), setting)
    for part in parts:
        if not (is_page and part.what in _PROGRAM):
            yield from _not_shown(data, part, hides, is_prose, is_prose or is_page)


def _shown(view: bytes, is_prose: bool) -> Iterator[tuple[Hint, bytes]]:
    """Yield what is found in the shown text of a file, with the view of it that it stands in."""
    if not is_prose:
        found = (*hints_in(view, SENTENCES), *hints_in(view, COMMANDS), *hints_in(view, SETTINGS))
        yield from ((hint, view) for hint in found if _is_meant(hint, view))
        return
    plain = without_markup(view)
    yield from ((hint, plain) for hint in hints_in(plain, SENTENCES))
    known = set()
    for hint in hints_in(view, COMMANDS):
        known.add((hint.rule.said, view.count(b"\n", 0, hint.start)))
        yield hint, view
    if may_split(view):
        for hint in hints_in(plain, COMMANDS):
            if (hint.rule.said, plain.count(b"\n", 0, hint.start)) not in known:
                yield hint, plain


def _not_shown(data: bytes, part: UnseenPart, hides: bool, noted: bool, thorough: bool) -> Iterator[Words]:
    """Yield what a part says that is not shown: a warning if it instructs or runs, else a note if notes are wanted."""
    text = data[part.start : part.end]
    if len(text) < SHORTEST:
        return
    code, said = _instructing(text, hides, thorough)
    if said or (noted and not compiled(_OWN).match(text)):
        message = (
            f"{said}, in {part.what} that a page does not show" if said else f"{part.what}: a page does not show it"
        )
        line = data.count(b"\n", 0, part.start) + 1
        yield Words(code, WARNING if said else INFO, message, line, text, part.start)


def _instructing(text: bytes, hides: bool, thorough: bool) -> tuple[str, str]:
    """Return the code and the words for what a part would have an agent do; no words if it only says something."""
    view = plain_view(text.replace(b"<!--", b" ").replace(b"-->", b" "), hides)
    plain = without_markup(view)
    for found in (hints_in(plain, SENTENCES), hints_in(view, COMMANDS), hints_in(plain, COMMANDS)):
        hint = next(found, None)
        if hint:
            return hint.rule.code, hint.rule.said
    for text in dict.fromkeys((view, plain) if thorough else ()):
        hint = next(hints_in(b" ".join(text.split()), INSTRUCTING), None)
        if hint:
            return hint.rule.code, hint.rule.said
    return "unseen", ""


def _is_meant(hint: Hint, view: bytes) -> bool:
    """Say whether the setting that a rule about addresses has found is one of a model's."""
    name = re.match(rb"[a-z0-9_]+", view[hint.start : hint.end]) if "address" in hint.rule.said else None
    if name is None:
        return True
    from aiwg.audit.setting_rules import is_address_of_a_model

    return is_address_of_a_model(name[0].decode(), is_variable=b"_" in name[0].removesuffix(b"base_url"))


def _without(data: bytes, parts: list[UnseenPart]) -> bytes:
    """Return a text with its parts replaced by their line feeds."""
    if not parts:
        return data
    pieces, last = [], 0
    for part in parts:
        pieces += [data[last : part.start], b"\n" * data.count(b"\n", part.start, part.end)]
        last = part.end
    return b"".join((*pieces, data[last:]))


def _start(data: bytes, line: int, words: bytes) -> int | None:
    """Return the offset of the words in the line of a file, if they stand there as they are."""
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    end = data.find(b"\n", start)
    at = data[start : end if end >= 0 else len(data)].lower().find(words.partition(b"\n")[0])
    return start + at if at >= 0 else None
