"""aiwg convert: what one tool reads, once in the form of others."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("convert")
@click.option(
    "--from",
    "source",
    metavar="ID",
    required=True,
    shell_complete=options.complete_platform,
    help="The platform whose files to read.",
)
@click.option(
    "--to",
    "targets",
    metavar="ID",
    multiple=True,
    required=True,
    callback=options.separated,
    shell_complete=options.complete_platform,
    help="A platform to write for. Repeatable.",
)
@options.project
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to. Default: the project.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written. Write nothing.")
@options.as_json
def command(
    source: str, targets: tuple[str, ...], project: Path, out: Path | None, dry_run: bool, as_json: bool
) -> int:
    """Convert the files of one tool for other tools, once.

    aiwg records nothing and overwrites nothing. To keep the files current,
    use aiwg import and aiwg deploy instead.

    \b
    aiwg convert --from claude --to codex,cursor
    """
    from aiwg.commands.convert import ConvertOptions, run_convert

    return run_convert(ConvertOptions(project, source, targets, out, dry_run, as_json))
