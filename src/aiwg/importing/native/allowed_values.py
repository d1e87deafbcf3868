"""Values of an allowing list as clients read them, which is more strictly than aiwg reads its own files."""

from __future__ import annotations

import re

_SAME = (
    (re.compile(r":\*\)$"), " *)"),
    (re.compile(r"\(\*{0,2}\)$"), ""),
    (re.compile(r"/\)$"), "/**)"),
    (re.compile(r"\(\./(?=[^/]*(?:/\*\*)?\)$)"), "(/"),
    (re.compile(r"\(\./"), "("),
)
"""Spellings that clients take as one: `x:*` and `x *`, `Edit(*)` and `Edit`, `x/` and `x/**`, `./x` and `/x`, and
`./x/y` and `x/y`. A name alone is another pattern: it is a file in any folder."""


def as_clients_read(value: str) -> str:
    """Return a value that allows without the differences that mean nothing to clients.

    aiwg understands more, as `WebFetch(example.com)` or `Read($HOME/x)`, by which a client allows nothing: an import
    that read it so would allow more than before.
    """
    for written, meant in _SAME:
        value = written.sub(meant, value)
    return value
