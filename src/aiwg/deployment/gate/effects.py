"""What the keys of a file and the words of a text do, by what all adapters together say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from aiwg.core.patterns import lazy_pattern
from aiwg.fs import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

Path = tuple[str, ...]

_RUNS: Final = {
    "shell": lazy_pattern(r"!`"),
    "shell-fence": lazy_pattern(r"(?:```|~~~)[ \t]*!"),
    "shell-braces": lazy_pattern(r"!\{"),
    "turbo": lazy_pattern(r"//\s*[Tt][Uu][Rr][Bb][Oo]"),
}
_SIGNS: Final = {"shell": "!`", "shell-fence": "!", "shell-braces": "!{", "turbo": "//"}
"""What a text has to hold for a form to be in it: words are found faster than patterns."""

_ABOVE = lazy_pattern(
    r"(?:@(?<![\w@]@)[\"']?|@\{[ \t]*|#\[\[file:[ \t]*|#file:(?:/{2})?)"
    r"(?:~(?:[a-z_][\w-]*)?/|\$\{?HOME|/(?:etc|home|root|proc|sys|Users)/)"
)
_CLIMBS = lazy_pattern(r"(?:@(?<![\w@]@)[\"']?|@\{[ \t]*|#\[\[file:[ \t]*)([^\s`'\"<>)\]}]{0,300})")
_GRANTING = frozenset({"allow", "allowed", "always", "alwaysallow", "autoapprove", "approve", "approved", "yolo"})


@cache
def known() -> dict[str, Any]:
    """Return what `adapter/keys.json` says."""
    with open(resources.keys_file(), encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)
    return found


@cache
def plain(word: str) -> str:
    """Return a word without what spellings differ in."""
    return re.sub(r"[-_. ]", "", str(word).casefold())


def acting_keys(keys: Mapping[Any, Any], cell: str) -> Iterator[str]:
    """Yield the dotted paths of keys that run, grant or fetch something for some reader, or that nobody knows."""
    said = known()["cells"].get(cell, {})
    if said and keys:
        for path, value in _leaves(keys, ()):
            if not _passes(path, value, said):
                yield ".".join(path)


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, str):  # most are, and to ask for an abstract class takes longer
        yield path, value
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, *str(key).split(".")))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for item in value:
            yield from _leaves(item, path)
    else:
        yield path, value


def _passes(path: Path, value: Any, said: Mapping[str, Any]) -> bool:
    above, wild = _spellings(path)
    narrowing = next((each for each in above if each in said["restricts"]), None)
    values = said["restricts"].get(narrowing) if narrowing else None
    if values is not None and _each_in(value, values):
        return True
    if ".".join(path) in said["limits"]:
        return True
    if above[0] in said["servers"]:
        return "{" not in str(value)  # names of servers that are configured elsewhere
    if above[0] in said["texts"] and not str(value).startswith(("file:", "/", "~")):
        return True  # the text of the artifact, which is looked at as a text
    danger = next((each for each in above if each in said["dangerous"]), None)
    if danger is not None and (narrowing is None or len(narrowing) <= len(danger)):
        return False
    if narrowing is not None:
        return values is None
    if isinstance(value, str) and "{" in value and any(key.startswith(f"{above[0]}.") for key in said["dangerous"]):
        return False  # some reader takes such a text for a mapping
    return above[0] in said["harmless"] or wild in said["harmless"]


@lru_cache(maxsize=4096)
def _spellings(path: Path) -> tuple[tuple[str, ...], str]:
    """Return a path and those above it without what spellings differ in, and the first with any name at its end."""
    words = [plain(part) for part in path]
    above = tuple(".".join(words[:length]) for length in range(len(words), 0, -1))
    return above, ".".join([*words[:-1], "*"])


def _each_in(value: Any, values: list[str]) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(plain(str(item)) in values for item in items)


def acting_words(text: str, cell: str, depth: int) -> Iterator[str]:
    """Yield what in a text some client runs, lets run unasked, or reads from outside the project.

    `depth`: how many folders lie between the project's root and the file.
    """
    forms = known()["cells"].get(cell, {}).get("body", {})
    for form, pattern in _RUNS.items():
        if form in forms and _SIGNS[form] in text:
            for match in pattern.finditer(text):
                if form != "shell" or cell == "commands" or match.start() == 0 or text[match.start() - 1].isspace():
                    yield text[match.start() : match.start() + 40].partition("\n")[0]
    if "include" in forms and ("@" in text or "file:" in text):
        yield from (text[match.start() : match.start() + 40].partition("\n")[0] for match in _ABOVE.finditer(text))
        if ".." in text:
            yield from (match[0] for match in _CLIMBS.finditer(text) if _height(match[1]) > depth)


def _height(path: str) -> int:
    """Return how far above its beginning a path comes at most."""
    at = highest = 0
    for part in path.split("/"):
        at += 1 if part == ".." else -1 if part not in ("", ".") else 0
        highest = max(highest, at)
    return highest


def is_granting(word: Any) -> bool:
    """Say whether a word of a settings file stands for a permission that is given."""
    return isinstance(word, str) and plain(word) in _GRANTING


def is_loaded_file(path: str) -> bool:
    """Say whether a file at this path below a skill's folder may be configuration of some client."""
    parts = path.casefold().split("/")
    return (
        any(part.startswith(".") and part not in (".gitignore", ".gitkeep") for part in parts)
        or parts[-1] in known()["files"]
    )
