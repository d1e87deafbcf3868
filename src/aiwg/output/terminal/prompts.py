"""Questions to a person at a terminal: as wide as it is, with the answer that Enter gives, and a clean end.

Ctrl-C raises KeyboardInterrupt and the end of the input click.Abort; aiwg ends with exit code 130 after both. Without a
terminal nothing is asked: a command looks with `console.is_terminal` and goes by its options. A question all the same
is an error, so that no command waits for an answer that cannot come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiwg.core.errors import Exit, UserError
from aiwg.output import console
from aiwg.output.console import say
from aiwg.output.terminal.transient import paused

YES = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}


def ask(question: str, default: str = "", indent: str = "") -> str:
    """Return what a person types after a question, without spaces around it; Enter gives the default.

    The default stands in brackets. Raises UserError (usage) without a terminal.
    """
    if not console.is_terminal():
        raise UserError("aiwg can't ask because this is not a terminal.", exit=Exit.USAGE)
    ending = f" [{default}]: " if default else ": "
    while True:
        console.emit(f"{indent}{question}{ending}")
        typed = _typed().strip()
        if typed or default:
            return typed or default


def choose(question: str, answers: Mapping[str, str], default: str, help: Sequence[str] = (), indent: str = "") -> str:
    """Return one of the answers, keyed by what a person may type for it (`y` and `yes`); Enter gives the default.

    `default` is one of the keys. Anything else asks again, after the lines of `help`, which explain the answers.
    """
    while True:
        typed = ask(question, default, indent).lower()
        if typed in answers:
            return answers[typed]
        for line in help or [f"Type one of: {', '.join(dict.fromkeys(answers))}"]:
            say(f"{indent}  {line}")


def confirm(question: str) -> bool:
    """Say whether a person agrees; Enter means no."""
    return choose(f"{question} (y/n)", YES, default="n") == "yes"


def pick(labels: Sequence[str], indent: str = "") -> int:
    """Show numbered answers and return the position of the one that a person picks; Enter takes the first."""
    for number, label in enumerate(labels, 1):
        say(f"{indent}{number}  {label}")
    numbers = {str(number): str(number) for number in range(1, len(labels) + 1)}
    return int(choose("Answer", numbers, "1", [f"Type a number from 1 to {len(labels)}."], indent)) - 1


def _typed() -> str:
    """Return the line that a person types; it ends well at Ctrl-C and at the end of the input."""
    try:
        with paused():
            return read_line()
    except KeyboardInterrupt:
        say()
        raise
    except EOFError as error:
        say()
        import click  # nobody is there to answer: that may cost more than an answer

        raise click.Abort from error


read_line: Callable[[], str] = input
"""Reads what a person types."""
