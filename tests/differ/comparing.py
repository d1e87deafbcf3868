"""Where `aiwg context` and a client differ, token by token, and the differences that are listed with their reason."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiwg.loading import LoadedContext
from aiwg.loading.model import CHANCE
from tests.conformance.table import Client, clients
from tests.differ.asking import Counts, Stage, foretold, look
from tests.differ.layouts import Layout, upwards
from tests.differ.record import STOPPED, Entry, recorded


@dataclass(frozen=True, slots=True)
class Difference:
    """One token of a layout: what was foretold, and what the client sent."""

    client: str
    entry: Entry
    label: str
    said: Any
    sent: Any

    @property
    def where(self) -> str:
        """The path as a pattern: names left out, and the folder as it lies to the start folder."""
        return pattern_of(self.label, self.entry.layout)

    def told(self) -> str:
        """Return it in a line."""
        return f"{self.label}: aiwg {self.said}, {self.client} {self.sent}"


def pattern_of(label: str, layout: Layout) -> str:
    """Return a label with names left out, and its folder as it lies to the start folder."""
    path, _, part = label.partition(" ")
    path = re.sub(r"/(one|two|three)(?=[/.])", "/NAME", re.sub(r"/(team|deep)/", "/GROUP/", path))
    path = re.sub(r"store/k\d+", "store", path)
    known = [
        (layout.start, "START"),
        *((each, "above") for each in upwards(layout.start) if each != layout.start),
    ]
    for folder, word in [] if path.startswith("~") else known:
        if not folder or path.startswith(f"{folder}/"):
            word = "TOP" if folder == layout.top and word == "above" else word
            word = "beyond" if word == "above" and layout.git and len(folder) < len(layout.top) else word
            return f"{word}/{path[len(folder) :].lstrip('/')} {part}".strip()
    return f"{path} {part}".strip()


def differences(client: Client, entries: Iterable[Entry]) -> Iterator[Difference]:
    """Yield what differs in the layouts that a client was asked about."""
    for entry in entries:
        if entry.sent == STOPPED or not isinstance(entry.sent, Mapping):
            continue
        context, stage = look(client, entry.layout)
        said = by_chance(foretold(context, entry.layout, stage), context, stage)
        sent = by_chance(entry.sent, context, stage)
        for label in sorted({*said, *sent}):
            if said.get(label, 0) != sent.get(label, 0):
                yield Difference(client.name, entry, label, said.get(label, 0), sent.get(label, 0))


def by_chance(counts: Mapping[str, Any], context: LoadedContext, stage: Stage) -> Counts:
    """Return counts without those of files of which chance decides which one counts, unless more than one did."""
    same: dict[str, str] = {}
    for item in context.items:
        if item.cause == CHANCE:
            other = next(each for each in context.items if each.path == item.by)
            same[_label(item.real, stage)] = same[_label(other.real, stage)] = _label(other.real, stage)
    found: Counts = {}
    groups = [(same[path], part) for path, _, part in (label.partition(" ") for label in counts) if path in same]
    for label, times in counts.items():
        path, _, part = label.partition(" ")
        if path not in same:
            found[label] = times
        elif groups.count((same[path], part)) > 1:
            found[f"{same[path]} {part}".strip()] = "several"
    return found


def _label(real: str, stage: Stage) -> str:
    for folder, prefix in ((stage.home, "~/"), (stage.world, "")):
        if real.startswith(f"{folder}/"):
            return prefix + posixpath.relpath(real, folder)
    return real


def report(names: Sequence[str], verbose: bool) -> None:
    """Print for each client how many layouts differ, and what differs, most frequent first."""
    for name in names:
        entries = recorded(name)
        found = list(differences(clients()[name], entries))
        stopped = sum(entry.sent == STOPPED for entry in entries)
        layouts = {each.entry.layout.id for each in found}
        print(f"{name}: {len(entries)} layouts, {len(layouts)} differ in {len(found)} tokens, {stopped} did not start")
        groups = defaultdict(list)
        for each in found:
            groups[each.where, str(each.said), str(each.sent)].append(each)
        for (where, said, sent), group in sorted(groups.items(), key=lambda item: -len(item[1])):
            numbers = ", ".join(str(each.entry.number) for each in group[:6])
            print(f"  {len(group):4} {where}: aiwg {said}, client {sent}   in {numbers}")
            for each in group if verbose else ():
                print(f"         {each.entry.number}: {each.told()}")
