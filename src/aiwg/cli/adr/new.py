"""aiwg adr new: a new record from the template."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("new")
@click.argument("title", nargs=-1, required=True)
@click.option("--supersedes", metavar="N", help="The record that it replaces, once you accept it.")
@click.option(
    "--from",
    "template",
    metavar="TEMPLATE",
    help="Another template: a file, or a name in skills/adr/assets of a source.",
)
@click.option("--short", is_flag=True, help="Ten lines, enough for most decisions. To extend it: aiwg adr expand.")
@click.option(
    "--form",
    type=click.Choice(["braces", "brackets"]),
    help="The whole template with {braces} and tables (the default), or with [brackets] and lists.",
)
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="A tag of the record. Repeatable.")
@click.option("--domain", metavar="NAME", help="The part of the business that it belongs to.")
@click.option("--guidance", is_flag=True, help="Keep the guidance, examples and anti-patterns of the template.")
@click.option("--edit", is_flag=True, help="Open it in your editor ($VISUAL or $EDITOR).")
@options.project
@options.as_json
def command(
    title: tuple[str, ...],
    supersedes: str | None,
    template: str | None,
    short: bool,
    form: str | None,
    tags: tuple[str, ...],
    domain: str | None,
    guidance: bool,
    edit: bool,
    project: Path,
    as_json: bool,
) -> int:
    """Write a new record: next number, file name from the title, today's date, author from git.

    Fill in the parts in curly braces; `aiwg adr check` lists those that are left. aiwg uses the template of the project
    (.aiwg/skills/adr/assets/adr-template.md), else the one in your own source, else the bundled one.
    """
    from aiwg.commands.adr.new import Wish, run_new

    if (template is not None) + short + (form is not None) > 1:
        raise click.UsageError("--from, --short and --form exclude each other.")
    named = template or ("adr-short" if short else "adr-brackets" if form == "brackets" else None)
    return run_new(" ".join(title), project, Wish(supersedes, named, tags, domain, guidance, edit), as_json)
