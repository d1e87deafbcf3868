"""The restrictions that platforms cannot enforce: one warning for each, with all of its platforms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import KINDS, plural
from aiwg.core.errors import LOST_PERMISSION, Exit
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding
from aiwg.placement.resolve import Platform
from aiwg.render.delivery import Delivery
from aiwg.render.values import Loss

FREER = "freer"
"""The code of a restriction that is a field of an artifact, such as the tools of an agent: a loss stops no deploy."""

NAMED = 5
"""Platforms, and artifacts, that one warning names."""

FEW = 2
"""Artifacts up to which a short form names each."""

_PERMISSION = lazy_pattern(r"(?P<effect>deny|ask) (?P<tool>[^(]+?)(?:\((?P<argument>.*)\))?", re.DOTALL)
_VERBS = {
    "read": "read",
    "edit": "edit",
    "write": "write",
    "bash": "run",
    "web_fetch": "fetch from",
    "mcp": "use",
    "task": "start",
}
"""The act that a tool of a permission stands for; other tools are used."""

_FIELDS = {"exactness": "the exact command", "patterns": "the patterns"}
"""Fields that a person knows by other words."""

_OF_SEVERAL = (("its", "their"), ("it has", "they have"), ("it does", "they do"), ("it", "they"))
"""How the reason of one platform begins, and how that of several does."""


def lost_restrictions(deliveries: Iterable[Delivery], platforms: Mapping[str, Platform]) -> Iterator[Finding]:
    """Yield a warning for each lost restriction, which lets an agent do more: one for all platforms with one reason.

    One that somebody wrote as a permission is of its own kind (LOST_PERMISSION): a deploy that loses it is refused.
    `evidence` is the restriction in short, `platforms` are those that lose it.
    """
    lost: dict[tuple[str, str, str, str], list[str]] = {}
    for delivery in deliveries:
        for loss in delivery.losses:
            if loss.freer:
                code = LOST_PERMISSION if _was_written(delivery, loss) else FREER
                lost.setdefault((code, delivery.platform, loss.field, loss.reason), []).append(delivery.artifact)
    alike: dict[tuple[str, str, tuple[str, ...]], dict[str, list[str]]] = {}
    for (code, platform, field, reason), artifacts in sorted(lost.items()):
        for names in [(each,) for each in artifacts] if code == LOST_PERMISSION else [tuple(artifacts)]:
            alike.setdefault((code, field, names), {}).setdefault(reason, []).append(platform)
    for (code, field, names), reasons in alike.items():
        found = {reason: [platforms[id].adapter.name for id in ids] for reason, ids in reasons.items()}
        ids = tuple(sorted(id for each in reasons.values() for id in each))
        yield _finding(code, ids, found, _restriction(field, names), _in_short(field, names))


def _finding(
    code: str, ids: tuple[str, ...], reasons: Mapping[str, list[str]], restriction: str, short: str
) -> Finding:
    names = listed(sorted(name for each in reasons.values() for name in each))
    if len(reasons) == 1:
        why = f": {_reason(*next(iter(reasons.items())))}. {_consequence(restriction)}"
    else:
        several = "; ".join(f"{listed(each)}: {_reason(reason, each)}" for reason, each in reasons.items())
        why = f". {_consequence(restriction)} {several}."
    message = f"{names} cannot enforce {restriction}{why}"
    only = ids[0] if len(ids) == 1 else None
    return Finding(code, "warning", message, exit=Exit.REFUSED, platform=only, platforms=ids, evidence=short)


def _reason(reason: str, names: Sequence[str]) -> str:
    """Return why platforms lose a restriction, about one or about several of them."""
    for one, many in _OF_SEVERAL if len(names) > 1 else ():
        if reason.startswith(f"{one} "):
            reason = many + reason.removeprefix(one)
    return reason.rstrip(".")


def listed(names: Sequence[str]) -> str:
    """Return `A, B and C`, or the first names and the number of the others."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _restriction(field: str, artifacts: Sequence[str]) -> str:
    """Return `deny read(.env)`, or `tools of agent/reviewer`."""
    if field == "effect":
        return artifacts[0].removeprefix("permission/")
    return f"{_FIELDS.get(field, field)} of {listed(artifacts)}"


def _in_short(field: str, artifacts: Sequence[str]) -> str:
    """Return the restriction, `tools of 8 agents` where the artifacts are many."""
    kinds = {artifact.partition("/")[0] for artifact in artifacts}
    if len(artifacts) <= FEW or len(kinds) > 1:
        return _restriction(field, artifacts)
    return f"{_FIELDS.get(field, field)} of {plural(kinds.pop(), len(artifacts))}"


def _consequence(restriction: str) -> str:
    """Return in a sentence what agents can do without a restriction."""
    found = _PERMISSION.fullmatch(restriction) if restriction.startswith(("deny ", "ask ")) else None
    if found is None:
        return "Agents there can do more than you allowed."
    tool, argument = found["tool"], found["argument"]
    asking = " without asking" if found["effect"] == "ask" else ""
    if argument is None:
        return f"Agents there can use {tool}{asking}."
    return f"Agents there can {_VERBS.get(tool.lower(), f'use {tool} for')} {argument}{asking}."


def _was_written(delivery: Delivery, loss: Loss) -> bool:
    """Say whether a loss is that of a restriction which somebody wrote: a deny, an ask, a plugin that is off."""
    kind = KINDS.get(delivery.artifact.partition("/")[0])
    return kind is not None and kind.runs_if is not None and loss.field == kind.runs_if[0]
