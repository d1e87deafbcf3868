"""A context for people: a short tree, totals, a bar for each kind, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KIND_OF_CELL, plural
from aiwg.loading import LoadedContext, LoadedItem, tokens
from aiwg.loading.limits import loss_of
from aiwg.loading.model import ALWAYS, CHANCE, FILES, FOLDER, LISTED, MANUAL, NAME, OURS, SHARED
from aiwg.output.bars import bar
from aiwg.output.console import paint, say, table

TITLES = {
    ALWAYS: "In every request",
    LISTED: "One line each, the rest on demand",
    FILES: "With matching files",
    FOLDER: "With work in a subfolder",
    MANUAL: "When you call it",
}
GROUPED = 3
"""From how many on those that are not loaded for one reason are told of in one line."""
SHOWN = 8
"""How many lines of a part are shown without -v."""
OWNERS = {OURS: "aiwg", SHARED: "your file + aiwg", "yours": "your file", "machine": "this machine"}


def say_context(context: LoadedContext, worked_on: Mapping[str, str], verbose: bool) -> None:
    """Print a context; `worked_on` are absolute paths by what was typed."""
    where = f" ({context.surface})" if context.surface else ""
    if context.loaded:
        say(f"{shown(context.name)}{where} loads these files here, in this order")
    rows: list[list[str]] = [["", "", "", "chars", "~tokens"]] if context.loaded else []
    for when, title in TITLES.items():
        items = [item for item in context.loaded if item.when == when]
        if items:
            rows.append([paint(title, "hint")])
            rows += _cut(list(_lines(context, items, when, verbose)), verbose)
    for line in table(rows, indent="", right=(3, 4)):
        say(line)
    if not context.loaded:
        say(f"{shown(context.name)}{where} loads nothing here.")
    for typed, path in worked_on.items():
        _say_file(context, typed, list(context.for_file(path)))
    _say_hidden(context, verbose)
    _say_totals(context)
    _say_wrong(context)


def _lines(context: LoadedContext, items: Sequence[LoadedItem], when: str, verbose: bool) -> Iterator[list[str]]:
    """Yield a row for each item; what lies in folders by the dozen is one row for each folder."""
    if when in (LISTED, MANUAL) and not verbose:
        for (kind, folder), group in groupby(items, key=lambda item: (item.kind, _folder(item))):
            yield _group(context, kind, folder, list(group))
        return
    parents = {each.path: each for each in items}
    for item in items:
        depth = 1 + _level(item, parents)
        globs = f"   {', '.join(item.globs) if verbose else _few(item.globs)}" if item.globs else ""
        note = f"{_owner(item)}{_held(item)}{globs}{_gate(item)}"
        yield [
            f"{'  ' * depth}{shown(item.shown)}",
            paint(shown(note), "faint"),
            _cut_note(item),
            *_sizes(context, [item]),
        ]


def _few(globs: Sequence[str]) -> str:
    return globs[0] + (f" and {len(globs) - 1} more" if len(globs) > 1 else "")


def _level(item: LoadedItem, parents: Mapping[str, LoadedItem]) -> int:
    """Return how many files include an item in turn."""
    level, seen = 0, set[str]()
    while item.parent and item.parent in parents and item.path not in seen:
        seen.add(item.path)
        level, item = level + 1, parents[item.parent]
    return level


def _group(context: LoadedContext, kind: str, folder: str, items: list[LoadedItem]) -> list[str]:
    count = plural(KIND_OF_CELL[kind], len(items))
    owners = " + ".join(dict.fromkeys(owner for item in items for owner in _owner(item).split(" + ")))
    note = f"{owners}{_gate(items[0])}"
    name = f"  {count} in {shown(folder)}" if len(items) > 1 else f"  {shown(items[0].shown)}"
    return [name, paint(shown(note), "faint"), "", *_sizes(context, items)]


def _owner(item: LoadedItem) -> str:
    if item.plugin:
        return f"plugin {item.plugin}"
    owner = OWNERS[item.owner]
    return owner.replace("your file", "your link") if item.is_link else owner


def _folder(item: LoadedItem) -> str:
    """Return the folder that holds the artifacts of an item's place, or the settings file that it stands in."""
    path = PurePosixPath(item.shown.partition("#")[0])
    if "#" in item.shown:
        return str(path)
    return str(path.parent.parent if item.place.spec.is_folder else path.parent)


def _held(item: LoadedItem) -> str:
    """Return how many artifacts of ours a file of yours holds."""
    rules = sum(artifact.startswith("rule/") for artifact in item.artifacts)
    return f" ({plural('rule', rules)})" if rules and item.owner in (OURS, SHARED) and len(item.artifacts) > 1 else ""


