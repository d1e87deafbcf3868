"""aiwg.lock: the commit of each fetched source and the hash of each of its artifacts. It holds nothing of a machine.

The file may have come with a clone, so it is a claim to be checked: everything that is also declared has to agree with
the declaration, and every byte with its hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.artifact.ids import is_plain_id, shown
from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import HOW_TO_UPGRADE, Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole
from aiwg.fs.roots import LOCK_FILE
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.urls import COMMIT, why_no_path, why_no_ref, why_no_url

FILE: Final = LOCK_FILE
SCHEMA: Final = "aiwg.lock/1"
MAX_BYTES: Final = 16 * 1024 * 1024
HASH = lazy_pattern(r"^sha256:[0-9a-f]{64}\Z")
_LISTS: Final = ("only", "exclude", "plugins")
_TEXTS: Final = ("git", "ref", "path", "layout", "commit")
_CONFLICT = lazy_pattern(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


class LockConflictError(UserError):
    """aiwg.lock holds git's conflict markers. `text` is what it holds."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{FILE} has merge conflicts.", exit=Exit.STATE, hint="aiwg resolves them where it can: aiwg sync"
        )
        self.text = text


@dataclass(frozen=True, slots=True)
class LockedSource:
    """What a declared source was when it was reviewed: the commit, and the hash of each artifact that is taken.

    The hashes are of the files as git holds them. `only`, `exclude`, `plugins`, `ref` and `path` repeat the
    declaration, so that a change of it is seen.
    """

    url: str
    commit: str
    layout: str
    ref: str = ""
    path: str = ""
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    artifacts: Mapping[str, str] = field(default_factory=dict)

    def agrees_with(self, declared: GitSource) -> bool:
        """Say whether this is the source that aiwg.yaml declares, of whatever commit."""
        choice = declared.choice
        wanted = (declared.url, declared.ref, declared.path, choice.only, choice.exclude, choice.plugins)
        here = (self.url, self.ref, self.path, self.only, self.exclude, self.plugins)
        pinned = not COMMIT.match(declared.ref) or declared.ref == self.commit
        return wanted == here and pinned and choice.layout in ("auto", self.layout)


@dataclass(frozen=True, slots=True)
class Lock:
    """The locked sources by id."""

    sources: Mapping[str, LockedSource] = field(default_factory=dict)

    def entry_of(self, declared: GitSource) -> LockedSource | None:
        """Return the entry of a declared source, None when there is none or it is of another declaration."""
        found = self.sources.get(declared.id)
        return found if found is not None and found.agrees_with(declared) else None

    def without_others(self, declared: Iterable[GitSource]) -> Lock:
        """Return the lock without the entries that no declared source has."""
        ids = {each.id for each in declared}
        return Lock({id: entry for id, entry in self.sources.items() if id in ids})

    def with_entry(self, id: str, entry: LockedSource) -> Lock:
        """Return the lock with one entry new or changed."""
        return Lock({**self.sources, id: entry})


def read_lock(folder: Path) -> Lock:
    """Return the lock beside an aiwg.yaml, an empty one when there is none.

    Raises UserError (state) when it is no lock, LockConflictError when a merge left conflict markers in it.
    """
    try:
        data = read_whole(folder / FILE)
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise UserError(f"{FILE} cannot be read: {error.strerror}.", exit=Exit.IO) from None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _unusable("it is not UTF-8 text") from None
    if _CONFLICT.search(text):
        raise LockConflictError(text)
    return parse_lock(text)


def parse_lock(text: str) -> Lock:
    """Return what the text of a lock says. Raises UserError (state) with the reason when it is none."""
    if len(text) > MAX_BYTES:
        raise _unusable("it is too large")
    try:
        content = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _unusable(f"it is not valid JSON{where}") from None
    if not isinstance(content, dict) or not isinstance(content.get("schema"), str):
        raise _unusable("it has no schema")
    if content["schema"] != SCHEMA:
        if re.match(r"aiwg\.lock/[0-9]+\Z", content["schema"]):
            raise UserError(f"a newer aiwg wrote {FILE}.", exit=Exit.STATE, hint=HOW_TO_UPGRADE)
        raise _unusable("its schema is unknown")
    sources = content.get("sources")
    if not isinstance(sources, dict) or content.keys() != {"schema", "sources"}:
        raise _unusable("it has no list of sources")
    return Lock({_id(id): _entry(id, raw) for id, raw in sorted(sources.items())})


def lock_text(lock: Lock) -> str:
    """Return a lock as its file holds it: sorted, one artifact a line, the same for the same content."""
    content = {"schema": SCHEMA, "sources": {id: _raw(entry) for id, entry in lock.sources.items()}}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _raw(entry: LockedSource) -> dict[str, Any]:
    """Return an entry as JSON holds it; what is empty is left out."""
    texts = {"git": entry.url, "ref": entry.ref, "path": entry.path, "layout": entry.layout, "commit": entry.commit}
    lists = {"only": entry.only, "exclude": entry.exclude, "plugins": entry.plugins}
    found: dict[str, Any] = {name: text for name, text in texts.items() if text}
    found |= {name: list(texts) for name, texts in lists.items() if texts}
    return {**found, "artifacts": dict(entry.artifacts)}


def _entry(id: str, raw: Any) -> LockedSource:
    if not isinstance(raw, dict) or not raw.keys() <= {*_TEXTS, *_LISTS, "artifacts"}:
        raise _unusable(f"its entry {shown(id)} has unknown keys")
    texts = {name: raw.get(name, "") for name in _TEXTS}
    lists = {name: raw.get(name, []) for name in _LISTS}
    artifacts = raw.get("artifacts")
    if not isinstance(artifacts, dict):
        raise _unusable(f"its entry {shown(id)} lists no artifacts")
    right = (
        all(isinstance(text, str) for text in texts.values())
        and all(isinstance(each, list) and all(isinstance(item, str) for item in each) for each in lists.values())
        and all(isinstance(hash, str) and HASH.match(hash) and _is_key(key) for key, hash in artifacts.items())
    )
    if not right or not COMMIT.match(texts["commit"]) or not is_plain_id(texts["layout"]):
        raise _unusable(f"its entry {shown(id)} is not complete")
    if why_no_url(texts["git"]) or (texts["ref"] and why_no_ref(texts["ref"])) or why_no_path(texts["path"]):
        raise _unusable(f"its entry {shown(id)} names no repository that aiwg reads")
    return LockedSource(
        texts["git"],
        texts["commit"],
        texts["layout"],
        texts["ref"],
        texts["path"],
        tuple(lists["only"]),
        tuple(lists["exclude"]),
        tuple(lists["plugins"]),
        dict(sorted(artifacts.items())),
    )


def _is_key(key: str) -> bool:
    kind, slash, id = key.partition("/")
    return kind in KINDS and bool(slash and id) and len(key) <= MAX_KEY and key.isprintable()


MAX_KEY: Final = 1024


def _id(id: str) -> str:
    if not is_plain_id(id):
        raise _unusable(f'"{shown(id)}" is not the name of a source')
    return id


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _unusable(why: str) -> UserError:
    return UserError(
        f"{FILE} is not valid: {why}.",
        exit=Exit.STATE,
        hint=f"Restore it from version control, for example: git checkout -- {FILE}",
    )
