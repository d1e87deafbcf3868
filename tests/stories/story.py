"""Command-line stories in plain text: what a person types, what aiwg prints, and the files that exist after it.

A story is one file. Its first lines say what holds. Then one step follows another, each at the start of a line; what
belongs to a step is indented by two spaces:

    write .aiwg/rules/style.md      the lines below become the file
      Use tabs.
    append .aiwg/rules/style.md     they are added to it
    delete .claude/rules/style.md
    $ aiwg deploy -p claude         the lines below are what is printed, standard error after standard output
    exit 4                          only where it is not 0
    publish ../context v1.0.0       a folder beside the project becomes a commit with this tag of a repository of its
                                    name, whose URL is https://git.example.com/context.git
    files                           every file of the project but those of `.git`
    show AGENTS.md                  what a file holds

Durations read `N.N s`, the project's folder reads PROJECT, a folder that is named with a secret SECRET, and
`⟪U+202E⟫` in a file stands for that character.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fetching.remote import Remote

_STEP = re.compile(r"(?:\$ aiwg|write|append|delete|exit|files|publish|show)(?: |$)")
_CODE_POINT = re.compile("⟪U\\+([0-9A-F]{4,6})⟫")
_KEPT = re.compile(r"~/\.local/state/aiwg/projects/[0-9a-f]{16}/")
_DURATION = re.compile(r"\b\d+\.\d s\b")
Run = Callable[[list[str]], tuple[int, str]]


@dataclass(frozen=True)
class Step:
    """One step of a story: its line, and the indented lines below it without their indent."""

    line: str
    text: str

    @property
    def words(self) -> list[str]:
        """Return the words of the line, as a shell splits them."""
        return shlex.split(self.line)


def parse_story(text: str) -> tuple[str, list[Step]]:
    """Return what a story says first, and its steps."""
    about: list[str] = []
    steps: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if _STEP.match(line):
            steps.append((line, []))
        elif steps:
            steps[-1][1].append(line.removeprefix("  "))
        else:
            about.append(line)
    return "\n".join(about), [Step(line, "\n".join(lines).rstrip("\n")) for line, lines in steps]


def play(text: str, project: Path, run: Run) -> str:
    """Play a story in a project and return it as it came out: equal to `text` when all of it holds."""
    about, steps = parse_story(text)
    told = [about.rstrip("\n"), ""]
    for step in steps:
        if step.line.startswith("exit "):
            continue
        result, code = _take(step, project, run)
        told += [step.line, *(f"  {line}".rstrip() for line in result.splitlines())]
        told += [f"exit {code}"] if code else []
        told.append("")
    return "\n".join(told).rstrip("\n") + "\n"


def _take(step: Step, project: Path, run: Run) -> tuple[str, int]:
    verb, *rest = step.words
    file = project / rest[0] if rest else project
    if verb == "$":
        code, printed = run(rest[1:])
        return _DURATION.sub(
            "N.N s", _KEPT.sub("~/.local/state/aiwg/projects/SECRET/", printed.replace(str(project), "PROJECT"))
        ).rstrip("\n"), code
    if verb in ("write", "append"):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w" if verb == "write" else "a", encoding="utf-8") as stream:
            stream.write(_CODE_POINT.sub(lambda match: chr(int(match[1], 16)), step.text) + "\n")
        return step.text, 0
    if verb == "publish":
        _publish(file, rest[1])
        return "", 0
    if verb == "delete":
        file.unlink()
        return "", 0
    if verb == "show":
        return file.read_text(encoding="utf-8").rstrip("\n"), 0
    return "\n".join(sorted(_files(project))), 0


def _publish(folder: Path, tag: str) -> None:
    """Commit the files of a folder to the repository that stands for one elsewhere, and tag the commit."""
    remote = Remote(folder.parent / "remotes" / f"{folder.name}.git")
    if not remote.folder.exists():
        remote.make()
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    remote.commit(texts, tag)


def _files(project: Path) -> list[str]:
    found = [path.relative_to(project) for path in project.rglob("*") if path.is_file()]
    return [path.as_posix() for path in found if path.parts[0] != ".git"]
