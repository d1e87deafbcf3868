"""The rules that decision records make: one for all files, and one for each set of paths that records name."""

from __future__ import annotations

import fnmatch
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from aiwg.artifact.model import Artifact, Origin
from aiwg.core.dataclass import dataclass
from aiwg.core.globs import GlobError, pattern_of
from aiwg.decisions.packages import FOLDERS
from aiwg.findings.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.adr.record import DecisionRecord
    from aiwg.config import Config
    from aiwg.decisions.folder import DecisionFolder

ID = "decisions-in-force"
CHARS_PER_TOKEN = 4
"""The estimate that `aiwg budget` uses."""

MOST_BYTES = 1_000_000
"""A record larger than this is passed over: no sentence of it is worth reading it for."""

LEAST_TOKENS = 200
"""The smallest budget: the heading alone is about eighty tokens."""

RESERVED = 200
"""Characters for the name of the folder, and for the line that says how many are left out."""

MOST_SCOPED = 12
"""Rules of their own for sets of paths; what goes beyond stands with its paths in the rule for all."""

_HEAD = """## Decisions in force

These architecture decisions hold in this project. Follow them. If a task goes against one, point it out and propose a
new record that supersedes it. Read the record for the reasons: its number begins the name of a file in {folder}.

"""
_HEAD_SCOPED = """## Decisions in force here

These architecture decisions hold for the files you work on. Follow them, or propose a record that supersedes one. Read
the record for the reasons: its number begins the name of a file in {folder}.

"""


@dataclass(slots=True)
class _Entry:
    record: DecisionRecord
    folder: str
    paths: tuple[str, ...]
    title: str
    sentence: str

    @property
    def line(self) -> str:
        said = f"- {self.record.id} {self.title}" if self.record.number is not None else f"- {self.title}"
        said = f"{said}: {self.sentence}" if self.sentence else said
        return f"{said} (for {', '.join(self.paths)})" if self.paths else said


def rules_of(folders: Sequence[DecisionFolder], config: Config, problems: list[Finding]) -> list[Artifact]:
    """Return the rules for the decisions in some folders of records; what is wrong with a record is added to problems.

    A rule that the configuration excludes is left out.
    """
    entries = [entry for folder in folders for entry in _entries(folder, problems)]
    if not entries:
        return []
    left_out = _within(entries, config.adr_in_force_tokens)
    return [each for each in _rules(entries, left_out) if not _excluded(each, config.exclude)]


def _excluded(artifact: Artifact, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(artifact.key, each) or artifact.id == each for each in patterns)


def _entries(folder: DecisionFolder, problems: list[Finding]) -> Iterator[_Entry]:
    for name in folder.names:
        path = folder.project / folder.path / name
        try:
            info = os.lstat(path)
            if os.path.islink(path) or info.st_size > MOST_BYTES:
                continue  # a link could bring in what is no record of this project
            record = folder.read(name)
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
            problems.append(Finding("decisions", "warning", reason, folder.shown(name)))
            continue
        from aiwg.adr.digest import is_decided

        if is_decided(record) and (record.number is not None or record.form != "other"):
            from aiwg.adr.digest import title_of

            yield _Entry(record, folder.path, _paths(record, folder), title_of(record), _said(record))


def _said(record: DecisionRecord) -> str:
    from aiwg.adr.links import AMENDED_BY

    amended = [link.target for link in record.links if link.kind == AMENDED_BY]
    names = ", ".join(f"ADR-{each:03}" if isinstance(each, int) else each for each in amended)
    from aiwg.adr.digest import decision_of

    sentence = decision_of(record)
    return f"{sentence} (amended by {names})".strip() if names else sentence


def _paths(record: DecisionRecord, folder: DecisionFolder) -> tuple[str, ...]:
    """Return the globs that a record is for; those of a package are below it, and the package is the default."""
    base = folder.path.split("/docs")[0] if folder.package else ""
    base = "/".join(folder.path.split("/")[:2]) if folder.package else base
    found = []
    for glob in record.paths[:20]:
        try:
            pattern_of(glob)
        except GlobError:
            continue
        if glob.isprintable() and len(glob) < 200 and not set(glob) & set("\"'`\\<>@$\n"):
            bare = glob.removeprefix("./")
            found.append(f"{base}/{bare}" if base and not bare.startswith(f"{base}/") else bare)
    return tuple(found) or ((f"{base}/**",) if base else ())


def _within(entries: list[_Entry], budget: int) -> int:
    """Shorten what the oldest records say, then leave them out, until all fits; return how many were left out."""
    most = max(budget, LEAST_TOKENS) * CHARS_PER_TOKEN - len(_HEAD) - RESERVED
    sets = Counter(each.paths for each in entries if each.paths)
    lines = sum(len(each.line) + 1 for each in entries)

    def fits() -> bool:
        return lines + len(_HEAD_SCOPED) * min(len(sets), MOST_SCOPED) <= most

    for entry in entries:
        if fits():
            return 0
        lines -= len(entry.line)
        entry.sentence = ""
        lines += len(entry.line)
    count = 0
    while entries and not fits():
        gone = entries.pop(0)
        lines -= len(gone.line) + 1
        sets[gone.paths] -= 1
        sets += Counter()
        count += 1
    return count


def _rules(entries: Sequence[_Entry], left_out: int) -> Iterator[Artifact]:
    """Yield a rule for all files, then one for each set of paths that records name."""
    groups: dict[tuple[str, ...], list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.paths, []).append(entry)
    scoped = [paths for paths in groups if paths][:MOST_SCOPED]
    everywhere = [entry for entry in entries if entry.paths not in scoped]
    if everywhere or left_out:
        more = [f"- {left_out} older decisions are in force too: aiwg adr list --in-force"] if left_out else []
        folder = everywhere[0].folder if everywhere else FOLDERS[0]
        description = "Architecture decisions that are in force in this project."
        yield _rule(
            ID,
            folder,
            _HEAD,
            [*(each.line for each in everywhere), *more],
            {"description": description, "activation": "always"},
        )
    taken = {ID}
    for paths in scoped:
        from aiwg.adr.names import slug

        name = f"{ID}-{slug(paths[0].replace('*', '')) or 'files'}"
        while name in taken:
            name += "-2"
        taken.add(name)
        description = f"Architecture decisions in force for {', '.join(paths)}."
        fields: dict[str, object] = {"description": description, "activation": "paths", "paths": list(paths)}
        yield _rule(name, groups[paths][0].folder, _HEAD_SCOPED, [each.line for each in groups[paths]], fields)


def _rule(name: str, folder: str, head: str, lines: Sequence[str], fields: dict[str, object]) -> Artifact:
    from aiwg.adr.digest import plain

    body = head.format(folder=plain(folder)) + "\n".join(lines) + "\n"
    return Artifact("rule", name, Origin(folder, "project"), fields, body)
