"""The decisions in force as rules for agents: made anew whenever the sources are loaded."""

from __future__ import annotations

import fnmatch
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog, Origin
from aiwg.config import Config
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.core.globs import GlobError, pattern_of
from aiwg.decisions.packages import FOLDERS, PACKAGES, usual_folders
from aiwg.findings.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.adr.record import DecisionRecord
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


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rules that the records make, the problems on the way, and the full paths of all that was looked at."""

    artifacts: list[Artifact] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    looked: tuple[str, ...] = ()


NO_DECISIONS = Decisions()


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


def decisions_in_force(project: Path, config: Config) -> Decisions:
    """Return the rules for the decisions in force of a project; none when it has no records or does not want them."""
    if not config.adr_in_force:
        return NO_DECISIONS
    looked = list(_candidates(project))
    if config.adr_folder is None and not _may_hold_records(project):
        return Decisions(looked=tuple(looked))
    try:
        from aiwg.decisions.folder import decision_folders

        folders = [each for each in decision_folders(project) if _is_inside(project, each)]
    except UserError as error:
        problem = Finding("decisions", "warning", error.message, "aiwg.yaml", hint=error.hint)
        return Decisions([], [problem], tuple(looked))
    entries: list[_Entry] = []
    problems: list[Finding] = []
    for folder in folders:
        looked += _below(project / folder.path)
        entries += _entries(folder, problems)
    if not entries:
        return Decisions([], problems, tuple(looked))
    left_out = _within(entries, config.adr_in_force_tokens)
    artifacts = [each for each in _rules(entries, left_out) if not _excluded(each, config.exclude)]
    return Decisions(artifacts, problems, tuple(looked))


def _may_hold_records(project: Path) -> bool:
    """Say whether a project has a folder for records, or one that names it: most have none, and need no reader."""
    places = (".adr-dir", ".log4brains.yml", *PACKAGES)
    return any(os.path.lexists(os.path.join(project, place)) for place in places) or bool(usual_folders(project))


def with_decisions(catalog: Catalog, decisions: Decisions) -> Catalog:
    """Return a catalog with the rules added; an artifact of a source with the same name wins."""
    if not decisions.artifacts:
        return catalog
    return Catalog([*decisions.artifacts, *catalog])


def _excluded(artifact: Artifact, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(artifact.key, each) or artifact.id == each for each in patterns)


def _is_inside(project: Path, folder: DecisionFolder) -> bool:
    """Say whether a folder of records is there, and no link out of the project."""
    real = os.path.realpath(project / folder.path)
    return os.path.isdir(real) and Path(real).is_relative_to(os.path.realpath(project))


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


def _candidates(project: Path) -> Iterator[str]:
    """Yield the full paths whose coming or going changes which folders hold records."""
    for name in (".adr-dir", ".log4brains.yml", *dict.fromkeys(folder.partition("/")[0] for folder in FOLDERS)):
        yield os.path.join(project, name)
    for folder in FOLDERS:
        above = os.path.dirname(os.path.join(project, folder))
        if os.path.isdir(above):
            yield os.path.join(project, folder)
    for parent in PACKAGES:
        top = os.path.join(project, parent)
        yield top
        if os.path.isdir(top):
            yield from (os.path.join(top, name) for name in sorted(os.listdir(top)))


def _below(folder: Path) -> Iterator[str]:
    """Yield a folder and all that is in it."""
    for top, _, files in os.walk(folder):
        yield top
        yield from (os.path.join(top, name) for name in files)


def folders_to_watch(project: Path) -> list[str]:
    """Return the full paths of the folders of records, those that may come among them."""
    try:
        from aiwg.decisions.folder import decision_folders

        found = [str(project / each.path) for each in decision_folders(project)]
    except UserError:
        found = []
    return list(dict.fromkeys([*found, *(os.path.join(project, folder) for folder in FOLDERS)]))
