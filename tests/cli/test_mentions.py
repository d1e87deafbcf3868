"""mentions: who refers to what, and what is broken."""

from __future__ import annotations

from pathlib import Path

from .conftest import Runner, put


def test_mentions_are_listed_by_what_they_name(aiwg: Runner, project: Path) -> None:
    """Each file that is mentioned is listed with every place that mentions it."""
    put(project / ".aiwg/notes/api.md", "# API\n")
    put(project / ".aiwg/rules/api.md", "One line.\n\nSee @.aiwg/notes/api.md.\n")
    put(project / "docs/adr/0001-x.md", "# X\n\n- @.aiwg/notes/api.md - why\n- @$AIWG_ROOT/rules/tidy.md - how\n")
    said = aiwg("mentions").out
    assert "@.aiwg/notes/api.md\n  .aiwg/rules/api.md:3\n  docs/adr/0001-x.md:3\n" in said
    assert "3 mentions in" in said
    assert "none broken" in said
    found = aiwg("mentions", "--json").json
    assert found["schema"] == "aiwg.mentions/1"
    assert found["mentions"] == [
        {
            "file": ".aiwg/rules/api.md",
            "line": 3,
            "artifact": "rule/api",
            "target": ".aiwg/notes/api.md",
            "found": ".aiwg/notes/api.md",
        },
        {
            "file": "docs/adr/0001-x.md",
            "line": 3,
            "artifact": None,
            "target": ".aiwg/notes/api.md",
            "found": ".aiwg/notes/api.md",
        },
        {
            "file": "docs/adr/0001-x.md",
            "line": 4,
            "artifact": None,
            "target": "$AIWG_ROOT/rules/tidy.md",
            "found": "(bundled)/rules/tidy.md",
        },
    ]


def test_what_is_broken_has_file_and_line(aiwg: Runner, project: Path) -> None:
    """A broken mention is listed with its place; only --check ends with 3."""
    put(project / "docs/decisions/0001-x.md", "# X\n\n- @.aiwg/gone.md\n- @$AIWG_ROOT/../etc/passwd\n")
    put(project / ".aiwg/rules/a.md", "See @$AIWG_ROOT/rules/gone.md.\n")
    said = aiwg("mentions")
    assert "@.aiwg/gone.md  broken" in said.out
    checked = aiwg("mentions", "--check", expect=3)
    assert "docs/decisions/0001-x.md:3: mentions @.aiwg/gone.md, which is not in the project" in checked.err
    assert "docs/decisions/0001-x.md:4" in checked.err
    assert ".aiwg/rules/a.md:1: mentions @$AIWG_ROOT/rules/gone.md, which is not in any source" in checked.err
    assert "@.aiwg/gone.md  broken" not in checked.out
    assert aiwg("mentions", "--json").json["summary"]["broken"] == 3


def test_examples_and_comments_are_no_mentions(aiwg: Runner, project: Path) -> None:
    """What stands in code, in a comment of a record or in an asset of a skill is not followed; line numbers hold."""
    put(
        project / "docs/adr/0001-x.md",
        "# X\n<!--\n@.aiwg/gone.md\n-->\n`@.aiwg/gone.md`\n\n```\n@.aiwg/gone.md\n```\n@.aiwg/real.md\n",
    )
    put(project / ".aiwg/skills/s/SKILL.md", "---\nname: s\ndescription: S.\n---\nS.\n")
    put(project / ".aiwg/skills/s/assets/template.md", "@.aiwg/{name}.md\n")
    put(project / ".aiwg/skills/s/references/more.md", "First.\n@.aiwg/skills/s/SKILL.md\n")
    put(project / ".aiwg/real.md", "# Real\n")
    found = aiwg("mentions", "--check", "--json", expect=0).json["mentions"]
    assert [(each["file"], each["line"], each["artifact"]) for each in found] == [
        (".aiwg/skills/s/references/more.md", 2, "skill/s"),
        ("docs/adr/0001-x.md", 10, None),
    ]


def test_the_rest_of_the_project_is_not_looked_at(aiwg: Runner, project: Path) -> None:
    """Only .aiwg and the folders of records are read: not the code, not .aiwg/state, nothing behind a link out."""
    for path in ("README.md", "src/a.md", "docs/b.md", ".aiwg/state/c.md"):
        put(project / path, "@.aiwg/gone.md\n")
    put(project.parent / "outside" / "d.md", "@.aiwg/gone.md\n")
    (project / "docs" / "adr").symlink_to(project.parent / "outside")
    assert aiwg("mentions", "--json").json["mentions"] == []


def test_a_record_that_is_no_text_is_said(aiwg: Runner, project: Path) -> None:
    """A file that cannot be read as text fails the check, with its name; the others are read all the same."""
    put(project / "docs/adr/0001-x.md", "@.aiwg/gone.md\n")
    (project / "docs/adr/0002-y.md").write_bytes(b"# Y\n\xff\xfe\n")
    said = aiwg("mentions", "--check", expect=3).err
    assert "docs/adr/0002-y.md" in said
    assert "docs/adr/0001-x.md:1" in said


def test_another_error_in_a_source_ends_with_3(aiwg: Runner, project: Path) -> None:
    """A source with an error of another kind ends with 3 without --check too: some artifacts were not looked at."""
    put(project / ".aiwg/agents/broken.md", "no frontmatter\n")
    assert ".aiwg/agents/broken.md" in aiwg("mentions", expect=3).err


def test_records_are_found_where_adr_finds_them(aiwg: Runner, project: Path) -> None:
    """The folder of records is the one that aiwg adr uses, whether its name is usual or aiwg.yaml says it."""
    put(project / "doc/architecture/adr/0001-x.md", "# X\n\n- @.aiwg/gone.md\n")
    assert aiwg("mentions", "--json").json["mentions"] == []
    put(project / "aiwg.yaml", "adr:\n  folder: doc/architecture/adr\n")
    assert [each["file"] for each in aiwg("mentions", "--json").json["mentions"]] == ["doc/architecture/adr/0001-x.md"]
