"""Defects to plant in a healthy project: how, and what doctor has to say about each."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from aiwg.apply.state import State
from aiwg.cli.app import run
from aiwg.doctor import host
from aiwg.fs.roots import project_roots

from .conftest import Place

Plant = Callable[[Place], object]
AGENT = ".claude/agents/reviewer.md"
SCRIPT = ".agents/skills/pdf/scripts/fill.sh"
MANIFEST = ".aiwg/manifest.json"

GREETINGS = (
    ".codex/skills/greet/SKILL.md",
    ".cursor/commands/greet.md",
    ".gemini/commands/greet.toml",
    ".opencode/commands/greet.md",
)
"""Where the command of the test source lies beside Claude's: each platform has it in its own form."""


@dataclass(frozen=True)
class Defect:
    """One defect: the code and the file that doctor must name. `touches`: what `--fix` may change beside that file."""

    name: str
    plant: Plant
    code: str
    file: str | None
    fixable: bool = False
    level: str = "error"
    arguments: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()


def remove(name: str) -> Plant:
    """Return what removes a file."""
    return lambda place: place.path(name).unlink()


def write(name: str, text: str | bytes) -> Plant:
    """Return what writes a file."""
    return lambda place: place.write(name, text)


def edit(name: str, change: Callable[[bytes], bytes]) -> Plant:
    """Return what edits a file."""
    return lambda place: place.edit(name, change)


