"""The check of a take-over: what tools load once the plan is carried out against what they load now.

The files of the plan take the place of those on the disk, the model of reading looks at that tree, and what it finds is
read as an import reads it: each key has to come back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.importing.compare import differences_in
from aiwg.importing.find import Ground, find_natives
from aiwg.importing.model import Draft, Native
from aiwg.importing.native.texts import Naming
from aiwg.importing.plan import in_own_forms, read_one
from aiwg.importing.taking import Takeable
from aiwg.importing.texts_compared import NO_DEPLOY
from aiwg.loading.overlay import OverlayReader

_HARMLESS = frozenset({"name", "title", "description"})
"""Fields that an artifact may have besides when texts of several tools became one."""


@dataclass(slots=True)
class TakenCheck:
    """Looks at a tree as it would be. `every` gives all platforms, `naming` what names mean."""

    adapters: Sequence[Adapter]
    ground: Ground
    drafts: Sequence[Draft]
    naming: Naming
    every: Callable[[], Sequence[Adapter]]
    _before: set[tuple[str, str, str]] | None = field(default=None)

    def wrong(self, taken: Sequence[Takeable], gone: Iterable[str], added: Mapping[str, str]) -> dict[str, str]:
        """Return why natives cannot be taken, by where they stand. `gone` and `added` are absolute paths and texts."""
        reader = OverlayReader(self.ground.here.reader, frozenset(gone), added)
        after = replace(self.ground, here=replace(self.ground.here, reader=reader), records={})
        found = self._loaded_otherwise(taken, after)
        for where, why in self._keys_lost(taken, after).items():
            found.setdefault(where, why)
        return found

    def _forms(self, natives: Iterable[Native]) -> list[Native]:
        return in_own_forms(natives, self.adapters, self.every)

    def _differences(self, ground: Ground) -> dict[tuple[str, str, str], str]:
        found = differences_in(ground.here, self.adapters, ground, self.drafts, self._forms, NO_DEPLOY)
        return {(each.platform, each.artifact, each.change): each.reason for each in found}

    def _loaded_otherwise(self, taken: Sequence[Takeable], after: Ground) -> dict[str, str]:
        if self._before is None:
            self._before = set(self._differences(self.ground))
        names = {adapter.id: adapter.name for adapter in self.adapters}
        found: dict[str, str] = {}
        for key, reason in self._differences(after).items():
            if key in self._before:
                continue
            platform, artifact, _ = key
            own = [each for each in taken if artifact in each.artifacts]
            others = [each for each in taken if platform in each.native.loaded_by]
            for each in own or others:
                found.setdefault(each.where, f"{names[platform]}: {reason}")
        return found

    def _keys_lost(self, taken: Sequence[Takeable], after: Ground) -> dict[str, str]:
        """Return the natives of which a platform would not find each key again."""
        there: dict[tuple[str, str], list[Artifact]] = defaultdict(list)
        for native in self._forms(find_natives(self.adapters, after).natives):
            read = native if native.entry else replace(native, text=after.here.reader.text(native.path))
            if not _has_keys(read):
                continue
            for draft in read_one(read, self.naming, {}).drafts:
                for platform in native.loaded_by:
                    there[platform, draft.artifact.kind].append(draft.artifact)
        found: dict[str, str] = {}
        for each in taken:
            if _has_keys(each.native):
                drafts = read_one(each.native, self.naming, self.ground.records).drafts
                lacking = [platform for platform in sorted(each.native.loaded_by) if _is_lost(drafts, platform, there)]
                if lacking:
                    found[each.where] = f"{', '.join(lacking)} would not find each of its keys again"
        return found


def _has_keys(native: Native) -> bool:
    return (KINDS[native.kind].is_loaded and not native.is_section) or native.kind == "ignore"


def _is_lost(drafts: Sequence[Draft], platform: str, there: Mapping[tuple[str, str], Sequence[Artifact]]) -> bool:
    return any(
        not any(_is_kept(draft.artifact, each) for each in there.get((platform, draft.artifact.kind), ()))
        for draft in drafts
        if not _is_plain(draft.artifact)
    )


def _is_plain(artifact: Artifact) -> bool:
    """Say whether an artifact is nothing but a text that is always loaded: in whatever file, the text is all of it."""
    return KINDS[artifact.kind].is_text and _said(artifact) in ({}, {"activation": "always"})


def _is_kept(before: Artifact, after: Artifact) -> bool:
    """Say whether an artifact is all that another one was."""
    if before.kind == "ignore":
        return set(before.body.splitlines()) <= set(after.body.splitlines())
    if before.body.split() != after.body.split() or (KINDS[before.kind].is_invoked and before.id != after.id):
        return False
    one, other = _said(before), _said(after)
    return all(other.get(key) == value for key, value in one.items()) and other.keys() - one.keys() <= _HARMLESS


def _said(artifact: Artifact) -> dict[str, Any]:
    own = {key: value for fields in artifact.overrides.values() for key, value in fields.items()}
    return {key: value for key, value in {**artifact.fields, **artifact.extra, **own}.items() if key != "name"}
