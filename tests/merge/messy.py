"""Strategies for documents as people leave them: comments, tabs, CRLF, trailing commas, no final newline."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable

from hypothesis import assume
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[str]], str]

NAMES = st.sampled_from(["a", "b", "c d", "é", "mcpServers", "x-y", "k.k", "0", "on", ""])
NEW_NAMES = st.sampled_from(["ours", "ours 2", "ours.é", "ours/3"])
TEXTS = st.one_of(
    st.sampled_from(["", "x", "a b", "# no", "// no", "yes", "1", "{", "]", ",", "a: b", "é😀", "\t", "\u2028", '"'])
)
SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.sampled_from([0.5, -2.0]), TEXTS)
ENDINGS = st.sampled_from(["\n", "\r\n"])


def values(keys: st.SearchStrategy[str] = NAMES, with_null: bool = True) -> st.SearchStrategy[object]:
    """Return a strategy for values that every format can hold, and null where it can."""
    leaves: st.SearchStrategy[object] = st.one_of(SCALARS, st.none()) if with_null else SCALARS
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
        max_leaves=6,
    )


def mappings(with_null: bool = True) -> st.SearchStrategy[dict[str, object]]:
    """Return a strategy for whole documents."""
    return st.dictionaries(NAMES, values(with_null=with_null), max_size=4)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """Return JSON with the document, laid out in every way that its readers let pass."""
    ending = draw(ENDINGS)
    unit = draw(st.sampled_from(["  ", "\t", "    ", "", " "]))
    document = draw(mappings())
    text = _json(draw, document, unit, ending, 0)
    before = draw(st.sampled_from(["", "", "// head" + ending, " ", ending, "/* head */", "\ufeff"]))
    after = draw(st.sampled_from([ending, "", ending * 2, " // end", ending + "/* end */"]))
    return before + text + after


def _json(draw: st.DrawFn, value: object, unit: str, ending: str, depth: int) -> str:
    if not isinstance(value, dict | list):
        if isinstance(value, str) and "'" not in value and draw(st.booleans()):
            return "'" + json.dumps(value, ensure_ascii=draw(st.booleans()))[1:-1].replace('\\"', '"') + "'"
        return json.dumps(value, ensure_ascii=draw(st.booleans()))
    spread = bool(draw(st.booleans()))
    comments = ["", "", "", "/* c, } */", " "] + (["// d ]" + ending, ending, ending * 2] if spread else [])
    filler = st.sampled_from(comments)
    indent = ending + unit * (depth + 1) if spread else draw(st.sampled_from(["", " "]))
    close = ending + unit * depth if spread and draw(st.integers(0, 4)) else draw(st.sampled_from(["", " "]))
    parts = []
    for entry in value.items() if isinstance(value, dict) else [(None, item) for item in value]:
        key, item = entry
        written = draw(filler) + indent + _json(draw, item, unit, ending, depth + 1)
        if key is not None:
            name = key if key.isidentifier() and draw(st.booleans()) else json.dumps(key)
            colon = draw(st.sampled_from([": ", ":", " : "]))
            written = draw(filler) + indent + name + colon + _json(draw, item, unit, ending, depth + 1)
        parts.append(written + draw(st.sampled_from(["", "", " ", "/* e */"])))
    inner = ",".join(parts)
    if parts and draw(st.integers(0, 3)) == 0:
        inner += ","
    brackets = "{}" if isinstance(value, dict) else "[]"
    return brackets[0] + inner + draw(filler) + close + brackets[1]


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """Return TOML with comments, quoted keys, indented lines, inline tables and arrays over several lines."""
    ending = draw(ENDINGS)
    lines: list[str] = []
    plain = st.sampled_from(["a", "b", '"c d"', "'é'", "x-y", "mcpServers"])
    headers: list[str] = []
    arrays: set[str] = set()
    for table in range(draw(st.integers(0, 4))):
        header = draw(plain) + ("." + draw(plain) if draw(st.booleans()) else "")
        if table or draw(st.booleans()):
            is_array = header in arrays or (header not in headers and draw(st.integers(0, 3)) == 0)
            if header in headers and not is_array:
                continue
            headers.append(header)
            arrays.update([header] if is_array else [])
            written = f"[[{header}]]" if is_array else f"[{header}]"
            lines.append(draw(st.sampled_from(["", "  "])) + written + draw(_toml_tail()))
        for number in range(draw(st.integers(0, 2))):
            written = _toml_value(draw, draw(values(st.sampled_from(["p", "q r"]), False)), ending)
            lines.append(draw(st.sampled_from(["", "  ", "\t"])) + f"k{number} = {written}" + draw(_toml_tail()))
        lines.extend(draw(st.lists(st.sampled_from(["", "# c", "  # [no]"]), max_size=2)))
    final = draw(st.sampled_from([ending, ""]))
    text = ending.join(lines) + (final if lines else "")
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)  # some orders of tables and their arrays are none
    return draw(st.sampled_from(["", "\ufeff"])) + text


def _toml_tail() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", " # c = [", "\t"])


def _toml_value(draw: st.DrawFn, value: object, ending: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml_value(draw, item, " ")}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", " ", ending + "    ", " # c ]" + ending])) if ending != " " else " "
        written = ",".join(gap + _toml_value(draw, item, ending) for item in value)
        comma = "," if draw(st.booleans()) and value else ""
        return "[" + written + comma + (gap if draw(st.booleans()) else "") + "]"
    if isinstance(value, str):
        if draw(st.booleans()) and ending != " ":
            return "'''" + value + draw(st.sampled_from(["", ending + "[no]" + ending])) + "'''"
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """Return YAML in block style with parts in flow style, comments, block scalars, anchors and aliases."""
    ending = draw(ENDINGS)
    lines = _yaml(draw, draw(mappings()), draw(st.sampled_from([2, 4, 3])))
    if lines == ["{}"]:
        lines = draw(st.sampled_from([["{}"], [], ["# only this"]]))
    head = draw(st.sampled_from([[], [], ["---"], ["# head", ""]]))
    tail = draw(st.sampled_from([[], [], ["# end"], ["", ""], ["  # indented end"]]))
    text = ending.join([*head, *lines, *tail])
    return draw(st.sampled_from(["", "", "\ufeff"])) + text + draw(st.sampled_from([ending, ending, ""]))


def _yaml(draw: st.DrawFn, value: object, unit: int) -> list[str]:
    if not isinstance(value, dict | list):
        return [_yaml_scalar(draw, value)]
    if not value or draw(st.integers(0, 4)) == 0:
        return [_yaml_flow(draw, value)]
    lines: list[str] = []
    for key, item in value.items() if isinstance(value, dict) else [(None, item) for item in value]:
        if draw(st.integers(0, 4)) == 0:
            lines.append(draw(st.sampled_from(["# c", "", "  # d"])))
        if isinstance(item, str) and item.isalpha() and draw(st.booleans()):
            style = draw(st.sampled_from(["|", ">-", "|+"]))
            inner = [style, " " * unit + item, *draw(st.sampled_from([[], [""]]))]
        else:
            inner = _yaml(draw, item, unit)
        nested = isinstance(item, dict | list) and not inner[0].startswith(("{", "["))
        if key is None:
            lines += ["- " + inner[0], *("  " + line for line in inner[1:])]
        elif nested:
            indent = " " * (unit if isinstance(item, dict) else draw(st.sampled_from([0, unit])))
            lines += [json.dumps(key, ensure_ascii=False) + ":" + draw(_yaml_tail()), *(indent + n for n in inner)]
        else:
            lines += [json.dumps(key, ensure_ascii=False) + ": " + inner[0], *inner[1:]]
    # A block in a list must begin with its first entry.
    while lines and not lines[0].strip().strip("#cd "):
        lines.pop(0)
    return lines


def _yaml_tail() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", "  ", " # c"])


def _yaml_scalar(draw: st.DrawFn, value: object) -> str:
    written = json.dumps(value, ensure_ascii=True)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\u2028", "x")
    return written + draw(st.sampled_from(["", "", "  # c"]))


def _yaml_flow(draw: st.DrawFn, value: object) -> str:
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)}: {_yaml_flow(draw, item)}" for key, item in value.items()]
        return _yaml_brackets(draw, "{}", pairs)
    if isinstance(value, list):
        return _yaml_brackets(draw, "[]", [_yaml_flow(draw, item) for item in value])
    return json.dumps(value, ensure_ascii=True).replace("\\ud83d\\ude00", "x")


def _yaml_brackets(draw: st.DrawFn, brackets: str, parts: list[str]) -> str:
    blank = draw(st.sampled_from(["", " "]))
    comma = "," if draw(st.booleans()) and parts else ""
    return brackets[0] + blank + ", ".join(parts) + comma + blank + brackets[1]
