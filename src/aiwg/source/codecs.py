"""Values of frontmatter by the type of their field: each becomes what the field holds, or a FieldTypeError."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from aiwg.artifact import fields as canonical
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.events import event_named
from aiwg.artifact.spellings import EVERY, server_id, tools_named
from aiwg.core.globs import GlobError, TooManyAlternativesError, pattern_of
from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHOICE = lazy_pattern(r"@\(([^()!*+?@]*)\)")
_EXTENDED = lazy_pattern(r"[!@*+?]\(")


class FieldTypeError(ValueError):
    """A value does not fit its field: the message says what is wanted."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        raise FieldTypeError("has an empty item")
    if isinstance(value, dict | list):
        raise FieldTypeError("must be text, not a list or a mapping")
    return str(value)


def _hint(value: Any) -> str:
    """Return a hint of arguments, which people write as `[a]`: that is a list only for YAML."""
    if isinstance(value, list):
        return f"[{', '.join(_text(item) for item in value)}]"
    return _line(value)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise FieldTypeError("must be `NAME: text` lines")
    return {name: _text(item) for name, item in value.items()}


def _line(value: Any) -> str:
    return " ".join(part.strip() for part in _text(value).splitlines()).strip()


def as_bool(value: Any) -> bool:
    """Return true or false, by any word for it. Raises FieldTypeError."""
    if isinstance(value, bool):
        return value
    lowered = str(value).lower()
    if lowered in ("true", "yes", "on"):
        return True
    if lowered in ("false", "no", "off"):
        return False
    raise FieldTypeError("must be true or false")


def _int(value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise FieldTypeError("must be a whole number") from None


def _number(value: Any) -> int | float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FieldTypeError("must be a number")
    return int(number) if number.is_integer() else number


def as_list(value: Any) -> list[str]:
    """Return a list of texts, which may be written on one line. Raises FieldTypeError."""
    if isinstance(value, dict):
        raise FieldTypeError("must be a list")
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value):
            raise FieldTypeError("must be a list of texts")
        return [_text(item) for item in value]
    return canonical.split_list(_text(value))


def _globs(value: Any) -> list[str]:
    """Return globs as all platforms read them; one that would match nothing is none.

    Alternatives are written out for some platforms, so there must not be too many.
    """
    globs = [_glob(glob) for glob in as_list(value)]
    if globs and all(glob.startswith("!") for glob in globs):
        raise FieldTypeError("only excludes files", 'name the files that it is for: ["src/**", "!src/generated/**"]')
    return globs


def _glob(text: str) -> str:
    glob = text.strip().replace("\\", "/")
    negation, glob = ("!", glob[1:]) if glob.startswith("!") and not glob.startswith("!(") else ("", glob)
    if "(" in glob:
        glob = _CHOICE.sub(lambda match: f"{{{match[1].replace('|', ',')}}}", glob)
    if "(" in glob and _EXTENDED.search(glob):
        raise FieldTypeError(
            f'has the glob "{text}", with brackets that other tools do not read', "write {a,b} for alternatives"
        )
    while glob.startswith("./"):
        glob = glob[2:]
    glob = glob.removeprefix("/") + ("**" if glob.endswith("/") and glob.strip("/") else "")
    try:
        pattern_of(glob)
    except TooManyAlternativesError as error:
        raise FieldTypeError(f"has a glob that {error}", "write several globs") from None
    except GlobError as error:
        raise FieldTypeError(f'has the glob "{text}", which {error}', 'as in "src/**/*.py"') from None
    return negation + glob


def neutral_tools(names: Iterable[str]) -> list[str]:
    """Return the neutral tools that names and patterns stand for."""
    found: list[str] = []
    for name in names:
        try:
            found += tools_named(name)
        except ArgumentError as error:
            raise FieldTypeError(str(error), error.hint) from None
    return found


def _tools(value: Any) -> list[str]:
    """Return a list of tools; a list that is empty means all tools to some clients and none to others."""
    if isinstance(value, dict):
        return neutral_tools(name for name, allowed in value.items() if as_bool(allowed))
    found = neutral_tools(as_list(value))
    if not found:
        raise FieldTypeError(
            "names no tool: platforms read that as all tools or as none", "name them, or remove the key"
        )
    return found


def _match(value: Any) -> list[str]:
    """Return the tools that a hook is for; none named means all of them."""
    found = neutral_tools(as_list(value))
    return [] if EVERY in found else found


def _some(value: Any) -> list[str]:
    """Return a list that says what a server may offer: an empty one means all to some clients and none to others."""
    found = as_list(value)
    if not found:
        raise FieldTypeError("is empty: platforms read that as all tools or as none", "name them, or remove the key")
    return found


def _servers(value: Any) -> Any:
    """Return the MCP servers of an agent, by their ids where they are named."""
    if isinstance(value, list):
        return [server_id(each) if isinstance(each, str) else each for each in value]
    return [server_id(each) for each in canonical.split_list(value)] if isinstance(value, str) else value


def _enum(name: str) -> Callable[[Any], str]:
    choices = canonical.ENUMS[name]

    def codec(value: Any) -> str:
        text = _text(value).lower()
        text = {"xhigh": "max"}.get(text, text) if name == "effort" else text
        if text not in choices:
            raise FieldTypeError(f'is "{_text(value)}"; it must be {", ".join(choices[:-1])} or {choices[-1]}')
        return text

    return codec


def _model(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _model(model) for name, model in value.items()}
    if isinstance(value, list):
        return [_text(item) for item in value]
    text = _text(value)
    return canonical.MODEL_NAMES.get(text.lower(), text)


CODECS: dict[str, Callable[[Any], Any]] = {
    "line": _line,
    "shell": lambda value: _text(value).strip(),
    "hint": _hint,
    "text": _text,
    "texts": _texts,
    "bool": as_bool,
    "int": _int,
    "number": _number,
    "list": as_list,
    "globs": _globs,
    "tools": _tools,
    "match": _match,
    "some": _some,
    "servers": _servers,
    "event": lambda value: event_named(_line(value)),
    "model": _model,
    "raw": lambda value: value,
    **{name: _enum(name) for name in canonical.ENUMS},
}
