"""aiwg add: add a source from a repository or a folder."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("add")
@click.argument("what", metavar="WHAT")
@click.option("--ref", metavar="REF", default="", help="A tag, branch or full commit; the newest version by default.")
@click.option("--path", metavar="DIR", default="", help="The folder in the repository; its root by default.")
@click.option(
    "--only", metavar="KIND/ID", multiple=True, callback=options.separated, help="Take only this artifact. Repeatable."
)
@click.option(
    "--exclude", metavar="KIND/ID", multiple=True, callback=options.separated, help="Leave this one out. Repeatable."
)
@click.option("--as", "layout", metavar="LAYOUT", default="", help="How its files lie; aiwg finds it by default.")
@click.option(
    "--plugin",
    "plugins",
    metavar="NAME",
    multiple=True,
    callback=options.separated,
    help="Take only this plugin of a marketplace. Repeatable.",
)
@click.option("--id", "id", metavar="NAME", default="", help="How aiwg calls the source; from its URL by default.")
@options.sources_scope
@options.review
@options.project
@options.as_json
def command(
    what: str, ref: str, path: str, only: tuple[str, ...], exclude: tuple[str, ...], layout: str,
    plugins: tuple[str, ...], id: str, scope: str, project: Path, as_json: bool, **answers: object,
) -> int:  # fmt: skip
    """Add a source: show all that it brings, then write it to aiwg.yaml and aiwg.lock.

    \b
    aiwg add owner/repo                               a repository on GitHub
    aiwg add https://git.example.com/team/context.git any git repository
    aiwg add ../shared-context                        a folder
    aiwg add code-review@owner/marketplace            one plugin of a marketplace

    aiwg shows the text, the commands and the findings of the audit, and asks. Hooks, MCP servers and permissions still
    wait for aiwg trust.
    """
    from aiwg.commands.sources.add import run_add
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.typed import SourceWish

    wish = SourceWish(what, ref, path, only, exclude, layout, id, plugins)
    place = open_place(project, scope, writes=not answers["dry_run"])
    return run_add(wish, place, options.review_options(as_json, answers))
