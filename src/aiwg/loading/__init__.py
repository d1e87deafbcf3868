"""What a platform really loads in a folder: every file, in order, with what hides, cuts or doubles it.

    from aiwg.loading import DiskReader, StartFolder, look_around

    here = StartFolder(start="/abs/project", reader=DiskReader(), environment=Environment.current())
    context = look_around(adapter, here)                  # the adapter's main surface
    context = look_around(adapter, here, surface="cli", records={"/abs/project/AGENTS.md": record})

`look_around` is pure but for the reader, which is all that it knows of the disk: `text`, `entries` and `real` of
absolute paths. It returns a `LoadedContext`:

- `items`: every file that the platform looks at, in the order of the adapter's `reads`. A `LoadedItem` says its `path`
  (absolute) and `shown` (as a person writes it), `kind` (the adapter's cell), `name`, `scope`, `place`, `state`
  (loaded, hidden, off, gated or dropped; `why` is a sentence, `by` the path that hides it and `cause` how), `when`
  (always, listed, files, folder or manual), `text` (what is sent with every request), `later` (what comes when it is
  called for), `cut` (characters that a limit takes away), `parent` (the file that includes it), `owner`, `artifacts`.
- `doubles`: what is loaded twice: a `Duplicate` with the shown `paths`, the reason, and whether it is `certain`.
- `excesses`: what goes beyond a limit: an `Overrun` with `size`, `limit`, `unit`, and what becomes of it.
- `broken`: includes of files that are not there.
- `always`, `listed`, `on_demand`, `hidden`: the items in these parts; `always_tokens`, `on_demand_tokens`: estimates.
- `for_file(path)`: what working on a file brings along.

Tokens are estimated: a token is four characters (`aiwg.core.tokens`).
"""

from __future__ import annotations

from aiwg.core.tokens import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.loading.disk_reader import DiskReader
    from aiwg.loading.limits import Overrun
    from aiwg.loading.load import look_around
    from aiwg.loading.location import StartFolder
    from aiwg.loading.model import Duplicate, LoadedContext, LoadedItem
    from aiwg.loading.reader import FileEntry, TreeReader
    from aiwg.loading.settings_files import SettingsFile, find_settings_files

__all__ = [
    "DiskReader",
    "Duplicate",
    "FileEntry",
    "LoadedContext",
    "LoadedItem",
    "Overrun",
    "SettingsFile",
    "StartFolder",
    "TreeReader",
    "find_settings_files",
    "look_around",
    "tokens",
]

_MODULES = {
    "DiskReader": "disk_reader",
    "FileEntry": "reader",
    "Overrun": "limits",
    "SettingsFile": "settings_files",
    "StartFolder": "location",
    "TreeReader": "reader",
    "look_around": "load",
    "find_settings_files": "settings_files",
}


def __getattr__(name: str) -> Any:
    """Return what the package is known for; a deploy asks for one judgement of it, and loads no more than that."""
    if name not in __all__:
        raise AttributeError(name)
    import importlib

    return getattr(importlib.import_module(f"aiwg.loading.{_MODULES.get(name, 'model')}"), name)
