"""Where sources are declared: aiwg.yaml and aiwg.lock of a project or of the user. One step writes both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from aiwg.apply.apply import apply
from aiwg.config import FILE as CONFIG
from aiwg.config import Config
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.suggest import suggest
from aiwg.deployment.workspace import Workspace, open_recovered, open_workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import say
from aiwg.plan.actions import CREATE, DELETE, UPDATE, Action, Plan, file_action
from aiwg.scaffold.sources import entries_in
from aiwg.source.fetched.declared import GitSource, git_sources
from aiwg.source.fetched.lock import FILE as LOCK
from aiwg.source.fetched.lock import Lock, lock_text, read_lock
from aiwg.source.user import user_folder


@dataclass(frozen=True, slots=True)
class DeclaringPlace:
    """A folder with an aiwg.yaml and an aiwg.lock. `text` is what the first holds, empty when it is not there."""

    workspace: Workspace
    folder: Path
    prefix: str
    text: str
    lock: Lock

    @property
    def config(self) -> Config:
        """Return what aiwg.yaml says."""
        return self.workspace.config

    @property
    def declared(self) -> list[GitSource]:
        """Return the sources that are fetched, in their order."""
        return git_sources(self.config.sources)

    def entry_of(self, declared: GitSource) -> dict[str, Any]:
        """Return the mapping in aiwg.yaml that declares a source."""
        found = [each for each in self._entries() if "git" in each]
        return found[self.declared.index(declared)]

    def folder_entry(self, path: str) -> dict[str, Any]:
        """Return the mapping in aiwg.yaml that declares a local folder."""
        return next(each for each in self._entries() if "git" not in each and each.get("path") == path)

    def _entries(self) -> list[dict[str, Any]]:
        return [dict(each) for each in entries_in(self.text) if not isinstance(each, str)]


def open_place(project: Path, scope: str, writes: bool = True) -> DeclaringPlace:
    """Return the place of a project or of the user; what a run that was cut off left half written is restored first.

    Raises UserError when the folder, its aiwg.yaml or its aiwg.lock cannot be used.
    """
    workspace, recovered = open_recovered(project, scope) if writes else (open_workspace(project, scope), False)
    if recovered:
        say("Recovered from an interrupted run.", error=True)
    folder = workspace.project if scope == "project" else user_folder()
    return DeclaringPlace(workspace, folder, _prefix(workspace, folder), _text(folder), read_lock(folder))


def _prefix(workspace: Workspace, folder: Path) -> str:
    if workspace.scope == "project":
        return ""
    named = workspace.roots.named(str(folder))
    if named is None:
        raise UserError(f"{folder} is outside your home folder.", exit=Exit.USAGE, hint="Add sources to a project.")
    return f"{named}/"


def _text(folder: Path) -> str:
    try:
        return read_whole(folder / CONFIG).decode("utf-8")
    except FileNotFoundError:
        return ""


def named_sources(place: DeclaringPlace, ids: Iterable[str]) -> list[GitSource]:
    """Return the declared sources that ids name, all for none. Raises UserError (usage) for one that is not there."""
    known = {each.id: each for each in place.declared}
    wanted = list(dict.fromkeys(ids))
    for id in wanted:
        if id not in known:
            near = suggest(id, known)
            hint = f"{near[0].upper()}{near[1:]}" if near else "All: aiwg outdated"
            raise UserError(f'aiwg.yaml declares no fetched source "{id}".', exit=Exit.USAGE, hint=hint)
    return [known[id] for id in wanted] if wanted else list(known.values())


def write_sources(place: DeclaringPlace, text: str, lock: Lock, more: Iterable[Action] = ()) -> None:
    """Write aiwg.yaml and aiwg.lock in one step, which `aiwg undo` takes back; `more` is done with them.

    Raises UserError as apply does: a file that changed since it was read stays, and nothing is written.
    """
    write_actions(place, [*source_actions(place, text, lock), *more])


def source_actions(place: DeclaringPlace, text: str, lock: Lock) -> Iterator[Action]:
    """Yield what makes aiwg.lock and aiwg.yaml what they are to be: nothing for one that is so already."""
    pinned = lock_text(lock) if lock.sources else None
    yield from _action(place, LOCK, _bytes(place.folder / LOCK), pinned)
    yield from _action(place, CONFIG, place.text.encode() if place.text else _bytes(place.folder / CONFIG), text)


def write_actions(place: DeclaringPlace, actions: Sequence[Action]) -> None:
    """Carry out actions in one step, which `aiwg undo` takes back. Raises UserError as apply does."""
    with place.workspace.state.session():
        old = place.workspace.state.read_manifest()
        emptied = {folder for each in actions if each.action == DELETE for folder in _folders_above(each.path)}
        new = replace(old, folders=sorted({*old.folders, *emptied}))  # those that are empty then go
        apply(Plan(tuple(actions)), old, new, place.workspace.state, place.workspace.claims.of)


def _folders_above(path: str) -> Iterator[str]:
    """Yield the folders of a vendored copy that hold a file, the folder of all copies too."""
    while VENDORED in path and not path.endswith(VENDORED):
        path = path.rpartition("/")[0]
        yield path


VENDORED = f"{PROJECT_FOLDER}/vendor"


def _bytes(file: Path) -> bytes | None:
    try:
        return read_whole(file)
    except FileNotFoundError:
        return None


def _action(place: DeclaringPlace, name: str, before: bytes | None, text: str | None) -> Iterable[Action]:
    after = None if text is None else text.encode()
    if before != after:
        kind = CREATE if before is None else DELETE if after is None else UPDATE
        yield file_action(kind, f"{place.prefix}{name}", before, after)
