"""Writes src/aiwg/cli/plain_table.py: the plain options of the commonest commands, as click declares them.

python tools/plain_lines.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aiwg.cli import calls, options
from aiwg.cli.group import application

TABLE = Path(__file__).parent.parent / "src" / "aiwg" / "cli" / "plain_table.py"
COMMANDS = ("deploy", "sync", "status", "doctor")
READERS = {"sync": (calls.sync, calls.sync_options)}
"""The functions that take the parameters of a command, where it is not one alone."""

EXCLUDING = frozenset(
    {"kinds", "only", "profile", "as_sarif", "watch", "reconcile", "notify", "report", "frozen", "copies"}
)
"""Parameters of which click's commands say how they go together, or that few people use."""
HEAD = '''"""The plain options of the commonest commands, and what their parameters are without any.

Written by tools/plain_lines.py from what click declares.
"""

from __future__ import annotations
'''


def form_of(parameter: click.Option) -> str | None:
    """Return how a value is read, in the words of the table; None when it is left to click."""
    if parameter.name in EXCLUDING or parameter.secondary_opts or parameter.nargs != 1:
        return None
    if parameter.is_flag:
        return "flag" if isinstance(parameter.type, click.types.BoolParamType) else None
    if isinstance(parameter.type, click.Choice):
        return " ".join(("one of", *map(str, parameter.type.choices)))
    if parameter.multiple:
        if parameter.callback is options.separated:
            return "parts"
        return "paths" if isinstance(parameter.type, click.Path) else None
    return "path" if parameter.name == "project" else None


def defaults_of(command: click.Command) -> dict[str, Any]:
    """Return the values of the parameters of a command without any, None for the project."""
    return {**command.make_context("aiwg", [], obj=()).params, "project": None}


def text() -> str:
    """Return the text of the module."""
    rows, defaults = [], []
    for name in COMMANDS:
        command = application.get_command(click.Context(application), name)
        assert command is not None  # noqa: S101  a name from above
        readers = READERS.get(name) or (getattr(calls, name),)
        taken = {parameter for each in readers for parameter in each.__annotations__}
        declared = [each for each in command.params if isinstance(each, click.Option) and each.name in taken]
        rows.append(f'    "{name}": {{')
        for each in declared:
            if (form := form_of(each)) is not None:
                rows += [f'        "{spelling}": ("{each.name}", "{form}"),' for spelling in each.opts]
        rows.append("    },")
        defaults.append(f'    "{name}": {{')
        without = defaults_of(command)
        defaults += [f'        "{each.name}": {without[str(each.name)]!r},'.replace("'", '"') for each in declared]
        defaults.append("    },")
    table = "\n".join(("OPTIONS: dict[str, dict[str, tuple[str, str]]] = {", *rows, "}"))
    known = "\n".join(("DEFAULTS: dict[str, dict[str, object]] = {", *defaults, "}"))
    return f"{HEAD}\n{table}\n{known}\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
