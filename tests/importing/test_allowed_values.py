"""What allows nothing to a client allows nothing after an import, though aiwg understands it in its own files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from aiwg.merge.keys import Value, edit
from aiwg.render.outputs import KeysOutput
from tests.conftest import PLATFORM_IDS, Deployer, put
from tests.importing.helping import approve, imported

SOURCE = 'allow: ["web_fetch(domain:example.org)", "read(~/notes/**)", "bash(npm run *)"]\n'
OTHERWISE = {
    "domain:example.org": ("example.org", "https://example.org/*", "domain:Example.org", " domain:example.org"),
    "~/notes/**": ("$HOME/notes/**", "${HOME}/notes/**", "~/notes/** "),
    "npm run *": ("npm  run *", "npm run  *", " npm run *", "npm run * "),
}
"""What clients take, and what looks like it: a text more, a text less, another letter."""


def values(planned_outputs: object) -> Iterator[tuple[str, str, tuple[object, ...], str]]:
    """Yield the file, its format, the list and the value of each text in a list of permissions."""
    for output in planned_outputs if isinstance(planned_outputs, tuple) else ():
        for entry in output.entries if isinstance(output, KeysOutput) else ():
            step = entry.path[-1]
            if isinstance(step, Value) and isinstance(step.value, str):
                yield output.path, output.format, entry.path[:-1], step.value


def allowed_by(project: Path, permissions: str, platform: str) -> dict[str, tuple[str, str, tuple[object, ...]]]:
    """Return the texts that a deploy of these permissions would write in lists, and where."""
    shutil.rmtree(project, ignore_errors=True)
    put(project / ".aiwg" / "permissions.yaml", permissions)
    approve(project)
    planned = Deployer(project).plan(platform, source=None, accept_freer=True)
    return {value: (path, format, keys) for path, format, keys, value in values(planned.outputs)}


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_an_import_allows_no_more(platform: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value of an allowing list that only looks like one that the client takes does not become that one."""
    tried = 0
    for value, (path, format, keys) in allowed_by(project, SOURCE, platform).items():
        if any(part in value for part in OTHERWISE):
            assert value in read_back(project, platform, path, format, keys, value, capsys)
        for part, others in OTHERWISE.items():
            for other in others if part in value else ():
                written = value.replace(part, other)
                assert value not in read_back(project, platform, path, format, keys, written, capsys), written
                tried += 1
    if not tried:
        pytest.skip("it has no list of permissions with texts")


def read_back(
    project: Path,
    platform: str,
    path: str,
    format: str,
    keys: tuple[object, ...],
    written: str,
    capsys: pytest.CaptureFixture[str],
) -> set[str]:
    """Return what a deploy would write after an import of a file with one value."""
    shutil.rmtree(project)
    put(project / path, edit("", format, [((*keys, Value(written)), written)]).text)  # type: ignore[arg-type]
    imported(capsys, project, platform)
    source = project / ".aiwg" / "permissions.yaml"
    return set(allowed_by(project, source.read_text(), platform)) if source.exists() else set()


def test_a_value_is_allowed_beside_another_only_if_the_client_takes_both(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two values that one permission writes, both must be as the client takes them, or neither is imported."""
    for other, imports in {"MultiEdit(docs/*)": True, "MultiEdit(docs/* )": False}.items():
        put(Path.home() / ".continue" / "permissions.yaml", yaml.safe_dump({"allow": ["Edit(docs/*)", other]}))
        report = imported(capsys, project, "continue", scope="user", dry_run=True)
        assert bool(report["artifacts"]) is imports, other
