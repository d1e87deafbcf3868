"""Strings that show whether a regular expression backtracks: parts of a pattern, repeated many times."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

import aiwg
from aiwg.core.patterns import LazyPattern

SOURCE = Path(aiwg.__file__).parent
ANCHORED = frozenset({"match", "fullmatch"})
_COMMON = " \t\n\rax0_-`\"'[]{}()<>|/\\.*#~:=,@$!?;%&+^\u0430\x1b"
_AROUND = ("", "!", "\n", "a", " ", "\0")


@dataclass(frozen=True)
class Found:
    """A regular expression of the package: where it is, and whether it is only used from a given place."""

    where: str
    pattern: re.Pattern[Any]
    anchored: bool

    def __str__(self) -> str:
        return self.where


@cache
def all_patterns() -> tuple[Found, ...]:
    """Return every regular expression of the package: the compiled ones of its modules, the literals in its code."""
    found: dict[tuple[Any, int], Found] = {}
    trees = {path: ast.parse(path.read_text()) for path in sorted(SOURCE.rglob("*.py"))}
    used = {path: _methods_by_name(tree) for path, tree in trees.items()}
    together = _together(used.values())
    for module in _modules():
        own = used[Path(str(module.__file__))]
        for name, value in vars(module).items():
            everywhere = own if name.startswith("_") else together
            methods = everywhere.get(name, frozenset())
            for pattern in _patterns_in(value, 3):
                where = f"{module.__name__}.{name}"
                anchored = bool(methods) and methods <= ANCHORED
                found.setdefault((pattern.pattern, pattern.flags), Found(where, pattern, anchored))
    from aiwg.audit.secrets.rules import LITERAL, TOKENS

    for rule, _, form in (*LITERAL, *TOKENS):
        found.setdefault((form, 0), Found(f"secret {rule}", re.compile(form), False))
    for path, tree in trees.items():
        for number, pattern, anchored in _literals(tree):
            name = f"{path.relative_to(SOURCE)}:{number}"
            found.setdefault((pattern.pattern, pattern.flags), Found(name, pattern, anchored))
    return tuple(found.values())


def _modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(aiwg.__path__, "aiwg."):
        if not info.name.endswith(("__main__", "templates.hook")):
            yield importlib.import_module(info.name)


def _patterns_in(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif value.__class__ is LazyPattern:
        yield re.compile(value.pattern, value.flags)
    elif depth and isinstance(value, (tuple, list, frozenset, set)):
        for each in value:
            yield from _patterns_in(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from _patterns_in(list(value.values()), depth - 1)
    elif depth and hasattr(value, "pattern") and isinstance(value.pattern, (bytes, str)) and not callable(value):
        try:
            yield re.compile(value.pattern)
        except re.error:
            return


def _methods_by_name(tree: ast.AST) -> dict[str, frozenset[str]]:
    """Return what is done with each name: the methods that are called on it, alone or as a branch of a choice."""
    used: dict[str, set[str]] = {}
    attributes: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            branches = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            attributes |= {id(branch): node.attr for branch in branches}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.setdefault(node.id, set()).add(attributes.get(id(node), "passed on"))
    return {name: frozenset(methods) for name, methods in used.items()}


def _together(used: Iterable[dict[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for names in used:
        for name, methods in names.items():
            found[name] = found.get(name, frozenset()) | methods
    return found


def _literals(tree: ast.AST) -> Iterator[tuple[int, re.Pattern[Any], bool]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        text = node.args[0]
        if (
            isinstance(text, ast.Constant)
            and isinstance(text.value, (str, bytes))
            and node.func.attr not in ("escape", "compile")
        ):
            flags = re.MULTILINE | re.IGNORECASE if len(node.args) > 1 or node.keywords else re.NOFLAG
            yield node.lineno, re.compile(text.value, flags), node.func.attr in ANCHORED


def pumped(pattern: re.Pattern[Any], most: int, chosen: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield up to `most` triples of a head, a piece to repeat and a tail, made of the pattern's own parts."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = parser.parse(source, pattern.flags & ~re.DEBUG & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0))
    prefixes = list(dict.fromkeys(islice(_prefixes(tree, ""), 60)))
    units = [unit for unit in dict.fromkeys(islice(_units(tree), 60)) if unit]
    repeated = [prefix + more for prefix in prefixes for more in ("", " ", "\n", "a") if prefix + more]
    for _ in range(most):
        unit = chosen.choice((chosen.choice(units or ["a"]), chosen.choice(repeated or ["a"]), chosen.choice(_COMMON)))
        yield chosen.choice(["", "", "\n", *prefixes]), unit, chosen.choice(_AROUND)


def _sample(items: Any, pick: int = 0) -> str:
    return "".join(_one(op, value, pick) for op, value in items)


def _one(op: Any, value: Any, pick: int) -> str:
    if op is sre.LITERAL:
        return chr(value)
    if op in (sre.NOT_LITERAL, sre.ANY):
        return "x" if value != ord("x") else "y"
    if op is sre.IN:
        chars = _members(value)
        return chars[pick % len(chars)] if chars else ""
    if op is sre.BRANCH:
        return _sample(value[1][pick % len(value[1])], pick)
    if op is sre.SUBPATTERN:
        return _sample(value[3], pick)
    if op is sre.ATOMIC_GROUP:
        return _sample(value, pick)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        low, high, body = value
        return _sample(body, pick) * max(int(low), min(1, int(high)))
    return ""


@cache
def _class(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _members(items: Any) -> list[str]:
    """Return some characters of a set: of those that texts hold, and the set's own."""
    negated = bool(items) and items[0][0] is sre.NEGATE
    own: list[str] = []
    categories = {
        sre.CATEGORY_SPACE: " \t\n",
        sre.CATEGORY_WORD: "a0_",
        sre.CATEGORY_DIGIT: "01",
        sre.CATEGORY_NOT_SPACE: "a!",
        sre.CATEGORY_NOT_WORD: " -",
        sre.CATEGORY_NOT_DIGIT: "a ",
    }
    for op, value in items:
        if op is sre.LITERAL:
            own.append(chr(value))
        elif op is sre.RANGE:
            own += [chr(value[0]), chr(value[1])]
        elif op is sre.CATEGORY:
            own += categories[value]
    if not negated:
        return own
    return [char for char in "x a -\n\t:\"'`([{" if char not in own] or ["\u0430"]


