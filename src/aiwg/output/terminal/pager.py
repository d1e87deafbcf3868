"""Texts that are longer than the terminal, in the pager of the person."""

from __future__ import annotations

import shutil
import sys

import click

from aiwg.output.console import emit_codes, is_terminal, ready
from aiwg.output.terminal.transient import paused


def say_page(text: str, pager: bool) -> None:
    """Print a page; one that is longer than the terminal goes through the person's pager, if `pager` allows it."""
    page = ready(f"{text}\n", sys.stdout)
    if pager and is_terminal() and page.count("\n") >= shutil.get_terminal_size().lines:
        with paused():  # no line about progress on the screen of the pager
            click.echo_via_pager(page)
    else:
        emit_codes(page)
