"""What a platform takes of one file: beyond it a rule is split, a description shortened, anything else not written.

Nothing is ever left for the platform to cut: a cut that nobody announces is a lost instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiwg.artifact.markdown_spans import prose_spans

NEAR = 0.9
"""From this part of a limit on, a warning is given: the next edit may go beyond it."""

_SENTENCE_END = re.compile(r"[.!?](?=\s)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """A measure that goes beyond, or comes near, what a platform takes. `size` and `limit` are in `unit`."""

    what: str
    size: int
    limit: int
    unit: str

    @property
    def beyond(self) -> bool:
        """Say whether it is too much, and not only nearly so."""
        return self.size > self.limit

    def said(self) -> str:
        """Return the measure in words."""
        return f"its {self.what} has {self.size:,} {self.unit}, and {self.limit:,} are taken"


def excesses(limits: Mapping[str, int], body: str, text: str) -> list[LimitExceeded]:
    """Return what of a file comes near or goes beyond a place's limits, the description aside."""
    if not limits:
        return []
    measures = {
        "body_chars": ("body", len(body), "characters"),
        "body_bytes": ("body", len(body.encode()), "bytes"),
        "file_chars": ("file", len(text), "characters"),
        "file_bytes": ("file", len(text.encode()), "bytes"),
    }
    return [
        LimitExceeded(what, size, limits[name], unit)
        for name, (what, size, unit) in measures.items()
        if name in limits and size > limits[name] * NEAR
    ]


def room_in(limits: Iterable[Mapping[str, int]]) -> int | None:
    """Return how many bytes of an instruction file all of some platforms read, None when as many as there are.

    A limit in characters is taken for one in bytes: no text has more characters than bytes.
    """
    tops = [each[name] for each in limits for name in ("total_bytes", "file_bytes", "file_chars") if name in each]
    return min(tops, default=None)


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
