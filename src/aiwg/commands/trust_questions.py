"""Asking a person about each item that waits for approval."""

from __future__ import annotations

from collections.abc import Sequence

import click

from aiwg.artifact.ids import shown
from aiwg.audit.consent import is_finding
from aiwg.trust.items import ConsentItem

ANSWERS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no", "": "no", "a": "all", "all": "all", "q": "quit", "quit": "quit",
}  # fmt: skip


def asked(items: Sequence[ConsentItem]) -> list[ConsentItem]:
    """Return the items that a person approves, all of which are on the screen; a finding is asked about by itself."""
    agreed: list[ConsentItem] = []
    for number, item in enumerate(items):
        choices = "y/n/quit" if is_finding(item) else "y/n/all/quit"
        answer = ""
        while answer not in ANSWERS.values() or (answer == "all" and is_finding(item)):
            typed = click.prompt(f"Approve {shown(item.key)}? [{choices}]", default="n", show_default=False, type=str)
            answer = ANSWERS.get(typed.strip().lower(), "")
        if answer == "all":
            return [*agreed, *items[number:]]
        if answer == "quit":
            break
        if answer == "yes":
            agreed.append(item)
    return agreed
