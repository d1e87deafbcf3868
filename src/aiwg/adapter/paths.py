"""The path language of adapters: where a place lies, in which scope, and which part of a file is ours.

PATH     := prefix? segments ("#" selector)?
prefix   := nothing (project) | "~/" (user) | "{dir}/" (user or system, by its default) | "/" (system)
segments := names that may hold {id}, {id:path}, {event}, {agent}, *, and (a|b); a final "/" means a folder
selector := key ("." key)* member?     member := "[k={id}]" | "[={path}]" | "[={dir}]" | "[]"
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from aiwg.artifact.ids import is_git_folder
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

PROJECT, USER, SYSTEM = "project", "user", "system"
BUILT_IN_DIRS = ("xdg_config", "xdg_data", "appdata", "localappdata", "documents", "vscode")

MAX_SPELLINGS = 64
"""Paths that one path with (a|b) may stand for."""

_DIR = lazy_pattern(r"^\{([a-z_]+)\}(/|$)")
_DRIVE = lazy_pattern(r"^[A-Za-z]:[\\/]")
_VARIABLE = lazy_pattern(r"\{[^}]*(?:\}|\Z)")
_ALTERNATIVES = lazy_pattern(r"\(([^()]*)\)")
_KEY = lazy_pattern(r'"(?P<quoted>[^"]*)"|(?P<plain>[^."\[\]]+)')
_MEMBER = lazy_pattern(r"\[(?P<key>[\w-]*)(?P<equals>=?)(?P<value>\{id\}|\{path\}|\{dir\})?\]$")
VARIABLES = frozenset({"{id}", "{id:path}", "{event}", "{agent}", "{root}", "{folder}"})


class PathError(ValueError):
    """A path in an adapter that cannot be understood, or is unsafe."""


class UnsafePathError(PathError):
    """A path that would leave its folder, or reach into git's own."""


@dataclass(frozen=True, slots=True)
class Selector:
    """The keys of a shared file that are ours. `member` is "", "key" ([k=..]), "value" ([=..]) or "any" ([])."""

    keys: tuple[str, ...]
    member: str = ""
    member_key: str = ""
    member_value: str = ""


@dataclass(frozen=True, slots=True)
class PathSpec:
    """A parsed adapter path. `anchor` is "", "~", a directory name of the adapter, or "/"."""

    text: str
    anchor: str
    rest: str
    selector: Selector | None

    @property
    def is_folder(self) -> bool:
        """Say whether an artifact is a folder here (SKILL.md and what lies beside it)."""
        return self.rest.endswith("/")

    @property
    def has_id(self) -> bool:
        """Say whether each artifact has a path of its own here."""
        return "{id" in self.rest

    def spellings(self) -> Iterator[str]:
        """Yield the path below the anchor with each choice of its (a|b) alternatives, first choice first."""
        choices = [match.split("|") for match in _ALTERNATIVES.findall(self.rest)]
        pieces = _ALTERNATIVES.split(self.rest)[::2]
        for combination in itertools.product(*choices):
            yield "".join(itertools.chain.from_iterable(itertools.zip_longest(pieces, combination, fillvalue="")))


def parse_path(text: str) -> PathSpec:
    """Return the parsed path.

    Raises PathError for a backslash outside a drive path, an unknown variable, an unclosed bracket, an empty segment or
    too many (a|b), UnsafePathError for `..` and `.git`.
    """
    path, hash_mark, selector = text.partition("#")
    check_segments(text, path)
    anchor, rest = _anchor(path)
    for segment in rest.rstrip("/").split("/"):
        if segment == "." or (segment == "" and rest.strip("/")):
            raise PathError(f'"{text}" contains an empty or relative segment')
    if rest.count("(") != rest.count(")"):
        raise PathError(f'"{text}" has an unclosed (a|b)')
    if "(" in rest:  # an adapter has many paths, and few have these: no pattern is asked about the others
        _check_alternatives(text, rest)
    for variable in _VARIABLE.findall(rest) if "{" in rest else ():
        if variable not in VARIABLES:
            raise PathError(f'"{text}" uses the unknown variable {variable}')
    return PathSpec(text, anchor, rest, parse_selector(selector) if hash_mark else None)


def _check_alternatives(text: str, rest: str) -> None:
    count = 1
    for choice in _ALTERNATIVES.finditer(rest):
        count *= choice[1].count("|") + 1
        if count > MAX_SPELLINGS:
            raise PathError(f'"{text}" matches more than {MAX_SPELLINGS} paths')


def check_segments(text: str, path: str) -> None:
    """Raise UnsafePath when a path, part of `text`, goes up a folder or into git's own, whatever the case."""
    if ".." not in path and path.isascii() and "git" not in path.lower():  # as most paths are
        return
    for segment in path.replace("\\", "/").split("/"):
        if segment == "..":
            raise UnsafePathError(f'"{text}" goes up a folder (..)')
        if is_git_folder(segment):
            raise UnsafePathError(f'"{text}" is in .git')


def _anchor(path: str) -> tuple[str, str]:
    if path == "~" or path.startswith("~/"):
        return "~", path[2:]
    if path.startswith("/") or (path[1:2] == ":" and _DRIVE.match(path)):
        return "/", path.lstrip("/")
    match = _DIR.match(path) if path.startswith("{") else None
    if match and f"{{{match[1]}}}" not in VARIABLES:
        return match[1], path[match.end() :]
    if "\\" in path:
        raise PathError(f'"{path}" contains a backslash')
    return "", path


def _keys_of(text: str) -> list[str]:
    """Return the keys in a text with quotes or brackets."""
    return [match["quoted"] if match["quoted"] is not None else match["plain"] for match in _KEY.finditer(text)]


def parse_selector(text: str) -> Selector:
    """Return the parsed selector; an empty text selects the root of the file."""
    member = _MEMBER.search(text) if text.endswith("]") else None
    head = text[: member.start()] if member else text
    keys = _keys_of(head) if '"' in head or "[" in head or "]" in head else [key for key in head.split(".") if key]
    if not member:
        return Selector(tuple(keys))
    if not member["equals"]:
        return Selector(tuple(keys), "any")
    kind = "key" if member["key"] else "value"
    return Selector(tuple(keys), kind, member["key"], member["value"] or "")
