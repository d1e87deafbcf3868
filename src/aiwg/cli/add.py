"""aiwg add: add a source from a repository or a folder."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("add")
@click.argument("what", metavar="SOURCE")
@click.option("--ref", metavar="REF", default="", help="A tag, branch or full commit. Default: the newest version.")
@click.option("--path", metavar="DIR", default="", help="A folder in the repository. Default: its root.")
@click.option(
    "--only", metavar="KIND/ID", multiple=True, callback=options.separated, help="Use only this artifact. Repeatable."
)
@click.option(
    "--exclude",
    metavar="KIND/ID",
    multiple=True,
    callback=options.separated,
    help="Leave this artifact out. Repeatable.",
)
@click.option("--as", "layout", metavar="LAYOUT", default="", help="The layout of its files. Default: aiwg detects it.")
@click.option(
    "--plugin",
    "plugins",
    metavar="NAME",
    multiple=True,
    callback=options.separated,
    help="Use only this plugin of a marketplace. Repeatable.",
)
@click.option("--id", "id", metavar="NAME", default="", help="The name of the source. Default: from its URL.")
@options.sources_scope
@options.review
@options.project
@options.as_json
def command(
    what: str, ref: str, path: str, only: tuple[str, ...], exclude: tuple[str, ...], layout: str,
    plugins: tuple[str, ...], id: str, scope: str, project: Path, as_json: bool, **answers: object,
) -> int:  # fmt: skip
    """Add a source after a review: show its content, then write it to aiwg.yaml and aiwg.lock.

    \b
    aiwg add owner/repo                               a repository on GitHub
    aiwg add https://git.example.com/team/context.git any git repository
    aiwg add ../shared-context                        a folder
    aiwg add code-review@owner/marketplace            one plugin of a marketplace

    aiwg shows the text, the commands and the findings of the audit, and asks. It deploys hooks, MCP servers and
    permissions only after you approve them with aiwg trust.
    """
    from aiwg.commands.sources.add import run_add
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.typed import SourceWish

    wish = SourceWish(what, ref, path, only, exclude, layout, id, plugins)
    place = open_place(project, scope, writes=not answers["dry_run"])
    return run_add(wish, place, options.review_options(as_json, answers))