def _gate(item: LoadedItem) -> str:
    if item.is_doubtful:
        return "   if it follows links (unknown)"
    return f"   if you {item.gates[0]}" if item.gates else ""


def _cut_note(item: LoadedItem) -> str:
    return paint(f"{item.cut:,} cut", "warning") if item.cut else ""


def _sizes(context: LoadedContext, items: Iterable[LoadedItem]) -> list[str]:
    """Return the characters and the tokens of items, now and later; the rows of a context add up to its totals."""
    listed = list(items)
    chars = sum(item.chars + item.later_chars for item in listed)
    return [f"{chars:,}", f"{sum(sum(context.shares(item)) for item in listed):,}"]


def _cut(rows: list[list[str]], verbose: bool) -> list[list[str]]:
    if verbose or len(rows) <= SHOWN + 1:
        return rows
    return [*rows[:SHOWN], [paint(f"  ... and {len(rows) - SHOWN} more: -v shows all", "faint")]]


def _say_file(context: LoadedContext, typed: str, items: Sequence[LoadedItem]) -> None:
    say(f"\n{paint(f'With work on {shown(typed)} also', 'hint')}")
    if not items:
        say("  nothing more")
    for line in table(
        [
            [
                shown(item.shown),
                paint(shown(", ".join(item.globs)), "faint"),
                f"{item.later_chars:,}",
                f"{context.shares(item)[1]:,}",
            ]
            for item in items
        ],
        right=(2, 3),
    ):
        say(line)


def _say_hidden(context: LoadedContext, verbose: bool) -> None:
    rows = []
    for _, group in groupby(context.hidden, key=lambda item: _cause(item, context)):
        items = list(group)
        if len(items) < GROUPED or verbose:
            rows += [[f"  {shown(item.shown)}", shown(item.why)] for item in items]
        else:
            count = plural(KIND_OF_CELL[items[0].kind], len(items))
            rows.append([f"  {count} in {shown(_folder(items[0]))}", shown(_why(items[0], context))])
    if rows:
        say(f"\n{paint('Not loaded', 'hint')}")
    for line in table(_cut(rows, verbose), indent=""):
        say(line)


def _cause(item: LoadedItem, context: LoadedContext) -> tuple[str, str, str]:
    """Return what items have in common that are not loaded for one reason."""
    return item.kind, _folder(item), _why(item, context)


def _why(item: LoadedItem, context: LoadedContext) -> str:
    """Return why items of one folder are not loaded."""
    by = next((each for each in context.items if each.path == item.by), None)
    if by is None or item.cause not in (NAME, CHANCE):
        return item.why
    says = "come first" if item.cause == NAME else "exist too, and their order is random"
    return f"the same names in {_folder(by)} {says}"


def _say_totals(context: LoadedContext) -> None:
    total = context.always_chars
    demand = f"   on demand up to {context.on_demand_tokens:,}" if context.on_demand_tokens else ""
    say(f"\nEvery request: about {paint(f'{tokens(total):,} tokens', 'ok')}{demand}")
    if perhaps := context.always_cost.perhaps:
        say(f"  {perhaps:,} of them depend on settings or links that aiwg cannot check")
    rows = []
    for kind in dict.fromkeys(item.kind for item in context.loaded):
        chars = sum(item.chars for item in context.loaded if item.kind == kind)
        if chars:
            cost = sum(context.shares(item)[0] for item in context.loaded if item.kind == kind)
            rows.append([kind, bar(chars, total), f"{cost:,}"])
    for each in context.limits:
        if each.kind == "instructions" and each.what != "file" and not each.is_beyond:
            used = f"{each.size:,} of {each.limit:,} {each.unit} of the project's instructions"
            rows.append(["of its limit", bar(each.size, each.limit), used])
    for line in table(rows, right=()):
        say(line)


def _say_wrong(context: LoadedContext) -> None:
    for double in context.doubles:
        certainty = "Loaded twice" if double.certain else "May be loaded twice"
        mark = paint(certainty, "error" if double.certain else "warning")
        say(f"{mark}: {shown(' and '.join(double.paths))}   {shown(double.why)}")
    for excess in context.excesses:
        size = f"{excess.size:,} {excess.unit}, the limit is {excess.limit:,}: {loss_of(excess)}"
        say(f"{paint('Too long', 'error')}: {shown(excess.path)}   {excess.what} {size}")
    for file, path in context.broken:
        say(f"{paint('Missing', 'warning')}: {shown(path)}, which {shown(file)} includes")
    if context.is_partial:
        say(paint("aiwg did not look into all subfolders.", "warning"))
    if not (context.doubles or context.excesses) and context.loaded:
        say("No file is loaded twice or cut off.")
