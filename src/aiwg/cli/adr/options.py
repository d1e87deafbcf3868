"""Arguments that the verbs of `aiwg adr` share."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem


def complete_record(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the numbers of the records, with their titles, for the shell."""
    from aiwg.decisions.folder import decision_folder

    records = decision_folder(ctx.params.get("project") or Path()).records.all
    names = ((str(each.number) if each.number is not None else each.name, each.title) for each in records)
    return [CompletionItem(name, help=title) for name, title in names if name.startswith(incomplete)]


record = click.argument("number", metavar="N", shell_complete=complete_record)