def replace(name: str, old: str, new: str) -> Plant:
    """Return what replaces a text in a file, which has to be there."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return edit(name, change)


def agent(front: str) -> str:
    """Return an agent with this frontmatter."""
    return f"---\n{front}\n---\nDo it.\n"


def linked(name: str, target: str) -> Plant:
    """Return what puts a link in the place of a file."""

    def plant(place: Place) -> None:
        place.path(name).unlink(missing_ok=True)
        place.path(name).parent.mkdir(parents=True, exist_ok=True)
        place.path(name).symlink_to(target)

    return plant


def git(*commands: str) -> Callable[[Place], None]:
    """Return what makes a repository of the project and runs git there."""

    def plant(place: Place) -> None:
        for command in ("init -q", "config user.email a@b.c", "config user.name a", *commands):
            subprocess.run(["git", *command.split()], cwd=place.project, check=True, capture_output=True)

    return plant


def then(*plants: Plant) -> Plant:
    """Return what plants several things one after the other."""
    return lambda place: [plant(place) for plant in plants]


def without_record(place: Place) -> None:
    """Take one entry out of the manifest."""
    content = place.json(MANIFEST)
    del content["paths"][AGENT]
    place.write(MANIFEST, json.dumps(content))


def elsewhere(place: Place) -> None:
    """Let the manifest remember a place that nobody would choose."""
    content = place.json(MANIFEST)
    content["placed"]["rule:paths"] = [".nowhere/{id}.md"]
    place.write(MANIFEST, json.dumps(content))


def with_platform(place: Place) -> None:
    """Record a platform that has no adapter."""
    content = place.json(MANIFEST)
    content["platforms"].append("nowhere")
    place.write(MANIFEST, json.dumps(content))


def overridden(place: Place) -> None:
    """Let the source pass a field through that one platform refuses, and deploy that."""
    from aiwg.cli.app import run

    place.edit(
        "source/agents/raw.md",
        lambda data: data.replace(b"---\nRead", b"overrides: {opencode: {color: red}}\n---\nRead"),
    )
    assert run(["deploy", "--project", str(place.project), "--source", str(place.source), "-q"]) == 0


def cut_off(place: Place) -> None:
    """Leave the journal of a run that was cut off before it wrote anything."""
    text = place.path(MANIFEST).read_text()
    place.write(".aiwg/journal.json", json.dumps({"schema": "aiwg.journal/1", "manifest": text, "paths": {}}))


def manifest_gone(place: Place) -> None:
    """Deploy once more, so that this user keeps something of it, and lose the manifest."""
    place.edit("source/agents/reviewer.md", lambda data: data + b"\nOnce more.\n")
    assert run(["sync", "-q", "--project", str(place.project)]) == 0
    place.path(MANIFEST).unlink()


def large_backups(place: Place) -> None:
    """Keep a backup that takes much room, in a file with a hole."""
    state = State(project_roots(place.project))
    state.keeping.make()
    backups = state.backups
    assert backups is not None
    (backups / "1").mkdir(parents=True)
    (backups / "1/big").touch()
    os.truncate(backups / "1/big", 60 * 1024 * 1024)


def client(version: str) -> Plant:
    """Return what installs a client of some version, as npm would."""

    def plant(place: Place) -> None:
        folder = place.home / "node/lib/node_modules/@openai/codex"
        (folder / "bin").mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"name": "@openai/codex", "version": version}))
        (folder / "bin/codex.js").write_text("#!/bin/sh\nprintf '%s\\n' \"$*\" >&2\necho wiki\n")
        (folder / "bin/codex.js").chmod(0o755)
        (place.home / "bin").mkdir()
        (place.home / "bin/codex").symlink_to(folder / "bin/codex.js")
        place.monkeypatch.setenv("PATH", f"{place.home}/bin:/usr/bin:/bin")

    return plant


def answering(text: str, code: int = 0) -> Plant:
    """Return what installs a client that answers with a text."""

    def plant(place: Place) -> None:
        client("0.169.0")(place)
        (place.home / "bin/codex").resolve().write_text(f"#!/bin/sh\necho '{text}'\nexit {code}\n")

    return plant


def few_watches(place: Place) -> None:
    """Let Linux allow hardly a watch."""
    place.write("~/limits/max_user_watches", "1")
    place.monkeypatch.setattr(host, "LIMITS", place.home / "limits")


SKILL = "---\nname: {}\ndescription: {}\n---\nDo it.\n"
OUTPUTS = (
    Defect("file gone", remove(AGENT), "output-missing", AGENT, True),
    Defect("block gone", write("AGENTS.md", "# Mine\n"), "output-missing", "AGENTS.md", True),
    Defect("keys gone", write(".cursor/mcp.json", '{"mcpServers": {}}\n'), "output-missing", ".cursor/mcp.json", True),
    Defect("emptied", write(AGENT, ""), "output-truncated", AGENT, True),
    Defect("cut off", edit(AGENT, lambda data: data[:40]), "output-truncated", AGENT, True),
    Defect("zeroed", edit(AGENT, lambda data: b"\0" * len(data)), "output-truncated", AGENT, True),
    Defect("cut off, then zeros", edit(AGENT, lambda data: data[:40] + b"\0" * 9), "output-truncated", AGENT, True),
    Defect("edited", edit(AGENT, lambda data: data + b"More.\n"), "output-edited", AGENT, level="warning"),
    Defect("frontmatter broken", replace(AGENT, "---\n\nRead", "\nRead"), "output-garbled", AGENT),
    Defect(
        "TOML broken",
        edit(".codex/agents/reviewer.toml", lambda data: data + b"= 1\n"),
        "output-garbled",
        ".codex/agents/reviewer.toml",
    ),
    Defect("JSON broken", write(".cursor/mcp.json", '{"mcpServers": '), "output-garbled", ".cursor/mcp.json"),
    Defect("no UTF-8", edit(AGENT, lambda data: data + b"\xff"), "output-garbled", AGENT),
    Defect(
        "begin marker twice",
        edit("AGENTS.md", lambda data: data.splitlines(True)[0] + data),
        "block-broken",
        "AGENTS.md",
    ),
    Defect("end marker gone", replace("AGENTS.md", "<!-- aiwg:end -->", ""), "block-broken", "AGENTS.md"),
    Defect(
        "block edited",
        replace("AGENTS.md", "Keep it short.", "Be verbose."),
        "output-edited",
        "AGENTS.md",
        level="warning",
    ),
    Defect(
        "key edited",
        replace(".cursor/mcp.json", "--stdio", "--loud"),
        "output-edited",
        ".cursor/mcp.json",
        level="warning",
    ),
    Defect("byte order mark", edit(AGENT, lambda data: b"\xef\xbb\xbf" + data), "output-mark", AGENT, True, "warning"),
    Defect(
        "Windows script",
        edit(SCRIPT, lambda data: data.replace(b"\n", b"\r\n")),
        "output-line-ends",
        SCRIPT,
        True,
        "warning",
    ),
    Defect("not executable", lambda place: place.path(SCRIPT).chmod(0o644), "output-mode", SCRIPT, True, "warning"),
    Defect("executable", lambda place: place.path(AGENT).chmod(0o755), "output-mode", AGENT, True, "warning"),
    Defect("read-only", lambda place: place.path(AGENT).chmod(0o444), "output-read-only", AGENT, level="warning"),
    Defect(
        "source changed",
        edit("source/commands/greet.md", lambda data: data + b"Politely.\n"),
        "output-stale",
        ".claude/commands/greet.md",
        True,
        "warning",
        touches=GREETINGS,
    ),
    Defect(
        "source new",
        write("source/agents/late.md", '---\nname: late\ndescription: "Late."\n---\nHi.\n'),
        "output-stale",
        ".claude/agents/late.md",
        True,
        "warning",
        touches=(
            ".codex/agents/late.toml",
            ".cursor/agents/late.md",
            ".gemini/agents/late.md",
            ".opencode/agents/late.md",
        ),
    ),
    Defect(
        "source gone",
        remove("source/commands/greet.md"),
        "output-unwanted",
        ".claude/commands/greet.md",
        True,
        "warning",
        touches=(*GREETINGS, ".codex/skills/greet/agents/openai.yaml"),
    ),
    Defect(
        "source gone, edited",
        then(remove("source/rules/style.md"), edit(".claude/rules/style.md", lambda data: data + b"Mine.\n")),
        "output-orphan",
        ".claude/rules/style.md",
        level="warning",
    ),
    Defect("link in the way", linked(AGENT, "../../AGENTS.md"), "in-the-way", AGENT),
    Defect("folder in the way", then(remove(AGENT), lambda place: place.path(AGENT).mkdir()), "in-the-way", AGENT),
    Defect("raw field", overridden, "file-wrong-type", ".opencode/agents/raw.md"),
)
STATE = (
    Defect("manifest torn", edit(MANIFEST, lambda data: data[:200]), "manifest-unreadable", MANIFEST),
    Defect(
        "manifest cut", edit(MANIFEST, lambda data: data[: len(data) * 3 // 4]), "manifest-unreadable", MANIFEST, True
    ),
    Defect("manifest newer", replace(MANIFEST, "aiwg.manifest/1", "aiwg.manifest/9"), "manifest-version", MANIFEST),
    Defect("manifest merged", edit(MANIFEST, lambda data: b"<<<<<<< HEAD\n" + data), "manifest-merge", MANIFEST),
    Defect(
        "manifest gone",
        manifest_gone,
        "manifest-missing",
        MANIFEST,
        level="warning",
    ),
    Defect("entry gone", without_record, "output-unrecorded", AGENT, True, "warning"),
    Defect("places changed", elsewhere, "placement-stale", MANIFEST, True, "warning"),
    Defect("platform without adapter", with_platform, "no-adapter", None),
    Defect("cut-off run", cut_off, "run-cut-off", ".aiwg/journal.json", True, "warning"),
    Defect("journal is a link", linked(".aiwg/journal.json", "nowhere"), "journal-unusable", ".aiwg/journal.json"),
    Defect(
        "temporary file",
        write(".claude/agents/.aiwg-0a1b2c3d.tmp", "x"),
        "temporary-left",
        ".claude/agents/.aiwg-0a1b2c3d.tmp",
        True,
        "warning",
    ),
    Defect(
        "temporary state",
        write(".aiwg/.aiwg-0a1b2c3d.tmp", "x"),
        "temporary-left",
        ".aiwg/.aiwg-0a1b2c3d.tmp",
        True,
        "warning",
    ),
    Defect("backups", large_backups, "backups-large", "backups", level="warning"),
)
SOURCES = (
    Defect("aiwg.yaml invalid", write("aiwg.yaml", "platfroms: [claude]\n"), "setup-invalid", "aiwg.yaml"),
    Defect(
        "source invalid",
        write("source/agents/reviewer.md", "---\nmodel: {\n---\nX\n"),
        "source-invalid",
        "source/agents/reviewer.md",
    ),
    Defect(
        "source slip",
        replace("source/agents/reviewer.md", '"Reviews a change when asked."', "Reviews: a change"),
        "source-warnings",
        "source/agents/reviewer.md",
        level="warning",
    ),
    Defect("source moved", lambda place: place.source.rename(place.source.parent / "other"), "source-invalid", None),
)
FILES = (
    Defect(
        "agent without description",
        write(".claude/agents/mine.md", agent("name: mine")),
        "file-missing-key",
        ".claude/agents/mine.md",
    ),
    Defect("agent bare", write(".claude/agents/mine.md", "Do it.\n"), "file-bare", ".claude/agents/mine.md"),
    Defect(
        "agent unclosed", write(".claude/agents/mine.md", "---\nname: x\n"), "file-unparsable", ".claude/agents/mine.md"
    ),
    Defect(
        "description a list",
        write(".claude/agents/mine.md", agent("name: mine\ndescription: [a]")),
        "file-wrong-type",
        ".claude/agents/mine.md",
    ),
    Defect(
        "slip",
        write(".claude/agents/mine.md", agent("name: mine\ndescription: a: b")),
        "file-slip",
        ".claude/agents/mine.md",
        level="warning",
    ),
    Defect(
        "unknown key",
        write(".gemini/agents/mine.md", agent("name: mine\ndescription: a\ncolor: red")),
        "file-unknown-key",
        ".gemini/agents/mine.md",
    ),
    Defect(
        "upper-case name",
        write(".gemini/agents/mine.md", agent("name: Mine\ndescription: a")),
        "file-wrong-type",
        ".gemini/agents/mine.md",
    ),
    Defect(
        "marked",
        write(".gemini/agents/mine.md", "\ufeff" + agent("name: mine\ndescription: a")),
        "file-mark",
        ".gemini/agents/mine.md",
    ),
    Defect(
        "unquoted colon",
        write(".gemini/agents/mine.md", agent("name: mine\ndescription: a: b")),
        "file-unparsable",
        ".gemini/agents/mine.md",
    ),
    Defect(
        "tools as a list",
        write(".opencode/agents/mine.md", agent("description: a\ntools: [read]")),
        "file-wrong-type",
        ".opencode/agents/mine.md",
    ),
    Defect(
        "short colour",
        write(".opencode/agents/mine.md", agent('description: a\ncolor: "#fff"')),
        "file-wrong-type",
        ".opencode/agents/mine.md",
    ),
    Defect(
        "named colour",
        write(".opencode/agents/mine.md", agent("description: a\ncolor: red")),
        "file-wrong-type",
        ".opencode/agents/mine.md",
    ),
    Defect(
        "unknown TOML key",
        write(".codex/agents/mine.toml", 'name = "m"\ndescription = "d"\ndeveloper_instructions = "x"\nx_by = "me"\n'),
        "file-unknown-key",
        ".codex/agents/mine.toml",
    ),
    Defect(
        "TOML without prompt",
        write(".codex/agents/mine.toml", 'name = "m"\ndescription = "d"\n'),
        "file-missing-key",
        ".codex/agents/mine.toml",
    ),
    Defect(
        "TOML command without prompt",
        write(".gemini/commands/mine.toml", 'description = "d"\n'),
        "file-missing-key",
        ".gemini/commands/mine.toml",
    ),
    Defect(
        "skill without description",
        write(".agents/skills/mine/SKILL.md", agent("name: mine")),
        "file-missing-key",
        ".agents/skills/mine/SKILL.md",
    ),
    Defect(
        "rule in another tool's words",
        write(".claude/rules/mine.md", '---\nglobs: "**/*.cs"\n---\nUse tabs.\n'),
        "scope-ignored",
        ".claude/rules/mine.md",
        level="warning",
    ),
    Defect(
        "rule with the wrong ending",
        write(".cursor/rules/mine.md", "Use tabs.\n"),
        "file-unread",
        ".cursor/rules/mine.md",
        level="warning",
    ),
    Defect(
        "folder without a skill",
        write(".agents/skills/mine/notes.md", "Notes.\n"),
        "skill-empty",
        ".agents/skills/mine",
        level="warning",
    ),
    Defect(
        "SKILL.md that is a link",
        then(
            write("store/mine.md", SKILL.format("mine", "d")),
            linked(".agents/skills/mine/SKILL.md", "../../../store/mine.md"),
        ),
        "link-refused",
        ".agents/skills/mine/SKILL.md",
        level="warning",
    ),
    Defect(
        "linked skill that is gone",
        linked(".agents/skills/mine", "../../store/mine"),
        "link-dangling",
        ".agents/skills/mine",
        level="warning",
    ),
    Defect(
        "group of skills",
        write(".claude/skills/group/mine/SKILL.md", SKILL.format("mine", "d")),
        "skill-grouped",
        ".claude/skills/group",
        level="warning",
    ),
    Defect(
        "value that stops a client",
        write(".opencode/agents/mine.md", agent("description: d\ntemperature: hot")),
        "file-wrong-type",
        ".opencode/agents/mine.md",
    ),
    Defect(
        "settings that stop a client",
        write("opencode.json", '{"instructions": "AGENTS.md"}\n'),
        "file-wrong-type",
        "opencode.json",
    ),
    Defect(
        "skill in lower case",
        write(".agents/skills/mine/skill.md", SKILL.format("mine", "d")),
        "skill-misnamed",
        ".agents/skills/mine/skill.md",
        level="warning",
    ),
    Defect(
        "flat skill",
        write(".agents/skills/mine.md", SKILL.format("mine", "d")),
        "skill-misnamed",
        ".agents/skills/mine.md",
        level="warning",
    ),
    Defect(
        "long description",
        write(".agents/skills/mine/SKILL.md", SKILL.format("mine", "d" * 1100)),
        "file-cut",
        ".agents/skills/mine/SKILL.md",
        level="warning",
    ),
    Defect("bare rule", write(".cursor/rules/mine.mdc", "Be kind.\n"), "file-bare", ".cursor/rules/mine.mdc"),
    Defect(
        "refused length",
        write(".github/skills/mine/SKILL.md", SKILL.format("mine", "d" * 1100)),
        "file-too-long",
        ".github/skills/mine/SKILL.md",
        arguments=("-p", "copilot"),
    ),
    Defect("comments", edit(".mcp.json", lambda data: b"{ // mine" + data[1:]), "file-comments", ".mcp.json"),
    Defect("settings broken", write(".claude/settings.json", "{]"), "file-unparsable", ".claude/settings.json"),
    Defect("too long", edit("AGENTS.md", lambda data: data + b"x" * 40000), "over-limit", "AGENTS.md"),
)
LOADED = (
    Defect(
        "skill twice",
        write(".codex/skills/pdf/SKILL.md", SKILL.format("pdf", "mine")),
        "doubled",
        ".codex/skills/pdf/SKILL.md",
        level="warning",
    ),
    Defect(
        "personal skill",
        write("~/.claude/skills/pdf/SKILL.md", SKILL.format("pdf", "mine")),
        "hidden",
        ".claude/skills/pdf/SKILL.md",
        level="warning",
    ),
    Defect("override", write("AGENTS.override.md", "Mine.\n"), "not-loaded", None, level="warning"),
    Defect("include of nothing", write("CLAUDE.md", "@missing.md\n"), "include-broken", "CLAUDE.md", level="warning"),
)
MACHINE = (
    Defect("legacy file", write(".cursorrules", "Be kind.\n"), "legacy-path", ".cursorrules", level="warning"),
    Defect(
        "legacy prompt",
        write("~/.codex/prompts/old.md", "Hi.\n"),
        "legacy-path",
        "~/.codex/prompts/old.md",
        level="warning",
        arguments=("--scope", "user", "-p", "codex"),
    ),
    Defect(
        "case",
        write(".claude/agents/Reviewer.md", agent("name: other\ndescription: a")),
        "case-clash",
        ".claude/agents/Reviewer.md",
        level="warning",
    ),
    Defect("few watches", few_watches, "watch-limit", None, level="warning"),
    Defect("no home", lambda place: place.monkeypatch.setenv("HOME", "/nowhere"), "home-odd", None, level="warning"),
    Defect(
        "bad variable",
        lambda place: place.monkeypatch.setenv("CODEX_HOME", "here"),
        "setup-invalid",
        None,
        arguments=("--scope", "user"),
    ),
    Defect("client misses", answering("nothing"), "client-misses", None, level="warning", arguments=("--run-clients",)),
    Defect("client fails", answering("no", 3), "client-failed", None, level="warning", arguments=("--run-clients",)),
    Defect(
        "outputs tracked",
        then(write("aiwg.yaml", "outputs: ignored\n"), git("add .")),
        "git-tracked",
        ".agents/skills/pdf/SKILL.md",
        level="warning",
    ),
    Defect(
        "state committed",
        then(write(".aiwg/state/lock", ""), git("add -f .aiwg/state/lock")),
        "git-state-committed",
        ".aiwg/state/lock",
        level="warning",
    ),
    Defect(
        "manifest ignored",
        then(write(".gitignore", ".aiwg/\n"), git("add .claude")),
        "git-manifest-ignored",
        MANIFEST,
        level="warning",
    ),
    Defect("autocrlf", git("config core.autocrlf true"), "git-line-ends", SCRIPT, level="warning"),
    Defect(
        "eol attribute",
        then(write(".gitattributes", "*.sh eol=crlf\n"), git()),
        "git-line-ends",
        SCRIPT,
        level="warning",
    ),
    Defect(
        "links off",
        then(
            linked("CLAUDE.md", "AGENTS.md"),
            git("config core.symlinks true", "add CLAUDE.md", "config core.symlinks false"),
        ),
        "git-links",
        "CLAUDE.md",
        level="warning",
    ),
)
DEFECTS = [*OUTPUTS, *STATE, *SOURCES, *FILES, *LOADED, *MACHINE]
assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
