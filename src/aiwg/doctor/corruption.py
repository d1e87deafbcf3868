"""Telling an accident from an edit: what a changed output holds beside our own text."""

from __future__ import annotations

from aiwg.artifact import frontmatter
from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass
from aiwg.manifest import BLOCK, FILE, KEYS, STYLES
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse
from aiwg.plan.actions import Action

MARK = b"\xef\xbb\xbf"
FORMATS = {".json": "json", ".jsonc": "json", ".toml": "toml", ".yaml": "yaml", ".yml": "yaml"}
FRONTMATTER = (".md", ".mdc", ".markdown")


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a text cannot be understood, and where."""

    reason: str
    line: int | None = None


def damage_of(action: Action) -> str:
    """Return how an output of ours was damaged without a word of the user's in it: "mark", a reason, or "" if not."""
    if action.own != FILE or action.before is None or action.after is None:
        return ""
    there, wanted = action.before, action.after
    if there == MARK + wanted:
        return "mark"
    if not there:
        return "is empty"
    if not there.strip(b"\0"):
        return "has nothing but zero bytes"
    whole = there.rstrip(b"\0")
    if wanted.startswith(whole):
        return f"is cut off after {len(whole):,} of {len(wanted):,} bytes"
    return ""


def unparsable(action: Action) -> Broken | None:
    """Return why the text that stands at a path cannot be parsed in its format, None when it can."""
    if action.before is None or action.own == BLOCK:
        return None
    suffix = action.path[action.path.rfind(".") :]
    if action.own == KEYS and suffix not in FORMATS:
        return None
    return broken_text(action.before, suffix)


def broken_text(data: bytes, suffix: str) -> Broken | None:
    """Return why bytes are no text of the format that a suffix stands for, None when they are, or for other formats."""
    if suffix not in FORMATS and suffix not in FRONTMATTER:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Broken(f"is not UTF-8 text (byte {error.start + 1})", data.count(b"\n", 0, error.start) + 1)
    try:
        if suffix in FORMATS:
            parse(text, FORMATS[suffix])
            return None
        front = frontmatter.split(text.removeprefix("\ufeff").replace("\r\n", "\n")).front
        if front is not None:
            strict_yaml.parse(front, 2)
    except EditRefusedError as error:
        return Broken(error.reason, error.line)
    except frontmatter.UnclosedFrontmatterError:
        return Broken("has frontmatter that is never closed", 1)
    except strict_yaml.YamlError as error:
        return Broken(error.reason, error.line)
    return None


def broken_markers(action: Action) -> Broken | None:
    """Return what is wrong with the markers of our block in a file, None when they make one block or none."""
    if action.own != BLOCK or action.before is None:
        return None
    for style in STYLES:
        try:
            block.find(action.before.decode("utf-8"), style)
        except EditRefusedError as error:
            return Broken(error.reason, error.line)
        except UnicodeDecodeError:
            return Broken("is not UTF-8 text")
    return None
