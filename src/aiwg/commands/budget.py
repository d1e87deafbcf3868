"""What the context costs on each platform, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.commands.loading import here_in, records_in, select_platforms
from aiwg.core.errors import Exit
from aiwg.loading import LoadedContext, LoadedItem, look_around, tokens
from aiwg.output.bars import bar
from aiwg.output.console import paint, say, say_json, table

SCHEMA = "aiwg.budget/1"
LARGEST = 3
"""How many of the largest contributors are named."""


def run_budget(typed: Sequence[str], most: int | None, project: Path, as_json: bool) -> int:
    """Say what the context costs; return the exit code: 5 where a platform's requests hold more than `most` tokens."""
    here = here_in(project)
    records = records_in(here)
    contexts = [look_around(adapter, here, records=records) for adapter in select_platforms(project, typed)]
    over = [context for context in contexts if most is not None and context.always_tokens > most]
    if as_json:
        say_json(budget_json(contexts, most))
    else:
        _say(contexts, most)
    return Exit.DRIFT if over else Exit.OK


def budget_json(contexts: Iterable[LoadedContext], most: int | None) -> dict[str, Any]:
    """Return the cost on each platform in the versioned shape that programs rely on."""
    return {
        "schema": SCHEMA,
        "max_tokens": most,
        "platforms": [
            {
                "platform": context.platform,
                "always_tokens": context.always_tokens,
                "on_demand_tokens": context.on_demand_tokens,
                "over": most is not None and context.always_tokens > most,
                "largest": [{"path": item.shown, "tokens": tokens(item.chars)} for item in largest(context)],
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
        named = ", ".join(f"{item.shown} {tokens(item.chars):,}" for item in largest(context))
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
