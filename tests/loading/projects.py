"""The messy projects of projects.yaml: their files on disk, and the tokens in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "projects.yaml"
READ_TOKEN = "zqwhatisreadqz"
"""Stands in the file that a client reads, so that a request with it was sent after the reading."""

_MARK = re.compile(r"\{(token(?::([a-z]+))?|fill:(\d+))\}")
_FILLER = "Words that say nothing and only fill the page.\n"
_USUAL = "Say {token} when asked.\n"
_DESCRIBED = "---\nname: NAME\ndescription: Use it for {token:description}\n---\nSay {token} in full.\n"
_TOML = (
    'name = "NAME"\ndescription = "Use it for {token:description}"\ndeveloper_instructions = "Say {token} in full."\n'
)


@dataclass(frozen=True, slots=True)
class Messy:
    """A project: its files with their texts or links, where a client is started in it, and which file it reads."""

    name: str
    says: str
    files: Mapping[str, str | Mapping[str, str]]
    start: str = ""
    read: str = ""

    def tokens(self) -> dict[str, str]:
        """Return the tokens of all files by label: the path, and for a further token of it a word."""
        return {label: word for path in self.files for label, word in self._tokens_of(path)}

    def _tokens_of(self, path: str) -> Iterator[tuple[str, str]]:
        content = self.files[path]
        for mark in _MARK.finditer(content) if isinstance(content, str) else ():
            if mark[1].startswith("token"):
                yield f"{path} {mark[2]}" if mark[2] else path, token(path, mark[2] or "")

    def text(self, path: str) -> str:
        """Return the text of a file that is no link."""
        content = self.files[path]
        if not isinstance(content, str):
            return self.text(content["same"])
        return _MARK.sub(lambda mark: _filled(path, mark), content)

    def write(self, project: Path, home: Path) -> None:
        """Write the files into a project and a home folder; what stands above the project lies beside it."""
        if self.read:
            _write(project / self.read, f"print('{READ_TOKEN}')\n")
        for path, content in self.files.items():
            full = home / path[2:] if path.startswith("~/") else project / path
            if isinstance(content, dict) and "link" in content:
                full.parent.mkdir(parents=True, exist_ok=True)
                full.symlink_to(content["link"])
            else:
                text = self.text(path).replace("{home}", str(home)).replace("{project}", str(project))
                _write(full, text)


def _filled(path: str, mark: re.Match[str]) -> str:
    if mark[3]:
        size = int(mark[3])
        filler = (_FILLER * (size // len(_FILLER) + 1))[:size]
        return filler.replace("\n", " ") if path.endswith("SKILL.md") else filler
    return token(path, mark[2] or "")


def token(path: str, part: str) -> str:
    """Return a word that stands nowhere else: letters only, so that no client changes it, and none within another."""
    place = path.replace("~", "home").replace("..", "above").replace(".", "dot")
    return f"zq{''.join(char for char in place + part if char.isalpha())}qz"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@cache
def projects() -> dict[str, Messy]:
    """Return all projects by name."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _messy(name, entry) for name, entry in data.items()}


def _messy(name: str, entry: dict[str, Any]) -> Messy:
    files = {path: content if content is not None else usual(path) for path, content in entry["files"].items()}
    return Messy(name, entry["says"], files, entry.get("start", ""), entry.get("read", ""))


def usual(path: str) -> str:
    """Return the usual form of what lies at a path: a skill, an agent, a command, or plain text."""
    name = Path(path).parent.name if path.endswith("SKILL.md") else Path(path).name.split(".")[0]
    if path.endswith(".toml"):
        return _TOML.replace("NAME", name)
    if re.search(r"/(skills|agents|droids|commands|prompts)/", path):
        return _DESCRIBED.replace("NAME", name)
    return _USUAL
