"""A whole tree as one text that reads well in a diff: a header per file, then its content as it is.

    ==> .claude/agents/reviewer.md
    ---
    name: reviewer
    ...

    ==> .claude/skills/pdf-forms/scripts/fill.sh [executable]
    ...

    ==> .claude/skills/pdf-forms/assets/stamp.bin [binary, 38 bytes, sha256 64ce...]

Files are sorted by path, with one empty line after each. What a reader would not see is written as its code point:
`⟪U+000D⟫` for a carriage return, and the same for other control and invisible characters, a space or a tab at the end
of a line, and `⟪` itself. `⟪no newline⟫` ends a file whose last line does not end. So two trees have the same text
only when they have the same bytes and modes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HEADER = "==> "
UNFINISHED = "⟪no newline⟫"
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}
_CODE = re.compile("⟪U\\+([0-9A-F]{4,6})⟫")
_HEAD = re.compile(
    r"==> (?P<path>[^\[\n]+)(?P<executable> \[executable\])?"
    r"(?: \[binary, (?P<size>[0-9]+) bytes, sha256 (?P<sha256>[0-9a-f]{64})\])?\Z"
)


@dataclass(frozen=True, slots=True)
class File:
    """One file of a tree: its bytes, and whether it is executable."""

    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an archive keeps of a binary file: its size in bytes and its digest, in hexadecimal."""

    size: int
    sha256: str
    executable: bool = False


def sealed(file: File) -> Sealed:
    """Return what an archive keeps of a file that is not text."""
    return Sealed(len(file.data), hashlib.sha256(file.data).hexdigest(), file.executable)


def files_below(folder: Path, skip: tuple[str, ...] = ()) -> dict[str, File]:
    """Return the files below a folder by their path, except in the top-level folders of `skip`."""
    return {
        path.relative_to(folder).as_posix(): File(path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in skip
    }


def pack(files: Mapping[str, File]) -> str:
    """Return the archive of a tree."""
    return "".join(_entry(path, files[path]) for path in sorted(files))


def unpack(archive: str) -> dict[str, File | Sealed]:
    """Return the tree of an archive, binary files as what is kept of them."""
    found: dict[str, File | Sealed] = {}
    for entry in re.split(r"(?m)^(?===> )", archive)[1:]:
        header, _, rest = entry.partition("\n")
        head = _HEAD.match(header)
        assert head, header
        executable = head["executable"] is not None
        path = _bare(head["path"])
        if head["size"]:
            found[path] = Sealed(int(head["size"]), head["sha256"], executable)
        else:
            text = rest.removesuffix("\n").removesuffix(UNFINISHED + "\n")
            found[path] = File(_bare(text).encode(), executable)
    return found


def _entry(path: str, file: File) -> str:
    text = _text(file.data)
    marks = " [executable]" if file.executable else ""
    if text is None:
        kept = sealed(file)
        marks += f" [binary, {kept.size} bytes, sha256 {kept.sha256}]"
    return f"{HEADER}{_plain(path).replace('[', _code('['))}{marks}\n{''.join(_lines(text or ''))}\n"


def _text(data: bytes) -> str | None:
    try:
        return None if b"\0" in data else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> Iterator[str]:
    *lines, last = text.split("\n")
    for line in lines:
        yield f"{_line(line)}\n"
    if last:
        yield f"{_line(last)}{UNFINISHED}\n"


def _line(line: str) -> str:
    """Return a line with everything in it visible, and never like a header."""
    shown = _plain(line)
    return _code("=") + shown[1:] if shown.startswith(HEADER.rstrip()) else shown


def _plain(text: str) -> str:
    shown = "".join(_code(char) if _is_invisible(char) else char for char in text)
    return shown[:-1] + _code(shown[-1]) if shown.endswith((" ", "\t")) else shown


def _is_invisible(char: str) -> bool:
    return char == "⟪" or (char not in " \t" and unicodedata.category(char) in INVISIBLE)


def _code(char: str) -> str:
    return f"⟪U+{ord(char):04X}⟫"


def _bare(shown: str) -> str:
    return _CODE.sub(lambda match: chr(int(match[1], 16)), shown)
