"""The mappings under `sources:` in aiwg.yaml: a git repository, or a local folder with a choice of its artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from aiwg.artifact.ids import is_id, is_plain_id, shown, slug
from aiwg.artifact.kinds import kind_named
from aiwg.core.dataclass import dataclass, field
from aiwg.core.suggest import suggest
from aiwg.source.fetched.urls import why_no_path, why_no_ref, why_no_url

Place = tuple[str | int, ...]
Slip = tuple[Place, str, str | None]
"""A place in the list of sources, what is wrong there, and a hint."""

RESERVED: Final = ("bundled", "user", "project", "source")
LATER: Final = ("pypi", "npm")
_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}

ENTRY: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "git": {**_TEXT, "description": "the URL of a git repository: https, ssh or file"},
        "path": {
            **_TEXT,
            "description": "with git: the folder in the repository; alone: a local folder, in or next to the project",
        },
        "ref": {**_TEXT, "description": "a tag, a branch or a full commit; aiwg.lock pins the commit"},
        "id": {**_TEXT, "description": "the name of the source; default: the last part of the URL"},
        "only": {**_TEXTS, "description": "the artifacts to use: kind/id or a pattern such as rule/*"},
        "exclude": {**_TEXTS, "description": "the artifacts to exclude, in the same form"},
        "rename": {
            "type": "object",
            "description": "other names for artifacts: kind/id to kind/id",
            "additionalProperties": _TEXT,
        },
        "plugins": {**_TEXTS, "description": "the plugins of a marketplace to use, or the bundles of a source"},
        "as": {**_TEXT, "description": "the layout of the files; default: aiwg detects it"},
        "pypi": {**_TEXT, "description": "a Python package; not supported yet"},
        "npm": {**_TEXT, "description": "an npm package; not supported yet"},
        "version": {**_TEXT, "description": "of a package; not supported yet"},
    },
}
"""The JSON schema of one mapping. What a schema cannot say is checked by `slips_in`."""


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """The artifacts of a source that are wanted, as `kind/id` or patterns, and other names for some of them.

    `plugins` are parts of a marketplace. `layout` says how the files lie; `auto` when aiwg has to find out.
    """

    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()
    layout: str = "auto"


@dataclass(frozen=True, slots=True)
class GitSource:
    """A source in a git repository: `ref` is a tag, a branch or a commit, empty for the default; `path` a folder."""

    id: str
    url: str
    ref: str = ""
    path: str = ""
    choice: SourceChoice = field(default_factory=SourceChoice)


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A local folder, as aiwg.yaml spells it, of which some artifacts are chosen. It is not locked."""

    path: str
    choice: SourceChoice = field(default_factory=SourceChoice)


SourceSpec = str | GitSource | FolderSource
"""One entry of `sources:`. A text is a folder, or one of the words bundled, user and project."""


def declared_sources(entries: Sequence[Any]) -> tuple[SourceSpec, ...]:
    """Return what a valid list of sources declares."""
    return tuple(entry if isinstance(entry, str) else _declared(entry) for entry in entries)


def git_sources(sources: Iterable[SourceSpec] | None) -> list[GitSource]:
    """Return the sources that have to be fetched, in their order."""
    return [each for each in sources or () if isinstance(each, GitSource)]


def folders_of(sources: Iterable[SourceSpec]) -> list[str]:
    """Return the words and folders among sources, as they are spelled."""
    return [each if isinstance(each, str) else each.path for each in sources if not isinstance(each, GitSource)]


def _declared(entry: Mapping[str, Any]) -> GitSource | FolderSource:
    choice = SourceChoice(
        tuple(_key(text) for text in entry.get("only", ())),
        tuple(_key(text) for text in entry.get("exclude", ())),
        {_key(old): _key(new) for old, new in entry.get("rename", {}).items()},
        tuple(entry.get("plugins", ())),
        entry.get("as", "auto"),
    )
    if "git" not in entry:
        return FolderSource(entry["path"], choice)
    id = entry.get("id") or id_of_url(entry["git"]) or ""
    return GitSource(
        id, entry["git"], entry.get("ref", ""), entry.get("path", "").strip("/").removeprefix("./"), choice
    )


def id_of_url(url: str) -> str | None:
    """Return the id that the last part of a URL gives, None when it gives none."""
    last = url.rstrip("/").removesuffix(".git").replace(":", "/").rpartition("/")[2]
    found = slug(last)
    return found if found and is_plain_id(found) and found not in RESERVED else None


