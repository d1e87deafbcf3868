"""Layouts at random: the same client and number always give the same one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.differ.layouts import ASKED, ONLY, SUBMODULE, TRUSTED, UNTRUSTED, Layout, upwards
from tests.loading.projects import usual

HERE = Path(__file__).parent
NAMES, GROUPS = ("one", "two", "three"), ("team", "deep")
ASKING = ("codex",)
"""Clients that load less of a folder until its person trusts it, also where nobody is at the terminal."""
BATCHED = ("opencode", "kilo")
"""Clients of which one server answers for several layouts, if nothing of them lies in the home folder."""

INSTRUCTIONS = ("{token}\n@NEXT\n", "@NEXT\n", "\n", "Say {token} when asked.\n")
RULES = (
    '---\npaths: ["src/**"]\n---\nSay {token}.\n',
    '---\npaths: ["**/*"]\n---\nSay {token}.\n',
    '---\npaths: "**"\n---\nSay {token}.\n',
    '---\nglobs: "src/**"\n---\nSay {token}.\n',
    '---\napplyTo: "**"\n---\nSay {token}.\n',
    '---\napplyTo: "src/**"\n---\nSay {token}.\n',
    "---\nalwaysApply: false\ndescription: Use it for {token:description}\n---\nSay {token}.\n",
    "---\ndescription: Use it for {token:description}\n---\nSay {token}.\n",
)
GLOBS = ("src/**", "**/*", "**", "*.py", "src/*", "**/src/**", "/src/**", "./src/**", "main.py", "src/", "*")
CALLED = (
    "---\nname: KEEP\n---\nSay {token} in full.\n",
    "---\nname: three\ndescription: Use it for {token:description}\n---\nSay {token} in full.\n",
    "---\ndescription: Use it for {token:description}\n---\nSay {token} in full.\n",
    "---\nname: KEEP\ndescription: Use it for {token:description}\ndisable-model-invocation: true\n---\n{token}\n",
    "---\nname: KEEP\ndescription: Use it for {token:description}\nuser-invocable: false\n---\nSay {token} in full.\n",
    '---\nname: KEEP\ndescription: Use it for {token:description}\npaths: ["src/**"]\n---\nSay {token} in full.\n',
    "Say {token} in full.\n",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the folders of a layout lie: its repositories, folders that may hold files, and where a client may start."""

    git: Mapping[str, str]
    folders: Sequence[str]
    starts: Sequence[str]
    weight: int


_PLAIN = ("", "app", "app/sub", "app/sub/src", "app/side")
SHAPES = (
    Shape({"app": ""}, _PLAIN, ("app", "app", "app", "app/sub", "app/sub", "app/sub/src"), 45),
    Shape({}, _PLAIN, ("app", "app", "app/sub", "app/sub", "app/sub/src"), 20),
    Shape({"": ""}, _PLAIN, ("app", "app/sub"), 5),
    Shape({"app": "", "app/sub": ""}, _PLAIN, ("app", "app/sub", "app/sub/src"), 7),
    Shape({"app": "", "app/sub": SUBMODULE}, _PLAIN, ("app/sub", "app/sub/src"), 4),
    Shape(
        {"app": "", "app/.trees/wt": "app"},
        ("", "app", "app/.trees", "app/.trees/wt", "app/.trees/wt/src", "app/side"),
        ("app/.trees/wt", "app/.trees/wt", "app/.trees/wt/src", "app"),
        8,
    ),
    Shape({"app": "", "wt": "app"}, ("", "app", "wt", "wt/src"), ("wt", "wt", "wt/src"), 8),
    Shape(
        {"app": "", "app/.claude/worktrees/wt": "app"},
        ("", "app", "app/.claude/worktrees", "app/.claude/worktrees/wt"),
        ("app/.claude/worktrees/wt",),
        3,
    ),
)


@cache
def places() -> Mapping[str, Sequence[str]]:
    """Return the paths of each client, and those for all."""
    data: Mapping[str, Sequence[str]] = yaml.safe_load((HERE / "places.yaml").read_text(encoding="utf-8"))
    return data


