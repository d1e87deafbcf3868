"""The parts of an edit that a person takes or leaves one by one: a field, some lines of a text, an entry left out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.back.words import merged_words
from aiwg.merge.conflicts import lines_of
from aiwg.source.settings import permissions_of

FIELD, EXTRA, OVERRIDE, PATTERN, PLATFORMS, LINES = "field", "extra", "override", "pattern", "platforms", "lines"
"""What a hunk is about. `pattern`: what a permission says; `platforms`: for which platforms an artifact is not."""

BODY = "body"
MANY_LINES = 4_000
"""A text with more lines that changed is one hunk: comparing it line by line would take too long."""


class _Absent:
    """The type of ABSENT."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""In the place of a value that is not there."""


class HunkMisfitError(ValueError):
    """A hunk that does not fit the artifact any more."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One part of an edit of an artifact.

    `name` is the field, `platform.key` of an override, or the file that lines belong to: its body, or a file beside it.
    `start` is the first line that it is about, from 0; `before` and `after` are values, or tuples of lines.
    """

    part: str
    name: str
    before: Any
    after: Any
    start: int = 0

    @property
    def end(self) -> int:
        """Return the line behind the last one that it is about."""
        return self.start + len(self.before) if self.part == LINES else 0

    @property
    def about(self) -> tuple[str, str]:
        """Return the part of an artifact that it changes something of."""
        return self.part, self.name

    def overlaps(self, other: Hunk) -> bool:
        """Say whether only one of two hunks can be taken, unless they are equal."""
        if self.about != other.about:
            return False
        if self.part != LINES:
            return True
        if self.start == other.start:
            return True
        first, second = sorted((self, other), key=lambda hunk: (hunk.start, hunk.end))
        return second.start < first.end


def hunks_of(before: Artifact, after: Artifact) -> tuple[Hunk, ...]:
    """Return the parts in which two versions of an artifact differ, in a fixed order."""
    found: list[Hunk] = []
    if before.id != after.id:
        found.append(Hunk(PATTERN, "pattern", before.id, after.id))
    else:
        found += _values(FIELD, before.fields, after.fields)
    found += _values(EXTRA, before.extra, after.extra)
    found += _values(OVERRIDE, _flat(before.overrides), _flat(after.overrides))
    if (before.include, before.exclude) != (after.include, after.exclude):
        found.append(Hunk(PLATFORMS, "platforms", _limits(before), _limits(after)))
    found += _lines(BODY, before.body, after.body)
    texts = {asset.path: asset.data for asset in after.assets}
    for asset in before.assets:
        if texts.get(asset.path, asset.data) != asset.data:
            found += _lines(asset.path, _text(asset.data), _text(texts[asset.path]))
    return tuple(found)


def _limits(artifact: Artifact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return artifact.include, artifact.exclude


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _flat(overrides: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], Any]:
    return {(platform, key): value for platform, fields in overrides.items() for key, value in fields.items()}


def _values(part: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Hunk]:
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key, ABSENT), after.get(key, ABSENT)
        if one is ABSENT or other is ABSENT or one != other or type(one) is not type(other):
            yield Hunk(part, key if isinstance(key, str) else ".".join(key), one, other)


def _lines(name: str, before: str, after: str) -> Iterator[Hunk]:
    one, other = lines_of(before), lines_of(after)
    for tag, from_one, to_one, from_other, to_other in changed_lines(one, other):
        if tag != "equal":
            yield Hunk(LINES, name, tuple(one[from_one:to_one]), tuple(other[from_other:to_other]), from_one)


