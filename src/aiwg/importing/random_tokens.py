"""Tokens that no rule of a vendor describes exactly: those with a known beginning, and those that look random.

The audit reports what is certain, so its rules are exact. An import must not copy a secret, so it goes further: a
variable in the place of an identifier costs a line in a shell, and a secret in a committed file costs more.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

Span = tuple[int, int]

_BEGINNINGS = (
    "sk|pk|rk|ghp|gho|ghu|ghs|ghr|github_pat|glpat|gldt|xox[a-z]|xapp|hf|npm|pypi|dop_v1|shp(?:at|ca|ss)|r8|gsk|xai|pplx"
    "|tvly|lin_api|ntn|secret|figd|dckr_pat|SG|sntry[su]|nvapi|whsec|key|tok|pat"
)
"""How tokens of well-known services begin, before a hyphen, an underscore or a dot."""
_KNOWN = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{_BEGINNINGS})[-_.]|AKIA|ASIA|AIza|ya29\.)(?P<rest>[A-Za-z0-9_\-+=.~]{{16,}})"
)
_WEB_TOKEN = re.compile(r"(?<![A-Za-z0-9])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]{8,})?")
_RUN = re.compile(r"(?<![A-Za-z0-9_@#:./])[A-Za-z0-9][A-Za-z0-9_\-+=~]{15,}")
_UUID = re.compile(r"(?i)(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")
_PIECE = re.compile(r"[A-Za-z0-9]{16,}")
_DISTINCT = 8
"""Different characters that a token has at least: `sk-xxxxxxxxxxxxxxxxxxxx1` is a placeholder."""
_CHANGES, _LONG, _CHANGES_OF_LONG = 0.26, 32, 0.18
"""Changes between letters, capitals and digits for each character: random text has about 0.45, words and dates 0.2."""
_DIGEST = re.compile(r"(?i)[0-9a-f]{32}(?:[0-9a-f]{8}){0,12}\Z")


def known_tokens(text: str) -> Iterator[Span]:
    """Yield where tokens are that begin as those of well-known services do, and web tokens."""
    for match in _KNOWN.finditer(text):
        rest = match["rest"]
        is_mixed = any(each.isdigit() for each in rest) or not (rest.islower() or rest.isupper())
        if is_mixed and len(set(rest)) >= _DISTINCT:
            yield match.span()
    for match in _WEB_TOKEN.finditer(text):
        yield match.span()


def random_tokens(text: str) -> Iterator[Span]:
    """Yield where runs of letters and digits look random; a digest or a commit after `@`, `:` or `#` is none."""
    for match in _RUN.finditer(text):
        if any(_looks_random(piece) for piece in _PIECE.findall(match[0])):
            yield match.span()
    for match in _UUID.finditer(text):
        yield match.span()


def _looks_random(piece: str) -> bool:
    if piece.isalpha() or piece.isdigit() or len(set(piece)) < _DISTINCT:
        return False
    kinds = ["d" if each.isdigit() else "u" if each.isupper() else "l" for each in piece]
    changes = sum(one != other and (one, other) != ("u", "l") for one, other in itertools.pairwise(kinds))
    least = _CHANGES if len(piece) < _LONG else _CHANGES_OF_LONG
    return changes / len(piece) >= least or _DIGEST.match(piece) is not None


def joined(spans: Iterator[Span]) -> list[Span]:
    """Return spans in their order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
