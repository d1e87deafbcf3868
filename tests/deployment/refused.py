"""Ways in which an artifact can be refused, as data: the code of the problem, the kinds it is tried with, the deed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DESCRIPTION = "description: Use it when the work is small.\n"
FILES = {
    "instructions": "instructions.md",
    "rule": "rules/{}.md",
    "agent": "agents/{}.md",
    "command": "commands/{}.md",
    "skill": "skills/{}/SKILL.md",
    "behavior": "behaviors/{}/BEHAVIOR.md",
}
TEXTS = ("instructions", "rule", "agent", "command", "skill", "behavior")
NAMED = ("agent", "skill", "behavior")
INCLUDING = ("instructions", "rule", "command")
FOLDERS = ("skill", "behavior")
VICTIM = "middle"
NEIGHBOURS = ("early", "zulu")


def named(kind: str, name: str) -> str:
    """Return what the artifact of a kind is called: a behavior becomes a skill, and so cannot have the name of one."""
    return f"{name}-watch" if kind == "behavior" else name


def good(kind: str, name: str, words: str = "Do it well.") -> str:
    """Return the text of a good artifact."""
    if kind == "instructions":
        return f"{words}\n"
    front = DESCRIPTION if kind != "rule" else ""
    front += f"name: {named(kind, name)}\n" if kind in NAMED else ""
    front += "hooks:\n- {event: stop, script: scripts/run.sh}\n" if kind == "behavior" else ""
    return f"---\n{front}---\n{words}\n" if front else f"{words}\n"


def path_of(kind: str, name: str = VICTIM) -> str:
    """Return the file of an artifact in its source."""
    return FILES[kind].format(named(kind, name))


def put(source: Path, kind: str, name: str, words: str = "Do it well.") -> None:
    """Write a good artifact, and the files that it brings along."""
    file = source / path_of(kind, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink() or file.exists():
        file.unlink()
    file.write_text(good(kind, name, f"{words} It is {kind} {name}."))
    if kind in FOLDERS:
        (file.parent / "scripts").mkdir(exist_ok=True)
        (file.parent / "scripts/run.sh").write_text("#!/bin/sh\n")
        (file.parent / "empty").write_text("")


def put_entries(source: Path, spoiled: str = "") -> None:
    """Write the two files of entries: hooks and servers. One of the victims is `spoiled`: `hook` or `mcp_server`."""
    hooks = [f"- {{id: {name}, event: stop, command: ./{name}.sh}}" for name in ("early", "zulu")]
    hooks.insert(1, f"- {{id: {VICTIM}, event: {'stop' if spoiled != 'hook' else '[stop'}, command: ./x.sh}}")
    if spoiled == "hook":
        hooks[1] = f"- {{id: {VICTIM}, event: stop, command: ./x.sh, timeout: soon}}"
    servers = [f"  {name}: {{command: {name}}}" for name in ("early", "zulu")]
    more = ", url: https://example.com" if spoiled == "mcp_server" else ""
    servers.insert(1, f"  {VICTIM}: {{command: middle{more}}}")
    (source / "hooks.yaml").write_text("\n".join(["hooks:", *hooks, ""]))
    (source / "mcp.yaml").write_text("\n".join(["servers:", *servers, ""]))


def put_all(source: Path) -> None:
    """Write a good source with three artifacts of every kind."""
    for kind in TEXTS:
        for name in (VICTIM,) if kind == "instructions" else (*NEIGHBOURS, VICTIM):
            put(source, kind, name)
    put_entries(source)


@dataclass(frozen=True)
class Way:
    """One way to be refused. `exit` is the code that a deploy ends with.

    `hidden`: nobody can see what it holds, so that a behavior may have been a guard, and then nothing is deployed.
    """

    code: str
    kinds: tuple[str, ...]
    spoil: Callable[[Path], None]
    name: str = ""
    exit: int = 3
    hidden: bool = False

    def stops_all(self, kind: str) -> bool:
        """Say whether nothing is deployed because of it."""
        return self.hidden and kind == "behavior"


def _text(change: Callable[[str], str]) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        file.write_text(change(file.read_text()))

    return spoil


def _bytes(data: bytes) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        file.write_bytes(data)

    return spoil


def _front(line: str) -> Callable[[Path], None]:
    """Spoil a file by a line at the end of its frontmatter."""

    def change(text: str) -> str:
        front, _, body = text.removeprefix("---\n").rpartition("---\n")
        return f"---\n{front}{line}\n---\n{body}"

    return _text(change)


def _link(target: str) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        file.unlink()
        file.symlink_to(target)

    return spoil


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _large(file: Path) -> None:
    with file.open("ab") as stream:
        stream.truncate(11 * 1024 * 1024)


def _misspell(file: Path) -> None:
    file.rename(file.with_name(file.name.lower()))


def _asset(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda file: make(file.parent / name)


def _write(file: Path) -> None:
    file.write_text("x")


def _twin_assets(file: Path) -> None:
    (file.parent / "Notes.md").write_text("x")
    (file.parent / "notes.md").write_text("y")


def _deep(file: Path) -> None:
    (file.parent / "/".join("d" * 40)).mkdir(parents=True)


def _secret() -> str:
    return "AKIA" + "Q3EGRZ7B4NT5WXYD"


WAYS = (
    Way("bad-yaml", TEXTS, _text(lambda text: f"---\nname: [\n---\n{text}")),
    Way("bad-yaml", TEXTS, _front("name: middle\nname: middle"), "twice"),
    Way("unclosed-frontmatter", TEXTS, _text(lambda text: f"---\n{text.replace('---', '')}")),
    Way("empty-file", TEXTS, _bytes(b"")),
    Way("bad-encoding", TEXTS, _bytes("---\nname: middle\n---\nx\n".encode("utf-16")), "utf-16", hidden=True),
    Way("bad-encoding", TEXTS, _bytes(b"Be k\xefnd.\n"), "latin-1", hidden=True),
    Way("bad-field", TEXTS, _front("platforms: {only: [claude]}")),
    Way("bad-field", TEXTS, _front("overrides: text"), "overrides"),
    Way("bad-name", NAMED, _text(lambda text: text.replace("name: middle", "name: a/b"))),
    Way("bad-name", NAMED, _text(lambda text: text.replace("name: middle", "name: ../middle")), "hostile", 7),
    Way("no-description", NAMED, _text(lambda text: text.replace(DESCRIPTION, ""))),
    Way("empty-body", ("rule", "agent", "command"), _bytes(b"---\ndescription: d\n---\n")),
    Way("broken-mention", INCLUDING, _text(lambda text: f"{text}See @.aiwg/gone.md\n")),
    Way("link-outside", TEXTS, _link("/etc/hostname"), exit=7, hidden=True),
    Way("broken-link", TEXTS, _link("gone"), hidden=True),
    Way("link-loop", ("rule", "agent", "command"), _link("middle.md")),
    Way("not-a-file", TEXTS, _pipe, exit=7, hidden=True),
    Way("too-large", TEXTS, _large, hidden=True),
    Way("no-main-file", FOLDERS, _misspell, hidden=True),
    Way("same-name", FOLDERS, _twin_assets),
    Way("too-deep", FOLDERS, _deep),
    Way("missing-script", ("behavior",), lambda file: (file.parent / "scripts/run.sh").unlink()),
    Way("link-outside", FOLDERS, _asset("leak", lambda file: file.symlink_to("/etc/hostname")), "asset", 7),
    Way("bad-name", FOLDERS, _asset("con", _write), "asset"),
    Way("secret", TEXTS, _text(lambda text: f"{text}key: {_secret()}\n"), exit=7),
    Way("hidden-tags", TEXTS, _text(lambda text: f"{text}a{chr(0xE0041)}{chr(0xE0042)}\n"), exit=7),
    Way("marker", ("instructions",), _text(lambda text: f"{text}<!-- aiwg:begin -->\n")),
)
