"""What is known of clients, from a data file of its own: who reads a path, and what each key does there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "clients.yaml"
DANGEROUS = ("runs", "grants", "fetches")
FOLDED = re.compile(r"[-_. ]")


def fold(name: str) -> str:
    """Return a key without the differences that some client passes over."""
    return FOLDED.sub("", name).casefold()


@dataclass(frozen=True)
class Kind:
    """What one client does with the files of one kind. `own`: the keys that its own lists name.

    `places` are strongest first; `first_of_a_name`: of two files of one name it takes the one in the first of them.
    """

    client: str
    kind: str
    places: tuple[re.Pattern[str], ...]
    keys: Mapping[str, str]
    folded: Mapping[str, str]
    own: frozenset[str]
    ignores_others: bool
    first_of_a_name: bool = False


@dataclass(frozen=True)
class Reading:
    """One client that reads a path as a kind; `inside` is the path below a deployed folder, empty for a file."""

    kind: Kind
    root: str
    inside: str


@dataclass(frozen=True)
class Facts:
    """The whole data file."""

    kinds: tuple[Kind, ...]
    data: Mapping[str, Any]
    by_top: Mapping[str, tuple[Kind, ...]] = field(default_factory=dict)

    def style(self, client: str, kind: str) -> str:
        """Return how a client finds the frontmatter."""
        styles = self.data["frontmatter"]
        found = next((name for name in ("first-dashes", "lines", "bare") if client in styles[name]), "usual")
        return "usual" if (found == "bare" and kind != "agents") or (found == "lines" and kind == "skills") else found

    def syntaxes(self, client: str, kind: str) -> list[str]:
        """Return the names of the syntaxes in the text that a client acts on."""
        return [each["name"] for each in self.data["syntax"] if kind in each["clients"].get(client, ())]


@cache
def facts() -> Facts:
    """Return what the data file says."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    kinds = tuple(
        _kind(client, kind, found, data) for client, found in data["clients"].items() for kind, found in found.items()
    )
    return Facts(kinds, data)


def _kind(client: str, kind: str, found: Mapping[str, Any], data: Mapping[str, Any]) -> Kind:
    usual = data["usual"].get(kind, {})
    keys: dict[str, str] = {}
    for cls in ("harmless", "restricts", *DANGEROUS):
        keys.update(dict.fromkeys(usual.get(cls, ()), cls))
    for cls in ("harmless", "restricts", *DANGEROUS):
        for key in found.get(cls, ()):
            if key in keys and keys[key] == "restricts" and cls in DANGEROUS and key in found.get("restricts", ()):
                keys[key] = "values"
            else:
                keys[key] = cls
    folded: dict[str, str] = {}
    for key, cls in keys.items():
        if cls in DANGEROUS or fold(key) not in folded:
            folded[fold(key)] = cls
    own = frozenset(key for cls in ("harmless", "restricts", *DANGEROUS) for key in found.get(cls, ()))
    ignores = client in data["ignores_other_keys"].get(kind, ())
    places = tuple(_pattern(glob, kind) for glob in found["files"])
    return Kind(client, kind, places, keys, folded, own, ignores, bool(found.get("first_of_a_name")))


def _pattern(glob: str, kind: str) -> re.Pattern[str]:
    """Return the pattern of a place; what lies in a deployed folder is its group `inside`."""
    text = re.escape(glob).replace(r"\*\*/", "(?:[^/]+/)+").replace(r"\*\*", ".+").replace(r"\*", "[^/]+")
    text = re.sub(r"\\{([^}]*)\\}", lambda match: "(?:" + match[1].replace(",", "|") + ")", text)
    if kind == "instructions":
        text = f"(?:[^./][^/]*/)*{text}"
    return re.compile(f"^(?P<root>{text})(?P<inside>.*)$" if glob.endswith("/") else f"^(?P<root>{text})$")


@lru_cache(maxsize=200_000)
def readings_of(path: str) -> tuple[Reading, ...]:
    """Return every client that reads a path, and as what."""
    return tuple(_readings(path))


def _readings(path: str) -> Iterator[Reading]:
    for kind in facts().kinds:
        for place in kind.places:
            match = place.match(path)
            if match:
                yield Reading(kind, match["root"], match.groupdict().get("inside") or "")
                break
