"""Secrets without a form of their own in command lines and addresses: what stands around them tells of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VALUE = r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s;&|\"'<>()]+))"
_ASSIGNED = re.compile(rf"(?<![\w$?&{{.-])(?P<name>[A-Za-z_]\w*)={_VALUE}")
_FLAG = re.compile(rf"(?<!\S)--?(?P<name>[A-Za-z][\w-]*)(?:=|[ \t]+)(?!-){_VALUE}")
_HEADER = re.compile(
    r"(?<![\w-])(?:(?![A-Za-z])[\w-])*+"  # from the beginning of a word on: each of its letters could begin a name
    r"(?P<name>[A-Za-z][\w-]*+):[ \t]*+(?:(?:Bearer|Basic|Token|token)[ \t]+)?(?P<bare>[^\s\"'`]+)"
)
_LOGIN = re.compile(r"(?<!\S)(?:-u|--user|--proxy-user)(?:=|[ \t]*)[\"']?[^\s:\"'$]+:(?P<bare>[^\s\"']+)")
_ADDRESS = re.compile(r"://[^\s/@:\"'`]*:(?P<bare>[^\s/@\"'`]+)@")
_QUERY = re.compile(r"[?&](?P<name>[\w.-]+)=(?P<bare>[^&\s\"'`#]+)")
_NAME = re.compile(
    r"(?i)(?:token|secret|passwd|password|passphrase|authorization|credentials?"
    r"|(?:^|[_-])(?:pass|pwd|pat|creds)|(?:api|access|auth|private|secret|service|session|signing|account|encryption)[_-]?key)\Z"
)
_CLIENT = re.compile(r"\b(?:curl|wget|https?|xh)\b")
_NAMELESS = {_LOGIN: "password", _ADDRESS: "password"}

INLINE = re.compile(r"!`[^`\n]*`|!\{[^}\n]*+\}?")
"""Commands that a client runs while it reads a text; one that is not closed ends with its line."""


def names_a_secret(name: str) -> bool:
    """Say whether a variable, a flag, a header or a parameter is called as those are whose value is secret."""
    return name.upper() not in ("PWD", "OLDPWD") and _NAME.search(name) is not None


def secrets_in_command(text: str) -> list[tuple[int, int, str]]:
    """Return where secrets stand in a command line or an address, each with its name; none overlaps another."""
    found: list[tuple[int, int, str]] = []
    for start, end, name in sorted(_all(text)):
        if not found or start >= found[-1][1]:
            found.append((start, end, name))
    return found


def _all(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_ASSIGNED, _FLAG, _HEADER, _LOGIN, _ADDRESS, _QUERY):
        for match in pattern.finditer(text):
            name = _NAMELESS.get(pattern) or match["name"]
            group = next(key for key in ("double", "single", "bare") if match.groupdict().get(key) is not None)
            if pattern is _LOGIN and not _CLIENT.search(text, 0, match.start()):
                continue  # the user and the group of a process
            if names_a_secret(name) and match[group]:
                yield match.start(group), match.end(group), name
