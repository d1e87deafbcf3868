"""What aiwg sync --watch says: a line for each change, and on a terminal how things stand."""

from __future__ import annotations

import gc
import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiwg.artifact.ids import shown
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.core.dataclass import asdict, dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.sync import PROJECT
from aiwg.deployment.workspace import Workspace
from aiwg.output.console import (
    columns_here,
    emit,
    emit_codes,
    is_silenced,
    is_terminal,
    paint,
    print_error,
    say,
    say_json,
    shortened,
)
from aiwg.watch.events import Applied, Drifted, Failed, News, Note, Offered, Recovered, Started, Unchanged, Warned
from aiwg.watch.loop import Loop
from aiwg.watch.notify import SCHEMA, Notifier

if TYPE_CHECKING:
    from aiwg.commands.report.keeping import PageKeeper

NAMED = 3
"""Up to how many changed sources are named in a line, and platforms at the start."""

EVENTS = {
    Started: "started",
    Applied: "applied",
    Failed: "problem",
    Recovered: "cleared",
    Drifted: "drift",
    Offered: "edited",
    Warned: "warning",
}


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """How news are to be told. `reconcile`: offer to take edits of outputs into their sources.

    `report` is the page that is kept current, if one is wanted.
    """

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    reconcile: bool = False
    report: Path | None = None
    fetching: FetchChoice = field(default_factory=FetchChoice)


def run_watch(project: Path, scope: str | None, telling: WatchOptions, notify: str | None) -> int:
    """Watch until Ctrl-C or SIGTERM; return 130 then."""
    gc.enable()  # a watch lives long
    teller: JsonPrinter | TextPrinter = JsonPrinter() if telling.as_json else TextPrinter(telling)

    keeper = _keeper_of(project, scope, teller, telling.report) if telling.report is not None else None

    def tell(news: News) -> None:
        teller.tell(news)
        if keeper is not None:
            keeper.hear(news)

    try:
        notifier = Notifier(notify, project) if notify is not None else None
        offer = _offer_of(project, teller, telling) if telling.reconcile else None

        def prepare(workspace: Workspace) -> None:
            ensure_fetched(workspace, telling.fetching)

        Loop(project, scope, tell, notifier, offer, prepare).run()
    except UserError as error:
        if error.exit is not Exit.INTERRUPTED:
            teller.fail(error)
            return error.exit
    except KeyboardInterrupt:
        pass
    finally:
        if keeper is not None:
            keeper.end()
    teller.end()
    return Exit.INTERRUPTED


def _keeper_of(project: Path, scope: str | None, teller: JsonPrinter | TextPrinter, page: Path) -> PageKeeper:
    """Return what keeps a page current, and says so when it cannot."""
    from aiwg.commands.report.keeping import PageKeeper

    return PageKeeper(page, project, scope, lambda message: teller.tell(Note("report", message)))


def _offer_of(project: Path, teller: JsonPrinter | TextPrinter, telling: WatchOptions) -> Callable[..., None]:
    """Return what offers edits: a question for each on a terminal, else the command that takes them back."""

    def offer(paths: tuple[str, ...]) -> None:
        if telling.as_json or not is_terminal():
            for path in paths:
                teller.tell(Offered(PROJECT, path, f"aiwg reconcile {shlex.quote(path)}"))
            return
        from aiwg.commands.reconcile import ReconcileOptions, run_reconcile

        teller.clear()
        try:
            typed = tuple(str((project / path).absolute()) for path in paths)
            run_reconcile(ReconcileOptions(project, typed, watching=True))
        except UserError as error:
            if error.exit is Exit.INTERRUPTED:
                raise
            print_error(error, as_json=False)

    return offer


class JsonPrinter:
    """Tells programs: one JSON object per line."""

    def tell(self, news: News) -> None:
        """Print one object; that a save changes nothing is nothing to act on."""
        if isinstance(news, Unchanged):
            return
        self._print({"event": EVENTS.get(type(news), "note"), **_fields(news)})

    def clear(self) -> None:
        """Make room for a question: there is none."""

    def end(self) -> None:
        """Say that it is over."""
        self._print({"event": "stopped"})

    def fail(self, error: UserError) -> None:
        """Say why the watch cannot go on."""
        problems = [problem.as_problem() for problem in error.problems]
        fields = {"exit": int(error.exit), "message": error.message, "hint": error.hint, "problems": problems}
        self._print({"event": "failed", **fields})

    def _print(self, fields: dict[str, Any]) -> None:
        say_json({"schema": SCHEMA, "time": time.strftime("%H:%M:%S"), **fields}, indent=None)
        _stop_if_nobody_reads()


