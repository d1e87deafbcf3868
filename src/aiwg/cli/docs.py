"""aiwg docs: the documentation in the terminal."""

from __future__ import annotations

import click

from aiwg.cli import options


def complete_topic(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics that begin like this, for the shell."""
    from aiwg.commands.docs.topics import all_topics

    return [topic.name for topic in all_topics() if topic.name.startswith(incomplete)]


@click.command("docs")
@click.argument("words", metavar="[TOPIC]...", nargs=-1, shell_complete=complete_topic)
@click.option("--pager/--no-pager", default=True, help="Show a long page in your pager. The default on a terminal.")
@options.as_json
def command(words: tuple[str, ...], pager: bool, as_json: bool) -> int:
    """Show the documentation: the list of topics, one page, or the places of some words.

    \b
    aiwg docs                  list all topics
    aiwg docs teams            show a page
    aiwg docs teams merges     show a part of a page
    aiwg docs merge conflict   find words in all pages
    """
    from aiwg.commands.docs.show import run_docs

    return run_docs(words, as_json, pager)
