"""The check of an import: what each platform loads today against what it would load of the imported source.

The drafts are rendered by the ordinary engine, in memory; their outputs take the place of the native files; and the
model of reading looks at that tree. What differs is reported; nothing is claimed that was not rendered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import replace
from aiwg.importing.entries import entries_of_settings
from aiwg.importing.find import Ground
from aiwg.importing.model import Draft, Native, together
from aiwg.importing.native.hooks import read_hooks, signature
from aiwg.importing.native.permissions import read_permissions
from aiwg.importing.native.plugins import read_setting
from aiwg.importing.native.servers import read_server
from aiwg.importing.texts_compared import LOST, WEAKER, ComparedDeploy, Difference, text_differences
from aiwg.loading import StartFolder
from aiwg.loading.overlay import OverlayReader
from aiwg.loading.settings import document_format
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError
from aiwg.placement.place import place
from aiwg.placement.resolve import bind
from aiwg.render.context import Inputs
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from aiwg.render.render import RenderedOutputs, render
from aiwg.source.compose import compose

Forms = Callable[[Iterable[Native]], list[Native]]
"""Gives natives in the form of the tool whose folder they lie in."""

READERS = {
    "hook-entry": read_hooks,
    "server-entry": read_server,
    "permission-entry": read_permissions,
    "setting": read_setting,
}
"""Who reads natives that hold no text, by the renderer of their kind."""


def differences(
    adapters: Sequence[Adapter], ground: Ground, drafts: Sequence[Draft], given: Inputs, forms: Forms
) -> Iterator[Difference]:
    """Yield what each platform would load otherwise if the drafts took the place of what they come from."""
    if not drafts:
        return
    platforms = [bind(adapter, ground.scope, ground.here.environment) for adapter in adapters]
    catalog, _ = compose(Catalog(draft.artifact for draft in drafts))
    rendered = render(place(catalog, platforms), catalog, platforms, given)
    here = replace(ground.here, reader=_after(ground, drafts, rendered.outputs))
    yield from differences_in(here, adapters, ground, drafts, forms, _deploy(rendered, ground))
    yield from _weaker(drafts, rendered)


def differences_in(
    here: StartFolder,
    adapters: Sequence[Adapter],
    ground: Ground,
    drafts: Sequence[Draft],
    forms: Forms,
    deploy: ComparedDeploy,
) -> Iterator[Difference]:
    """Yield what each platform would load otherwise of some drafts in a folder as it would be."""
    for adapter in adapters:
        mine = [draft for draft in drafts if adapter.id in _loaded_now(draft)]
        others = [draft for draft in drafts if adapter.id not in draft.loaded_by and _is_not_for(adapter, draft)]
        texts, theirs = ([draft for draft in each if _is_text(draft)] for each in (mine, others))
        yield from text_differences(adapter, here, texts, theirs, deploy)
        yield from _of_settings(adapter, here, ground, [draft for draft in mine if not _is_text(draft)], forms)


def _deploy(rendered: RenderedOutputs, ground: Ground) -> ComparedDeploy:
    holders = {_absolute(output.path, ground): frozenset(output.artifacts) for output in rendered.outputs}
    losses = {
        (each.platform, each.artifact): "; ".join(
            [*(f"{loss.field}: {loss.reason}" for loss in each.losses), *each.notes]
        )
        for each in rendered.deliveries
    }
    return ComparedDeploy(holders, losses)


def _loaded_now(draft: Draft) -> frozenset[str]:
    """Return the ids of the platforms that load a draft now: what stands in another tool's source none does."""
    return frozenset(id for native in draft.natives if native.names for id in native.loaded_by)


def _is_not_for(adapter: Adapter, draft: Draft) -> bool:
    artifact = draft.artifact
    return adapter.id in artifact.exclude or bool(artifact.include and _loaded_now(draft))


def _is_text(draft: Draft) -> bool:
    kind = KINDS[draft.artifact.kind]
    return kind.is_loaded


