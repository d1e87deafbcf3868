"""The command line that somebody meant who typed another one. It is said, and never run."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Callable, Iterator, Sequence

import click

from aiwg.cli.other_names import COMMANDS, NEEDLESS, OPTIONS, OTHER_COMMAND
from aiwg.commands.names import kind_of, names_platforms
from aiwg.core.dataclass import dataclass, field
from aiwg.core.suggest import closest

Find = Callable[[str], click.Command | None]
"""Returns the command of a name, None where there is none."""

_PLACE = re.compile(r"[A-Za-z]+://|git@|\.{1,2}/|~/|/|[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+\Z")
_STANDS_IN = re.compile(r"[A-Z]+\Z")
CLOSE = 0.8
"""How alike two options are of which one is taken for a slip of the other, by difflib's ratio."""

LONGEST = 200
"""Characters of a line that is said: what somebody pasted by mistake is not repeated."""


def lines_meant(arguments: Sequence[str], names: Sequence[str], find: Find, wrong: str = "") -> list[str]:
    """Return the command lines that arguments may mean, likeliest first; none where nothing comes near.

    `names` are the commands that there are; `wrong` is the option of one of them that it does not have.
    """
    typed, rest = _split(arguments)
    if typed is None:
        found = [line for option in rest if (line := OTHER_COMMAND.get(("", option.partition("=")[0])))]
        return [f"aiwg {line}" for line in found]
    if typed in names:
        lines = [_line([typed], rest, find, wrong)]
    else:
        lines = [_line(start.split(), rest, find) for start in _starts(typed, rest, names)]
    return [f"aiwg {line}" for line in lines if line and line.isprintable() and len(line) <= LONGEST]


def _split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the command that was typed, and everything else."""
    for number, word in enumerate(arguments):
        if not word.startswith("-"):
            return word, [*arguments[:number], *arguments[number + 1 :]]
    return None, list(arguments)


def _starts(typed: str, rest: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the beginnings of lines that a name means that is no command."""
    lowered = typed.lower()
    if lowered in names:
        return [lowered]
    known = COMMANDS.get(lowered, "")
    if any(_PLACE.match(word) for word in rest):  # a source: to install one is to add it
        known = {"deploy": "add SOURCE", "remove": "remove-source ID"}.get(known, known)
    if known:
        return known.split(" | ")
    kind = kind_of(lowered)
    if kind is not None:
        return [f"list {kind}"]
    near = closest(lowered, [*names, *COMMANDS])
    return [] if near is None else [near] if near in names else COMMANDS[near].split(" | ")


def _line(start: Sequence[str], rest: Sequence[str], find: Find, wrong: str | None = None) -> str:
    """Return a line that begins so, with what a command can take of the rest.

    `wrong` is what cannot be left out, where the command itself is what was typed: an option, or empty for a word.
    """
    command = find(start[0])
    if command is None:
        return ""
    for word in rest:
        option = word.partition("=")[0]
        other = OTHER_COMMAND.get((start[0], option))
        if other is not None and _option(command, option) is None:
            return _line([*other.split(), *start[1:]], [each for each in rest if each != word], find)
    taken = _taken(command, rest)
    words = list(taken.words)
    filled = [_filled(word, words) for word in start]
    room = max(0, _room(command) - sum(not word.startswith("-") for word in start[1:]))
    if wrong is not None and (wrong in taken.unknown or not all(map(names_platforms, words[room:]))):
        return ""
    at = next((number for number, word in enumerate(filled) if word.startswith("-")), len(filled))
    options = [*filled[at:], *taken.options]
    options += [word for option in _missing(command, options) for word in option]
    placed = _placed(command, [*filled[1:at], *words[:room]])
    return " ".join(_quoted(word) for word in [filled[0], *placed, *options])


