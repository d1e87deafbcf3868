"""Whether the value of a password, a key or a token is one that anybody may know."""

from __future__ import annotations

import binascii
import re

from aiwg.audit.secrets.rules import EXAMPLES, WEAK
from aiwg.core.patterns import lazy_pattern

SHORT_KEY = 200
"""Characters of a key from which it is taken for one; an Ed25519 key has 64, of P-256 about 180, and they are whole."""

_SAMPLE = lazy_pattern(EXAMPLES, re.IGNORECASE)
_PLACEHOLDER = lazy_pattern(
    r"[A-Z][A-Z0-9_]*|[\[(%{$<].*|.*[\])}>%]|x+|\*+|\.+|your.*|my[_-].*|[a-z]*(?:pass(?:word|wd)?|secret|pwd)[0-9]{0,4}"
)


def is_known_password(user: bytes, password: bytes) -> bool:
    """Say whether a password is the user's name, a default, or only stands for one."""
    said, name = password.decode("utf-8", "replace"), user.decode("utf-8", "replace").lower()
    plain = said.lower().rstrip("0123456789!")
    return plain in ("", name) or plain in WEAK or plain.strip("_-") in WEAK or bool(_PLACEHOLDER.fullmatch(said))


def is_word(password: bytes) -> bool:
    """Say whether a password only stands for one, wherever it is used: `password`, `PASSWORD`, `<secret>`."""
    said = password.decode("utf-8", "replace")
    return said.lower() in _STANDING or bool(_PLACEHOLDER.fullmatch(said))


_STANDING_WORDS = "pass passwd password pw pwd secret token key api_key apikey your my"
_STANDING = frozenset(_STANDING_WORDS.split())


def is_sample_token(token: bytes) -> bool:
    """Say whether the second part of a JSON web token names what only examples name."""
    part = token.split(b".")[1]
    try:
        import base64

        claims = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return False
    return bool(_SAMPLE.search(claims))


def is_cut_key(block: bytes) -> bool:
    """Say whether a private key in PEM is too short to be one: DER names its own length (X.690, 8.1.3).

    A long one is taken as whole, and so are kinds that are no DER.
    """
    head, _, rest = block.partition(b"-----")
    body = re.sub(rb"\\[nr]|\s", b"", rest).partition(b"-----")[0].rstrip(b"=")
    if b"OPENSSH" in head or b"BLOCK" in head or len(body) >= SHORT_KEY:
        return False
    try:
        import base64

        der = base64.b64decode(body[: len(body) // 4 * 4])
    except (binascii.Error, ValueError):
        return True
    if len(der) < 4 or der[0] != 0x30:
        return True
    count = der[1] & 0x7F if der[1] & 0x80 else 0
    return len(der) + 3 < (int.from_bytes(der[2 : 2 + count], "big") if count else der[1])
