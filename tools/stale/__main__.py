"""`make stale`: which adapters' evidence is older than the newest client, and what changed in its files since."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence

from aiwg.adapter.discover import discover
from aiwg.adapter.model import Adapter
from stale.evidence import Age, ages, changes_since, package_of
from stale.registry import Npm, PackageRegistry, Pypi, RegistryError
from stale.strings import Change

REGISTRIES: Mapping[str, PackageRegistry] = {"npm": Npm(), "pypi": Pypi()}
MOST = 60
"""How many strings of one kind are printed: beyond that nobody reads them, and --all prints them."""


def main(arguments: Sequence[str] | None = None, registries: Mapping[str, PackageRegistry] = REGISTRIES) -> int:
    """Print the ages, and the changes of what is stale where they are asked for; return 1 with --check if any is."""
    parser = argparse.ArgumentParser(prog="make stale", description=__doc__)
    parser.add_argument("platform", nargs="*", help="ids of platforms; all whose adapter names a package by default")
    parser.add_argument("--changes", action="store_true", help="download both versions and compare their strings")
    parser.add_argument("--all", action="store_true", help="print every string that changed")
    parser.add_argument("--check", action="store_true", help="end with 1 when some evidence is stale")
    options = parser.parse_args(arguments)
    registry = discover()
    adapters = [registry.named(id) for id in options.platform or registry.ids()]
    found = list(ages(adapters, registries))
    print_ages(found)
    stale = [age for age in found if age.is_stale]
    for age in stale if options.changes else ():
        print_changes(age, registry.named(age.id), registries, sys.maxsize if options.all else MOST)
    return 1 if options.check and stale else 0


def print_ages(found: Iterable[Age]) -> None:
    """Print one line for each adapter, the stale ones first."""
    for age in sorted(found, key=lambda age: (not age.is_stale, not age.failure, age.id)):
        state = age.failure or ("stale" if age.is_stale else "current")
        print(f"{age.id:<16} {age.version or '-':<16} {age.checked or '-':<12} {age.newest or '?':<16} {state}")


def print_changes(age: Age, adapter: Adapter, registries: Mapping[str, PackageRegistry], most: int) -> None:
    """Print what came and went in a client's files since the evidence, or why that cannot be said."""
    package = package_of(adapter)
    if package is None:
        return
    print(f"\n{age.id}: {age.version} to {age.newest}")
    try:
        found = changes_since(package, age.version, age.newest, registries[package.registry])
    except RegistryError as error:
        print(f"  cannot be compared: {error}")
        return
    for change in found:
        for line in lines_of(change, most):
            print(f"  {line}")
    if not found:
        print("  no string of a path, an event or a key changed")


def lines_of(change: Change, most: int) -> list[str]:
    """Return the lines about one kind: how many came and went, and which."""
    lines = [f"{change.kind}: {len(change.added)} added, {len(change.removed)} removed"]
    for sign, strings in (("+", change.added), ("-", change.removed)):
        lines += [f"  {sign} {text}" for text in strings[:most]]
        if len(strings) > most:
            lines.append(f"  {sign} ... {len(strings) - most} more: --all")
    return lines


if __name__ == "__main__":
    sys.exit(main())
