"""What does not hold when a platform is started in a subfolder: settings that it reads in its start folder alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KINDS
from aiwg.plan.actions import DELETE, FORGET, Action


def lost_in_subfolders(adapters: Iterable[Adapter], actions: Iterable[Action]) -> Iterator[tuple[Adapter, str, str]]:
    """Yield the platform, the file and a sentence for each file of ours that a start in a subfolder leaves unread."""
    held = [action for action in actions if action.action not in (DELETE, FORGET)]
    for adapter in adapters:
        alone = {path for path, where in adapter.data.get("settings", {}).items() if where == "start"}
        for action in held:
            kinds = {artifact.partition("/")[0] for artifact in action.artifacts}
            words = sorted(KINDS[kind].cell for kind in kinds if kind in KINDS and KINDS[kind].guards)
            if action.path in alone and adapter.id in action.platforms and words:
                said = f"in subfolders {shown(adapter.name)} ignores {shown(action.path)} ({', '.join(words)})"
                yield adapter, action.path, said
