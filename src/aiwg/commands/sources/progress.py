"""What somebody sees who waits for a repository: one line on a terminal, which goes when the wait is over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from aiwg.artifact.ids import shown
from aiwg.fetching.git import Waiting, silent

_CLEAR_LINE = "\r\x1b[2K"


@contextmanager
def waiting_for(quiet: bool) -> Iterator[Waiting]:
    """Return what is to be called while git works; it says nothing to programs and pipes."""
    yield silent if quiet or not sys.stderr.isatty() else _say


def _say(text: str) -> None:
    click.echo(f"{_CLEAR_LINE}{shown(text)}", nl=False, err=True)