def _units(items: Any) -> Iterator[str]:
    """Yield what each repetition of a pattern repeats, alone and with what follows it."""
    listed = list(items)
    for index, (op, value) in enumerate(listed):
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            for pick in range(4):
                body = _sample(value[2], pick)
                yield body
                yield body + _sample(listed[index + 1 : index + 2], pick)
                yield body + _sample(listed[index + 1 :], pick)
            yield from _units(value[2])
        for inner in _inner(op, value):
            yield from _units(inner)


def _prefixes(items: Any, before: str) -> Iterator[str]:
    """Yield a text that matches up to each part of a pattern."""
    listed = list(items)
    for index, (op, value) in enumerate(listed):
        for pick in range(2):
            yield before + _sample(listed[: index + 1], pick)
        for inner in _inner(op, value):
            yield from _prefixes(inner, before + _sample(listed[:index]))
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from _prefixes(value[2], before + _sample(listed[:index]))


def _inner(op: Any, value: Any) -> list[Any]:
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    return []


def seconds(found: Found, text: str) -> float:
    """Return the CPU time that all matches in a text take."""
    data: Any = text.encode("utf-8", "replace") if isinstance(found.pattern.pattern, bytes) else text
    best = 9.0
    for _ in range(3):
        start = process_time()
        if found.anchored:
            found.pattern.match(data)
            found.pattern.fullmatch(data)
        else:
            for _match in found.pattern.finditer(data):
                pass
        best = min(best, process_time() - start)
        if best < 0.001:
            break
    return best


LADDER = (20, 26, 32, 128, 1024)
"""Sizes on the way: what doubles with each character is found before it takes for ever."""

LENGTH = 8192
LIMIT = 0.03
"""Seconds of CPU for a string of LENGTH: linear ones take less than a millisecond, quadratic ones 50 and more."""


def slow(found: Found, most: int, chosen: random.Random) -> Iterator[str]:
    """Yield pumped strings on which a pattern needs more than LIMIT; `most` of its strings are tried."""
    for head, unit, tail in pumped(found.pattern, most, chosen):
        for size in (*LADDER, LENGTH):
            if seconds(found, head + unit * max(1, size // len(unit)) + tail) > LIMIT:
                yield f"{head!r} + {unit!r} * {size // len(unit)} + {tail!r}"
                break
