"""Writes src/aiwg/core/dataclass/initialisers.py: the `__init__` of a class with so many fields, in four forms.

python tools/initialiser_table.py
"""

from __future__ import annotations

from pathlib import Path

from aiwg.core.dataclass.template import FORMS, lines

TABLE = Path(__file__).parent.parent / "src" / "aiwg" / "core" / "dataclass" / "initialisers.py"
MOST, MOST_OF = 24, {"frozen_made": 28}
"""The most fields of a class in the table, and of those of one form: the stages of a deployment have many."""
HEAD = '''"""What `__init__` does in a class of so many fields, fitted to each class by `aiwg.core.dataclass.build`.

Written by tools/initialiser_table.py. They are compiled with this module, so that no class has to be at import.
A field is assigned (plain), or set by the function `f0` that goes round the guard of a frozen class (frozen). Where
fields have a default_factory, each argument that is MISSING is made by a function `m0` (made).
"""


# ruff: noqa: D103, E501, F821
# mypy: ignore-errors
# fmt: off
'''


def text() -> str:
    """Return the text of the module."""
    return (
        HEAD
        + "\n".join(
            line for form in FORMS for count in range(MOST_OF.get(form, MOST) + 1) for line in lines(form, count)
        )
        + "\n"
    )


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
