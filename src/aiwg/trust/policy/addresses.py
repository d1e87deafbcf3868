"""Addresses of sources, and patterns of them: two spellings of one repository are one address, look-alikes are not.

A pattern matches in one of two ways. Allowing or approving takes an exact match: host, port, scheme and case. Denying
takes a wide one: any scheme, port and case, and everything below.
"""

from __future__ import annotations

import re

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.source.layers import BUNDLED, PROJECT, USER

WORDS = (BUNDLED, USER, PROJECT)
"""Sources that have no address."""

MAX_LENGTH = 2048
WORD, FOLDER = "word", "folder"
_PORTS = {"https": 443, "ssh": 22, "git+ssh": 22, "ssh+git": 22, "http": 80, "git": 9418}
_PROTECTED = ("https", "ssh", "git+ssh", "ssh+git")
_HOST = lazy_pattern(r"[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]")
_USER = lazy_pattern(r"[A-Za-z0-9._~+-]*")
_NAME = lazy_pattern(r"[A-Za-z0-9._~@+*,:=!$&'()-]+")
_URL = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)")
_SCP = lazy_pattern(r"(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9._-]+):(/?[^/:].*)")
_ESCAPE = lazy_pattern(r"%(.?.?)")
_UNRESERVED = lazy_pattern(r"[A-Za-z0-9._~-]")


class AddressError(ValueError):
    """No address, or one that could be read in two ways: the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A source's address in its one form. `transport` is empty for https and ssh at their own ports.

    A folder has no host; a word (bundled, user, project) is its own host and has no names.
    """

    host: str
    names: tuple[str, ...]
    transport: str = ""


def parse_address(text: str) -> Address:
    """Return the address that a URL, an absolute path or a word stands for.

    Raises AddressError for all that git and a reader could understand differently.
    """
    if text in WORDS:
        return Address(text, (), WORD)
    if len(text) > MAX_LENGTH or not text.isprintable():
        raise AddressError("is too long, or has invisible characters")
    if text.startswith("/"):
        return Address("", _names(text), FOLDER)
    if not text.isascii() or {" ", "\\"}.intersection(text):
        raise AddressError("has characters that URLs do not allow")
    if match := _URL.fullmatch(text):
        return _of_url(match[1].lower(), match[2])
    if match := _SCP.fullmatch(text):
        return _at_host("ssh", match[1] or "", match[2], None, match[3])
    raise AddressError("is not a URL and not an absolute path")


def _of_url(scheme: str, rest: str) -> Address:
    authority, slash, path = rest.partition("/")
    path = slash + _ESCAPE.sub(_unescaped, path)
    if scheme == "file":
        if authority not in ("", "localhost"):
            raise AddressError("names a file on another host")
        return Address("", _names(path), FOLDER)
    if scheme not in _PORTS:
        raise AddressError(f'has the scheme "{scheme}": none of https, ssh, http, git and file')
    user, _, place = authority.rpartition("@")
    if not _USER.fullmatch(user):
        raise AddressError("contains a password, or one @ too many")
    host, colon, port = (place, "", "") if place.endswith("]") else place.partition(":")
    if place.startswith("[") and not place.endswith("]"):
        host, colon, port = place.rpartition(":")
    if colon and not port.isdigit():
        raise AddressError("has a port that is not a number")
    return _at_host(scheme, user, host, int(port) if port else None, path)


def _unescaped(match: re.Match[str]) -> str:
    try:
        character = chr(int(match[1], 16)) if len(match[1]) == 2 else ""
    except ValueError:
        character = ""
    if not _UNRESERVED.fullmatch(character):
        raise AddressError("contains an escape (%) that programs read differently")
    return character


def _at_host(scheme: str, user: str, host: str, port: int | None, path: str) -> Address:
    host = host.lower().removesuffix(".")
    bare = host.removeprefix("*.")
    if not _HOST.fullmatch(bare) or ".." in bare:
        raise AddressError("names no host")
    names = _names(path)
    if any(not _NAME.fullmatch(name) for name in names):
        raise AddressError("has a path with characters that programs read differently")
    if names:
        names = (*names[:-1], names[-1].removesuffix(".git") or names[-1])
    is_ssh = _PORTS[scheme] == _PORTS["ssh"]
    account = user if is_ssh and user != "git" else ""
    number = port if port is not None else _PORTS[scheme]
    if scheme in _PROTECTED and number == _PORTS[scheme] and not account:
        return Address(host, names)
    return Address(host, names, f"{account}@{'ssh' if is_ssh else scheme}:{number}")


def _names(path: str) -> tuple[str, ...]:
    """Return the names on a path. Raises AddressError for one that leads elsewhere than it seems to."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    if "//" in path or any(part in (".", "..") for part in parts):
        raise AddressError('has a path with "..", "." or "//"')
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class SourcePattern:
    """A pattern of addresses: `*` for a part of a name, `**` for any folders, `*.` before a host for all below it."""

    text: str
    address: Address

    def matches(self, address: Address) -> bool:
        """Say whether an address is one of those that are allowed or approved."""
        own = self.address
        is_there = own.transport == address.transport and _is_host(own.host, address.host)
        return is_there and len(address.names) in _ends(own.names, address.names)

    def hits(self, address: Address) -> bool:
        """Say whether an address is one of those that are denied: below one, or in another spelling, too."""
        own, other = _folded(self.address), _folded(address)
        return (
            own.transport == other.transport and _is_host(own.host, other.host) and bool(_ends(own.names, other.names))
        )


def parse_pattern(text: str) -> SourcePattern:
    """Return the pattern that a policy spells. Raises AddressError for one that no address could match."""
    address = parse_address(text)
    if any(set("?[]{}").intersection(name) for name in address.names):
        raise AddressError("has wildcards other than * and **")
    if any("**" in name and name != "**" for name in address.names):
        raise AddressError("has ** next to other characters; it matches whole folders")
    if address.transport == FOLDER and not address.names:
        raise AddressError("names every folder")
    if address.transport != WORD and not address.names:
        raise AddressError("names only a host; add /** for all of its repositories")
    return SourcePattern(text, address)


def _folded(address: Address) -> Address:
    transport = address.transport if address.transport in (WORD, FOLDER) else ""
    return Address(address.host, tuple(name.casefold() for name in address.names), transport)


def _is_host(pattern: str, host: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _ends(pattern: tuple[str, ...], names: tuple[str, ...]) -> set[int]:
    """Return how many of the names a pattern can take from the start; the time grows with the product of both."""
    reached = {0}
    for number, part in enumerate(pattern, 1):
        if part == "**":
            least = min(reached, default=len(names) + 1)
            reached = set(range(least + (number == len(pattern)), len(names) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(names) and _is_name(part, names[at])}
    return reached


def _is_name(pattern: str, name: str) -> bool:
    first, *rest = pattern.split("*")
    if not rest or not name.startswith(first):
        return pattern == name
    at, last = len(first), rest.pop()
    for piece in rest:
        found = name.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return name.endswith(last) and len(name) - len(last) >= at
