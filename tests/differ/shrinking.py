"""From a layout in which something differs to the smallest one in which it still does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.conformance.table import Client
from tests.differ.comparing import Difference, differences
from tests.differ.layouts import Layout
from tests.differ.record import Entry, append, recorded
from tests.differ.running import asked


def shrink(client: Client, number: int, label: str, keeps: bool) -> None:
    """Print the smallest layouts for what differs in a recorded one: for one label, or for each of its patterns.

    `keeps` adds them to the record, as number 0.
    """
    entry = next(entry for entry in recorded(client.name) if entry.number == number)
    with TemporaryDirectory(prefix="aiwg-differ-") as folder:
        found = list(differences(client, [entry]))
        chosen = [each for each in found if not label or each.label == label]
        for each in list({each.where: each for each in chosen}.values()):
            smallest = _Shrinker(client, each, Path(folder)).smallest()
            print(f"{each.told()}\n  {json.dumps(smallest.layout.data())}", flush=True)
            if keeps:
                append(client.name, smallest)


class _Shrinker:
    """Takes one thing after another away, as long as the difference stays."""

    def __init__(self, client: Client, difference: Difference, folder: Path) -> None:
        self.client, self.difference, self.folder = client, difference, folder
        self.tried = 0

    def smallest(self) -> Entry:
        """Return the smallest layout found, with what the client sent in it."""
        best = self.difference.entry
        lone = [only for only in self._alone(best.layout) if (entry := self._shown(only)) and (best := entry)]
        del lone
        found = True
        while found:
            found = False
            for smaller in best.layout.smaller():
                entry = self._shown(smaller)
                if entry is not None:
                    best, found = entry, True
                    break
        return best

    def _alone(self, layout: Layout) -> Iterator[Layout]:
        """Yield the layout with nothing but the file itself and all links."""
        path = self.difference.label.partition(" ")[0]
        kept = {each: content for each, content in layout.files.items() if each == path or isinstance(content, dict)}
        if len(kept) < len(layout.files):
            yield replace(layout, files=kept)

    def _shown(self, layout: Layout) -> Entry | None:
        """Return what the client sent in a layout, or None when the difference does not show in it."""
        self.tried += 1
        folder = self.folder / f"try-{self.tried}"
        try:
            entry = asked(self.client, 0, layout, folder)
            found = differences(self.client, [entry])
            same = [each for each in found if each.label == self.difference.label]
        except (KeyError, OSError):  # what is left does not fit together, such as a copy without its original
            return None
        finally:
            rmtree(folder, ignore_errors=True)
        return entry if same and bool(same[0].sent) == bool(self.difference.sent) else None
