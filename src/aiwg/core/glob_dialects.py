"""Which files a platform takes a glob for: each reads the same characters in its own way."""

from __future__ import annotations

import re
from functools import lru_cache

from aiwg.core.globs import GlobError, expression_of, matches, written_out

GITIGNORE, NAME, PATH = "gitignore", "name", "path"
"""How globs are read, by the word of an adapter.

GITIGNORE: as in a .gitignore, so a name means files and folders anywhere, and `folder/**` is that folder. NAME: a glob
without a slash is one for the file's name, every other one for the whole path. PATH: every glob is for the whole path.
"""


def is_named(glob: str, path: str, way: str) -> bool:
    """Say whether a glob names a file, a path from the folder that globs count from; one that is no glob names none."""
    try:
        if not way:
            return matches(glob, path)
        return _compiled(glob.strip(), way).fullmatch(path) is not None
    except GlobError:  # the platform will not find anything by it either
        return False


@lru_cache(maxsize=256)
def _compiled(glob: str, way: str) -> re.Pattern[str]:
    if way == GITIGNORE:
        bare = glob.removesuffix("/**").rstrip("/")
        if not bare or bare.startswith("./"):
            raise GlobError("names nothing")
        head, tail = ("" if "/" in bare else "**/"), r"(?:/[^\n]*+)?"
        bare = bare.lstrip("/")
    else:
        bare = glob.removeprefix("./")
        head, tail = ("**/" if way == NAME and "/" not in bare else ""), ""
    branches = dict.fromkeys(expression_of(head + each) for each in written_out(bare))
    return re.compile(rf"(?:{'|'.join(branches)}){tail}")
