"""The answers of the tools: what the commands print, in pages, without what is held back, and errors in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.commands.mcp.bounds import MOST_CHARACTERS, fitted, page_of, text_of, without_surrogates
from aiwg.commands.mcp.calls import answer, text_of_error
from aiwg.commands.mcp.tools import TOOLS
from aiwg.core.errors import Exit, UserError
from tests.conftest import put

from .project import HELD, HIDDEN, RECORD, SECRET, break_out, make_project

PAGED = "page"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a project that nobody should trust."""
    return make_project(tmp_path)


@pytest.fixture
def plain(project: Path) -> Path:
    """Return a small project in which nothing is held back."""
    put(project / "aiwg.yaml", "platforms: [claude, codex]\nbundles: []\n")
    put(project / ".aiwg/rules/plain.md", "---\ndescription: Plain.\n---\nBe plain.\n")
    put(project / ".aiwg/skills/notes/SKILL.md", "---\nname: notes\ndescription: Take notes.\n---\nTake them.\n")
    put(project / "AGENTS.md", "Mine.\n")
    put(project / "docs/adr/0001-use-one-queue.md", RECORD)
    return project


SAME = [
    ("list", {}, ["list"]),
    ("list", {"kind": "rule"}, ["list", "rule"]),
    ("show", {"artifact": "skill/notes"}, ["show", "skill/notes"]),
    ("show", {"artifact": "notes", "platforms": ["claude"]}, ["show", "notes", "-p", "claude"]),
    ("find", {"words": "take notes"}, ["find", "take notes"]),
    ("find", {"words": "be", "kinds": ["rule"]}, ["find", "be", "--kind", "rule"]),
    ("find", {"words": ""}, ["find"]),
    ("read", {"artifact": "notes"}, ["show", "notes", "--body"]),
    ("context", {"platform": "codex"}, ["context", "codex"]),
    ("context", {"platform": "codex", "files": ["a.py"], "folder": "docs"},
     ["context", "codex", "--file", "a.py", "--from", "docs"]),
    ("explain", {"path": "AGENTS.md"}, ["explain", "AGENTS.md"]),
    ("doctor", {}, ["doctor", "--scope", "project"]),
    ("doctor", {"platforms": ["claude"]}, ["doctor", "--scope", "project", "-p", "claude"]),
    ("plan", {}, ["deploy", "--dry-run", "--offline"]),
    ("plan", {"platforms": ["codex"], "only": ["notes"]}, ["deploy", "--dry-run", "-p", "codex", "--only", "notes"]),
    ("adr_list", {}, ["adr", "list"]),
    ("adr_list", {"status": "accepted", "in_force": True}, ["adr", "list", "--status", "accepted", "--in-force"]),
    ("adr_check", {}, ["adr", "check"]),
    ("adr_check", {"records": ["1"], "level": "L2"}, ["adr", "check", "1", "--level", "L2"]),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "arguments", "command"), SAME, ids=lambda value: "-".join(map(str, value)))
