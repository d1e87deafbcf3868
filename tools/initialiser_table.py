"""Writes src/aiwg/core/dataclass/initialisers.py: the `__init__` of a class with so many fields, in six forms.

python tools/initialiser_table.py
"""

from __future__ import annotations

from pathlib import Path

from aiwg.core.dataclass.build import MANY
from aiwg.core.dataclass.template import FORMS, lines

TABLE = Path(__file__).parent.parent / "src" / "aiwg" / "core" / "dataclass" / "initialisers.py"
COUNTS = {
    "plain": (*range(9), 12),
    "frozen": (*range(MANY), 16),
    "swapped": range(MANY, 17),
    "plain_made": range(19),
    "frozen_made": range(MANY),
    "swapped_made": (15, 18, 19, 27, 31, 50),
}
"""The numbers of fields that classes have, by form: the stages of a deployment and the kinds have many."""
HEAD = '''"""What `__init__` does in a class of so many fields, fitted to each class by `aiwg.core.dataclass.build`.

Written by tools/initialiser_table.py. They are compiled with this module, so that no class has to be at import.
A field is assigned (plain), or set by the function `f0` that goes round the guard of a frozen class (frozen), or
assigned while the value is of a class `open` without a guard (swapped). Where fields have a default_factory, each
argument that is MISSING is made by a function `m0` (made).
"""


# ruff: noqa: D103, E501, E702, F821, PLR0915
# mypy: ignore-errors
# fmt: off
'''


def text() -> str:
    """Return the text of the module."""
    return HEAD + "\n".join(line for form in FORMS for count in COUNTS[form] for line in lines(form, count)) + "\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
