"""The source that somebody means by a word on the command line: a URL, a repository on GitHub, a folder, a plugin."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.source.fetched.declared import FolderSource, GitSource, declared_sources, slips_in

GITHUB = "https://github.com"
_SHORT = re.compile(r"(?!\.\.?/)[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+\Z")
_HOST = re.compile(r"https://[^/\s]+/[^/\s]")
_TREE = re.compile(r"/(?:-/)?tree/")
"""What stands between repository and folder in the address of a browser, as GitHub and GitLab write it."""
_PLUGIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)@(.+)\Z")
_HINT = "Examples: aiwg add owner/repo   aiwg add https://git.example.com/team/context.git   aiwg add ../folder"


@dataclass(frozen=True, slots=True)
class SourceWish:
    """What was typed about a new source; what is empty was not."""

    what: str
    ref: str = ""
    path: str = ""
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    layout: str = ""
    id: str = ""
    plugins: tuple[str, ...] = ()


def entry_of(wish: SourceWish, project: Path) -> dict[str, Any]:
    """Return the mapping for aiwg.yaml that a wish stands for. Raises UserError (usage) when it stands for none."""
    place = _place(wish.what, project)
    plugins = [*place.pop("plugins", ()), *wish.plugins]
    entry: dict[str, Any] = {**place}
    for name, value in (("ref", wish.ref), ("path", wish.path), ("id", wish.id)):
        if value:
            if "git" not in place:
                raise UserError(f"a local folder has no {name}.", exit=Exit.USAGE, hint=_HINT)
            entry[name] = value
    for name, values in (("only", wish.only), ("exclude", wish.exclude), ("plugins", plugins)):
        if values:
            entry[name] = list(values)
    if wish.layout:
        entry["as"] = wish.layout
    slip = next(slips_in([entry]), None)
    if slip is not None:
        _, message, hint = slip
        raise UserError(f'"{shown(wish.what)}": {message}.', exit=Exit.USAGE, hint=hint)
    return entry


def declared_as(entry: dict[str, Any]) -> GitSource | FolderSource:
    """Return what a mapping of aiwg.yaml declares."""
    (found,) = declared_sources([entry])
    if isinstance(found, str):
        raise TypeError(found)
    return found


def _place(what: str, project: Path) -> dict[str, Any]:
    if what.startswith(("pypi:", "npm:")):
        raise UserError(f"{what.partition(':')[0]} sources are not supported yet.", exit=Exit.USAGE, hint=_HINT)
    if what.startswith(("./", "../", "/", "~")) or what in (".", ".."):
        return {"path": _folder(what, project)}
    if (plugin := _PLUGIN.match(what)) and _is_place(plugin[2]):
        return {**_place(plugin[2], project), "plugins": [plugin[1]]}
    if (browsed := _browsed(what)) is not None:
        return browsed
    if _SHORT.match(what):
        if os.path.isdir(what):
            raise UserError(
                f'"{what}" is a folder here, and may be a repository on GitHub.',
                exit=Exit.USAGE,
                hint=f"Write ./{what} or {GITHUB}/{what}",
            )
        return {"git": f"{GITHUB}/{what.removesuffix('.git')}.git"}
    if "/" not in what and ":" not in what:
        if os.path.isdir(what):
            return {"path": _folder(f"./{what}", project)}
        raise UserError(f'"{shown(what)}" is not a source.', exit=Exit.USAGE, hint=_HINT)
    return {"git": what}


def _browsed(what: str) -> dict[str, Any] | None:
    """Return the repository, ref and folder of an address as a browser shows it; None for another one."""
    host = _HOST.match(what)
    tree = _TREE.search(what, host.end()) if host is not None else None
    if tree is None:
        return None
    ref, _, path = what[tree.end() :].rstrip("/").partition("/")
    below = {"path": path} if path else {}
    return {"git": f"{what[: tree.start()].removesuffix('.git')}.git", "ref": ref, **below} if ref else None


def _is_place(text: str) -> bool:
    """Say whether what stands behind an @ is a place of its own, and not the host and path of `git@host:path`."""
    return "://" in text or "@" in text or _SHORT.match(text) is not None or text.startswith(("./", "../", "/", "~"))


def _folder(typed: str, project: Path) -> str:
    """Return a folder that was typed here as aiwg.yaml has it: relative to the project unless it begins at a root."""
    if not os.path.isdir(os.path.expanduser(typed)):
        raise UserError(f'"{shown(typed)}" is not a folder.', exit=Exit.USAGE, hint=_HINT)
    if typed.startswith(("/", "~")):
        return typed
    return Path(os.path.relpath(typed, project)).as_posix()
