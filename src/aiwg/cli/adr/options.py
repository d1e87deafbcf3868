"""Arguments that the verbs of `aiwg adr` share."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem


def complete_record(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the numbers of the records, with their titles, for the shell."""
    from aiwg.commands.completions import known_records

    names = known_records(ctx.params.get("project") or Path())
    return [CompletionItem(name, help=title) for name, title in names if name.startswith(incomplete)]


record = click.argument("number", metavar="N", shell_complete=complete_record)
