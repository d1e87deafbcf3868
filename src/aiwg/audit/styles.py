"""Whether an element of HTML is shown: by its attributes and its style."""

from __future__ import annotations

import re

from aiwg.audit.patterns import compiled
from aiwg.core.patterns import lazy_pattern

_STYLE = rb"\bstyle\s*=\s*(?:\"([^\"]{0,2000}+)\"|'([^']{0,2000}+)'|([^\s>]{1,400}+))"
_HIDDEN = rb"(?:^|[\s\"'/])hidden(?:[\s=/>]|$)|\btype\s*=\s*[\"']?hidden\b"
_OPEN = rb"(?:^|[\s\"'/])open(?:[\s=/>]|$)"
_COLOURED = rb"\b(bg)?color\s*=\s*[\"']?([#\w]{3,24})"
_SPACE = rb"\s+|/\*[^*]{0,200}+\*/"

_GONE = (
    (rb"display:none", "display: none"),
    (rb"visibility:(?:hidden|collapse)", "visibility: hidden"),
    (rb"content-visibility:hidden", "content-visibility: hidden"),
    (rb"opacity:(?:0?\.0\d*|0+(?:\.0*)?|[0-4]?(?:\.\d+)?%)(?![\d.%])|opacity\(0", "opacity: 0"),
    (rb"font-size:(?:0*(?:\.\d+)?|1)(?:px|pt|em|rem|ex|%|vw|vh)?(?![\d.])", "a font size of 0"),
    (rb"(?:^|;)font:[^;]{0,40}?\b0(?:px|pt|em|rem)?(?:/[^;]{0,20})?(?:[a-z;,\"']|$)", "a font size of 0"),
    (
        rb"(?:^|;)(?:text-indent|left|right|top|bottom|margin(?:-[a-z]+)?):-\d{3,}|translate[xy]?\((?:[^)]{0,20},)?-\d{3,}",
        "a place off the screen",
    ),
    (
        rb"scale[xy]?\(0?(?:\.0+)?\)|clip-path:(?:inset\((?:100|[5-9]\d)%|circle\(0|polygon\(0)|clip:rect\([01]",
        "clipping",
    ),
    (rb"(?:^|;)color:transparent|(?:^|;)color:(?:rgb|hsl)a?\([^)]{0,40}[,/]0?(?:\.0+)?\)", "a transparent colour"),
)
_EMPTY_BOX = rb"(?:^|;)(?:max-)?(?:width|height):[01](?:px|em|rem|%)?(?:;|$)"
_CUT = rb"overflow(?:-[xy])?:(?:hidden|clip)"
_TEXT = rb"(?:^|;)color:([#\w(),.%]{2,40})"
_BEHIND = rb"(?:^|;)background(?:-color)?:([#\w(),.%]{2,40})"
_PATTERNS = tuple((lazy_pattern(pattern), name) for pattern, name in _GONE)
_NAMED = {
    b"white": b"#ffffff", b"black": b"#000000", b"red": b"#ff0000", b"lime": b"#00ff00", b"blue": b"#0000ff",
    b"yellow": b"#ffff00", b"gray": b"#808080", b"grey": b"#808080", b"silver": b"#c0c0c0", b"snow": b"#fffafa",
}  # fmt: skip
_PAGE = frozenset({b"#ffffff", b"#fffafa"})
"""Colours of a text that is on most pages not seen: white, or nearly."""


def how_hidden(name: bytes, attributes: bytes) -> str:
    """Return how an element with these attributes, in lower case, is hidden; "" for one that is shown."""
    if name in (b"details", b"dialog") and not compiled(_OPEN).search(attributes):
        return f"text in a closed <{name.decode()}>"
    if not attributes:
        return ""
    if compiled(_HIDDEN).search(attributes):
        return "text with the attribute hidden"
    style = compiled(_STYLE).search(attributes)
    if style:
        return _by_style(compiled(_SPACE).sub(b"", next(each for each in style.groups() if each is not None)))
    colours = {bool(match[1]): _colour(match[2]) for match in compiled(_COLOURED).finditer(attributes)}
    return "text in the colour of the page" if _is_same(colours.get(False), colours.get(True)) else ""


def _by_style(style: bytes) -> str:
    for pattern, name in _PATTERNS:
        if pattern.search(style):
            return f"text hidden by {name}"
    if compiled(_EMPTY_BOX).search(style) and compiled(_CUT).search(style):
        return "text in a box without size"
    text, behind = compiled(_TEXT).search(style), compiled(_BEHIND).search(style)
    if text and _is_same(_colour(text[1]), _colour(behind[1]) if behind else None):
        return "text in the colour of the page" if behind is None else "text in the colour of its background"
    return ""


def _is_same(text: bytes | None, behind: bytes | None) -> bool:
    return text is not None and (text == behind if behind is not None else text in _PAGE)


def _colour(text: bytes) -> bytes:
    """Return a colour in one form, as far as it is simple: `#ffffff` for `white` and `#FFF`."""
    named = _NAMED.get(text, text)
    if len(named) == 4 and named.startswith(b"#"):
        return b"#" + b"".join(named[at : at + 1] * 2 for at in (1, 2, 3))
    numbers = re.fullmatch(rb"rgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)", named)
    return b"#" + b"".join(b"%02x" % min(int(each), 255) for each in numbers.groups()) if numbers else named
