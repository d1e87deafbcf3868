"""aiwg schema: the JSON schemas of the files that people write, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("schema")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--write", is_flag=True, help="Write all schemas to .aiwg/schemas and name them in your YAML files.")
@options.project
@options.as_json
def command(name: str | None, write: bool, project: Path, as_json: bool) -> int:
    """List the JSON schemas of the files that you write, or print the one called NAME.

    \b
    aiwg schema                 list them: aiwg, hooks, mcp, rule, agent, ...
    aiwg schema aiwg            print the schema of aiwg.yaml
    aiwg schema --write         complete and check YAML in your editor, offline
    """
    from aiwg.commands.schema.run import run_list, run_print, run_write_as_json

    if name is not None and write:
        raise click.UsageError("NAME and --write exclude each other.")
    if write:
        return run_write_as_json(project, as_json=as_json)
    return run_list(as_json) if name is None else run_print(name)
