"""The plan: every desired output and every recorded path, decided on what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiwg.disk import Actual
from aiwg.manifest import BLOCK, FILE, Manifest, Record
from aiwg.plan.actions import Action, Plan
from aiwg.plan.blocks import decide_block, drop_block
from aiwg.plan.files import decide_file, drop_file
from aiwg.plan.keys import decide_keys
from aiwg.render.outputs import BlockOutput, FileOutput, Output

Look = Callable[[str], Actual]


def diff(outputs: Iterable[Output], manifest: Manifest, look: Look, force: bool = False) -> Plan:
    """Return what would change. `look` tells what stands at a path; nothing else is read, nothing written.

    `force` takes the user's edits and deletions back; the plan then asks for backups first.
    """
    plan = Plan()
    desired = {output.path: output for output in outputs}
    for path in sorted({*desired, *manifest.records}):
        output, record = desired.get(path), manifest.records.get(path)
        plan.actions.append(_decide(output, path, record, look(path), force))
    return plan


def _decide(output: Output | None, path: str, record: Record | None, actual: Actual, force: bool) -> Action:
    if isinstance(output, FileOutput):
        return decide_file(output, record, actual, force)
    if isinstance(output, BlockOutput):
        return decide_block(output, record, actual, force)
    if output is None and record is not None and record.own == FILE:
        return drop_file(path, record, actual)
    if output is None and record is not None and record.own == BLOCK:
        return drop_block(path, record, actual)
    return decide_keys(output, path, record, actual, force)
