"""aiwg adr new: a new record from the template."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("new")
@click.argument("title", nargs=-1, required=True)
@click.option("--supersedes", metavar="N", help="The record that it replaces; that is written in both.")
@click.option(
    "--from",
    "template",
    metavar="TEMPLATE",
    help="Another template: a file, or a name in skills/adr/assets of a source.",
)
@click.option("--guidance", is_flag=True, help="Keep the guidance, examples and anti-patterns of the template.")
@click.option("--edit", is_flag=True, help="Open it in your editor ($VISUAL or $EDITOR).")
@options.project
@options.as_json
def command(
    title: tuple[str, ...],
    supersedes: str | None,
    template: str | None,
    guidance: bool,
    edit: bool,
    project: Path,
    as_json: bool,
) -> int:
    """Write a new record: next number, file name from the title, today's date, author from git.

    What is left in curly braces is to be filled in; `aiwg adr check` names each. The template is that of the project
    (.aiwg/skills/adr/assets/adr-template.md), else yours, else the bundled one.
    """
    from aiwg.cli.adr_run_new import run_new

    return run_new(" ".join(title), project, supersedes, template, guidance, edit, as_json)
