"""The versions that a merge brings together: what they record, and what they hold at a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aiwg.apply.merged_manifest import read_merged
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.deployment.merging.git import GitRepository
from aiwg.manifest import FILE, Manifest, Record
from aiwg.plan.manifest_check import credible
from aiwg.plan.merged import Versions, same_lines
from aiwg.plan.writable import Writable


@dataclass(slots=True)
class MergedCommits:
    """The commits that a merge brings together, and the conflicts that git sees. Both are asked for once.

    `manifests` are theirs, and `ancestor` is what those in conflict come from, if git knows it. `answers`: git could be
    asked.
    """

    repository: GitRepository | None
    shown_manifest: str
    commits: list[str] = field(default_factory=list)
    unmerged: dict[str, dict[int, str]] = field(default_factory=dict)
    manifests: list[Manifest] = field(default_factory=list)
    ancestor: Manifest | None = None
    answers: bool = False
    is_everywhere: Callable[[str], bool] = lambda path: False

    def ask(self) -> None:
        """Ask git for the commits, the conflicts and the manifests."""
        repository = self.repository
        if repository is None:
            return
        self.unmerged = repository.unmerged()
        self.answers = bool(repository.ask("rev-parse", "--git-dir"))
        self.commits = repository.merged_commits(bool(self.unmerged))
        conflict = self.unmerged.get(self.shown_manifest, {})
        specs = [
            *(id for stage, id in sorted(conflict.items()) if stage > 1),
            *(self._spec(commit, self.shown_manifest) for commit in self.commits),
        ]
        texts = dict.fromkeys(repository.files(specs).values())
        self.manifests = [found for text in texts if (found := _read(text, self.shown_manifest)) is not None]
        base = repository.files([conflict[1]]) if 1 in conflict else {}
        self.ancestor = next((_read(text, self.shown_manifest) for text in base.values()), None)
        recorded = [manifest.records for manifest in self.manifests]
        self.is_everywhere = lambda path: bool(recorded) and all(path in each for each in recorded)

    def believe(self, recorded: Manifest, writable: Callable[[], Writable]) -> None:
        """Keep of the manifests what an adapter could have written, with what the one on disk says twice."""
        depth = max((len(others) for others in recorded.others.values()), default=0)
        layers = [{path: each[n] for path, each in recorded.others.items() if n < len(each)} for n in range(depth)]
        others = [Manifest(recorded.platforms, records=records) for records in layers]
        self.manifests = [credible(each, writable)[0] for each in (*others, *self.manifests)]

    def at(self, path: str, recorded: Manifest, actual: bytes) -> Versions:
        """Return what the versions record and hold at a path, where `actual` stands now."""
        records = list[Record]()
        for each in (recorded, *self.manifests):
            if path in each.records and each.records[path] not in records:
                records.append(each.records[path])
        stages = self.unmerged.get(path, {})
        found = self._files(stages.values() if stages else [self._spec(commit, path) for commit in self.commits])
        index = self._spec("", path)
        base = found.pop(stages[1], None) if 1 in stages and stages[1] not in (stages.get(2), stages.get(3)) else None
        texts = list(found.values())
        return Versions(
            tuple(records),
            tuple(dict.fromkeys(texts)),
            base,
            frozenset(record.sha256 for record in self._records() if record.own == FILE),
            self._further,
            bool(stages) or same_lines(self._files([index]).get(index), actual),
            self.ancestor.records.get(path) if self.ancestor is not None else None,
        )

    def dropped(self, old: Manifest) -> set[str]:
        """Return the paths that a version records and the manifest does not."""
        return {path for manifest in self.manifests for path in manifest.records}.difference(old.records)

    def _files(self, specs: Iterable[str]) -> dict[str, bytes]:
        return self.repository.files(specs) if self.repository is not None else {}

    def _records(self) -> Iterator[Record]:
        for manifest in self.manifests:
            yield from manifest.records.values()

    def _further(self) -> Iterable[bytes]:
        """Return all whole files that the versions record, as their commits hold them."""
        paths = {path for each in self.manifests for path, record in each.records.items() if record.own == FILE}
        return self._files(self._spec(commit, path) for commit in self.commits for path in sorted(paths)).values()

    def _spec(self, commit: str, path: str) -> str:
        return f"{commit}:{self.repository.prefix if self.repository is not None else ''}{path}"


def _read(data: bytes, shown: str) -> Manifest | None:
    try:
        return read_merged(data.decode("utf-8"), shown)
    except (UserError, UnicodeDecodeError):
        return None
