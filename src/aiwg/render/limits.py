"""Making a text shorter than a limit: beyond it a rule is split, a description shortened, anything else not written.

Nothing is ever left for the platform to cut: a cut that nobody announces is a lost instruction.
"""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.artifact.markdown_spans import prose_spans
from aiwg.core.patterns import lazy_pattern

_SENTENCE_END = lazy_pattern(r"[.!?](?=\s)")
_PARAGRAPH = lazy_pattern(r"\n[ \t]*\n+")


def shortened(description: str, limit: int) -> str:
    """Return a description that fits: its first sentences, or where the first is too long its first words."""
    if len(description) <= limit:
        return description
    head = description[:limit]
    ends = [match.end() for match in _SENTENCE_END.finditer(head + " ")]
    if ends and ends[-1] <= limit:
        return head[: ends[-1]]
    return f"{head[: limit - 1].rpartition(' ')[0] or head[: limit - 1]}…"


def split_body(body: str, limit: int) -> list[str] | None:
    """Return a body in parts of at most `limit` characters, cut between paragraphs and before headings if possible.

    No fence is cut. None when a single paragraph is longer.
    """
    pieces = list(_pieces(body))
    if any(len(piece) > limit for piece in pieces):
        return None
    parts: list[str] = []
    for piece in pieces:
        starts_chapter = piece.lstrip("\n").startswith("#") and parts and len(parts[-1]) > limit // 2
        if not parts or starts_chapter or len(parts[-1]) + len(piece) > limit:
            parts.append(piece)
        else:
            parts[-1] += piece
    return parts


def _pieces(body: str) -> Iterable[str]:
    """Yield a body cut at its blank lines, those inside code aside."""
    prose = list(prose_spans(body))
    start = 0
    for match in _PARAGRAPH.finditer(body):
        if any(begin <= match.start() + 1 < end for begin, end in prose):
            yield body[start : match.end()]
            start = match.end()
    if start < len(body):
        yield body[start:]
