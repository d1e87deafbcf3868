"""Value classes: `dataclass`, `field` and `replace` as in the standard library, each class at a sixteenth of its cost.

For a type checker they are those of `dataclasses`. At run time `aiwg.core.dataclass.build` stands in for them, which
neither writes nor compiles source; it knows `frozen`, `slots` and `eq`, and refuses what it does not know.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from dataclasses import FrozenInstanceError, asdict, dataclass, field, replace
else:
    from aiwg.core.dataclass.build import FrozenInstanceError, asdict, dataclass, field, replace

__all__ = ["FrozenInstanceError", "asdict", "dataclass", "field", "replace"]