def _after(ground: Ground, drafts: Sequence[Draft], outputs: Iterable[Output]) -> OverlayReader:
    """Return the tree with the outputs in the place of what the drafts come from."""
    root, gone, drops = ground.root, set[str](), defaultdict[str, list[keys.KeyPath]](list)
    for native in (native for draft in drafts for native in draft.natives):
        if native.entry:
            drops[native.path].append(_selected(native))
        else:
            gone |= {native.path, *(f"{root}/{name}" for name in native.names if not name.startswith(("~", "/")))}
    added: dict[str, str] = {}
    for output in outputs:
        path = _absolute(output.path, ground)
        before = "" if path in gone else ground.here.reader.text(path) or ""
        added[path] = _text(output, before, drops.pop(ground.here.reader.real(path), []))
    for path, paths in drops.items():
        added[path] = _edited(ground.here.reader.text(path) or "", document_format(path), [], paths)
    return OverlayReader(ground.here.reader, frozenset(gone), added)


def _absolute(path: str, ground: Ground) -> str:
    """Return the absolute path of an output."""
    full = f"{ground.here.environment.home}{path[1:]}" if path[:1] == "~" else path
    return full if full.startswith("/") else f"{ground.root}/{full}"


def _selected(native: Native) -> keys.KeyPath:
    """Return the keys of an entry, or of the container that all hooks or permissions of a file stand in."""
    selector = native.place.spec.selector
    found: list[keys.Step] = []
    for key in selector.keys if selector is not None else ():
        found.append(native.entry if key == "{id}" else key)
    if selector is not None and selector.member == "key":
        found.append(keys.Member(selector.member_key, native.entry))
    return tuple(found)


def _text(output: Output, before: str, drops: Sequence[keys.KeyPath]) -> str:
    if isinstance(output, FileOutput):
        return output.data.decode("utf-8", "replace")
    if isinstance(output, BlockOutput):
        return f"{before}\n\n{output.body}" if before else output.body
    ordered = sorted(output.entries, key=lambda entry: entry.rank or 0)  # where the first or the last match counts
    puts = [(entry.path, entry.value) for entry in ordered]
    return _edited(before, output.format, puts, drops)


def _edited(
    before: str, format: str, puts: Sequence[tuple[keys.KeyPath, object]], drops: Sequence[keys.KeyPath]
) -> str:
    """Return a settings file with the native entries taken out and the rendered ones put in."""
    listed = [path for path in dict.fromkeys(drops) if path]
    try:
        return keys.edit(before, format, puts, listed).text
    except EditRefusedError:
        pass
    try:
        return keys.edit("", format, puts).text
    except EditRefusedError:
        return before


def _of_settings(
    adapter: Adapter, here: StartFolder, ground: Ground, drafts: Sequence[Draft], forms: Forms
) -> Iterator[Difference]:
    """Yield the hooks, servers, permissions and plugins that a platform would not have any more."""
    wanted = [draft for draft in drafts if KINDS[draft.artifact.kind].rendering in READERS]
    if not wanted:
        return
    natives = forms(entries_of_settings(adapter, here, ground.scope, ground.root, {}))
    found = together(READERS[KINDS[native.kind].rendering](native) for native in natives)
    there = {_signature(draft) for draft in found.drafts}
    for draft in wanted:
        if _signature(draft) not in there:
            yield Difference(adapter.id, draft.artifact.key, draft.native.shown, LOST, "it would be another one")


def _signature(draft: Draft) -> str:
    return f"{draft.artifact.kind} {signature(draft.artifact)}"


def _weaker(drafts: Sequence[Draft], rendered: RenderedOutputs) -> Iterator[Difference]:
    """Yield the restrictions that a platform has now and would lose."""
    by_key = {draft.artifact.key: draft for draft in drafts}
    for delivery in rendered.deliveries:
        draft = by_key.get(delivery.artifact)
        if (
            draft is None
            or KINDS[draft.artifact.kind].has_folder
            or delivery.platform not in {native.adapter.id for native in draft.natives}
        ):
            continue
        own = draft.artifact.overrides.get(delivery.platform, {})
        for loss in delivery.losses:
            if loss.freer and not own:
                yield Difference(delivery.platform, draft.artifact.key, draft.native.shown, WEAKER, loss.reason)
