"""Which artifact each file and line of a source belongs to, of those too that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.fields import OBSERVERS
from aiwg.artifact.ids import slug
from aiwg.artifact.kinds import FOLDERS, KINDS, MAIN_FILES, SETTINGS, SINGLES
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BUNDLES = "bundles.yaml"
"""The file of a source that names its parts."""

KINDS_OF_FILES = {
    **{file: kind.name for file, kind in SINGLES.items()},
    **{file: kinds[0].name for file, kinds in SETTINGS.items()},
    BUNDLES: "bundle",
}
ALL = "*"
_FILE = lazy_pattern(r"\.[a-z0-9]{1,5}\Z")
_NAME = lazy_pattern(
    r"^name:[ \t]*+[\"']?+(?P<name>[^\"'\s](?:[^\"'\n\s]|[ \t]++(?=[^\"'\s]))*+)[\"']?+[ \t]*+\r?$", re.MULTILINE
)
_EVENT = lazy_pattern(r"\bevent[\"']?[ \t]*:[ \t]*[\"']?([^\s\"',}]*)")
_LIMITING = lazy_pattern(r"tools|enabled|disabled", re.IGNORECASE)
_RESTRICTING = frozenset(
    {"tools", "deny_tools", "enabled", "disabled", "disabledTools", "excludeTools", "includeTools"}
)


@dataclass(frozen=True, slots=True)
class Located:
    """One artifact by where it lies. `id` is `*` for all of a kind, in a part that cannot be read.

    `path` is its file in the source, or the folder that is its own; `file` what messages call the file that it is
    written in, and `line` where it begins there. `certain`: nothing else can be meant; else it may be one that was
    called otherwise. `restricts`: it limits what agents may do, or nobody knows that it does not.
    """

    kind: str
    id: str
    path: str
    file: str
    line: int = 1
    certain: bool = True
    restricts: bool = False

    @property
    def key(self) -> str:
        """Return `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(slots=True)
class Locator:
    """Finds the artifact that a file and line of one source belongs to. `shown_root` is how messages name the source.

    `unread` are those that could not be read; `left_out` the keys of those that the project does not want.
    """

    shown_root: str
    artifacts: Sequence[Artifact]
    unread: Sequence[Located]
    left_out: Sequence[str] = ()
    _by_path: dict[str, Located] = field(default_factory=dict)
    _entries: dict[str, list[Located]] = field(default_factory=dict)

    def find(self, problem: Finding) -> Located | None:
        """Return what an error of this source is about; None for what no artifact brings along."""
        if not self._by_path and not self._entries:
            self._know_all()
        file, path = problem.file or "", self.in_source(problem.file or "") or ""
        if problem.artifact:
            kind, _, id = problem.artifact.partition("/")
            same = [each for each in self._all(file) if (each.kind, each.id) == (kind, id)]
            return same[0] if same else _whole(kind, path, file) if id == ALL else None
        entries = self._entries.get(file)
        if entries and entries[0].id == ALL and len(entries) == 1:
            return entries[0]
        if entries:
            before = [entry for entry in entries if problem.line is not None and entry.line <= problem.line]
            return before[-1] if before else guessed(path, file)
        return self._at(path) or guessed(path, file)

    def in_source(self, file: str) -> str | None:
        """Return the path in the source of a file that messages name so; None for one of elsewhere."""
        if self.shown_root in ("", "."):
            return file
        return file[len(self.shown_root) + 1 :] if file.startswith(f"{self.shown_root}/") else None

    def _know_all(self) -> None:
        for each in (*map(self._of, self.artifacts), *self.unread):
            if each.path in SETTINGS:
                self._entries.setdefault(each.file, []).append(each)
            else:
                self._by_path.setdefault(each.path, each)
        for entries in self._entries.values():
            entries.sort(key=lambda entry: entry.line)

    def _all(self, file: str) -> Iterable[Located]:
        return self._entries.get(file) or self._by_path.values()

    def _at(self, path: str) -> Located | None:
        """Return what lies at a path, or has it in its folder."""
        parts = path.split("/")
        return next(
            (found for count in range(len(parts), 0, -1) if (found := self._by_path.get("/".join(parts[:count])))), None
        )

    def _of(self, artifact: Artifact) -> Located:
        file = artifact.origin.file
        path = self.in_source(file) or file
        if KINDS[artifact.kind].has_folder:
            path = path.rpartition("/")[0]
        limits = restricts(artifact.kind, artifact.fields)
        return Located(artifact.kind, artifact.id, path, file, artifact.origin.line, restricts=limits)


def is_passed_over(located: Located, path: str) -> bool:
    """Say whether a path is one of a file that no artifact brings along."""
    if located.path != path or located.kind == "bundle" or "/" not in path:
        return False
    name = path.rpartition("/")[2].lower()
    if KINDS[located.kind].has_folder:
        return _FILE.search(name) is not None and not located.file.endswith(MAIN_FILES)
    return name == "readme.md" or (not name.endswith(".md") and _FILE.search(name) is not None)


def _whole(kind: str, path: str, file: str) -> Located:
    """Return what stands for all of a file."""
    return Located(kind, ALL, path, file, certain=False, restricts=kind != "bundle")


def guessed(path: str, file: str) -> Located | None:
    """Return what a path of a source is to hold, going by its name; None for what is no part of a source."""
    top, _, rest = path.partition("/")
    if not rest and top in KINDS_OF_FILES:
        kind = KINDS_OF_FILES[top]
        if kind != "bundle" and KINDS[kind].single:
            return Located(kind, kind, path, file, restricts=kind == "ignore")
        return _whole(kind, path, file)
    if top not in FOLDERS:
        return None
    kind = FOLDERS[top].name
    if FOLDERS[top].has_folder:
        name = rest.rpartition("/")[2]
        id = slug(name) or name or ALL
        return Located(kind, id, path, file, certain=False, restricts=kind == "behavior")
    if not rest.endswith(".md"):
        return Located(kind, ALL, path, file, certain=False)
    return Located(kind, id_of_path(rest[:-3]), path, file, certain=not FOLDERS[top].is_named)


def id_of_path(name: str) -> str:
    """Return the id that a path below its kind's folder gives, as far as it can be one."""
    return "/".join(slug(part) or part for part in name.split("/"))


def unread(kind: str, path: str, name: str, file: str, data: bytes) -> Located:
    """Return what a file holds that cannot be read as an artifact, going by its bytes and what its path calls it."""
    text = data[:65536].decode("utf-8", "replace")
    id, certain, front = id_of_path(name), True, text.split("\n---", 1)[0]
    if KINDS[kind].is_named:
        found = _NAME.search(front) if text.startswith("---") else None
        named = slug(found["name"]) if found else None
        id, certain = named or id, bool(text.strip()) and "\0" not in text and "\ufffd" not in text
    guards = kind == "behavior" and (_may_guard(front) if certain else bool(text.strip()))
    return Located(kind, id, path, file, certain=certain, restricts=guards)


def _may_guard(front: str) -> bool:
    """Say whether a behavior that cannot be read may have hooks that keep agents from something."""
    events = _EVENT.findall(front)
    return "hooks" in front and (not events or not OBSERVERS.issuperset(events))


def unread_entries(kind: str, path: str, file: str, data: bytes) -> Located:
    """Return what stands for all entries of a YAML file that cannot be read: going by its bytes, do they restrict?"""
    text = data.decode("utf-8", "replace")
    if kind == "mcp_server":
        limits = _LIMITING.search(text) is not None
    else:
        events = _EVENT.findall(text)
        limits = kind != "hook" or not events or not OBSERVERS.issuperset(events)
    return Located(kind, ALL, path, file, certain=False, restricts=limits)


def restricts(kind: str, fields: Mapping[str, Any]) -> bool:
    """Say whether an artifact limits what agents may do, or nobody knows that it does not."""
    if KINDS[kind].has_free_id:
        return True
    if kind == "mcp_server":
        return not _RESTRICTING.isdisjoint(fields)
    if kind == "hook":
        return str(fields.get("event", "")) not in OBSERVERS
    if only_if := KINDS[kind].runs_if:
        return bool(fields.get(only_if[0]) != only_if[1])
    return kind == "behavior" and not set(_events(fields.get("hooks"))) <= OBSERVERS


def _events(hooks: Any) -> Iterator[str]:
    if isinstance(hooks, Mapping):
        yield from map(str, hooks)
    elif isinstance(hooks, list):
        yield from (str(each.get("event", "")) if isinstance(each, Mapping) else "" for each in hooks)
    elif hooks:
        yield ""
