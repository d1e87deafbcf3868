"""One self-contained file of a template, styles, a script and its data, under a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiwg.output.html import text

if TYPE_CHECKING:
    import jinja2

_FOLDER = Path(__file__).parent

_SHAPES = {
    "n": "<circle cx='8' cy='8' r='3' fill='{}'/>",
    "t": "<circle cx='8' cy='8' r='4.2' fill='none' stroke='{}' stroke-width='1.8'/>",
    "d": "<circle cx='8' cy='8' r='5' fill='none' stroke='{0}' stroke-width='1.8'/>"
    "<path d='M8 3a5 5 0 0 1 0 10z' fill='{0}'/>",
    "u": "<path d='M4 4l8 8M12 4l-8 8' stroke='{}' stroke-width='2.2' stroke-linecap='round'/>",
    "h": "<path d='M5.6 3.5v9M10.4 3.5v9' stroke='{}' stroke-width='2.4' stroke-linecap='round'/>",
    "o": "<path d='M8 3v6M5 6.8L8 10l3-3.2M3.5 13h9' fill='none' stroke='{}' stroke-width='1.8'/>",
    "r": "<path d='M4 8.5l2.8 2.8L12 5.5' fill='none' stroke='{}' stroke-width='1.8' stroke-linecap='round'/>",
    "x": "<path d='M5.5 8h5' stroke='{}' stroke-width='1.8' stroke-linecap='round'/>",
}
"""A mark per level: its ink grows with the loss, so that colour only adds."""

_LIGHT = {"n": "#0b6e69", "t": "#0b6e69", "d": "#c27500", "u": "#b3241c", "h": "#4a42c0", "o": "#545d73"}
_DARK = {"n": "#4fc3b9", "t": "#4fc3b9", "d": "#e2a33c", "u": "#ff9189", "h": "#b1aeff", "o": "#a2aec4"}
_LIGHT |= {"r": "#0b6e69", "x": "#6d7077"}
_DARK |= {"r": "#4fc3b9", "x": "#8f939b"}
# A style sheet cannot colour an image, so each scheme has marks of its own.

_UNQUOTED = "/=:' "
"""What needs no escape in an image that a style sheet holds in double quotes."""


def render(template: str, context: Mapping[str, Any], data: Mapping[str, Any], widths: Iterable[int]) -> str:
    """Return a page: the template with its context, the data for its script, and a style for each width that it uses.

    `widths` are in thousandths; an element of width 120 has the class `w120`. The policy forbids styles in attributes.
    """
    style = _style() + "".join(
        f".w{each}{{width:{each / 10:g}%}}.l{each}{{left:{each / 10:g}%}}" for each in sorted(set(widths))
    )
    first, script = _script("first"), _script("page")
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src {_hash(style)}; script-src {_hash(first)} {_hash(script)}"
    )
    page = _environment().get_template(template)
    return page.render(context, style=style, first=first, script=script, policy=policy, data=embedded(data)) + "\n"


def embedded(data: Mapping[str, Any]) -> str:
    """Return data as JSON that cannot end the element it stands in."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@cache
def _style() -> str:
    sheets = "".join(_squeezed(file) for file in sorted((_FOLDER / "style").glob("*.css")))
    dark = _marks(_DARK)
    return (
        f"{sheets}:root{{{_marks(_LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}"
    )


def _marks(colours: Mapping[str, str]) -> str:
    head, tail = "data:image/svg+xml,", "</svg>"
    image = "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='16'>"
    return "".join(
        f'--mark-{level}:url("{head}{quote(image + shape.format(colours[level]) + tail, safe=_UNQUOTED)}");'
        for level, shape in _SHAPES.items()
    )


@cache
def _script(folder: str) -> str:
    files = sorted((_FOLDER / "script" / folder).glob("*.js"))
    return f'(() => {{\n"use strict";\n{"".join(map(_squeezed, files))}}})();'


def _squeezed(file: Path) -> str:
    """Return a style sheet or script without the margin and the comments of its lines."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/*")))


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    def shown(value: object) -> object:
        return value if hasattr(value, "__html__") else text.safe(value, text.TEXT)

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.filters.update(
        number=text.number, date=text.date, moment=text.moment, count=text.count, prose=text.prose
    )
    return environment
