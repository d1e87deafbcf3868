"""Our own files, the examples and the files that aiwg starts are right by the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwg.artifact.frontmatter import split
from aiwg.artifact.kinds import FOLDERS, KINDS, SETTINGS
from aiwg.cli.app import run
from aiwg.commands.schema.published import DRAFT, published
from aiwg.core import strict_yaml
from aiwg.scaffold.schema_lines import MARK
from aiwg.source.repair import parse_mending
from tests.conftest import EVERYTHING

from .judges import validator

ROOT = Path(__file__).parents[2]
LAYOUTS = ROOT / "src/aiwg/importing/layouts"


def wrong_in(name: str, value: Any) -> list[str]:
    """Return what the validator says of a value."""
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


def files_of(source: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file of a source that a schema is for, with the name of the schema."""
    for folder, kind in FOLDERS.items():
        found = [source / kind.single] if kind.single else []
        found += source.glob(f"{folder}/*/{kind.main}") if kind.main else source.glob(f"{folder}/**/*.md")
        yield from ((kind.name, file) for file in sorted(found) if file.is_file())
    for name in (*SETTINGS, "bundles.yaml"):
        if (source / name).is_file():
            yield name.removesuffix(".yaml"), source / name


def value_of(file: Path) -> Any:
    """Return the frontmatter of a Markdown file, or what a YAML file holds."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".md":
        return strict_yaml.parse(text).value
    front = split(text).front
    return {} if front is None else parse_mending(front).document.value or {}


@pytest.mark.parametrize("source", [ROOT, EVERYTHING], ids=["bundle", "everything"])
def test_sources(source: Path) -> None:
    """Every file of the bundled source and of the source with every kind is right by the schema of its kind."""
    found = list(files_of(source))
    assert len({name for name, _ in found}) >= 7
    assert {f"{file}: {wrong}" for name, file in found for wrong in wrong_in(name, value_of(file))} == set()


def test_layouts() -> None:
    """Every layout of another tool's source is right by its schema; tests/platforms has the same for adapters."""
    files = sorted(LAYOUTS.glob("*/layout.yaml"))
    assert files
    assert {f"{file}: {wrong}" for file in files for wrong in wrong_in("layout", value_of(file))} == set()


@pytest.fixture
def started(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with everything that `aiwg init` and `aiwg new` write."""
    monkeypatch.chdir(project)
    assert run(["init"]) == 0
    config = (project / "aiwg.yaml").read_text(encoding="utf-8")
    (project / "aiwg.yaml").write_text("bundles: []\n", encoding="utf-8")  # the rest is read each time
    names = {"permission": "bash(git *)", "plugin": "a@b", "ignore": "dist/"}
    for kind in KINDS:
        if kind != "instructions":
            assert run(["new", kind, names.get(kind, f"my-{kind.replace('_', '-')}")]) == 0, kind
    assert run(["new", "platform", "my-tool"]) == 0
    assert run(["new", "platform", "my-other", "--all"]) == 0
    (project / "aiwg.yaml").write_text(config, encoding="utf-8")
    return project


def test_files_that_aiwg_starts(started: Path) -> None:
    """Whatever init and new write is right by its schema, and each YAML file names one that lies there."""
    files = list(files_of(started / ".aiwg"))
    assert {name for name, _ in files} >= {*(kind.name for kind in FOLDERS.values()), *(f[:-5] for f in SETTINGS)}
    adapters = [("platform", file) for file in (started / ".aiwg/platforms").glob("*/platform.yaml")]
    files += [("aiwg", started / "aiwg.yaml"), *adapters]
    assert {f"{file}: {wrong}" for name, file in files for wrong in wrong_in(name, value_of(file))} == set()
    for name, file in files:
        if file.suffix == ".yaml":
            line = file.read_text(encoding="utf-8").partition("\n")[0]
            assert line.startswith(MARK), file
            schema = file.parent / line.removeprefix(MARK)
            assert json.loads(schema.read_text(encoding="utf-8"))["title"] == published()[name].files


def test_write_names_every_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`aiwg schema --write` writes all schemas, gives each YAML file its line once, and keeps every other byte."""
    monkeypatch.chdir(project)
    texts = {
        "aiwg.yaml": "\ufeffplatforms: [claude]\r\n",
        ".aiwg/hooks.yaml": "hooks: []",
        ".aiwg/mcp.yaml": "# yaml-language-server: $schema=mine.json\nservers: {}\n",
        ".aiwg/bundles.yaml": "",
        ".aiwg.local/aiwg.yaml": "disable: []\n",
    }
    for path, text in texts.items():
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(text, encoding="utf-8", newline="")
    assert run(["schema", "--write"]) == 0
    after = {path: (project / path).read_bytes().decode("utf-8") for path in texts}
    assert after[".aiwg/mcp.yaml"] == texts[".aiwg/mcp.yaml"]
    assert after["aiwg.yaml"] == f"\ufeff{MARK}.aiwg/schemas/aiwg.schema.json\r\nplatforms: [claude]\r\n"
    assert after[".aiwg/hooks.yaml"] == f"{MARK}schemas/hooks.schema.json\nhooks: []"
    assert after[".aiwg/bundles.yaml"] == f"{MARK}schemas/bundles.schema.json\n"
    assert after[".aiwg.local/aiwg.yaml"] == f"{MARK}../.aiwg/schemas/personal.schema.json\ndisable: []\n"
    written = {file.name: file.read_text(encoding="utf-8") for file in (project / ".aiwg/schemas").iterdir()}
    assert written == {each.file: each.text() for each in published().values()}
    before = {path: (project / path).stat().st_mtime_ns for path in texts}
    assert run(["schema", "--write"]) == 0
    assert {path: (project / path).stat().st_mtime_ns for path in texts} == before


def test_write_follows_no_link(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A YAML file that is a link out of the project is not changed: the command ends with 4."""
    monkeypatch.chdir(project)
    outside = project.parent / "outside.yaml"
    outside.write_text("platforms: []\n", encoding="utf-8")
    (project / "aiwg.yaml").symlink_to(outside)
    assert run(["schema", "--write"]) == 4
    assert outside.read_text(encoding="utf-8") == "platforms: []\n"


def test_each_schema_is_printed_and_published(capsys: pytest.CaptureFixture[str]) -> None:
    """`aiwg schema NAME` prints the file in docs/schemas, of a draft that all editors know."""
    for name in published():
        assert run(["schema", name]) == 0
        printed = capsys.readouterr().out
        assert printed == (ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(printed)["$schema"] == DRAFT


def test_a_wrong_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that there is not is a usage error that says which there are."""
    assert run(["schema", "rul"]) == 2
    assert "Did you mean rule?" in capsys.readouterr().err
