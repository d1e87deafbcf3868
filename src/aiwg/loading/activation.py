"""When a platform takes a file: its field rules, read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Cell, FieldRule, Place
from aiwg.adapter.parse import field_rules
from aiwg.core.dataclass import dataclass
from aiwg.loading.frontmatter import listed
from aiwg.loading.model import ALWAYS, FILES, LISTED, MANUAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EVERY_FILE = frozenset({"**", "**/*", "*"})
_WHEN = {"always": ALWAYS, "paths": FILES, "model": LISTED, "manual": MANUAL}
BY_HAND = "disable-model-invocation"


@dataclass(frozen=True, slots=True)
class RuleActivation:
    """What the rules at one place say of when they are loaded: looked up once for all files there.

    `globs` are the keys that may hold the globs, `scope` the cell's own, `word` the rule of the key that says the
    activation, `known` the activations that the platform has, `everywhere` the globs that limit nothing there.
    """

    globs: tuple[str, ...]
    scope: str | None
    word: FieldRule | None
    known: frozenset[str]
    everywhere: frozenset[str]

    def of(self, front: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return when a rule with this frontmatter is loaded, and for which files.

        What a platform does not understand of the frontmatter does not count there, so such a rule is always on.
        """
        globs = self._globs_in(front) or (listed(front.get(self.scope)) if self.scope else ())
        word = self._said(front)
        if word is None:
            word = "paths" if globs else "always"
        if word not in self.known:
            word = "always"
        if word == "paths" and (not globs or not self.everywhere.isdisjoint(globs)):
            return (ALWAYS if globs else MANUAL), ()
        return _WHEN[word], globs if word == "paths" else ()

    def _globs_in(self, front: Mapping[str, Any]) -> tuple[str, ...]:
        return next((globs for key in self.globs if (globs := listed(front.get(key)))), ())

    def _said(self, front: Mapping[str, Any]) -> str | None:
        """Return the canonical activation that a platform's own key says; None where it has no such key."""
        rule = self.word
        if rule is None or rule.mapping is None:
            return None
        if rule.target not in front and rule.absent:
            return rule.absent
        said = front.get(rule.target)
        word = next((word for word, native in rule.mapping.items() if native == said and said is not None), None)
        if word is not None or rule.otherwise is None:
            return word or "manual"
        # a key that only tells `always` from the rest: the other keys say which of the rest it is
        return "paths" if self._globs_in(front) else "model" if front.get("description") else "manual"


def rule_activation(cell: Cell, place: Place) -> RuleActivation:
    """Return what the rules at a place say of when they are loaded."""
    rules = rules_of(cell, place)
    return RuleActivation(
        tuple(rule.target for rule in rules if "paths" in rule.sources),
        cell.get("scope"),
        next((rule for rule in rules if "activation" in rule.sources and rule.mapping), None),
        frozenset((cell.get("only") or {}).get("activation", _WHEN)),
        _everywhere(cell),
    )


def rules_of(cell: Cell, place: Place) -> tuple[FieldRule, ...]:
    """Return the field rules at a place: its own, else its cell's."""
    return tuple(field_rules(place.settings["fields"])) if "fields" in place.settings else cell.fields or ()


def scope_of(cell: Cell, front: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the globs that keep an artifact from being listed until a file that fits was read; none mostly."""
    globs = listed(front.get(cell.get("scope"))) if cell.get("scope") else ()
    return () if globs and not _everywhere(cell).isdisjoint(globs) else globs


def _everywhere(cell: Cell) -> frozenset[str]:
    """Return the globs that limit nothing there."""
    return frozenset(cell.get("everywhere", EVERY_FILE))


@dataclass(frozen=True, slots=True)
class CallActivation:
    """What a platform does with what is called for at one place, looked up once for all files there.

    `line` is what every request holds of one: its "description", its "name", or "no" line at all. `by_hand`: a key
    leaves one to people. `undescribed` is what becomes of one without a description.
    """

    cell: Cell
    line: str
    by_hand: bool
    undescribed: str | None

    @property
    def reading(self) -> tuple[object, ...]:
        """Return everything that decides what of an artifact is sent, and when: alike for many platforms."""
        return self.line, self.by_hand, self.undescribed, self.cell.get("scope"), _everywhere(self.cell)

    def of(self, front: Mapping[str, Any]) -> str:
        """Return when something is loaded: by the model, which then sees a line of it, or by hand."""
        if self.line == "no" or (self.by_hand and front.get(BY_HAND) is True):
            return MANUAL
        if self.undescribed == "nothing" and not front.get("description"):
            return MANUAL
        return FILES if scope_of(self.cell, front) else LISTED

    def line_of(self, name: str, front: Mapping[str, Any], body: str) -> str:
        """Return the line by which a model is told of something that it may call for."""
        if self.line == "name":
            return f"- {name}\n"
        description = front.get("description") or ""
        if not description and self.undescribed == "body":
            description = body.strip().partition("\n\n")[0]
        return f"- {name}: {description}\n"


def call_activation(cell: Cell, place: Place) -> CallActivation:
    """Return what a platform does with what is called for at a place."""
    return CallActivation(cell, listing(cell, place), _heeds_by_hand(cell), cell.get("undescribed"))


def listing(cell: Cell, place: Place) -> str:
    """Return what every request holds of something that may be called for: description, name or no."""
    usual = "no" if cell.kind == "commands" else "description"
    return str(place.settings.get("listed", cell.get("listed", usual)))


def _heeds_by_hand(cell: Cell) -> bool:
    """Say whether the key counts that leaves an artifact to people: of agents only where an adapter has the key."""
    if cell.kind == "agents" and not any(rule.target == BY_HAND for rule in cell.fields or ()):
        return False
    return BY_HAND not in cell.get("ignores", ())


def is_named(cell: Cell) -> bool:
    """Say whether the name in the frontmatter counts, and not the file's."""
    has_name = cell.kind == "skills" or "name" in cell.get("heeds", ())
    has_name = has_name or _any_target(cell.fields or (), "name")
    return has_name and "name" not in cell.get("ignores", ())


def _any_target(rules: Iterable[FieldRule], name: str) -> bool:
    return any(rule.target == name for rule in rules)