def _missing(command: click.Command, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the options that a command insists on and that are not there, with the names of their values."""
    for param in command.params:
        if isinstance(param, click.Option) and param.required and not set(param.opts).intersection(options):
            yield param.opts[0], (param.metavar or "VALUE").upper()


def _placed(command: click.Command, words: Sequence[str]) -> list[str]:
    """Return the words of a command in their places, with the name of a place where one is missing or unfit."""
    if isinstance(command, click.Group):
        return list(words)
    left, placed = list(words), list[str]()
    for param in command.params:
        if not isinstance(param, click.Argument):
            continue
        name = (param.metavar or param.human_readable_name).strip("[].").upper()
        taken, left = (left, []) if param.nargs == -1 else (left[: param.nargs], left[param.nargs :])
        choices = param.type.choices if isinstance(param.type, click.Choice) else None
        placed += [word if choices is None or word in choices else name for word in taken]
        placed += [name] * (max(1, param.nargs) - len(taken) if param.required else 0)
    return placed


def _quoted(word: str) -> str:
    return word if _STANDS_IN.match(word) else shlex.quote(word)


def _filled(word: str, words: list[str]) -> str:
    """Return a word of a line; one that stands for what a person gives gives way to that."""
    return words.pop(0) if _STANDS_IN.match(word) and words else word


def _room(command: click.Command) -> int:
    """Return how many words a command takes."""
    counts = [param.nargs for param in command.params if isinstance(param, click.Argument)]
    return 99 if -1 in counts or isinstance(command, click.Group) else sum(counts)


@dataclass(slots=True)
class _Taken:
    """The options and the words that a command takes of what was typed, and the options that it has no place for."""

    options: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _taken(command: click.Command, rest: Sequence[str]) -> _Taken:
    taken, left = _Taken(), list(rest)
    takes_platforms = _option(command, "--platform") is not None and _room(command) == 0
    while left:
        word = left.pop(0)
        if word.startswith("-") and word != "-":
            if place := _platform_in_its_place(command, word, left):
                taken.words.append(place)
                continue
            found = list(_option_words(command, word, left))
            taken.options += found
            taken.unknown += [] if found or word in NEEDLESS else [word.partition("=")[0]]
        elif takes_platforms and names_platforms(word):
            taken.options += ["-p", word]
        else:
            taken.words.append(word)
    return taken


def _platform_in_its_place(command: click.Command, word: str, left: list[str]) -> str:
    """Return the platform of an option, taken from what is left, for a command that takes it as a word; else nothing.

    That is `context --tool cursor`, where it is `context cursor`.
    """
    name, equals, value = word.partition("=")
    means_platform = name in ("-p", "--platform") or "--platform" in OPTIONS.get(name, ())
    takes_one = any(isinstance(each, click.Argument) and each.metavar == "PLATFORM" for each in command.params)
    if not (means_platform and takes_one) or _option(command, name) or _option(command, "--platform"):
        return ""
    named = value if equals else left[0] if left else ""
    if not named or not names_platforms(named):
        return ""
    if not equals:
        left.pop(0)
    return named


def _option_words(command: click.Command, word: str, left: list[str]) -> Iterator[str]:
    """Yield an option as a command has it, with its value, which is taken from what is left."""
    name, equals, value = word.partition("=")
    ours = next((each for each in (name, *OPTIONS.get(name, ())) if _option(command, each.split(" ")[0])), None)
    if ours is None and name not in NEEDLESS:
        known = [each for param in command.params for each in param.opts if each.startswith("--")]
        ours = next(iter(difflib.get_close_matches(name, known, n=1, cutoff=CLOSE)), None)
    if ours is None:
        return
    if name != ours and ours == "--json":
        value = value if equals or not left or left[0].startswith("-") else left.pop(0)
        if value not in ("", "json"):
            return
    yield from ("-p" if ours == "--platform" else ours).split(" ")
    param = _option(command, ours.split(" ")[0])
    if param is not None and not param.is_flag and " " not in ours:
        yield value if equals else left.pop(0) if left else (param.metavar or "VALUE")


def _option(command: click.Command, name: str) -> click.Option | None:
    """Return the option of a command that has a name."""
    for param in command.params:
        if isinstance(param, click.Option) and name in (*param.opts, *param.secondary_opts):
            return param
    if name == "--help":
        return click.Option(["--help"], is_flag=True)
    return None
