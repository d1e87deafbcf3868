"""Faults of class encoding: line ends, byte order marks, other encodings, other locales, no home."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .harness import Box, listing

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None}


def as_crlf(file: Path) -> None:
    """Rewrite a file with Windows line ends, as git does on a checkout."""
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def test_enco_01_crlf_source(box: Box) -> None:
    """A source with Windows line ends is read as meant, with a warning, and deployed with plain ones."""
    box.rule("---\r\ndescription: d\r\npaths: src/**\r\n---\r\nBe kind.\r\nAnd brief.\r\n")
    box.works("warning  source/rules/kind.md:1: has Windows line ends (CRLF); aiwg reads it as intended")
    assert box.read(".claude/rules/kind.md").endswith("\n---\n\nBe kind.\nAnd brief.\n")
    assert "\r" not in box.read(".claude/rules/kind.md")


def test_enco_01_git_converts_the_source(box: Box) -> None:
    """A source that git converts after the first deploy is no reason to write anything."""
    box.skill()
    box.rule("---\npaths: src/**\n---\nBe kind.\n")
    box.put("source/mcp.yaml", "servers:\n  one:\n    command: run\n")
    box.put("source/ignore", "build/\n")
    assert box.deploy(platforms="claude,cursor,codex").exit == 0
    before = listing(box.project)
    for file in ("rules/kind.md", "mcp.yaml", "ignore", "skills/greet/SKILL.md"):
        as_crlf(box.source / file)
    result = box.deploy("-v", platforms="claude,cursor,codex")
    assert result.exit == 0
    assert result.err.count("(CRLF)") == 4
    assert listing(box.project) == before


def test_enco_01_old_macintosh_line_ends(box: Box) -> None:
    """A source with lone carriage returns is read as meant, so its frontmatter does not become text."""
    box.rule("---\rdescription: d\rpaths: src/**\r---\rBe kind.\r")
    box.works("source/rules/kind.md:1: has old Macintosh line ends (CR)")
    assert box.read(".claude/rules/kind.md").endswith("\n---\n\nBe kind.\n")


def test_enco_02_git_converts_what_is_deployed(box: Box) -> None:
    """Our files and our block that git converts are no drift: the next deploy writes nothing."""
    box.skill()
    box.rule("---\npaths: src/**\n---\nBe kind.\n")
    box.put("source/instructions.md", "Always test.\n\nAnd think.\n")
    box.put("project/AGENTS.md", "# Mine\n\nHello.\n")
    assert box.deploy(platforms="claude,codex").exit == 0
    ours = [box.project / path for path in (".claude/rules/kind.md", ".claude/skills/greet/SKILL.md", "AGENTS.md")]
    for file in ours:
        as_crlf(file)
    before = listing(box.project)
    result = box.deploy(platforms="claude,codex")
    assert result.exit == 0, result.said
    assert "edited" not in result.said
    assert listing(box.project) == before


def test_enco_02_a_converted_file_is_updated_and_removed(box: Box) -> None:
    """What git converted is still ours: a changed source updates it, and remove takes it away."""
    box.rule("---\npaths: src/**\n---\nBe kind.\n")
    box.put("source/instructions.md", "Always test.\n")
    box.put("project/AGENTS.md", "# Mine\n")
    assert box.deploy(platforms="claude,codex").exit == 0
    as_crlf(box.project / ".claude/rules/kind.md")
    as_crlf(box.project / "AGENTS.md")
    box.rule("---\npaths: src/**\n---\nBe very kind.\n")
    box.put("source/instructions.md", "Always test twice.\n")
    assert box.deploy(platforms="claude,codex").exit == 0
    assert "Be very kind." in box.read(".claude/rules/kind.md")
    agents = (box.project / "AGENTS.md").read_bytes()
    assert b"Always test twice.\r\n" in agents
    assert agents.count(b"\n") == agents.count(b"\r\n")
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert (box.project / "AGENTS.md").read_bytes() == b"# Mine\r\n"
    assert not (box.project / ".claude").exists()


def test_enco_03_byte_order_mark(box: Box) -> None:
    """A byte order mark before the frontmatter is read as meant, with a warning, and not written."""
    box.rule(b"\xef\xbb\xbf---\npaths: src/**\n---\nBe kind.\n")
    box.put("source/mcp.yaml", b"\xef\xbb\xbfservers:\n  one: {command: run}\n")
    box.works(
        "warning  source/rules/kind.md:1: starts with a byte order mark; aiwg reads it as intended",
        "warning  source/mcp.yaml:1: starts with a byte order mark; aiwg reads it as intended",
    )
    assert box.read(".claude/rules/kind.md").startswith("---\npaths:")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-16", "is UTF-16"),
        ("utf-16-be", "is it UTF-16?"),
        ("utf-16-le", "is it UTF-16?"),
        ("utf-32", "is UTF-32"),
    ],
)
def test_enco_04_other_unicode_encodings(box: Box, encoding: str, said: str) -> None:
    """A source in another Unicode encoding is refused, and the encoding is named."""
    box.rule("---\ndescription: d\n---\nBe kind.\n".encode(encoding))
    box.refuses(3, "source/rules/kind.md:1: ", said, "save it as UTF-8")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_enco_05_invalid_utf8(box: Box, mark: bytes) -> None:
    """Invalid UTF-8 is refused with its line and the offset of its first bad byte in the file."""
    box.rule(mark + b"---\npaths: a\n---\nBe k\xefnd.\n")
    offset = 21 + len(mark)
    box.refuses(3, f"source/rules/kind.md:4: is not UTF-8: byte 0xef at offset {offset}")


@pytest.mark.parametrize(
    ("name", "code"),
    [("mcp.yaml", 3), ("hooks.yaml", 7), ("permissions.yaml", 7), ("ignore", 7), ("instructions.md", 3)],
)
def test_enco_05_invalid_utf8_in_every_file(box: Box, name: str, code: int) -> None:
    """Invalid UTF-8 is refused in every file of a source, with another code where it may hide a restriction."""
    box.put(f"source/{name}", b"\n\n\xff\n")
    box.refuses(code, f"source/{name}:3: is not UTF-8: byte 0xff at offset 2")


def test_enco_05_binary_assets(box: Box) -> None:
    """Assets are bytes: they arrive unchanged, whatever they hold."""
    box.skill()
    data = bytes(range(256)) + b"\r\n\xff\xfe\0"
    box.put("source/skills/greet/assets/logo.png", data)
    box.put("source/skills/greet/scripts/run", b"#!/bin/sh\r\n", mode=0o755)
    box.works()
    assert (box.project / ".claude/skills/greet/assets/logo.png").read_bytes() == data
    script = box.project / ".claude/skills/greet/scripts/run"
    assert script.read_bytes() == b"#!/bin/sh\r\n"
    assert script.stat().st_mode & 0o111
    assert not (box.project / ".claude/skills/greet/assets/logo.png").stat().st_mode & 0o111


@pytest.mark.parametrize("text", ["---\npaths: a\n---\nBe\0kind.\n", "---\npaths:\n - a\n - \0\n---\nBe kind.\n"])
def test_enco_06_nul(box: Box, text: str) -> None:
    """A NUL character in text is refused with its line."""
    box.rule(text)
    box.refuses(3, f"source/rules/kind.md:{text[: text.index(chr(0))].count(chr(10)) + 1}: contains a NUL character")


@pytest.mark.parametrize("path", ["skills/a/SKILL.md", "agents/a.md", "rules/a.md", "commands/a.md", "instructions.md"])
@pytest.mark.parametrize("content", ["", " \n\t\n", "\ufeff"])
def test_enco_07_empty_file(box: Box, path: str, content: str) -> None:
    """An empty file of a kind that needs text is refused."""
    box.put(f"source/{path}", content)
    box.refuses(3, f"source/{path}:1: is empty")


def test_enco_07_frontmatter_only(box: Box) -> None:
    """A rule that is nothing but frontmatter is refused at the line where its text should start."""
    box.rule("---\npaths: a\n---\n\n")
    box.refuses(3, "source/rules/kind.md:4: has no text after its frontmatter")


@pytest.mark.parametrize("escape", ["\\ud800", "\\uDFFF", "\\U0000d800", "\\ud83d\\ude00"])
def test_enco_08_lone_surrogate_escape(box: Box, escape: str) -> None:
    """An escape that is no character is refused with its line, in frontmatter and in settings files."""
    box.agent(f'description: "x {escape}"')
    box.put("source/mcp.yaml", f'servers:\n  one:\n    command: "{escape}"\n')
    box.refuses(3, "source/agents/helper.md:2: ", "source/mcp.yaml:3: ", "escape that is not a character")


def test_enco_08_surrogate_bytes(box: Box) -> None:
    """A surrogate written as bytes is not UTF-8."""
    box.rule(b"Be \xed\xa0\x80 kind.\n")
    box.refuses(3, "source/rules/kind.md:1: is not UTF-8: byte 0xed at offset 3")


def test_enco_09_ascii_locale_deploys(box: Box) -> None:
    """Under an ASCII locale everything is read and written as UTF-8 all the same."""
    box.agent("name: helper\ndescription: Frag höflich, 請 😀", body="Grüße, 世界 😀\n")
    box.skill()
    box.put("source/skills/greet/references/Übersicht.md", "é\n")
    result = box.deploy_apart("-v", environment=ASCII)
    assert result.exit == 0, result.said
    assert "Traceback" not in result.said
    assert "Grüße, 世界 😀\n" in box.read(".claude/agents/helper.md")
    assert 'description: "Frag höflich, 請 😀"\n' in box.read(".claude/agents/helper.md")
    assert box.read(".claude/skills/greet/references/Übersicht.md") == "é\n"
    before = listing(box.project)
    assert box.deploy().exit == 0
    assert listing(box.project) == before


@pytest.mark.parametrize("form", [(), ("--json",), ("--diff", "--dry-run"), ("--dry-run",), ("--dry-run", "--json")])
def test_enco_09_ascii_locale_says(box: Box, form: tuple[str, ...]) -> None:
    """Under an ASCII locale messages that hold other characters degrade: no traceback, the same exit code."""
    box.agent("name: a/hélper\ndescription: é", name="bücher")
    result = box.deploy_apart(*form, environment=ASCII)
    assert result.exit == 3
    assert "Traceback" not in result.said
    assert "name" in result.said
    shutil.rmtree(box.source / "agents")
    box.rule("Ünï: 世界 😀\n")
    result = box.deploy_apart(*form, environment=ASCII)
    assert result.exit == 0, result.said
    assert "Traceback" not in result.said
    assert "1 artifact" in result.out or "rule/kind" in result.out


def test_enco_09_conflict_under_an_ascii_locale(box: Box) -> None:
    """Under an ASCII locale a conflict about a name with other characters is reported all the same."""
    box.skill()
    box.put("source/skills/greet/é.md", "ours\n")
    box.put("project/.claude/skills/greet/é.md", "yours\n")
    result = box.deploy_apart(environment=ASCII)
    assert result.exit == 4, result.said
    assert "Traceback" not in result.said
    assert box.read(".claude/skills/greet/é.md") == "yours\n"


@pytest.mark.parametrize("home", [None, "", "relative/home", "/nonexistent/home"])
def test_enco_10_no_usable_home(box: Box, monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    """The user scope is refused unless HOME is an absolute path of an existing folder."""
    box.rule()
    (box.root / "relative/home").mkdir(parents=True)
    if home is None:
        monkeypatch.delenv("HOME")
    else:
        monkeypatch.setenv("HOME", home)
    before = listing(box.root)
    result = box.deploy("--scope", "user")
    assert result.exit == 2, result.said
    assert "HOME" in result.err
    assert "Traceback" not in result.said
    assert listing(box.root) == before


@pytest.mark.parametrize("home", [None, "", "relative/home"])
def test_enco_10_the_project_scope_needs_no_home(box: Box, monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    """A project is deployed to without a usable HOME."""
    box.rule()
    if home is None:
        monkeypatch.delenv("HOME")
    else:
        monkeypatch.setenv("HOME", home)
    box.works()