def _key(text: str) -> str:
    """Return `kind/id` or a pattern with the kind's own name: people may write it in the plural."""
    kind, slash, id = text.partition("/")
    return f"{kind_named(kind) or kind}{slash}{id}"


def slips_in(entries: Sequence[Any]) -> Iterator[Slip]:
    """Yield what is wrong with the mappings in a list of sources whose shape is right."""
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            continue
        found = [((index, *place), message, hint) for place, message, hint in _slips(entry)]
        yield from found
        if not found and "git" in entry:
            id = entry.get("id") or id_of_url(entry["git"]) or ""
            if id in seen:
                hint = "give one of them another name, for example: id: team-skills"
                yield (index,), f'two sources have the name "{id}"', hint
            seen.setdefault(id, index)


def _slips(entry: Mapping[str, Any]) -> Iterator[Slip]:
    later = next((name for name in LATER if name in entry), None)
    if later:
        yield (later,), f"{later} sources are not supported yet", "use git: URL or path: FOLDER"
    elif "version" in entry:
        yield ("version",), "has no version", "name a tag, a branch or a commit with ref:"
    elif "git" in entry:
        yield from _slips_of_git(entry)
    elif "path" not in entry:
        yield (), "a source needs git: URL or path: FOLDER", None
    else:
        for name in ("ref", "id", "plugins"):
            if name in entry:
                yield (name,), f"a local folder has no {name}", "remove it, or name a repository with git: URL"
        if entry.get("as", "aiwg") not in ("aiwg", "auto"):
            hint = f"copy it into your own source: aiwg import --from {shown(entry['path'])}"
            yield ("as",), "a local folder must have the layout of aiwg's own sources", hint
        if not entry["path"].strip() or not entry["path"].isprintable():
            yield ("path",), "names no folder", "path: ../shared-context"
    yield from _slips_of_choice(entry)


def _slips_of_git(entry: Mapping[str, Any]) -> Iterator[Slip]:
    for name, check in (("git", why_no_url), ("ref", why_no_ref), ("path", why_no_path)):
        if name in entry and (why := check(entry[name])) is not None:
            yield (name,), *why
    id = entry.get("id")
    if id is None and why_no_url(entry["git"]) is None and id_of_url(entry["git"]) is None:
        yield ("git",), "its last part makes no name for the source", "give it one: id: team-skills"
    elif id is not None and (not is_plain_id(id) or id in RESERVED):
        reason = "is a reserved word" if id in RESERVED else "is not a valid name"
        yield ("id",), f'"{shown(id)}" {reason}', "use lower-case letters, digits and hyphens: id: team-skills"


def _slips_of_choice(entry: Mapping[str, Any]) -> Iterator[Slip]:
    for name in ("only", "exclude"):
        for index, text in enumerate(entry.get(name, ())):
            kind, slash, id = text.partition("/")
            if not slash or not id or (kind_named(kind) is None and kind != "*"):
                yield (name, index), f'"{shown(text)}" is not kind/id', f'{name}: ["rule/*", skill/release]'
    targets: dict[str, str] = {}
    for old, new in entry.get("rename", {}).items():
        place, hint = ("rename", old), "rename: {skill/release: skill/team-release}"
        kinds = [kind_named(each.partition("/")[0]) for each in (old, new)]
        if None in kinds or not all(is_id(part) for each in (old, new) for part in each.split("/")[1:] or [""]):
            yield place, f'"{shown(old)}: {shown(new)}" does not map kind/id to kind/id', hint
        elif kinds[0] != kinds[1]:
            yield place, f"{shown(old)} cannot become {shown(new)}: the kind stays", hint
        elif targets.setdefault(_key(new), old) != old:
            yield place, f"two artifacts would have the name {shown(new)}", "give each its own name"
    for index, plugin in enumerate(entry.get("plugins", ())):
        if not plugin.strip() or not plugin.isprintable() or "/" in plugin:
            yield ("plugins", index), f'"{shown(plugin)}" is not the name of a plugin', "plugins: [code-review]"
    layout = entry.get("as", "auto")
    if not is_plain_id(layout):
        yield ("as",), f'"{shown(layout)}" is not a layout', suggest(layout, ["auto", "aiwg", "skills"])
