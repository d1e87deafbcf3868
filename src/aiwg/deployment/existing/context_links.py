"""Links in the place of instruction files: one text with two names, into which our block can go.

A link is followed only to a context file inside the project that an adapter of these platforms could write, too; each
step of it is checked, and none leads out, into git's folder or into a source. The link itself is never touched.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.fs.git import GitUnavailableError, repository_of
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.manifest import BLOCK, Manifest
from aiwg.placement.resolve import Platform, ResolvedCell
from aiwg.source.layers import Layer
from aiwg.source.load import PARTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.plan.writable import Writable

MOST_STEPS = 40
"""As many links in a row as Linux follows."""

LONGEST = 4096
"""No link is longer, so no text that git wrote for one is either."""


@dataclass(slots=True)
class ContextLinks:
    """The links of a project that stand where these platforms read instructions."""

    workspace: Workspace
    adapters: Sequence[Adapter]
    recorded: Manifest
    layers: Sequence[Layer] = ()
    _context: Writable | None = None
    _targets: dict[str, str | None] = field(default_factory=dict)
    _as_text: set[str] = field(default_factory=set)

    def target(self, path: str) -> str | None:
        """Return the context file that a link at a path leads to, if it is followed; None for all else."""
        if path not in self._targets:
            self._targets[path] = self._find(path) if self.workspace.scope == "project" else None
        return self._targets[path]

    def notes(self) -> list[Finding]:
        """Return a warning for each followed link that git wrote as a text: a platform reads only that text."""
        return [
            Finding(
                "link-as-text",
                "warning",
                f"git wrote the link {path} as a text file, so platforms that read {path} do not load {target}",
                path,
                hint=f"let git create links: git config core.symlinks true; git checkout -- {path}",
            )
            for path, target in sorted(self._targets.items())
            if target and path in self._as_text
        ]

    def _find(self, path: str) -> str | None:
        try:
            end = self._end(path)
        except (OSError, UserError, ValueError):
            return None
        return end if end is not None and end != path and self._may_be_followed(end) else None

    def _end(self, path: str) -> str | None:
        """Return where a link ends, a regular file of the project; None when there is no link or a step leads out."""
        roots, here = self.workspace.roots, path
        for step in range(MOST_STEPS):
            roots.split(here)  # refuses git's folder
            full = roots.full(here)
            target = self._step(full, here)
            if target is None:
                return here if step and stat.S_ISREG(os.lstat(full).st_mode) else None
            if os.path.isabs(target):
                reached = roots.named(os.path.join(os.path.realpath(os.path.dirname(target)), os.path.basename(target)))
            else:
                reached = roots.named(_joined(os.path.realpath(os.path.dirname(full)), target))
            if reached is None:
                return None
            here = reached
        return None

    def _step(self, full: str, path: str) -> str | None:
        """Return what a link says, one that git wrote as a text too; None for what is none."""
        info = os.lstat(full)
        if stat.S_ISLNK(info.st_mode):
            return os.readlink(full)
        if not stat.S_ISREG(info.st_mode) or not 0 < info.st_size <= LONGEST:
            return None
        text = read_whole(Path(full)).decode("utf-8", "surrogateescape")
        if "\n" in text or "\0" in text or not os.path.lexists(os.path.join(os.path.dirname(full), text)):
            return None
        if not self._is_link_to_git(path):
            return None
        self._as_text.add(path)
        return text

    def _is_link_to_git(self, path: str) -> bool:
        """Say whether git holds a link at a path: where it makes none, it writes a file with the target in it."""
        git = repository_of(self.workspace.project)
        try:
            entries = git.ask("ls-files", "-z", "-s", "--", f":(literal){path}") if git else ()
        except GitUnavailableError:
            return False
        return any(entry.startswith("120000 ") for entry in entries)

    def _may_be_followed(self, path: str) -> bool:
        if path.startswith(f"{PROJECT_FOLDER}/") or self._is_in_source(path):
            return False
        record = self.recorded.records.get(path)
        if record is not None and record.own == BLOCK and self.workspace.claims.anyone(path):
            return True
        if self._context is None:
            self._context = _context_files(self._adapters(), self.workspace)
        return self._context.block(path)

    def _adapters(self) -> list[Adapter]:
        """Return the adapters of these platforms, and of those deployed to before: they may be going now."""
        registry = self.workspace.registry
        known = {adapter.id: adapter for adapter in self.adapters}
        for id in self.recorded.platforms:
            if id in registry.folders:
                known.setdefault(id, registry.get(id))
        return list(known.values())

    def _is_in_source(self, path: str) -> bool:
        full = self.workspace.roots.full(path)
        parts = (os.path.join(os.path.realpath(layer.root), part) for layer in self.layers for part in PARTS)
        real = os.path.realpath(full)
        return any(real == part or real.startswith(f"{part}/") for part in parts)


def _joined(folder: str, target: str) -> str:
    """Return where a relative link in a folder leads, links among the folders on the way resolved."""
    return os.path.join(os.path.realpath(os.path.join(folder, os.path.dirname(target))), os.path.basename(target))


def _context_files(adapters: Iterable[Adapter], workspace: Workspace) -> Writable:
    """Return the shared texts that adapters can write for agents to read: ignore files are none."""
    from aiwg.plan.writable import writable_by

    texts = (
        replace(adapter, cells={name: cell for name, cell in adapter.cells.items() if _is_context(name)})
        for adapter in adapters
    )
    return writable_by(texts, workspace.scope, workspace.environment)


def _is_context(cell: str) -> bool:
    from aiwg.plan.writable import is_block_cell

    return is_block_cell(cell) and not kind_of_cell(cell).has_free_id


def with_one_name(platform: Platform, links: Mapping[str, str]) -> Platform:
    """Return a platform that writes each context file under one of its names. `links` gives that of the others."""
    cells = {name: _renamed(cell, links) if _is_context(name) else cell for name, cell in platform.cells.items()}
    return replace(platform, cells=cells)


def _renamed(cell: ResolvedCell, links: Mapping[str, str]) -> ResolvedCell:
    writes = []
    for write in cell.writes:
        name = links.get(write.spot.path) if not write.imports else None
        spot = replace(write.spot, key=name, path=name) if name else write.spot
        writes.append(replace(write, spot=spot))
    return ResolvedCell.of(cell.cell, cell.reads, writes)
