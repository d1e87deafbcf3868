"""What the context costs on each platform, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiwg.artifact.ids import shown
from aiwg.commands.loading import here_in, records_in, select_platforms
from aiwg.core.errors import Exit, UserError
from aiwg.loading import LoadedContext, LoadedItem, look_around
from aiwg.output.bars import bar
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.evidence import evidence_json

if TYPE_CHECKING:
    from aiwg.commands.on_demand.proposal import DemandProposal

SCHEMA = "aiwg.budget/1"
LARGEST = 3
"""How many of the largest contributors are named."""


def run_budget(typed: Sequence[str], most: int | None, project: Path, as_json: bool) -> int:
    """Say what the context costs; return the exit code: 5 where a platform's requests hold more than `most` tokens."""
    here = here_in(project)
    records = records_in(here)
    adapters = select_platforms(project, typed)
    contexts = [look_around(adapter, here, records=records) for adapter in adapters]
    over = [context for context in contexts if most is not None and context.always_tokens > most]
    proposal = _proposal(contexts, most, project) if most is not None and over else None
    if as_json:
        found = budget_json(contexts, most)
        for row, adapter in zip(found["platforms"], adapters, strict=True):
            row["evidence"] = evidence_json(adapter)
        say_json({**found, "proposal": proposal.as_json() if proposal else None})
    else:
        _say(contexts, most)
        if proposal is not None:
            from aiwg.commands.on_demand.proposal import say_proposal

            say_proposal(proposal, {context.platform: context.name for context in contexts})
    return Exit.DRIFT if over else Exit.OK


def _proposal(contexts: Sequence[LoadedContext], most: int, project: Path) -> DemandProposal | None:
    """Return what to put on demand; nothing where the sources cannot be read."""
    from aiwg.commands.on_demand.proposal import proposal_of  # only where something is too much
    from aiwg.deployment.sources import read_sources

    try:
        return proposal_of(contexts, most, read_sources(project))
    except UserError:
        return None


def budget_json(contexts: Iterable[LoadedContext], most: int | None) -> dict[str, Any]:
    """Return the cost on each platform in the versioned shape that programs rely on."""
    return {
        "schema": SCHEMA,
        "max_tokens": most,
        "platforms": [
            {
                "platform": context.platform,
                "name": context.name,
                "surface": context.surface or None,
                "always_tokens": context.always_tokens,
                "on_demand_tokens": context.on_demand_tokens,
                "always": context.always_cost.as_json(),
                "on_demand": context.on_demand_cost.as_json(),
                "over": most is not None and context.always_tokens > most,
                "largest": [
                    {"path": item.shown, "chars": item.chars, "tokens": context.shares(item)[0]}
                    for item in largest(context)
                ],
            }
            for context in contexts
        ],
    }


def largest(context: LoadedContext) -> list[LoadedItem]:
    """Return the items that cost most in every request."""
    return sorted((item for item in context.loaded if item.chars), key=lambda item: -item.chars)[:LARGEST]


def _say(contexts: Sequence[LoadedContext], most: int | None) -> None:
    whole = most or max((context.always_tokens for context in contexts), default=0)
    rows = [["", "", "every request", "on demand", "largest"]]
    for context in contexts:
        over = most is not None and context.always_tokens > most
        cost = paint(f"~{context.always_tokens:,}", "error" if over else "ok")
        named = ", ".join(f"{item.shown} {context.shares(item)[0]:,}" for item in largest(context))
        share = bar(context.always_tokens, whole)
        rows.append([shown(context.name), share, cost, f"~{context.on_demand_tokens:,}", paint(shown(named), "faint")])
    for line in table(rows, indent="", right=(2, 3)):
        say(line)
    for context in contexts:
        if most is not None and context.always_tokens > most:
            cost = f"about {context.always_tokens:,} tokens in every request; the limit is {most:,}"
            hint = paint(f"aiwg context {context.platform}", "hint")
            say(f"{paint('Over the limit', 'error')}: {shown(context.name)} sends {cost}   {hint}")
    say("aiwg estimates tokens as four characters each.")
