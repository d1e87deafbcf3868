"""Keeping what is one person's out of git: a marked block in the clone's own list of exclusions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.apply.durable import make_folders, temporary_name, write_synced
from aiwg.core.errors import Exit, UserError
from aiwg.fs.checkout import Checkout
from aiwg.fs.read import read_whole


def exclude_from_git(checkout: Checkout, name: str, paths: Iterable[str]) -> bool:
    """Let the clone's list exclude exactly these paths under a name; say whether it had to be written.

    Raises UserError when it cannot be read or written.
    """
    file = checkout.exclude
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise _unusable(file, "it is no plain file")
        before = read_whole(file).decode("utf-8", "surrogateescape") if file.exists() else None
        block = f"{name} {checkout.prefix}".rstrip()
        after = with_block(before, block, [checkout.pattern(path) for path in sorted(set(paths))])
        if after == before:
            return False
        if after is None:
            file.unlink()
            return True
        mode = os.stat(file).st_mode & 0o777 if before is not None else 0o644
        make_folders(file.parent)
        write_synced(file, after.encode("utf-8", "surrogateescape"), file.with_name(temporary_name()), mode)
    except OSError as error:
        raise _unusable(file, str(error.strerror)) from None
    return True


def _unusable(file: Path, why: str) -> UserError:
    return UserError(
        f"{file} cannot be written: {why}.",
        exit=Exit.IO,
        hint="Your personal parts were not written: they might be committed.",
    )


_BEGIN, _END = "# aiwg:begin {}", "# aiwg:end {}"
_JOINED, _NEW = " (the line before had no end)", " (in a new file)"


def with_block(text: str | None, name: str, lines: Sequence[str]) -> str | None:
    """Return the text of an exclusion list with our block of a name holding these lines; None: the file goes.

    Without lines the block goes, and the text is byte for byte what it was before the block came.
    """
    begin, end = _BEGIN.format(name), _END.format(name)
    found = re.search(rf"^{re.escape(begin)}(?P<how>[^\n]*)\n(?:.*\n)*?{re.escape(end)}\n?", text or "", re.MULTILINE)
    if found is None:
        if not lines:
            return text
        joined = bool(text) and not str(text).endswith("\n")
        how = _NEW if text is None else _JOINED if joined else ""
        return "\n".join([f"{text or ''}{chr(10) if joined else ''}{begin}{how}", *lines, end, ""])
    before, after = str(text)[: found.start()], str(text)[found.end() :]
    if lines:
        return before + "\n".join([f"{begin}{found['how']}", *lines, end, ""]) + after
    if found["how"] == _JOINED and not after:
        before = before.removesuffix("\n")
    return None if found["how"] == _NEW and not before + after else before + after