@cache
def settings() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return settings files of each client."""
    data: Mapping[str, Sequence[Mapping[str, str]]] = yaml.safe_load((HERE / "settings.yaml").read_text("utf-8"))
    return data


def layout(client: str, number: int, has_read: bool = True) -> Layout:
    """Return the layout of a client with a number. `has_read`: the client can be made to read a file."""
    return _Maker(client, Random(f"{client} {number}"), has_read).make()


class _Maker:
    """Makes one layout."""

    def __init__(self, client: str, random: Random, has_read: bool) -> None:
        self.client, self.random, self.has_read = client, random, has_read
        self.files: dict[str, Any] = {}
        self.shape = random.choices(SHAPES, [each.weight for each in SHAPES])[0]
        self.start = random.choice(self.shape.starts)
        self.top = next((each for each in upwards(self.start) if each in self.shape.git), self.start)
        others = [name for name in places() if name not in ("shared", client)]
        # few tools mostly, so that a folder is often without a second file that hides the first
        self.others = random.sample(others, random.choice((0, 0, 1, 2)))

    def make(self) -> Layout:
        """Return the layout."""
        at_home = self.random.random() < (0.25 if self.client in BATCHED else 0.5)
        for _ in range(self.random.choice((3, 5, 8, 11, 15, 20))):
            template = self._template()
            if template.startswith("~/") and not at_home:
                continue
            path = self._filled(template)
            if path not in self.files:
                self.files[path] = self._content(path)
        self._set(at_home)
        self._resolve()
        if self.random.random() < 0.35:
            for _ in range(self.random.choice((1, 1, 2, 3))):
                self._link()
        read = ""
        if self.has_read and self.random.random() < 0.3:
            below = [each for each in self.shape.folders if f"{each}/".startswith(f"{self.start}/")] or [self.start]
            folder = self.random.choice(below)
            read = posixpath.join(folder, self.random.choice(("main.py", "src/main.py", "src/lib/main.py")))
        trust = TRUSTED
        if self.client in ASKING:
            only = f"{ONLY}{self.random.choice(self.shape.folders)}"
            trust = self.random.choices((TRUSTED, ASKED, UNTRUSTED, only), (55, 15, 15, 15))[0]
        return Layout(dict(sorted(self.files.items())), self.start, self.shape.git, read, trust)

    def _template(self) -> str:
        pool = self.random.choices(("own", "shared", "other"), (70, 22, 8 if self.others else 0))[0]
        name = {"own": self.client, "shared": "shared"}.get(pool) or self.random.choice(self.others)
        return self.random.choice(places()[name])

    def _filled(self, template: str) -> str:
        name, group = self.random.choice(NAMES), self.random.choice(GROUPS)
        path = template.replace("NAME", name).replace("GROUP", group)
        return path if path.startswith("~/") else posixpath.join(self._folder(), path)

    def _folder(self) -> str:
        where = self.random.choices(("start", "top", "any"), (50, 22, 28))[0]
        return {"start": self.start, "top": self.top}.get(where) or self.random.choice(self.shape.folders)

    def _content(self, path: str) -> Any:
        """Return the content of a file: mostly the usual one of its path."""
        if self.random.random() < 0.62 or path.endswith(".toml"):
            return None
        if re.search(r"(^|/)skills?/", path) or re.search(r"/(agents?|droids|commands?|prompts|workflows)/", path):
            name = posixpath.basename(posixpath.dirname(path) if path.endswith("SKILL.md") else path).split(".")[0]
            text = self.random.choice(CALLED).replace("src/**", self.random.choice(GLOBS))
            return text.replace("KEEP", name)
        if re.search(r"/(rules|instructions|rules-code)/", path):
            return self.random.choice(RULES).replace("src/**", self.random.choice(GLOBS))
        return self.random.choice(INSTRUCTIONS)

    def _set(self, at_home: bool) -> None:
        """Add a settings file now and then."""
        for entry in settings().get(self.client, ()):
            if self.random.random() < 0.1 and (at_home or not entry["path"].startswith("~/")):
                path = entry["path"]
                if not path.startswith("~/"):
                    path = posixpath.join(self.random.choice((self.start, self.start, self.top)), path)
                self.files.setdefault(path, entry["text"])

    def _resolve(self) -> None:
        """Let includes name a file that is there, and some files have the bytes of another."""
        plain = [path for path in self.files if re.search(r"(^|/)[A-Z]+(\.[a-z]+)?\.md$", path)]
        plain = [path for path in plain if not path.endswith("SKILL.md")]
        for path, content in list(self.files.items()):
            if isinstance(content, str) and "@NEXT" in content:
                near = [each for each in plain if each != path and each[:1] == path[:1]]
                target = self.random.choice(near) if near else posixpath.join(posixpath.dirname(path), "gone.md")
                self.files[path] = content.replace("NEXT", posixpath.relpath(target, posixpath.dirname(path) or "."))
        if len(plain) > 1 and self.random.random() < 0.15:
            one, other = self.random.sample(plain, 2)
            if not isinstance(self.files[other], dict):
                self.files[one] = {"same": other}

    def _link(self) -> None:
        """Put a file or a folder elsewhere and a link in its place, or add a link to what is there."""
        movable = [
            path
            for path, content in self.files.items()
            if not isinstance(content, dict)
            and not path.startswith("~/")
            and not path.endswith((".json", "config.toml"))
            and "store/" not in path
            and path not in {each["same"] for each in self.files.values() if isinstance(each, dict) and "same" in each}
        ]
        if not movable:
            return
        path = self.random.choice(sorted(movable))
        if self.random.random() < 0.2 and posixpath.basename(path) in (
            "AGENTS.md",
            "CLAUDE.md",
            "GEMINI.md",
            "QWEN.md",
        ):
            beside = posixpath.join(
                posixpath.dirname(path), self.random.choice(("CLAUDE.md", "GEMINI.md", "AGENTS.md"))
            )
            if beside not in self.files:
                self.files[beside] = {"link": posixpath.basename(path)}
            return
        self._move(path, self._part(path))

    def _part(self, path: str) -> str:
        """Return the part of a path that becomes a link: the file itself, or a folder above it within the tool's."""
        folders = [each for each in upwards(posixpath.dirname(path)) if each]
        inside = [each for each in folders if each not in self.shape.folders and each not in self.shape.git]
        inside = [each for each in inside if not any(f"{tree}/".startswith(f"{each}/") for tree in self.shape.folders)]
        return self.random.choice([path, path, *inside])

    def _move(self, path: str, part: str) -> None:
        if any(each.startswith(f"{part}/") and isinstance(content, dict) for each, content in self.files.items()):
            return
        store = self.random.choices((self.top, self.start, ""), (60, 25, 15))[0]
        kept = posixpath.join(store, "store", f"k{len(self.files)}", posixpath.basename(part).lstrip("."))
        moved = {each: kept + each[len(part) :] for each in self.files if each == part or each.startswith(f"{part}/")}
        named = {each["same"] for each in self.files.values() if isinstance(each, dict) and "same" in each}
        if named & moved.keys() or any("@" in (self.files[each] or "") for each in moved):
            return
        # the usual text of a file is that of the path that it had
        for old, new in moved.items():
            content = self.files.pop(old)
            self.files[new] = usual(old) if content is None else content
        self.files[part] = {"link": posixpath.relpath(kept, posixpath.dirname(part) or ".")}
