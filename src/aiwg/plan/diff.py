"""The plan: every desired output and every recorded path, decided on what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from aiwg.core.dataclass import dataclass
from aiwg.core.stat_cache import GenerationCache
from aiwg.formatters.normal_form import NormalForms
from aiwg.fs.tree import FileState
from aiwg.manifest import BLOCK, FILE, KEYS, Manifest, Record
from aiwg.plan.actions import DELETED, Action, Plan
from aiwg.plan.blocks import decide_block, drop_block
from aiwg.plan.files import decide_file, drop_file
from aiwg.render.outputs import BlockOutput, FileOutput, Output

Look = Callable[[str], FileState]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a path, and from what."""

    output: Output | None
    record: Record | None
    actual: FileState
    action: Action


Decisions = GenerationCache[str, Decision]

NOTHING_DECIDED: Decisions = GenerationCache(keeps=False)


def diff(
    outputs: Iterable[Output],
    manifest: Manifest,
    look: Look,
    force: bool = False,
    restore: Collection[str] = (),
    known: Decisions = NOTHING_DECIDED,
) -> Plan:
    """Return what would change. `look` tells what stands at a path; nothing else is read, nothing written.

    `force` takes the user's edits and deletions back; the plan then asks for backups first. `restore` are paths at
    which only deletions are taken back. `known` are decisions of before: one holds as long as the output and what is
    there are the very same objects, and the record is equal.
    """
    actions: dict[str, Action] = {}
    forms = NormalForms()
    restored: set[str] = set()
    desired = {output.path: output for output in outputs}
    for path in [*_by_text(desired), *sorted(manifest.records.keys() - desired.keys())]:
        output, record = desired.get(path), manifest.records.get(path)
        actual = look(path)
        found = known.get(path) if known.keeps and not force and path not in restore else None
        if found and found.output is output and found.actual is actual and _is_equal(found.record, record):
            actions[path] = found.action
            continue
        action = _decide(output, path, record, actual, force, forms)
        if action.action == DELETED and path in restore:
            action = _decide(output, path, record, actual, True, forms)
            restored.add(path)
        actions[path] = action
        if known.keeps and not force and path not in restored and isinstance(output, FileOutput):
            known.put(path, Decision(output, record, actual, action))
        elif action.own == KEYS and not known.keeps:
            from aiwg.merge.keys import forget_texts

            forget_texts()  # what was made of this one may be large, and it is asked about no more
    return Plan(tuple(actions[path] for path in sorted(actions)), frozenset(restored))


def _by_text(desired: Mapping[str, Output]) -> Iterator[str]:
    """Yield the paths of outputs so that those with one text behind their heads follow each other.

    What is made of a text is so kept for as long as it is needed; in the order of paths that would be until the end.
    Files that are shared with the user come first, while little else is held: to read them takes the most.
    """
    shared, found = list[str](), dict[int, list[str]]()
    for path in sorted(desired):
        output = desired[path]
        paths = found.setdefault(id(output.content.text), []) if isinstance(output, FileOutput) else shared
        paths.append(path)
    yield from shared
    for paths in found.values():
        yield from paths


def _is_equal(one: Record | None, other: Record | None) -> bool:
    """Say whether two records are equal; mostly they are the very same, which is told sooner."""
    return one is other or one == other


def _decide(
    output: Output | None, path: str, record: Record | None, actual: FileState, force: bool, forms: NormalForms
) -> Action:
    if isinstance(output, FileOutput):
        return decide_file(output, record, actual, force, forms)
    if isinstance(output, BlockOutput):
        return decide_block(output, record, actual, force)
    if output is None and record is not None and record.own == FILE:
        return drop_file(path, record, actual)
    if output is None and record is not None and record.own == BLOCK:
        return drop_block(path, record, actual)
    from aiwg.plan.keys import decide_keys

    return decide_keys(output, path, record, actual, force)
