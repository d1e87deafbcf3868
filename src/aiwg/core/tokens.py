"""How many tokens a text is: an estimate, the same everywhere."""

from __future__ import annotations

CHARS_PER_TOKEN = 4
"""The usual estimate for English prose; the tokenizers of the platforms differ, and none of them is ours."""


def tokens(chars: int) -> int:
    """Return the estimated tokens of so many characters, rounded up."""
    return -(-chars // CHARS_PER_TOKEN)
