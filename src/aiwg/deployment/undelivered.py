"""What of a source has no effect: artifacts that no platform takes, filters, tools and keys that mean nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.events import why_idle
from aiwg.artifact.fields import ALIASES, TOOLS, TYPES
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.suggest import suggest
from aiwg.findings.allowances import Suppression, without_settled
from aiwg.findings.model import Finding
from aiwg.render.delivery import DeliveryList
from aiwg.render.values import SPEC

UNDELIVERED = "not-delivered"
"""The code of an artifact that arrives at none of the platforms."""

NAMED = 5
"""Artifacts, and platforms, that one message names."""


def undelivered(
    deliveries: DeliveryList, catalog: Catalog, adapters: Sequence[Adapter], held: Container[str]
) -> list[Finding]:
    """Return a warning for the artifacts that arrive at no platform, those of one kind and reason together.

    Those of `held` arrive: a platform loads them from a file of the user's.
    """
    names = {adapter.id: adapter.name for adapter in adapters}
    reasons: dict[str, dict[str, str]] = {}
    for name, arrivals, _ in deliveries.rows:
        for each in arrivals:
            # a lost restriction is a warning of its own
            if each.level != "unsupported" or any(loss.freer for loss in each.losses):
                break
        else:
            reasons[name] = {each.platform: "; ".join(each.notes) for each in arrivals}
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for artifact, why in sorted(reasons.items()):
        if artifact not in held:
            alike.setdefault((artifact.partition("/")[0], tuple(sorted(why.items()))), []).append(artifact)
    return [_undelivered(found, why, names, catalog) for (_, why), found in alike.items()]


def _undelivered(
    found: Sequence[str], why: Sequence[tuple[str, str]], names: Mapping[str, str], catalog: Catalog
) -> Finding:
    shown = [f"{names.get(id, id)}: {reason}" for id, reason in why]
    message = f"unsupported on all platforms here: {listed(found)} ({listed(shown, '; ')})"
    first = catalog.get(found[0])
    file, line = (first.origin.file, first.origin.line) if first else (None, None)
    return Finding(
        UNDELIVERED, "warning", message, file, line, hint="choose a platform that supports it, or exclude it"
    )


def listed(found: Sequence[str], separator: str = ", ") -> str:
    """Return the first of some texts, and how many more there are."""
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return separator.join(found[:NAMED]) + more


def not_arriving(problems: Iterable[Finding]) -> str:
    """Return what the one line of a run without changes says of artifacts that arrive nowhere; empty without any."""
    found = [problem.message for problem in problems if problem.code == UNDELIVERED]
    more = f" and {len(found) - 1} more: aiwg deploy -v" if len(found) > 1 else ""
    return found[0] + more if found else ""


def without_effect(
    catalog: Catalog, adapters: Sequence[Adapter], allowances: Sequence[Suppression]
) -> Iterator[Finding]:
    """Yield a warning for each filter, tool and key of a source that means nothing, but for what the settings allow."""
    known = _native_tools(adapters)
    for artifact in catalog:
        for problem in (*_idle(artifact), *_unknown_tools(artifact, known), *_unknown_keys(artifact)):
            if without_settled([problem], allowances)[0]:
                yield problem


def _idle(artifact: Artifact) -> Iterator[Finding]:
    if artifact.kind != "hook":
        return
    reason = why_idle(str(artifact.fields["event"]), artifact.fields.get("match", ()))
    if reason:
        yield _warning("idle-match", artifact, "match", f"{artifact.named}: {reason}", "remove match")


def _unknown_tools(artifact: Artifact, known: frozenset[str]) -> Iterator[Finding]:
    keys = KINDS[artifact.kind].tool_fields
    found = [(key, name) for key in keys for name in artifact.fields.get(key, ())]
    if artifact.kind == "permission":
        found = [(str(artifact.fields["effect"]), str(artifact.fields["tool"]))]
    for key, name in found:
        bare = SPEC.sub(r"\g<name>", name) if "(" in name else name
        if bare in TOOLS or bare == "mcp" or bare.lower() in known or "/" in bare or "*" in bare:
            continue
        message = f'{artifact.named}: unknown tool "{bare}"'
        yield _warning("unknown-tool", artifact, key, message, suggest(bare, TOOLS) or "tools: docs/sources.md")


def _unknown_keys(artifact: Artifact) -> Iterator[Finding]:
    """Yield the unknown keys of what runs; those of texts are losses of the platforms that do not take them."""
    if not KINDS[artifact.kind].settings or KINDS[artifact.kind].has_free_id:
        return
    keys = (*TYPES[artifact.kind], *ALIASES.get(artifact.kind, {}))
    for key in artifact.extra:
        message = f'{artifact.named}: unknown field "{key}"'
        hint = suggest(key, keys) or "put native fields of one platform under overrides:"
        yield _warning("unknown-key", artifact, key, message, hint)


def _warning(code: str, artifact: Artifact, key: str, message: str, hint: str) -> Finding:
    return Finding(code, "warning", message, artifact.origin.file, artifact.origin.line_of(key), hint=hint)


def _native_tools(adapters: Sequence[Adapter]) -> frozenset[str]:
    """Return what tools are called on some platforms, in lower case."""
    tables = (
        table for each in adapters for table in (each.data.get("tools"), *(c.get("tools") for c in each.cells.values()))
    )
    values = (value for table in tables for value in (table or {}).values())
    return frozenset(name.lower() for value in values for name in ([value] if isinstance(value, str) else value))
