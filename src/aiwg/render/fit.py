"""Making a file fit what its readers take: shortening, splitting, or leaving it out where it does not.

Nothing is ever left for the platform to cut: a cut that nobody announces is a lost instruction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding
from aiwg.loading.limits import NEAR, text_measures
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, undeliverable
from aiwg.render.forms import FileForm, PlatformText
from aiwg.render.rendering import NOTHING, Rendering
from aiwg.render.values import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SENTENCE_END = lazy_pattern(r"[.!?](?=\s)")
_PARAGRAPH = lazy_pattern(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True)
class Shortening:
    """What is lost of a description that is cut, and the warning of it; empty when it fits."""

    losses: tuple[Loss, ...] = ()
    problems: tuple[Finding, ...] = ()


FITTING = Shortening()


def fit_description(artifact: Artifact, keys: dict[str, Any], allowed: int | None) -> Shortening:
    """Shorten the description among `keys` to the characters `allowed`; return what is lost by that."""
    description = keys.get("description")
    if not isinstance(description, str) or allowed is None or len(description) <= allowed:
        return FITTING
    keys["description"] = shortened(description, allowed)
    origin = artifact.origin
    message = f"the description has {len(description):,} characters; aiwg shortened it to the limit of {allowed:,}"
    problem = Finding("over-limit", "warning", message, origin.file, origin.line_of("description"))
    return Shortening((Loss("description", f"shortened to {allowed:,} characters"),), (problem,))


def only_where_it_can_be_named(placement: Placement, context: RenderContext) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that refuse a name such as the artifact's, and what they get."""
    artifact = placement.artifact
    if artifact.id.isascii():  # ids are slugs but for letters of other scripts: nothing to ask anybody
        return placement, NOTHING
    left = [id for id in placement.platforms if not _takes_slugs_only(context.platforms[id], placement.cell)]
    others = [id for id in placement.platforms if id not in left]
    reason = "not written: the platform accepts only names of a-z, 0-9 and hyphens"
    return _limited_to(left, placement), Rendering(deliveries=undeliverable(artifact, others, reason))


def _takes_slugs_only(platform: Platform, kind: str) -> bool:
    cell = platform.adapter.cells.get(kind)
    types = cell.get("refuses", {}).get("types", {}) if cell else {}
    return bool(types.get("name") == "slug")


def _limited_to(platforms: Sequence[str], placement: Placement) -> Placement:
    whole = len(platforms) == len(placement.platforms)
    return placement if whole else replace(placement, platforms=tuple(platforms))


@dataclass(frozen=True, slots=True)
class SplitRule:
    """A rule in parts, each with a file of its own, and the warning of it."""

    parts: tuple[Placement, ...]
    said: Rendering


def in_parts(placement: Placement, form: FileForm, made: PlatformText) -> SplitRule | None:
    """Return a rule in parts when a reader takes only smaller files; None when it fits, or cannot be split."""
    if placement.cell != "rules" or placement.is_carried or form.fits(made.size):
        return None
    tops = [limits["file_chars"] for _, _, limits in form.limits if "file_chars" in limits]
    artifact, body, text = placement.artifact, made.body, made.text
    if not tops or len(text) <= min(tops):
        return None
    parts = split_body(artifact.body, int(min(tops) * NEAR) - (len(text) - len(body)))
    if parts is None or len(parts) < 2:  # one block of text larger than the limit: it is left out and reported
        return None
    message = f"has {len(text):,} characters; the limit is {min(tops):,}: aiwg wrote {len(parts)} files"
    problem = Finding("split", "warning", message, artifact.origin.file, artifact.origin.line)
    placements = [
        replace(
            placement,
            artifact=artifact.with_(
                id=artifact.id if number == 1 else f"{artifact.id}-{number}", body=part, composed_from=artifact.named
            ),
        )
        for number, part in enumerate(parts, 1)
    ]
    return SplitRule(tuple(placements), Rendering(problems=(problem,)))


def only_where_it_fits(placement: Placement, form: FileForm, made: PlatformText) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that would not take the file, and what they and others get."""
    if form.fits(made.size):
        return placement, NOTHING
    artifact, origin = placement.artifact, placement.artifact.origin
    left: list[str] = []
    deliveries: list[Delivery] = []
    problems: list[Finding] = []
    for id, name, limits in form.limits:
        found = text_measures(limits, made.body, made.text)
        beyond = next((excess for excess in found if excess.is_beyond), None)
        if beyond:
            reason = f"not written, because the platform would refuse it: {beyond.said()}"
            deliveries += undeliverable(artifact, (id,), reason)
            level, code, hint = "warning", "over-limit", f'shorten it, or exclude it there: platforms: ["!{id}"]'
        else:
            left.append(id)
            level, code, hint = "info", "near-limit", "shorten it before it grows"
        for excess in [beyond] if beyond else found:
            message = f"{name}: {excess.said()}"
            problems.append(Finding(code, level, message, origin.file, origin.line, hint=hint))
    return _limited_to(left, placement), Rendering((), tuple(deliveries), tuple(problems))


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
    from aiwg.artifact.markdown_spans import prose_spans  # few texts are too long

    prose = list(prose_spans(body))
    begins = [begin for begin, _ in prose]
    start = 0
    for match in _PARAGRAPH.finditer(body):
        blank = match.start() + 1
        span = bisect_right(begins, blank) - 1
        if span >= 0 and blank < prose[span][1]:
            yield body[start : match.end()]
            start = match.end()
    if start < len(body):
        yield body[start:]
