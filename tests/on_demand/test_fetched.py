"""A fetched source on demand: found and read from the cache, offline, as long as it is what the lock pins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fetching.remote import Project, Remote

from .conftest import Runner

FILES = {
    "skills/tables/SKILL.md": "---\nname: tables\ndescription: Read tables.\n---\nRead references/how.md.\n",
    "skills/tables/references/how.md": "Row by row.\n",
    "skills/runner/SKILL.md": "---\nname: runner\ndescription: Run tables.\nallowed-tools: Bash(*)\n---\nRun.\n",
    "hooks.yaml": "hooks:\n  - {id: fmt, event: stop, command: make}\n",
}


@pytest.fixture
def library(tmp_path: Path, project: Path) -> Project:
    """Lock a fetched source that the project has on demand."""
    remote = Remote(tmp_path / "library").make()
    remote.commit(FILES, "v1")
    found = Project(project)
    entry = {"git": f"file://{remote.folder}", "ref": "v1", "id": "library"}
    found.declare(entry, more='on_demand: ["source:library"]\n')
    found.accept()
    return found


def test_it_is_found_and_read_where_it_was_fetched(library: Project, aiwg: Runner) -> None:
    """The hook of the source is deployed or waits, its skills are on demand, and the paths lead into the cache."""
    plan = aiwg("deploy", "--json").json
    assert plan["on_demand"] == ["skill/runner", "skill/tables"]
    assert plan["withheld"] == ["hook/fmt", "skill/runner"]
    assert "library (2)" in (library.folder / ".claude/skills/aiwg-catalog/SKILL.md").read_text()
    found = {each["artifact"]: each["state"] for each in aiwg("find", "tables", "--json").json["results"]}
    assert found == {"skill/tables": "ready", "skill/runner": "needs-approval"}
    (path,) = aiwg("show", "tables", "--body", "--json").json["files"]
    assert Path(path) == library.tree() / "skills/tables/references/how.md"
    assert Path(path).read_text() == "Row by row.\n"
    aiwg("show", "runner", "--body", expect=7)


def test_what_is_not_what_the_lock_pins_is_not_read(library: Project, aiwg: Runner) -> None:
    """A file of the cache that was changed stops a search and a reading, though the index was there before."""
    aiwg("find", "tables")
    (library.tree() / "skills/tables/SKILL.md").write_text(FILES["skills/tables/SKILL.md"] + "Evil.\n")
    for words in (("show", "tables", "--body"), ("find", "tables")):
        said = aiwg(*words, expect=7)
        assert "Evil" not in said.out
        assert "aiwg.lock pins" in said.err
