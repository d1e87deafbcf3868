"""Values from TOML text, and as TOML text."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import line_number
from aiwg.merge.paths import check_depth

DEPTH_LIMIT = 100

_ERROR_LINE = lazy_pattern(r" \((?:at line (\d+), column \d+|at end of document)\)$")
_LONG_KEY = lazy_pattern(rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEPTH_LIMIT}}}")


def parse(text: str) -> object:
    """Return the document; raise CannotEdit when the text is not valid."""
    import tomllib

    # The parser of the standard library needs minutes for a key with many thousand parts.
    long_key = _LONG_KEY.search(text)
    if long_key:
        reason = f"a key has more than {DEPTH_LIMIT} parts"
        raise EditRefusedError(reason, line_number(text, long_key.start()))
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise EditRefusedError(f"the file is nested more than {DEPTH_LIMIT} levels deep") from None
    except ValueError as error:
        found = _ERROR_LINE.search(str(error))
        line = int(found[1] or len(text.splitlines()) or 1) if found else None
        raise EditRefusedError(_ERROR_LINE.sub("", str(error)), line) from None
    check_depth(document, DEPTH_LIMIT)
    return document


def table(names: tuple[str, ...], value: dict[str, object]) -> str:
    """Return the table with its header and its sub-tables."""
    nested = value
    for name in reversed(names):
        nested = {name: nested}
    return _dumped(nested)


def inline(value: object) -> str:
    """Return the value on one line."""
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key(name)} = {inline(item)}" for name, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return _dumped({"key": value}).removeprefix("key = ").removesuffix("\n")


def key(name: str) -> str:
    """Return the name as a key, quoted where it has to be."""
    return _dumped({name: 0}).removesuffix(" = 0\n")


def _dumped(value: Mapping[str, object]) -> str:
    import tomli_w

    try:
        return tomli_w.dumps(value)
    except (TypeError, ValueError) as error:
        raise EditRefusedError(f"the value cannot be written as TOML ({error})") from None
