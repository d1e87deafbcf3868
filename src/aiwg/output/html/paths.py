"""Paths of artifacts: the folder that holds them, and the part that is their name."""

from __future__ import annotations

from functools import lru_cache

from aiwg.artifact.kinds import MAIN_FILES


@lru_cache(32768)  # many tools read the same files
def split_at(path: str, name: str) -> tuple[str, str] | None:
    """Return the folder that holds an artifact, and the rest of its path with `{id}` for its name; None without it.

    `.agents/skills/release/SKILL.md` is in `.agents/skills`, as the files of all skills there.
    """
    rooted = f"/{path}"
    found = [place for end in "/." if name and (place := rooted.find(f"/{name}{end}")) >= 0]
    if not found or "{id}" in path:
        return None
    place = min(found)
    return rooted[:place].removeprefix("/"), f"{{id}}{rooted[place + 1 + len(name) :]}"


@lru_cache(32768)
def folder_of(path: str, name: str = "") -> str:
    """Return the folder that holds an artifact: of `skills/a/SKILL.md` it is `skills`. `name` is its own, if known."""
    if name and (split := split_at(path, name)):
        return split[0]
    parts = path.split("/")
    return "/".join(parts[: -2 if parts[-1] in MAIN_FILES else -1])
