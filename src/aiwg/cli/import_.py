"""aiwg import: from the files that your tools read to a source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aiwg.cli import options


@click.command("import")
@options.platform("A platform to import from. Repeatable; default: those used in the project.")
@options.project
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    default="project",
    show_default=True,
    help="Import the project's files, or those of your home folder into your own source.",
)
@click.option(
    "--from",
    "source",
    metavar="PATH",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another folder to import from, such as a clone.",
)
@click.option(
    "--layout",
    metavar="NAME",
    default="auto",
    show_default=True,
    help="The tool whose source to import, such as rulesync. none: only the files that tools read.",
)
@click.option(
    "--plugin",
    "plugins",
    metavar="NAME",
    multiple=True,
    callback=options.separated,
    help="Only this plugin of a marketplace. Repeatable.",
)
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The source folder to write in the project. Default: .aiwg.",
)
@options.kind
@click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    callback=options.separated,
    help="Only this artifact, by its id or kind/id. Repeatable.",
)
@click.option(
    "--merge",
    type=click.Choice(["ask", "equal"]),
    default="ask",
    show_default=True,
    help="Ask about texts that are nearly equal, or merge only equal ones.",
)
@click.option("--take-over", is_flag=True, help="Let aiwg write the files it fully understands; originals are kept.")
@click.option("--dry-run", is_flag=True, help="Show the import. Write nothing.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the text of every new file.")
@options.as_json
@click.option("-v", "--verbose", is_flag=True, help="Show every file and key.")
def command(**chosen: Any) -> int:
    """Import the rules, agents, skills and settings that your tools read.

    aiwg writes them to .aiwg/ and leaves your files as they are. Equal texts
    of several tools become one. aiwg never copies secrets. If the project
    has the source of another tool, such as rulesync, aiwg imports that.

    \b
    aiwg import --dry-run        show what would be imported
    aiwg import -p claude        only what Claude Code reads
    aiwg import --from ../plugin a plugin, a marketplace or skills
    aiwg import --take-over      import, and let aiwg write these files
    """
    from aiwg.commands.import_ import ImportOptions, run_import

    take_over = chosen.pop("take_over")
    wished = ImportOptions(**chosen)
    if not take_over:
        return run_import(wished)
    from aiwg.commands.import_take_over import run_take_over  # a plain import plans no deploy

    return run_take_over(wished)
