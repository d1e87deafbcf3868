"""aiwg report: a page, JSON or a short summary of one scope, or of several projects."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiwg.apply.page_file import read_page, write_page
from aiwg.artifact.ids import shown
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.commands.report.build import report_of
from aiwg.commands.report.fleet import Fleet
from aiwg.commands.report.snapshot import take_snapshot
from aiwg.commands.report.summary import say_fleet_summary, say_summary
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError, first_exit
from aiwg.deployment.workspace import open_workspace
from aiwg.output.console import say, say_json


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What becomes of a report: a page in a file, which a browser opens, or JSON; else a summary.

    `is_offline`: sources that are not on this machine are not fetched.
    """

    html: Path | None = None
    as_json: bool = False
    opens: bool = False
    is_redacted: bool = False
    is_offline: bool = False


def run_report(projects: Sequence[Path], scope: str, manner: ReportOptions) -> int:
    """Report on a scope, or on several projects; return the exit code: 3 where a source is broken."""
    if len(projects) > 1:
        return _run_fleet(projects, scope, manner)
    report, code = _report_and_exit(projects[0], scope, manner)
    if manner.html is not None:
        _write_page(manner.html, _page(report), manner)
    if manner.as_json:
        say_json(report)
    elif manner.html is None:
        say_summary(report)
    return code


def _report_and_exit(project: Path, scope: str, manner: ReportOptions) -> tuple[dict[str, Any], Exit]:
    """Return a report and the exit code that goes with it; what it was made of needs no memory any more."""
    _bring_sources(project, scope, manner)
    snapshot = take_snapshot(project, scope)
    report = report_of(snapshot, manner.is_redacted)
    failure = snapshot.subject.failure
    if failure is not None:
        return report, failure.exit
    return report, Exit.SOURCE if snapshot.refused else Exit.OK


def _run_fleet(projects: Sequence[Path], scope: str, manner: ReportOptions) -> int:
    """Report on several projects, one after the other; their pages lie in a folder beside that of the fleet."""
    if scope != "project":
        raise UserError("several folders are projects: leave out --scope.", exit=Exit.USAGE)
    fleet, exits = Fleet(), list[Exit]()
    folder = _folder_beside(manner.html) if manner.html is not None else None
    for number, project in enumerate(projects, start=1):
        report, code = _report_and_exit(project, scope, manner)
        exits.append(code)
        page = None
        if folder is not None:
            name = f"{number:02}-{_file_name(report['project']['name'])}.html"
            _write_page(folder / name, _page(report), manner, is_part=True)
            page = f"{folder.name}/{name}"
        fleet.add(report, page)
    data = fleet.data(datetime.now(UTC))
    if manner.html is not None:
        _write_page(manner.html, _fleet_page(data), manner)
    if manner.as_json:
        say_json(data)
    elif manner.html is None:
        say_fleet_summary(data)
    return first_exit(*exits)


def _folder_beside(page: Path) -> Path:
    """Return the folder for the pages of the projects. Raises UserError where the page of all cannot be written."""
    read_page(page)
    path = Path(os.path.abspath(page))
    return path.with_suffix("") if path.suffix else path.with_name(f"{path.name}-projects")


def _bring_sources(project: Path, scope: str, manner: ReportOptions) -> None:
    """Fetch what aiwg.lock pins, as a fresh clone has none of it; where that fails, the report says it."""
    if manner.is_offline or not project.is_dir():
        return
    with suppress(UserError):
        ensure_fetched(open_workspace(project, scope), FetchChoice(frozen=True, writes=False, silent=True))


def _file_name(name: str) -> str:
    """Return a name that is safe for a file and a link."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "project"


def _page(report: Mapping[str, Any]) -> str:
    from aiwg.output.html.page import render_report  # it imports what no other output needs

    return render_report(report)


def _fleet_page(fleet: Mapping[str, Any]) -> str:
    from aiwg.output.html.page import render_fleet

    return render_fleet(fleet)


def _write_page(file: Path, page: str, manner: ReportOptions, is_part: bool = False) -> None:
    """Write a page as a whole or not at all; say so, and open it if that is wanted."""
    written = write_page(file, page)
    if is_part:
        return
    say(f"{'Wrote' if written else 'Unchanged:'} {shown(str(file))}", error=manner.as_json)
    if manner.opens:
        import webbrowser

        webbrowser.open(file.resolve().as_uri())
