"""What a repository has: its tags and branches, its newest version, and the commit that a ref stands for now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.core.suggest import suggest
from aiwg.fetching.git import SECONDS_ASKING, Waiting, git_in, silent
from aiwg.fetching.store import make_cache
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.urls import COMMIT, why_no_ref

_VERSION: Final = lazy_pattern(r"^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?\Z")
_TAGS, _HEADS = "refs/tags/", "refs/heads/"


@dataclass(frozen=True, slots=True)
class RemoteRefs:
    """The commits of the tags and branches of a repository, by name. `default` is the branch it opens with.

    `tag_objects` are the objects of annotated tags, which signatures are in.
    """

    url: str
    tags: Mapping[str, str] = field(default_factory=dict)
    tag_objects: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)
    default: str = ""

    @property
    def newest(self) -> str | None:
        """Return the tag of the newest version, pre-releases left out; None when no tag is a version."""
        versions = [(_numbers(match), tag) for tag in self.tags if (match := _VERSION.match(tag))]
        return max(versions)[1] if versions else None

    def resolve(self, ref: str) -> Resolved:
        """Return the commit of a ref, of the newest version or the default branch for an empty one.

        Raises UserError when there is no such ref, or it may mean two things.
        """
        if not ref:
            ref = self.newest or self.default
            if not ref:
                raise UserError(f"{self.url} has no commits.", hint="Push something to it, then run again.")
        if COMMIT.match(ref):
            return Resolved(ref, ref, "commit", newest=self.newest or "")
        name = ref.removeprefix(_TAGS).removeprefix(_HEADS)
        tag = None if ref.startswith(_HEADS) else self.tags.get(name)
        branch = None if ref.startswith(_TAGS) else self.branches.get(name)
        if tag is not None and branch is not None and tag != branch:
            raise UserError(
                f'"{ref}" is a tag and a branch of {self.url}.', hint=f"Name one: {_TAGS}{ref} or {_HEADS}{ref}"
            )
        if tag is not None:
            return Resolved(tag, ref, "tag", self.tag_objects.get(name, ""), self.newest or "")
        if branch is not None:
            return Resolved(branch, ref, "branch", newest=self.newest or "")
        near = suggest(ref, [*self.tags, *self.branches])
        newest = f"its newest version is {self.newest}" if self.newest else f"its default branch is {self.default}"
        hint = "Write all 40 characters of a commit." if re.match(r"[0-9a-f]{7,39}\Z", ref) else None
        raise UserError(f'{self.url} has no tag or branch "{ref}"; {newest}.', hint=hint or near)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A commit, the ref that leads to it, and what the ref is: `pinned` is tag, branch or commit.

    `tag_object` is the object of an annotated tag, `newest` the tag of the newest version; empty where there is none.
    """

    commit: str
    ref: str
    pinned: str
    tag_object: str = ""
    newest: str = ""


def read_refs(url: str, waiting: Waiting = silent, offline: bool = False) -> RemoteRefs:
    """Return the tags and branches that a repository has now. Raises UserError with the cause when git cannot say."""
    git = git_in(make_cache("git"), waiting, offline)
    wanted = ("HEAD", f"{_HEADS}*", f"{_TAGS}*")
    out = git.remote(
        url, SECONDS_ASKING, "ls-remote", "--symref", "--end-of-options", url, *wanted, doing=f"Asking {url}"
    )
    return _refs(url, out.decode("utf-8", "surrogateescape"))


def resolve(declared: GitSource, ref: str | None = None, waiting: Waiting = silent, offline: bool = False) -> Resolved:
    """Return the commit of a ref of a declared source, of the declared one when none is named.

    `read_refs` is for whoever asks about several refs of one URL. Raises UserError like `RemoteRefs.resolve`.
    """
    wanted = declared.ref if ref is None else ref
    return read_refs(declared.url, waiting, offline).resolve(wanted)


def _refs(url: str, listed: str) -> RemoteRefs:
    tags: dict[str, str] = {}
    objects: dict[str, str] = {}
    branches: dict[str, str] = {}
    default = ""
    for line in listed.split("\n"):
        object_id, tab, name = line.partition("\t")
        if object_id.startswith("ref: ") and name == "HEAD":
            named = object_id.removeprefix(f"ref: {_HEADS}")
            default = "" if why_no_ref(named) else named
        elif not tab or not COMMIT.match(object_id) or why_no_ref(name.removesuffix("^{}")):
            continue  # a name that aiwg would not take from aiwg.yaml either
        elif name.startswith(_TAGS):
            tag = name.removeprefix(_TAGS)
            name = tag.removesuffix("^{}")
            if tag != name and name in tags:  # the commit behind an annotated tag comes after the tag
                objects[name] = tags[name]
            tags[name] = object_id
        elif name.startswith(_HEADS):
            branches[name.removeprefix(_HEADS)] = object_id
    return RemoteRefs(url, tags, objects, branches, default)


def _numbers(version: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part or 0) for part in version.groups())
