"""What a command that writes a few files says: a line per file and what comes next, or one JSON document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field
from aiwg.output import console
from aiwg.output.console import bare, paint, say, say_json, table

Function = TypeVar("Function", bound=Callable[..., int])

CREATED, CHANGED, RENAMED, REMOVED, KEPT = "created", "changed", "renamed", "removed", "kept"
DONE = {CREATED: "wrote", CHANGED: "changed", RENAMED: "renamed", REMOVED: "removed"}
ACTIONS = {"made": CREATED, KEPT: KEPT, **{word: action for action, word in DONE.items()}}
PLANNED = {CREATED: "would write", CHANGED: "would change", RENAMED: "would rename", REMOVED: "would remove"}


@dataclass(slots=True)
class WrittenReport:
    """What was written and said, for programs. `is_planned`: a dry run would write something."""

    files: list[dict[str, Any]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    text: str | None = None
    is_planned: bool = False

    def take(self, text: str) -> None:
        """Take what would be printed for a person."""
        self.messages += [line.strip() for line in bare(text).split("\n") if line.strip()]

    def as_json(self, code: int) -> dict[str, Any]:
        """Return the versioned shape that programs rely on."""
        return {
            "schema": "aiwg.written/1",
            "changed": has_changed() or self.is_planned,
            "exit": int(code),
            "files": self.files,
            "messages": self.messages,
            "text": self.text,
        }


_reports: list[WrittenReport] = []
"""The report of the command that runs, if a program asked for one."""


def reports_as_json(function: Function) -> Callable[..., int]:
    """Return a command with the parameter `as_json`, which prints all that the command says as one JSON document."""

    @wraps(function)
    def command(*arguments: Any, as_json: bool, **options: Any) -> int:
        if not as_json:
            return function(*arguments, **options)
        report = WrittenReport()
        _reports.append(report)
        console.readers.append(report.take)
        try:
            code = function(*arguments, **options)
        finally:
            console.readers.remove(report.take)
            _reports.remove(report)
        say_json(report.as_json(code))
        return code

    return command


def say_file(action: str, path: str, note: str = "", is_plan: bool = False) -> None:
    """Say what happened to a file, or with a plan would: `created`, `changed`, `renamed` or `removed`."""
    if _reports:
        _reports[-1].files.append(_file(action, path, is_plan))
        _reports[-1].is_planned |= is_plan
    else:
        word = (PLANNED if is_plan else DONE)[action]
        say(f"{paint(word, 'ok')}  {path}{f'   {note}' if note else ''}")


def say_files(rows: Sequence[Sequence[str]]) -> None:
    """Say what happened to several files, a row each: the word for it, the path, a note."""
    if _reports:
        _reports[-1].files += [_file(ACTIONS[bare(row[0])], row[1]) for row in rows]
    else:
        for line in table(rows, indent=""):
            say(line)


def _file(action: str, path: str, is_plan: bool = False) -> dict[str, Any]:
    return {"action": action, "path": path, "written": not is_plan and action != KEPT}


def note_planned() -> None:
    """Note for programs that a run that does not only look would write something."""
    if _reports:
        _reports[-1].is_planned = True


def say_text(text: str) -> None:
    """Print the text that a dry run would write, unbroken; programs get it as it is."""
    if _reports:
        _reports[-1].text = text
        _reports[-1].is_planned = True
    else:
        console.emit_unbroken(text)
