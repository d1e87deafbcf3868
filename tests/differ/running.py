"""Runs of a client: layout after layout, each kept as soon as it is known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.conformance.table import Client
from tests.differ.asking import Counts, ask_client, ask_server
from tests.differ.generate import layout
from tests.differ.layouts import Layout
from tests.differ.record import STOPPED, Entry, append, recorded

BATCH = 12
"""How many layouts one server answers for."""


def run(chosen: Sequence[Client], count: int, patience: float) -> None:
    """Ask each client about its first layouts that it was not asked about yet, for at most so many seconds each."""
    for client in chosen:
        done = {entry.number for entry in recorded(client.name)}
        missing = [number for number in range(1, count + 1) if number not in done]
        started = time.monotonic()
        with TemporaryDirectory(prefix="aiwg-differ-") as folder:
            for numbers in _batches(client, missing):
                if time.monotonic() - started > patience:
                    break
                for entry in _answers(client, numbers, Path(folder)):
                    append(client.name, entry)
        print(f"{client.name}: {len(recorded(client.name))} in {time.monotonic() - started:.0f} s", flush=True)


def _batches(client: Client, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield numbers of layouts: several at once for a server that answers for them all, else one by one."""
    alone = [number for number in numbers if not client.serve or _is_personal(numbered(client, number))]
    together = [number for number in numbers if number not in alone]
    yield from (together[first : first + BATCH] for first in range(0, len(together), BATCH))
    yield from ([number] for number in alone)


def _is_personal(each: Layout) -> bool:
    return any(path.startswith("~/") for path in each.files)


def _answers(client: Client, numbers: Sequence[int], folder: Path) -> Iterator[Entry]:
    """Yield the answers of a client; where a server fails, each of its layouts is asked alone."""
    left = list(numbers)
    if len(left) > 1:
        room = folder / f"{client.name}-{left[0]}"
        started = time.monotonic()
        with suppress(AssertionError, OSError):
            for sent in ask_server(client, [numbered(client, number) for number in numbers], room):
                number = left.pop(0)
                yield Entry(number, client.version, numbered(client, number), sent, time.monotonic() - started)
                started = time.monotonic()
        rmtree(room, ignore_errors=True)
    yield from (asked(client, number, numbered(client, number), folder) for number in left)


def numbered(client: Client, number: int) -> Layout:
    """Return the layout of a client with a number."""
    return layout(client.name, number, "file" in client.provoke)


def asked(client: Client, number: int, each: Layout, folder: Path) -> Entry:
    """Ask a client about a layout and return its answer; a client that does not start is asked once more."""
    sent: Counts | str = STOPPED
    for attempt in (1, 2):
        room = folder / f"{client.name}-{number}-{attempt}"
        started = time.monotonic()
        try:
            sent = ask_client(client, each, room)
            break
        except AssertionError:
            continue
        finally:
            rmtree(room, ignore_errors=True)
    return Entry(number, client.version, each, sent, time.monotonic() - started)
