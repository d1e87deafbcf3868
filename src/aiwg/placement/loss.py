"""What an artifact loses of its behaviour where a reader finds it: one of six classes, from data alone.

Two sources: the kind that carries it (`loses` in the row of a kind), and the reader's own dialect where another
platform's adapter writes the file: what the reader would keep in its own words, and the file does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.adapter.model import Cell, FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import LIMITING_FIELDS, TYPES
from aiwg.artifact.kinds import CELL_OF, KINDS, LIMITED
from aiwg.placement.resolve import Platform

NO_LOSS = 0
"""The same behaviour."""
DIALECT = 1
"""A key in another tool's words: a tool or a model may be called otherwise."""
SLIGHT = 2
"""Another place, name or way to pass arguments."""
PERHAPS = 3
"""A restriction that the file does not say in the reader's words, or a fallback that an own file would hide."""
BEHAVIOUR = 4
"""Isolation, a model, a scope, or that only the user starts it."""
RESTRICTION = 5
"""What the author limited is not limited."""

BY_HAND = "disable-model-invocation"
"""The key of a skill that only the user starts."""

SKILLS = CELL_OF["skill"]
RULES = CELL_OF["rule"]

WORDED = frozenset(kind.cell for kind in KINDS.values() if kind.rendering.startswith("file") and not kind.has_folder)
"""Kinds of places whose files have keys in the words of a platform."""

_SCOPE = "paths"
_MODEL_FIELDS = ("model", "effort", "max_turns", "argument-hint")
_WEIGHED = (*_MODEL_FIELDS, *sorted(LIMITING_FIELDS), _SCOPE)


def carried_loss(kind: str, variant: str, cell: str, platform: Platform) -> int:
    """Return the class where another kind, that of `cell`, carries an artifact to a platform."""
    row = KINDS[kind]
    loss = row.loses.get(variant, BEHAVIOUR) if row.delivered_as.get(variant) == cell else BEHAVIOUR
    if cell == SKILLS and variant in row.started_by_hand and not heeds_by_hand(platform):
        return max(loss, BEHAVIOUR)
    return loss


def loses_nothing(kind: str, variant: str, cell: str) -> bool:
    """Say whether another kind does all that an artifact's own would."""
    row = KINDS[kind]
    return row.delivered_as.get(variant) == cell and row.loses.get(variant) == NO_LOSS


def weighed_fields(kind: str, variant: str) -> Iterator[str]:
    """Yield the fields of a kind that change what an artifact does, or what it may do, for those that can have them."""
    for field in _WEIGHED:
        if field not in TYPES[kind] or (field == _SCOPE and variant != _SCOPE):
            continue
        if field in LIMITING_FIELDS and LIMITED in KINDS[kind].delivered_as and variant != LIMITED:
            continue
        yield field


def heeds_by_hand(platform: Platform) -> bool:
    """Say whether a skill that only the user starts is known to be left to the user on a platform.

    So it is where the adapter says that the key restricts, or writes a further file that says it; unknown is no.
    """
    cell = platform.adapter.cells.get(SKILLS)
    if cell is None or is_by_hand_ignored(platform):
        return False
    restricts = platform.adapter.data.get("classes", {}).get(SKILLS, {}).get("restricts", ())
    return BY_HAND in restricts or _says_it_elsewhere(cell)


def is_by_hand_ignored(platform: Platform) -> bool:
    """Say whether a platform is known to let the model start a skill that only the user should start."""
    cell = platform.adapter.cells.get(SKILLS)
    return cell is not None and BY_HAND in cell.get("ignores", ()) and not _says_it_elsewhere(cell)


def _says_it_elsewhere(cell: Cell) -> bool:
    """Say whether a further file beside the skill leaves it to the user."""
    return any(further.get("when") == {BY_HAND: True} for further in cell.get("also", ()))


def dialect_loss(kind: str, variant: str, key: str, cell: str, reader: Platform, writer: Platform) -> int:
    """Return the class where a reader finds an artifact of its own kind in the words of another platform."""
    if reader is writer or cell not in WORDED or cell not in reader.cells:
        return NO_LOSS
    own, theirs = rules_at(reader, key, cell), rules_at(writer, key, cell)
    if own is None:
        return NO_LOSS
    worst = NO_LOSS
    written = {rule.target: rule for rule in theirs or ()}
    for field in weighed_fields(kind, variant):
        mine = [rule for rule in own if field in rule.sources]
        if not mine:
            continue
        if all(rule.target not in written for rule in mine):
            worst = max(worst, PERHAPS if field in LIMITING_FIELDS or field == _SCOPE else DIALECT)
        elif any(rule.target not in written or _in_other_words(rule, written[rule.target]) for rule in mine) or (
            field in ("tools", "deny_tools", "model") and not _same_words(reader, writer, cell)
        ):
            worst = max(worst, DIALECT)
    return worst


def rules_at(platform: Platform, key: str, cell: str) -> tuple[FieldRule, ...] | None:
    """Return the rules by which a platform's keys are made at a place, None when it has none."""
    bound = platform.cells.get(cell)
    if bound is None:
        return None
    for spot in bound.by_key.get(key, ()):
        if spot.place is not None and "fields" in spot.place.settings:
            return tuple(field_rules(spot.place.settings["fields"]))
    return bound.cell.fields


def _in_other_words(one: FieldRule, other: FieldRule) -> bool:
    return (one.shape, one.mapping, one.unit) != (other.shape, other.mapping, other.unit)


def _same_words(one: Platform, other: Platform, cell: str) -> bool:
    """Say whether two platforms call tools and models alike."""
    cells: Iterable[tuple[Platform, Cell]] = ((each, each.cells[cell].cell) for each in (one, other))
    tables = [[each.adapter.table(cell, name) for name in ("tools", "models")] for each, cell in cells]
    return tables[0] == tables[1]


def is_fallback_file(platform: Platform, key: str, cell: str) -> bool:
    """Say whether a platform drops a file of others as soon as one of its own is there, which may be written."""
    bound = platform.cells.get(cell)
    if bound is None or any(key in (write.spot.key, write.imports) for write in bound.writes):
        return False
    places = [spot.place for spot in bound.by_key.get(key, ()) if spot.place and spot.place.group is not None]
    own = [write.spot.place for write in bound.writes] if places else []
    return any(
        stronger is not None and stronger.group == place.group and stronger.rank < place.rank
        for place in places
        for stronger in own
    )