def test_an_answer_is_what_the_command_prints(
    plain: Path,
    tool: str,
    arguments: dict[str, Any],
    command: Sequence[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each tool answers with the JSON that its command prints, and nothing goes to standard output."""
    monkeypatch.chdir(plain)
    given = answer(plain, tool, arguments)
    assert capsys.readouterr().out == ""
    given.pop(PAGED)
    run([*command, "--json", "--project", str(plain)])
    printed = json.loads(capsys.readouterr().out)
    assert json.loads(text_of(given)) == printed


def test_every_tool_but_the_draft_is_compared() -> None:
    """The list above has each tool that stands for a command."""
    assert {tool for tool, *_ in SAME} | {"adr_draft"} == {tool.name for tool in TOOLS}


def test_a_draft_is_text_and_no_file(plain: Path) -> None:
    """The draft has the next number, its title and its file, and the folder of the records stays as it is."""
    before = sorted(plain.rglob("*"))
    found = answer(plain, "adr_draft", {"title": "Use two queues", "tags": ["queue"], "supersedes": "1"})
    assert (found["number"], found["file"]) == (2, "docs/adr/0002-use-two-queues.md")
    assert "Use two queues" in found["text"]
    assert found["supersedes"]
    assert found["written"] is False
    assert sorted(plain.rglob("*")) == before


def test_held_text_is_not_given_out(hostile: Path) -> None:
    """No answer holds the text of an unapproved artifact or of one that the audit stops, nor what runs in it."""
    calls: list[tuple[str, dict[str, Any]]] = [(tool.name, {}) for tool in TOOLS if not tool.required]
    calls += [("find", {"words": words}) for words in ("runs", "hidden")]
    calls += [("show", {"artifact": key}) for key in ("runs", "hidden", "hook/go", "mcp_server/wiki", "plain")]
    calls += [("explain", {"path": ".aiwg/hooks.yaml"}), ("context", {"platform": "claude"})]
    for tool, arguments in calls:
        text = text_of(answer(hostile, tool, arguments))
        assert not [word for word in (HELD, HIDDEN, SECRET) if word in text], (tool, arguments)
    for words in (HELD, HIDDEN):  # the texts are not in the index
        ids = {each["id"] for each in answer(hostile, "find", {"words": words})["results"]}
        assert not ids & {"runs", "hidden"}
    assert answer(hostile, "show", {"artifact": "plain"})["body"] == "Be plain.\n"
    assert answer(hostile, "read", {"artifact": "plain"})["body"] == "Be plain.\n"
    for key, reason in (("runs", "needs your approval"), ("hidden", "is refused")):
        with pytest.raises(UserError, match=reason) as raised:
            answer(hostile, "read", {"artifact": key})
        assert HELD not in text_of_error(raised.value)
        assert HIDDEN not in text_of_error(raised.value)
    for key, reason in (("runs", "aiwg trust"), ("hook/go", "aiwg trust"), ("hidden", "aiwg audit")):
        found = answer(hostile, "show", {"artifact": key})
        assert reason in found["held"]
        assert (found["body"], found["fields"], found["assets"]) == (None, {}, [])
    listed = answer(hostile, "list", {})["artifacts"]
    assert {each["id"] for each in listed if "held" in each} == {"runs", "go", "wiki", "hidden"}


def test_approved_text_is_given_out(hostile: Path) -> None:
    """After aiwg trust the same artifact comes with its text; after an edit it is held again."""
    run(["trust", "skill/runs", "--yes", "--project", str(hostile)])
    assert HELD in answer(hostile, "show", {"artifact": "runs"})["body"]
    put(hostile / ".aiwg/skills/runs/SKILL.md", "---\nname: runs\ndescription: It runs.\n---\nNew: !`rm -rf x`\n")
    assert "aiwg trust" in answer(hostile, "show", {"artifact": "runs"})["held"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "~/.ssh/id_rsa", "out/secret.md", "", " ", ".."])
def test_paths_stay_in_the_project(hostile: Path, path: str) -> None:
    """A path outside the project, a link out of it or none at all is refused by each tool that takes paths."""
    for tool, arguments in (
        ("explain", {"path": path}),
        ("context", {"platform": "claude", "files": [path]}),
        ("context", {"platform": "claude", "folder": path}),
    ):
        with pytest.raises(UserError) as raised:
            answer(hostile, tool, arguments)
        assert raised.value.exit == Exit.REFUSED


def test_records_and_templates_that_lead_out_are_refused(hostile: Path, tmp_path: Path) -> None:
    """A decision record or a template that is a link to a file outside the project is refused by name."""
    break_out(hostile, tmp_path)
    for tool, arguments in (("adr_list", {}), ("adr_check", {}), ("adr_draft", {"title": "Use it"})):
        with pytest.raises(UserError, match=r"0002-leads-out\.md is a link"):
            answer(hostile, tool, arguments)
    (hostile / "docs/adr/0002-leads-out.md").unlink()
    with pytest.raises(UserError, match=r"adr-template\.md is a link"):
        answer(hostile, "adr_draft", {"title": "Use it"})


WRONG: list[tuple[str, object]] = [
    ("list", {"kind": 7}),
    ("list", {"unknown": 1}),
    ("list", {"limit": 0}),
    ("list", {"offset": -1}),
    ("list", []),
    ("list", "rule"),
    ("show", {}),
    ("show", {"artifact": "a\0b"}),
    ("show", {"artifact": "x" * 1001}),
    ("show", {"artifact": "plain", "platforms": "claude"}),
    ("plan", {"platforms": ["claude"] * 101}),
    ("adr_check", {"level": "L9"}),
    ("adr_draft", {"title": "Use\nit"}),
]


@pytest.mark.parametrize(("tool", "arguments"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_arguments_are_an_error(plain: Path, tool: str, arguments: object) -> None:
    """Arguments that the schema does not allow are a usage error that names them."""
    with pytest.raises(UserError, match="the arguments are not valid") as raised:
        answer(plain, tool, arguments)
    assert raised.value.exit == Exit.USAGE


def _unreadable(project: Path) -> None:
    (project / "aiwg.yaml").write_bytes(b"\xff\xfe\0")


def _bad_settings(project: Path) -> None:
    put(project / "aiwg.yaml", "platfroms: [claude]\n")


def _deep(project: Path) -> None:
    put(project / "aiwg.yaml", f"exclude: {'[' * 5000}{']' * 5000}\n")


def _bad_manifest(project: Path) -> None:
    put(project / ".aiwg/manifest.json", "{")
    put(project / ".aiwg/state/manifest.json", "{")


def _not_fetched(project: Path) -> None:
    put(project / "aiwg.yaml", "platforms: [claude]\nsources: [{git: 'https://git.invalid/a/b.git'}]\n")


@pytest.mark.parametrize("broken", [_unreadable, _bad_settings, _deep, _bad_manifest, _not_fetched])
def test_a_broken_project_gives_errors(plain: Path, broken: Callable[[Path], None]) -> None:
    """In a broken project each tool answers, or gives an error in words; none fails otherwise."""
    broken(plain)
    for tool in TOOLS:
        given = {"artifact": "plain", "platform": "claude", "path": "AGENTS.md", "title": "Use it", "words": "plain"}
        arguments = {name: given[name] for name in tool.required}
        said = _error_of(plain, tool.name, arguments)
        assert said is None or (said.strip() and "aiwg failed" not in said)


def _error_of(project: Path, tool: str, arguments: dict[str, Any]) -> str | None:
    """Return what an agent reads of the error of a call, None when there is none."""
    try:
        answer(project, tool, arguments)
    except UserError as error:
        return text_of_error(error)
    return None


def test_an_unknown_tool_is_an_error(plain: Path) -> None:
    """A tool that there is not is a usage error with the closest name."""
    with pytest.raises(UserError) as raised:
        answer(plain, "lists", {})
    assert raised.value.hint == "did you mean list?"


def test_pages_give_everything_once(project: Path) -> None:
    """Page after page, by `next`, the list comes whole and in order."""
    put(project / "aiwg.yaml", "bundles: []\n")
    for number in range(23):
        put(project / f".aiwg/rules/rule-{number:02}.md", "Be short.\n")
    found, offset = [], 0
    while offset is not None:
        page = answer(project, "list", {"limit": 5, "offset": offset})
        found += [each["id"] for each in page["artifacts"]]
        assert page["page"]["total"] == 23
        offset = page["page"]["next"]
    assert found == [f"rule-{number:02}" for number in range(23)]


def test_a_long_text_comes_in_pages(project: Path) -> None:
    """The body of a long artifact comes in parts that together are the whole."""
    body = "".join(f"Line {number}.\n" for number in range(6000))
    put(project / "aiwg.yaml", "bundles: []\n")
    put(project / ".aiwg/rules/long.md", body)
    found, offset = "", 0
    while offset is not None:
        page = answer(project, "show", {"artifact": "long", "offset": offset})
        assert len(text_of(page)) <= MOST_CHARACTERS
        found += page["body"]
        offset = page["page"]["next"]
    assert found == body


def test_a_document_is_cut_until_it_fits() -> None:
    """Long lists and texts are halved, wherever they are, and each that was cut is named with its size."""
    document: dict[str, Any] = {
        "schema": "x/1",
        "items": [{"text": "a" * 300} for _ in range(1000)],
        "notes": {"deep": ["n" * 100 for _ in range(3000)]},
        "text": "t" * 90_000,
    }
    found = fitted(page_of(document, "items", 10, 500))
    assert len(text_of(found)) <= MOST_CHARACTERS + 500
    assert found["page"] == {"of": "items", "offset": 10, "count": len(found["items"]), "total": 1000,
                             "next": 10 + len(found["items"])}  # fmt: skip
    assert {each["path"]: each["total"] for each in found["truncated"]} == {"notes.deep": 3000, "text": 90_000}
    assert found["items"]


def test_names_that_are_not_unicode_become_escapes() -> None:
    """The bytes of a file's name that are no UTF-8 come as escapes, in keys and in values."""
    found = without_surrogates({"a\udcff": ["b\udc80", ("é", 1, None)]})
    assert found == {"a\\udcff": ["b\\udc80", ["é", 1, None]]}
    text_of(found).encode("utf-8")


def test_changes_show_in_the_next_answer(plain: Path) -> None:
    """The server remembers nothing of a project: a file that is edited between two calls is read again."""
    assert answer(plain, "show", {"artifact": "plain"})["body"] == "Be plain.\n"
    put(plain / ".aiwg/rules/plain.md", "Be short!\n")
    assert answer(plain, "show", {"artifact": "plain"})["body"] == "Be short!\n"
