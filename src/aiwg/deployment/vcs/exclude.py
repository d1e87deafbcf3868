"""Git's own exclude file: a marked block for this clone alone, written only after a yes.

The yes is the block itself: no clone brings it along. Each project of a repository has a section in it, and so has each
worktree, as they share the file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.apply.new_files import StartingFiles
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.fs.git import BLOCK_MARK, GitAnswers, GitUnavailableError, exclude_holds, repository_of
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import added_lines, line_ending, removed_lines
from aiwg.plan.private_files import OwnedFiles, ignore_pattern

STYLE = "hash"
MADE = "# aiwg made this file"
SECTION = "# for "

Sections = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ExcludeFile:
    """The exclude file of the repository that a project lies in. `prefix` is the project's folder in it.

    `section` names the project and its worktree; a worktree of the same repository has another one.
    """

    file: Path
    prefix: str
    section: str

    def lines_for(self, owned: OwnedFiles, manifest: str) -> list[str]:
        """Return what is ignored of a project: what is all ours, and the manifest if git keeps nothing it lists."""
        paths = [*owned.whole, *([] if owned.shared or not owned.whole else [manifest])]
        return [line for path in sorted(paths) if (line := ignore_pattern(self.prefix + path))]

    def is_agreed(self) -> bool:
        """Say whether the user let aiwg write here for this project, in any worktree. Raises UserError."""
        name = _shown(self.prefix)
        return any(each == name or each.startswith(f"{name} in ") for each in self._read()[1])

    def write(self, lines: Sequence[str]) -> bool:
        """Write the section of this project; return whether anything changed. Raises UserError."""
        return self._change(list(lines))

    def remove(self) -> bool:
        """Remove the section of this project, and the block with the last one; return whether anything changed.

        Raises UserError.
        """
        return self._change(None)

    def _change(self, lines: list[str] | None) -> bool:
        before, sections, is_made = self._read()
        wanted = {name: each for name, each in sections.items() if name != self.section}
        if lines is not None:
            wanted[self.section] = lines
        if wanted == sections:
            return False
        text = before or ""
        after = _with_block(text, _body(wanted, is_made or before is None)) if wanted else _without_block(text)
        self._put(before, after, is_made and not after)
        return True

    def _read(self) -> tuple[str | None, Sections, bool]:
        """Return the text, None when there is no file; the sections of our block; whether aiwg made the file."""
        if self.file.is_symlink():
            raise _unusable(self.file, "it is a link", "add the paths to it yourself, or replace the link by a file")
        try:
            text = read_whole(self.file).decode("utf-8")
            found = block.find(text, STYLE)
        except FileNotFoundError:
            return None, {}, False
        except UnicodeDecodeError:
            raise _unusable(self.file, "it is not UTF-8 text", "save it as UTF-8") from None
        except EditRefusedError as error:
            raise _unusable(self.file, error.reason, error.hint or "correct it") from None
        except OSError as error:
            raise _unusable(self.file, error.strerror or "it cannot be read", "allow it") from None
        sections, made = _sections(found.body if found else "")
        return text, sections, made

    def _put(self, before: str | None, after: str, remove: bool) -> None:
        try:
            files = StartingFiles(self.file.parent)
            if remove and before is not None:
                files.discard(self.file.name, before.encode())
            elif before is None:
                files.create(self.file.name, after)
            else:
                files.change(self.file.name, before.encode(), after)
        except ChangedOnDiskError:
            raise _unusable(self.file, "it changed meanwhile", "run it again") from None
        except OSError as error:
            raise _unusable(self.file, error.strerror or "it cannot be written", "allow it") from None


def exclude_file_of(project: Path) -> ExcludeFile | None:
    """Return the exclude file that git itself names for a project; None without git, or outside a repository."""
    git = repository_of(project)
    try:
        return None if git is None else _of(git, project)
    except GitUnavailableError:
        return None


def agreed_exclude_file(project: Path) -> ExcludeFile | None:
    """Return the exclude file in which this project has a section; git is asked only where there is a block at all.

    Raises UserError when the file cannot be read.
    """
    if not exclude_holds(project, BLOCK_MARK):
        return None
    found = exclude_file_of(project)
    return found if found is not None and found.is_agreed() else None


def _of(git: GitAnswers, project: Path) -> ExcludeFile | None:
    named = git.line("rev-parse", "--git-path", "info/exclude")
    if not named:
        return None
    prefix = git.line("rev-parse", "--show-prefix")
    own, common = (
        os.path.realpath(project / git.line("rev-parse", word)) for word in ("--git-dir", "--git-common-dir")
    )
    worktree = "" if own == common else f" in {os.path.basename(own)}"
    return ExcludeFile(Path(os.path.abspath(project / named)), prefix, f"{_shown(prefix)}{worktree}")


def _shown(prefix: str) -> str:
    return (prefix or "./").replace("\n", " ").replace("\r", " ")


def _sections(body: str) -> tuple[Sections, bool]:
    sections: Sections = {}
    made, lines = False, list[str]()
    for line in body.splitlines():
        if line == MADE:
            made = True
        elif line.startswith(SECTION):
            lines = sections.setdefault(line.removeprefix(SECTION), [])
        elif line:
            lines.append(line)
    return sections, made


def _body(sections: Sections, is_made: bool) -> str:
    head = [MADE] if is_made else []
    return "\n".join([*head, *(line for name in sorted(sections) for line in (f"{SECTION}{name}", *sections[name]))])


def _with_block(text: str, body: str) -> str:
    if block.find(text, STYLE) is not None:
        return block.put(text, body, STYLE).text
    ending = line_ending(text)
    return added_lines(text, block.put("", body, STYLE).text.replace("\n", ending), "", ending)


def _without_block(text: str) -> str:
    found = block.find(text, STYLE)
    return text if found is None else removed_lines(text, found.start, found.end)


def _unusable(file: Path, reason: str, hint: str) -> UserError:
    return UserError(f"aiwg cannot use git's exclude file {file}: {reason}.", exit=Exit.CONFLICT, hint=hint)
