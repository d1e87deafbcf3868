"""Secrets: where a file holds one, by which rule, and how to speak of it without saying it.

A long run of letters and digits is found first, by what bytes can do fast; only there the rules are asked.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from aiwg.audit.secrets.rules import ASSIGNED, BEGINNINGS, EXAMPLE_HOST, EXAMPLES, LITERAL, LOCAL, TOKENS
from aiwg.core.dataclass import dataclass

SHORTEST = 20
REACH = 400
"""How far beyond a run of letters and digits a token may go on after a dot, in bytes."""

BEFORE_DOT = 40
"""How far before a run a token may begin whose first part ends in a dot or a colon, in bytes."""

LOOK_BACK = 60
RANDOM = 3.2
"""Bits per character from which a value looks random: English words have about 2.8 in 20 characters, hex digits 3.4."""

_TABLE = bytes(0x61 if chr(byte) in "-_" or (byte < 128 and chr(byte).isalnum()) else 0x20 for byte in range(256))
_RUN = b"a" * SHORTEST
_BEFORE_VALUES = (b"=", b":", b" ", b"'", b'"', b"`", b">")
_OF_LETTERS = (b"AKIA", b"ASIA", b"AIza", b"cio", b"oy2")
"""How tokens begin that hold neither signs nor, now and then, a digit."""

_NO_DIGITS = bytes(byte for byte in range(256) if not 0x30 <= byte <= 0x39)


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by the offsets of its bytes, the rule that knew it, and whether its form leaves no doubt."""

    rule: str
    start: int
    end: int
    certain: bool


def secrets_in(data: bytes) -> list[Secret]:
    """Return the secrets in a file, in order; none twice."""
    found: list[Secret] = []
    for secret in sorted([*_literal(data), *_in_runs(data)], key=lambda each: (each.start, not each.certain)):
        if not found or secret.start >= found[-1].end:
            found.append(secret)
    return found


def masked(text: str) -> str:
    """Return a text with every secret in it replaced by its beginning and its rule."""
    data = text.encode("utf-8", "surrogatepass")
    parts, last = [], 0
    for secret in secrets_in(data):
        parts += [data[last : secret.start], shown_secret(data, secret).encode()]
        last = secret.end
    return b"".join([*parts, data[last:]]).decode("utf-8", "surrogatepass") if parts else text


def shown_secret(data: bytes, secret: Secret) -> str:
    """Return how a secret is spoken of: at most its first four characters, and how long it is."""
    value = data[secret.start : secret.end]
    start = value[:4].decode("ascii", "replace") if secret.certain and len(value) >= SHORTEST else ""
    return f"{start}... ({len(value)} characters, {secret.rule})"


def _literal(data: bytes) -> Iterator[Secret]:
    for rule, certain, pattern in LITERAL:
        if BEGINNINGS[rule] not in data:
            continue
        for match in _compiled(pattern).finditer(data):
            if not _is_harmless(rule, match):
                from aiwg.audit.secrets.values import is_cut_key

                sure = certain and not (rule == "private-key" and is_cut_key(match["value"]))
                yield Secret(rule, match.start("value"), match.end("value"), sure)


def _is_harmless(rule: str, match: re.Match[bytes]) -> bool:
    """Say whether what a rule found is made up, or a password that everybody knows where it does no harm."""
    if _is_example(match["value"]):
        return True
    groups = match.groupdict()
    if "user" not in groups:
        return False
    from aiwg.audit.secrets.values import is_known_password

    if is_known_password(groups["user"], match["value"]):
        from aiwg.audit.secrets.values import is_word

        return "host" not in groups or bool(_local().match(groups["host"].lower())) or is_word(match["value"])
    return "host" in groups and bool(_example_host().search(groups["host"].lower()))


def _in_runs(data: bytes) -> Iterator[Secret]:
    runs = data.translate(_TABLE)
    start = runs.find(_RUN)
    while start >= 0:
        end = runs.find(b" ", start)
        end = len(data) if end < 0 else end
        yield from _in_run(data, start, end)
        start = runs.find(_RUN, end)


def _may_be_of_letters(run: bytes) -> bool:
    """Say whether a run without a digit may be a token: words are in one case, and most tokens have a sign."""
    return b"hf_" in run or run.startswith(_OF_LETTERS) or not (run.islower() or run.isupper() or run.isalpha())


def _in_run(data: bytes, start: int, end: int) -> Iterator[Secret]:
    run = data[start:end]
    if not run.translate(None, _NO_DIGITS) and not _may_be_of_letters(run):
        return
    at = start - BEFORE_DOT if data[start - 1 : start] in (b".", b":") else start
    at = max(at, 0)
    last = min(end + REACH, len(data)) if data[end : end + 1] in (b".", b":", b"=", b"+", b"/") else end
    while at < end and (match := _tokens().search(data, at, last)) and match.start() < end:
        rule, certain = _rule_of(match[0])
        from aiwg.audit.secrets.values import is_sample_token

        if not _is_example(match[0].removeprefix(b"AGE-SECRET-KEY-")) and not (
            rule == "json-web-token" and is_sample_token(match[0])
        ):
            yield Secret(rule, match.start(), match.end(), certain)
        at = match.end()
    if data[start - 1 : start] not in _BEFORE_VALUES:
        return
    before = data[max(start - LOOK_BACK, 0) : start].rpartition(b"\n")[2]
    if _assigned().search(before):
        value = _value().match(data, start, min(end + 200, len(data)))
        if value and not _is_example(value[0]) and not _uuid().fullmatch(value[0]) and _looks_random(value[0]):
            yield Secret("assigned-secret", value.start(), value.end(), False)


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


@cache
def _tokens() -> re.Pattern[bytes]:
    """Return one pattern for all tokens, without groups: so a branch whose first letter differs costs nothing."""
    return re.compile(rb"(?<![A-Za-z0-9])(?:" + b"|".join(pattern for _, _, pattern in TOKENS) + rb")")


def _rule_of(token: bytes) -> tuple[str, bool]:
    return next((rule, certain) for rule, certain, pattern in TOKENS if _compiled(pattern).match(token))


@cache
def _assigned() -> re.Pattern[bytes]:
    return re.compile(ASSIGNED, re.IGNORECASE)


@cache
def _value() -> re.Pattern[bytes]:
    return re.compile(rb"[A-Za-z0-9+/=_.~-]{20,}")


@cache
def _examples() -> re.Pattern[bytes]:
    return re.compile(EXAMPLES, re.IGNORECASE)


def _is_example(value: bytes) -> bool:
    """Say whether a value is plainly made up: a placeholder, one character over and over, or counting."""
    if _examples().search(value):
        return True
    return len(set(value[4:])) < 6 if len(value) >= SHORTEST else len(set(value)) < 3


@cache
def _local() -> re.Pattern[bytes]:
    return re.compile(LOCAL)


@cache
def _example_host() -> re.Pattern[bytes]:
    return re.compile(EXAMPLE_HOST)


@cache
def _uuid() -> re.Pattern[bytes]:
    return re.compile(rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")


def _looks_random(value: bytes) -> bool:
    """Say whether a value holds letters and digits in no order that a person would choose."""
    if not (re.search(rb"[0-9]", value) and re.search(rb"[A-Za-z]", value)):
        return False
    if re.fullmatch(rb"(?:[A-Za-z]+|[0-9]{1,4})(?:[-_./=+~](?:[A-Za-z]+|[0-9]{1,4}))*", value):
        return False  # words and short numbers: a name, a path or a date
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values()) >= RANDOM
