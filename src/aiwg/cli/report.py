"""aiwg report: everything that aiwg knows of a project, as a page, as JSON or in a few lines."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("report")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--html", "html", metavar="FILE", type=click.Path(path_type=Path), help="Write a page to FILE.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser. Without --html: report.html.")
@click.option("--redact-home", "is_redacted", is_flag=True, help="Leave out the names of files in your home folder.")
@options.project
@options.scope
@options.offline
@options.as_json
def command(
    paths: tuple[Path, ...],
    html: Path | None,
    opens: bool,
    is_redacted: bool,
    project: Path,
    scope: str,
    offline: bool,
    as_json: bool,
) -> int:
    """Report what each tool loads, its cost, losses, findings and next steps.

    PATH is a project; several make one report of all of them.
    """
    from aiwg.commands.report.run import ReportOptions, run_report

    page = html or (Path("report.html") if opens else None)
    return run_report(paths or (project,), scope, ReportOptions(page, as_json, opens, is_redacted, offline))
