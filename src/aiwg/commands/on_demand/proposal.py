"""Which artifacts to put on demand, so that no platform's requests hold more than some tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiwg.artifact.model import Artifact
from aiwg.artifact.on_demand import ON_DEMAND, why_never
from aiwg.config import Config
from aiwg.core.dataclass import dataclass
from aiwg.deployment.on_demand.catalog_skill import catalog_key, catalog_skill
from aiwg.deployment.on_demand.split import named_by
from aiwg.deployment.sources import SourceOverview
from aiwg.loading import LoadedContext, tokens
from aiwg.output.console import say
from aiwg.source.on_demand import KEPT, SETTING

SEPARATORS = 4
"""Characters between the name and the description of a skill in the list that a platform sends."""


@dataclass(frozen=True, slots=True)
class DemandProposal:
    """The artifacts to put on demand, the characters that each saves by platform, and those that stay of all.

    `patterns` are the whole new value of `on_demand:` in aiwg.yaml. `most` is the limit in tokens.
    """

    artifacts: tuple[str, ...]
    saved: Mapping[str, Mapping[str, int]]
    before: Mapping[str, int]
    after: Mapping[str, int]
    patterns: tuple[str, ...]
    most: int

    @property
    def is_enough(self) -> bool:
        """Say whether no platform goes beyond the limit then."""
        return all(tokens(chars) <= self.most for chars in self.after.values())

    def as_json(self) -> dict[str, Any]:
        """Return the proposal in the shape of `proposal` in `aiwg.budget/1`."""
        return {
            "artifacts": [
                {"artifact": key, "saves": {name: tokens(chars) for name, chars in sorted(self.saved[key].items())}}
                for key in self.artifacts
            ],
            "platforms": [
                {"platform": name, "always_tokens": tokens(chars), "then_tokens": tokens(self.after[name])}
                for name, chars in sorted(self.before.items())
            ],
            "enough": self.is_enough,
            SETTING: list(self.patterns),
        }


def proposal_of(contexts: Sequence[LoadedContext], most: int, sources: SourceOverview) -> DemandProposal | None:
    """Return what to move for the platforms that go beyond the limit, None where none does or nothing can move.

    The artifacts with the greatest cost come first. Rules that always hold, and what a client loads by name, stay.
    """
    over = {each.platform: each.always_chars for each in contexts if each.always_tokens > most}
    saved = _savings(contexts, set(over), _movable(sources))
    if not over or not saved:
        return None
    catalog = catalog_key("project")
    has_catalog = {each.platform for each in contexts for item in each.loaded if catalog in item.artifacts}
    cost = _catalog_cost(sources, saved)
    left = {name: chars + (0 if name in has_catalog else cost) for name, chars in over.items()}
    chosen = []
    for key in sorted(saved, key=lambda key: (-max(saved[key].values()), -sum(saved[key].values()), key)):
        wanting = {name for name, chars in left.items() if tokens(chars) > most}
        if wanting & saved[key].keys():
            chosen.append(key)
            left = {name: chars - saved[key].get(name, 0) for name, chars in left.items()}
    if all(left[name] >= over[name] for name in over):
        return None
    patterns = _patterns(chosen, sources.catalog, sources.workspace.config)
    return DemandProposal(tuple(chosen), {key: saved[key] for key in chosen}, over, left, patterns, most)


def _movable(sources: SourceOverview) -> set[str]:
    """Return the artifacts that can be on demand, and that nothing deployed loads by name."""
    able = {each.key for each in sources.catalog if why_never(each.kind, each.fields) is None}
    return able - {key for artifact in sources.catalog for key in named_by(artifact)}


def _savings(contexts: Iterable[LoadedContext], over: set[str], movable: set[str]) -> dict[str, dict[str, int]]:
    """Return the characters that every request of each platform holds of each artifact that has files of its own."""
    found: dict[str, Counter[str]] = {}
    for context in contexts:
        for item in context.loaded if context.platform in over else ():
            if len(item.artifacts) == 1 and item.chars and item.artifacts[0] in movable:
                found.setdefault(item.artifacts[0], Counter())[context.platform] += item.chars
    return {key: dict(counts) for key, counts in found.items()}


def _catalog_cost(sources: SourceOverview, keys: Iterable[str]) -> int:
    """Return the characters that the line of the catalog skill adds to every request."""
    moved = [artifact for key in keys if (artifact := sources.catalog.get(key)) is not None]
    skill = catalog_skill(moved, sources.bundles, "project")
    return len(skill.id) + len(str(skill.fields["description"])) + SEPARATORS


def _patterns(chosen: Sequence[str], catalog: Iterable[Artifact], config: Config) -> tuple[str, ...]:
    """Return the entries for aiwg.yaml: those that are there, then each kind in the form with fewer entries."""
    staying: dict[str, list[str]] = {}
    set_aside = set(chosen)
    for artifact in catalog:
        if artifact.key not in set_aside and artifact.delivery != ON_DEMAND:
            staying.setdefault(artifact.kind, []).append(f"{KEPT}{artifact.key}")
    entries: list[str] = []
    for kind in sorted({key.partition("/")[0] for key in chosen}):
        listed = [key for key in chosen if key.startswith(f"{kind}/")]
        shorter = [f"{kind}/*", *staying.get(kind, ())]
        entries += shorter if len(shorter) < len(listed) else listed
    return tuple(dict.fromkeys([*config.on_demand, *entries]))


def say_proposal(proposal: DemandProposal, names: Mapping[str, str]) -> None:
    """Print what to write into aiwg.yaml, and what that saves on each platform."""
    count = len(proposal.artifacts)
    say()
    say(f"To send less, put {count} artifact{'' if count == 1 else 's'} on demand. Write into aiwg.yaml:")
    say(f"  {SETTING}:")
    for pattern in proposal.patterns:
        say(f"    - {_quoted(pattern)}")
    for name, chars in sorted(proposal.before.items()):
        then = tokens(proposal.after[name])
        less = tokens(chars) - then
        enough = "" if then <= proposal.most else f", still more than {proposal.most:,}"
        say(f"  {names.get(name, name)}: about {less:,} tokens less, {then:,} remain{enough}")
    if not proposal.is_enough:
        say("  The rest cannot move: instructions, rules that always hold, your own files.")


def _quoted(pattern: str) -> str:
    plain = pattern.replace("/", "").replace("-", "").replace("_", "").isalnum()
    return pattern if plain else f'"{pattern}"'
