"""What a platform would load of texts, against what it loads of them today."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS, TEXT_CELLS
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.importing.alike import folded_text
from aiwg.importing.model import Draft
from aiwg.importing.native.bodies import body_in
from aiwg.loading import LoadedItem, StartFolder, look_around
from aiwg.loading.frontmatter import front_and_body
from aiwg.loading.model import FILES, FOLDER, GATED, LISTED
from aiwg.render.documents import format_of

LOST, TWICE, OTHERWISE, WEAKER, MORE = "lost", "twice", "otherwise", "weaker", "more"


@dataclass(frozen=True, slots=True)
class Difference:
    """An artifact that a platform would load otherwise: not at all, twice, at another time, or less restricted."""

    platform: str
    artifact: str
    path: str
    change: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ComparedDeploy:
    """What a deploy would write: the artifacts of each file, and what is lost of them, by platform and artifact."""

    holders: Mapping[str, frozenset[str]]
    losses: Mapping[tuple[str, str], str]


NO_DEPLOY = ComparedDeploy({}, {})
"""Where what is on disk is compared: any file there may hold any text."""


@dataclass(frozen=True, slots=True)
class LoadedTexts:
    """The items that a platform loads in a folder, by path and by text, and those whose text may hold several.

    `holders` are the artifacts of each file that a deploy writes: another one's file is no copy of an equal text.
    """

    holders: Mapping[str, frozenset[str]]
    by_path: dict[str, LoadedItem] = field(default_factory=dict)
    by_text: dict[str, dict[str, LoadedItem]] = field(default_factory=lambda: defaultdict(dict))
    mixed: list[tuple[str, LoadedItem]] = field(default_factory=list)

    @classmethod
    def of(cls, adapter: Adapter, here: StartFolder, holders: Mapping[str, frozenset[str]]) -> LoadedTexts:
        """Return what a platform loads when it is started in a folder, by any of its surfaces."""
        found = cls(holders)
        items = (item for surface in adapter.surfaces for item in look_around(adapter, here, surface).items)
        loaded = {item.path: item for item in items if item.is_loaded or item.state == GATED}
        found.by_path.update(loaded)
        for item in loaded.values():
            text = folded_text(_content(adapter, item))
            found.by_text[text][item.path] = item
            if KINDS["instructions"].cell == item.kind:
                found.mixed.append((text, item))
        return found

    def like(self, draft: Draft) -> dict[str, LoadedItem]:
        """Return the items that are a draft, by path: with its text, or with a text that holds it."""
        kind = KINDS[draft.artifact.kind]
        cells = {kind.cell, *kind.delivered_as.values(), *(TEXT_CELLS if kind.is_text else ())}
        found = {path: item for path, item in self.exactly(draft).items() if item.kind in cells}
        if found or not draft.said:
            return found
        mixed = [item for text, item in self.mixed if draft.said in text and item.kind in cells]
        return {item.path: item for item in mixed if self._may_hold(item, draft)}

    def exactly(self, draft: Draft) -> dict[str, LoadedItem]:
        """Return the items that have the text of a draft, by path, without the files of other artifacts."""
        return {path: item for path, item in self.by_text.get(draft.said, {}).items() if self._may_hold(item, draft)}

    def changed(self, draft: Draft) -> list[LoadedItem]:
        """Return the items that a deploy writes for a draft, be it with a text that is not quite the draft's."""
        return [item for path, item in self.by_path.items() if draft.artifact.key in self.holders.get(path, ())]

    def _may_hold(self, item: LoadedItem, draft: Draft) -> bool:
        held = self.holders.get(item.path)
        return held is None or draft.artifact.key in held


def _content(adapter: Adapter, item: LoadedItem) -> str:
    """Return the text of an item without its frontmatter; of an entry of a settings file what comes when it is used."""
    cell = adapter.cells[item.kind]
    if not item.whole:
        return item.later if item.when == LISTED else item.text + item.later
    if cell.get("format") is None and format_of(item.path) in ("json", "yaml", "toml"):
        return body_in(item.whole, item.path, cell) or item.later
    return front_and_body(item.whole)[1]


def text_differences(
    adapter: Adapter, here: StartFolder, drafts: Sequence[Draft], others: Sequence[Draft], deploy: ComparedDeploy
) -> Iterator[Difference]:
    """Yield the drafts that a platform would load otherwise, and of `others`, which are not for it, those it would.

    What is for a subfolder, and is not seen from the start, is looked for as if the platform was started there.
    """
    if not drafts and not others:
        return
    top = LoadedTexts.of(adapter, here, deploy.holders)
    below: dict[str, LoadedTexts] = {}
    for draft in drafts:
        folder, alike, loaded = draft.native.folder, top.like(draft), top
        if not alike and folder:
            if folder not in below:
                started = replace(here, start=posixpath.join(here.start, folder))
                below[folder] = LoadedTexts.of(adapter, started, deploy.holders)
            loaded = below[folder]
            if loaded.like(draft):
                continue
        if alike:
            yield from _of_text(adapter, draft, alike)
        else:
            loss = deploy.losses.get((adapter.id, draft.artifact.key), "")
            changed = [here.shown(item.path) for item in loaded.changed(draft)]
            yield _without_text(adapter, draft, changed, loss)
    known = {draft.said for draft in drafts}
    for draft in others:
        if draft.said in known or any(draft.said in each for each in known):
            continue
        found = [item for item in top.like(draft).values() if not item.gates]
        if found:
            reason = f"it would load {found[0].shown}, which is for other tools"
            yield Difference(adapter.id, draft.artifact.key, draft.native.shown, MORE, reason)


def _without_text(adapter: Adapter, draft: Draft, changed: Sequence[str], loss: str) -> Difference:
    """Return the difference of a draft whose text a platform would not load as it is, or changed in these files."""
    key, shown = draft.artifact.key, draft.native.shown
    if changed:
        return Difference(adapter.id, key, shown, OTHERWISE, f"its text is not the same in {changed[0]}: {loss}")
    return Difference(adapter.id, key, shown, LOST, loss or "it would not load this text")


def _of_text(adapter: Adapter, draft: Draft, alike: dict[str, LoadedItem]) -> Iterator[Difference]:
    reals = {item.real for item in alike.values() if not item.gates}
    if len(reals) > 1 and len(reals) > len(draft.natives):
        paths = ", ".join(sorted(item.shown for item in alike.values()))
        yield Difference(adapter.id, draft.artifact.key, draft.native.shown, TWICE, f"it would load {paths}")
    reader = next((r for native in draft.natives if (r := native.reader(adapter.id)) and r.is_loaded), None)
    whens = {item.when for item in alike.values()}
    if draft.native.folder and all(_is_for_folder(item, draft.native.folder) for item in alike.values()):
        whens.add(FOLDER)
    if reader is not None and reader.when and reader.when not in whens and draft.native.kind == draft.artifact.kind:
        reason = f"it loads it {_said(reader.when)} now, and would {_said(sorted(whens)[0])}"
        yield Difference(adapter.id, draft.artifact.key, draft.native.shown, OTHERWISE, reason)


def _is_for_folder(item: LoadedItem, folder: str) -> bool:
    """Say whether an item comes with all work in a folder, be it by a pattern."""
    return item.when == FILES and item.globs == (f"{folder}/**",)


_WHEN = {
    "always": "always",
    "listed": "when the model asks for it",
    "files": "with certain files",
    "folder": "with work in its folder",
    "manual": "when you ask for it",
}


def _said(when: str) -> str:
    return _WHEN.get(when, when)
