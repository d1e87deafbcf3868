"""What is kept of a run that left nothing to do: the stats of all files, and how artifacts arrived.

The next run need not look closer then, and a report need not render again.
"""

from __future__ import annotations

from itertools import chain

from aiwg.noop_cache.files import forget, replace_filled
from aiwg.noop_cache.remembering import remember
from aiwg.noop_cache.syncs import WHOLE, mark_of_last_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from aiwg.deployment.recalled.deliveries import KeptDeliveries
    from aiwg.deployment.stages import Planned
    from aiwg.deployment.workspace import Workspace
    from aiwg.noop_cache.syncs import Key

    Document = Callable[[Planned], dict[str, Any]]
    """Returns what a command prints with --json when it finds nothing to do, from the plan that it makes then."""

FILE, SEALED_AS = "deliveries", "deliveries"


def remember_run(planned: Planned, keys: Sequence[Key], said: str, command: str, document: Document | None) -> None:
    """Remember a run that left nothing to do, and what the command says next. `document` is there with --json."""
    mark = remember(planned, keys, said)
    if mark and any(key == WHOLE or key[0] == "sync" for key in keys):  # else it was a deploy of some kinds only
        keep_deliveries(planned, mark)
    if mark and document is not None:
        from aiwg.commands.next_document import remember_document

        remember_document(planned, command, mark, document)


def keep_deliveries(planned: Planned, mark: bytes) -> None:
    """Keep how artifacts arrived in a run that left nothing to do; `mark` is of what it remembers, empty if nothing."""
    folder = planned.workspace.state.keeping.folder
    if folder is None or not mark:
        return
    from aiwg.deployment.recalled.deliveries import deliveries_data

    data = deliveries_data(planned)
    if data is None:
        forget(f"{folder / FILE}")
        return
    keeping, blocks = planned.workspace.state.keeping, chain([mark], data)
    replace_filled(f"{folder / FILE}", lambda descriptor: keeping.write_sealed(descriptor, blocks, SEALED_AS))


def recall_deliveries(workspace: Workspace) -> KeptDeliveries | None:
    """Return how artifacts arrived in the last run, None if anything may have changed since."""
    from aiwg.deployment.recalled.deliveries import KeptDeliveries

    keeping = workspace.state.keeping
    try:
        mark = mark_of_last_run(keeping.place)
        whole = keeping.read(keeping.folder / FILE, SEALED_AS) if keeping.folder is not None and mark else None
        if whole is None or not whole.startswith(mark):
            return None
        return KeptDeliveries.from_data(whole[len(mark) :])
    except (OSError, ValueError, EOFError, TypeError):
        return None
