"""The cases of exit_codes.yaml, for the test that runs them and for the page that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass, field

FILE = Path(__file__).parent.parent / "tests" / "step" / "exit_codes.yaml"


@dataclass(frozen=True, slots=True)
class ExitCase:
    """One exit code of a family of commands, and a way to get it."""

    family: str
    code: int
    when: str
    run: str
    files: Mapping[str, str] = field(default_factory=dict)
    first: Sequence[str] = ()
    then: Mapping[str, str] = field(default_factory=dict)
    moves: bool = False
    held: bool = False


def exit_cases() -> list[ExitCase]:
    """Return all cases in the order of the page."""
    families: Mapping[str, Sequence[Mapping[str, Any]]] = strict_yaml.parse(FILE.read_text(encoding="utf-8")).value
    return [ExitCase(family, **row) for family, rows in families.items() for row in rows]


def exit_table() -> str:
    """Return the table of the page: a row for each code of each family."""
    rows = ["| command | code | meaning |", "|---|---|---|"]
    before = ""
    for each in exit_cases():
        names = ", ".join(f"`{name.strip()}`" for name in each.family.split(","))
        rows.append(f"| {names if names != before else ''} | {each.code} | {each.when} |")
        before = names
    return "\n".join(rows)
