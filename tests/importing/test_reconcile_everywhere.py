"""For every platform and kind: an edit of an output goes back, and a deploy writes what was edited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwg.deployment.stages import Planned
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Value, edit, get, parse
from aiwg.render.outputs import BlockOutput, FileOutput, KeyEntry, KeysOutput, Output
from tests.amount import TIMES
from tests.conftest import EVERYTHING, PLATFORM_IDS, Deployer
from tests.importing.helping import approve, reconciled

QUICK = ("codex", "gemini-cli", "opencode")
MADE = ("hook.py", "/hooks/")
"""Parts of the paths of files that aiwg makes itself."""

NO_WAY_BACK = {
    "contains no text of a source": "a pointer that aiwg makes",
    "a script of aiwg's own": "its own script",
    "comes from behavior/": "hooks of a behavior, which stand in one field of it",
    "in a form that has no way back": "ignore lines as permissions, hooks as arguments of a script",
    "written as several entries": "one permission that a platform says in several",
    "no longer has a meaning": "what this test wrote there is no permission",
    "read otherwise": "a line that aiwg adds to a command which becomes a skill",
}
"""Reasons for which an edit of this test may stay, each a sentence for a person."""


@pytest.mark.parametrize("platform", PLATFORM_IDS if TIMES > 1 else QUICK)
def test_edits_go_back_from_every_output(platform: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit in each file, section and entry goes back or says why not; then all is as it was edited, and settled."""
    planned = deployed(project, platform)
    edited = {output.path: text for output in planned.outputs if (text := edited_text(project, output)) is not None}
    if not edited:
        pytest.skip("it has no files in a project")
    for path, text in edited.items():
        (project / path).write_text(text)
    report = reconciled(capsys, project, weaker=True, prefer_edits=True)
    assert {each["path"] for each in report["edits"]} == edited.keys()
    stays = [each for each in report["edits"] if not each["whole"]]
    assert [each["reason"] for each in stays if not any(why in each["reason"] for why in NO_WAY_BACK)] == []
    assert all(each["hint"] for each in stays)
    approve(project)
    Deployer(project).deploy(source=None, accept_freer=True)
    whole = edited.keys() - {each["path"] for each in stays}
    for path in whole:
        now = (project / path).read_text()
        # an agent's file may hold a server, of which another edit is in its own file
        assert now.split() == edited[path].split() or ("TRACKER_" in now and "Edited." in now), path
    assert whole.isdisjoint(each["path"] for each in reconciled(capsys, project)["edits"])


def deployed(project: Path, platform: str) -> Planned:
    """Return the plan of a deploy of the source of every kind, which is the project's own and approved."""
    (project / "aiwg.yaml").write_text(f"sources: [project]\naccept_freer: [{platform}]\n")
    shutil.copytree(EVERYTHING, project / ".aiwg")
    approve(project)
    return Deployer(project).deploy(platform, source=None, accept_freer=True)


def edited_text(project: Path, output: Output) -> str | None:
    """Return the text of an output with an edit of each of its artifacts, None where this test has none."""
    try:
        text = (project / output.path).read_text()
    except UnicodeDecodeError:
        return None
    if isinstance(output, BlockOutput):
        new = text
        for section in output.sections.values():
            own = section.text.strip()
            new = new.replace(own, f"{own}{'edited' if output.style == 'hash' else ' Edited.'}")
    elif isinstance(output, FileOutput):
        new = edited_file(output.path, text)
    else:
        new = edited_keys(output, text)
    return None if new == text else new


def edited_file(path: str, text: str) -> str:
    """Return the text of a file with its first line of text edited, and its description where it has one."""
    if path.endswith((".toml", ".json", ".yaml", ".rules")) or any(part in path for part in MADE):
        return text
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line == "---"]
    start = fences[1] + 1 if len(fences) > 1 and fences[0] == 0 else 0
    at = next(number for number in range(start, len(lines)) if lines[number].strip())
    lines[at] += " Edited."
    return "\n".join(lines)


def edited_keys(output: KeysOutput, text: str) -> str:
    """Return a settings file with each value of aiwg's edited."""
    for entry in output.entries:
        if entry.companion:
            continue
        for drop, put, value in edits_of(entry, get(parse(text, output.format), entry.path)):
            try:
                text = edit(edit(text, output.format, [], drop).text, output.format, [(put, value)]).text
            except EditRefusedError:
                continue
    return text


def edits_of(entry: KeyEntry, value: Any) -> Iterator[tuple[list[KeyPath], KeyPath, Any]]:
    """Yield what to drop, and what to put where, for an edit of a value; nothing for a value that this test leaves."""
    last = entry.path[-1]
    kind = entry.artifacts[0].partition("/")[0]
    if kind in ("permission", "ignore"):
        if isinstance(last, Value) and isinstance(value, str):
            yield [entry.path], (*entry.path[:-1], Value(longer(value))), longer(value)
        elif isinstance(last, str) and isinstance(value, str) and len(entry.path) > 1:
            yield [entry.path], (*entry.path[:-1], longer(last)), value
        return
    new = other(value)
    if new != value:
        yield (
            [entry.path] if isinstance(last, Value) else [],
            ((*entry.path[:-1], Value(new)) if isinstance(last, Value) else entry.path),
            new,
        )


def longer(text: str) -> str:
    """Return a permission for something else."""
    return f"{text[:-1]}x)" if text.endswith(")") else f"{text}x"


def other(value: Any) -> Any:
    """Return a server, hook or switch with one value changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value}x"
    if isinstance(value, list):
        return [*value[:-1], other(value[-1])] if value else value
    if not isinstance(value, dict):
        return value
    key = next((key for key in ("command", "url", "httpUrl", "serverUrl") if key in value), None)
    key = key or next((key for key, each in value.items() if isinstance(each, list) and each), None)
    return {**value, key: other(value[key])} if key else value