def _stop_if_nobody_reads() -> None:
    """Raise BrokenPipeError when what is told goes nowhere: a watch has no other end."""
    if is_silenced():
        raise BrokenPipeError


def _fields(news: News) -> dict[str, Any]:
    fields = asdict(news)
    if isinstance(news, Applied):
        fields["changes"] = [{"action": action, "path": path} for action, path in news.changes]
        fields["milliseconds"] = round(news.milliseconds, 1)
    return fields


class TextPrinter:
    """Tells people: a line for each thing; on a terminal the last line says how things stand."""

    def __init__(self, telling: WatchOptions) -> None:
        self._telling = telling
        is_plain = not sys.stdout.isatty() or os.environ.get("TERM") == "dumb"
        self._status = "" if telling.quiet or is_plain else " "
        self._applied = 0
        self._troubled: set[str] = set()

    def tell(self, news: News) -> None:
        """Print what a person wants to know."""
        if isinstance(news, Failed):
            self._troubled.add(news.scope)
        elif isinstance(news, Applied | Recovered):
            self._troubled.discard(news.scope)
            self._applied += isinstance(news, Applied)
        if self._telling.quiet and not isinstance(news, Failed | Note):
            return
        self.clear()
        for line in self._lines(news):
            say(line)
        self._show_status()
        _stop_if_nobody_reads()

    def end(self) -> None:
        """Leave the terminal as a shell wants it."""
        self.clear()
        if not self._telling.quiet:
            say("Stopped.")

    def fail(self, error: UserError) -> None:
        """Say why the watch cannot go on."""
        self.clear()
        print_error(error, as_json=False)

    def clear(self) -> None:
        """Take the line away that says how things stand."""
        if self._status.strip():
            emit_codes("\r\x1b[K")

    def _show_status(self) -> None:
        if not self._status:
            return
        times = "" if not self._applied else "1 change, " if self._applied == 1 else f"{self._applied} changes, "
        state = "some files are out of date" if self._troubled else "all up to date"
        self._status = f"  {times}{state}"
        emit(paint(f"  {shortened(self._status.strip(), columns_here() - 3)}", "faint"))

    def _lines(self, news: News) -> list[str]:
        if isinstance(news, Started):
            return [_started(news)]
        now = paint(time.strftime("%H:%M:%S"), "faint")
        if isinstance(news, Applied):
            files = "1 file" if len(news.changes) == 1 else f"{len(news.changes)} files"
            took = paint(f"{news.milliseconds:.0f} ms", "faint")
            lines = [f"{now}  {_named(news.sources, 'at the start'):<24}  -> {files}{_home(news.scope)}   {took}"]
            return lines + [f"          {action}  {shown(path)}" for action, path in news.changes if self._verbose]
        if isinstance(news, Unchanged):
            return [f"{now}  {_named(news.sources, 'all'):<24}  -> nothing to write"]
        if isinstance(news, Recovered):
            return [f"{now}  {_named(news.sources, 'all'):<24}  correct again"]
        if isinstance(news, Note):
            return [f"{now}  {paint(shown(news.message), 'warning')}"]
        if isinstance(news, Failed):
            where = shown(news.where) or "sources"
            return [f"{now}  {where:<24}  {paint('not deployed:', 'error')} {shown(news.message)}", *_hint(news.hint)]
        if isinstance(news, Offered):
            return [f"{now}  {shown(news.path):<24}  {paint('edited:', 'warning')} {shown(news.hint)}"]
        if isinstance(news, Drifted):
            return [f"{now}  {shown(news.path):<24}  {paint('not changed:', 'warning')} {shown(news.reason)}"]
        return [f"{now}  {shown(news.where):<24}  {paint('warning:', 'warning')} {shown(news.message)}"]

    @property
    def _verbose(self) -> bool:
        return self._telling.verbose


def _hint(hint: str) -> list[str]:
    return [f"          {paint(shown(hint), 'hint')}"] if hint else []


def _home(scope: str) -> str:
    return " in your home folder" if scope == "user" else ""


def _started(news: Started) -> str:
    sources = _and([shown(source) for source in news.sources])
    count = len(news.platforms)
    platforms = _and([shown(name) for name in news.platforms]) if count <= NAMED else f"{count} platforms"
    return f"Watching {sources} for {platforms or 'all deployed platforms'}. Ctrl-C stops."


def _named(sources: tuple[str, ...], otherwise: str) -> str:
    if not sources:
        return otherwise
    more = len(sources) - 1
    return shown(sources[0]) + (f" and {more} more" if more else "")


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
