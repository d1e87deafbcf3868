"""The beginning of every picture: its size, its title and its description for people who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape


def head(width: float, height: float, title: str, description: str) -> Iterator[str]:
    """Yield the lines before the content of a picture."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t d">'
    yield f'<title id="t">{escape(title, quote=False)}</title>'
    yield f'<desc id="d">{escape(description, quote=False)}</desc>'
