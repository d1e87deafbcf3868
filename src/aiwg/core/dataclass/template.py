"""The text of an `__init__` for so many fields: tools/initialiser_table.py writes a table of them.

A class with more fields than the table has is met so seldom that its `__init__` is compiled then.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

FORMS = ("plain", "frozen", "swapped", "plain_made", "frozen_made", "swapped_made")


def lines(form: str, count: int) -> Iterator[str]:
    """Yield the lines of an initialiser; `form` is one of FORMS."""
    names = [f"a{number}" for number in range(count)]
    yield f"def {form}_{count}({', '.join(['self', *names])}):"
    if not names:
        yield "    pass"
    if form.startswith("swapped"):
        yield "    swap(self, open)"
    steps = [_step(form, number, name) for number, name in enumerate(names)]
    for start in range(0, count, 2):  # two on a line: else that of the largest class is longer than a function may be
        yield f"    {'; '.join(steps[start : start + 2])}"
    if form.startswith("swapped"):
        yield "    self.__class__ = own"


def _step(form: str, number: int, name: str) -> str:
    value = f"m{number}() if {name} is MISSING else {name}" if form.endswith("made") else name
    return f"f{number}(self, {value})" if form.startswith("frozen") else f"self.f{number} = {value}"


def compiled(form: str, count: int) -> CodeType:
    """Return the code of an initialiser that the table does not have."""
    found: dict[str, CodeType] = {}
    text = "\n".join(lines(form, count))
    exec(compile(text, f"<{count} fields>", "exec"), found)  # noqa: S102  the text above, and nothing from outside
    return found[f"{form}_{count}"].__code__  # type: ignore[attr-defined,no-any-return]  # that of a function