def changed_lines(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return how lines become others, as difflib does, in time that grows no faster than the lines that differ."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if not middle and not theirs:
        return []
    if max(len(middle), len(theirs)) > MANY_LINES or not middle or not theirs:
        return [("replace", start, len(one) - end, start, len(other) - end)]
    matcher = difflib.SequenceMatcher(None, middle, theirs, autojunk=len(middle) > MANY_LINES // 8)
    return [
        (tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    ]


def with_hunks(artifact: Artifact, hunks: Iterable[Hunk]) -> Artifact:
    """Return an artifact with some parts of an edit in it.

    Raises HunkMisfitError where the artifact does not hold what a part changes, or two of them overlap.
    """
    listed = list(hunks)
    fields, extra = dict(artifact.fields), dict(artifact.extra)
    overrides = {platform: dict(values) for platform, values in artifact.overrides.items()}
    changed = artifact
    for hunk in listed:
        if hunk.part == FIELD:
            _set(fields, hunk.name, hunk)
        elif hunk.part == EXTRA:
            _set(extra, hunk.name, hunk)
        elif hunk.part == OVERRIDE:
            platform, _, key = hunk.name.partition(".")
            _set(overrides.setdefault(platform, {}), key, hunk)
        elif hunk.part == PLATFORMS:
            changed = changed.with_(**_without_platforms(changed, hunk))
        elif hunk.part == PATTERN:
            changed, fields = _renamed(changed, hunk)
    kept = {platform: values for platform, values in overrides.items() if values}
    changed = changed.with_(fields=fields, extra=extra, overrides=kept)
    body = _with_lines(changed.body, [hunk for hunk in listed if hunk.part == LINES and hunk.name == BODY])
    assets = tuple(
        replace(asset, data=_with_lines(_text(asset.data), own).encode("utf-8", "surrogateescape"))
        if (own := [hunk for hunk in listed if hunk.part == LINES and hunk.name == asset.path])
        else asset
        for asset in artifact.assets
    )
    return changed.with_(body=body, assets=assets)


def _set(values: dict[str, Any], key: str, hunk: Hunk) -> None:
    there = values.get(key, ABSENT)
    if all(isinstance(each, str) for each in (there, hunk.before, hunk.after)):
        merged = merged_words(hunk.before, there, hunk.after)
        if merged is None:
            raise HunkMisfitError(f"{hunk.name} is something else in the source")
        values[key] = merged
        return
    if there != hunk.before:
        raise HunkMisfitError(f"{hunk.name} is something else in the source")
    if hunk.after is ABSENT:
        del values[key]
    else:
        values[key] = hunk.after


def _renamed(artifact: Artifact, hunk: Hunk) -> tuple[Artifact, dict[str, Any]]:
    """Return a permission under the id that a hunk gives it, and the fields that this id says."""
    if artifact.id != hunk.before:
        raise HunkMisfitError("it is another permission in the source")
    effect, _, pattern = str(hunk.after).partition(" ")
    try:
        first = permissions_of(pattern)[0]
    except ArgumentError as error:
        raise HunkMisfitError(f'"{pattern}" {error}') from None
    return artifact.with_(id=hunk.after), {"effect": effect, **first, "pattern": pattern}


def _without_platforms(artifact: Artifact, hunk: Hunk) -> dict[str, Any]:
    """Return the limits of an artifact with those platforms left out that a hunk leaves out."""
    (include, exclude), (left, without) = hunk.before, hunk.after
    gone = {*(name for name in include if name not in left), *(name for name in without if name not in exclude)}
    rest = tuple(name for name in artifact.include if name not in gone)
    kept = rest or artifact.include  # none at all would stand for every platform
    others = sorted(gone - (set(artifact.include) if rest else set()))
    return {"include": kept, "exclude": tuple(dict.fromkeys((*artifact.exclude, *others)))}


def _with_lines(text: str, hunks: Sequence[Hunk]) -> str:
    if not hunks:
        return text
    lines, until = lines_of(text), None
    for hunk in sorted(hunks, key=lambda each: each.start, reverse=True):
        overlapping = until is not None and hunk.end > until
        if overlapping or tuple(lines[hunk.start : hunk.end]) != hunk.before:
            raise HunkMisfitError("its text is another one in the source")
        lines[hunk.start : hunk.end] = hunk.after
        until = hunk.start
    return _ended(lines)


def _ended(lines: Sequence[str]) -> str:
    """Return lines as a text: one that was the last, without a line end, gets one where another follows."""
    return "".join([*(line if line.endswith("\n") else f"{line}\n" for line in lines[:-1]), *lines[-1:]])
