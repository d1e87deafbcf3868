"""Which parts of edits go back: those that a person takes on a terminal, else those that the options agree to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from aiwg.core.dataclass import dataclass
from aiwg.importing.back.choices import HunkChoice
from aiwg.importing.back.hunks import ABSENT, LINES, PLATFORMS, Hunk
from aiwg.output.console import paint, say, say_in_columns
from aiwg.output.terminal import prompts

MOST_LINES = 60
ANSWERS = ("y", "n", "a", "d", "q", "?")
HELP = (
    "y  accept this change",
    "n  skip it (also Enter)",
    "a  accept it and all later changes of this artifact",
    "d  skip it and all later changes of this artifact",
    "q  skip it and everything after it",
)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the options agree to without a question: `named` are paths, `weaker` and `doubtful` are for all of them."""

    named: frozenset[str] = frozenset()
    weaker: bool = False
    doubtful: bool = False


def choose_by_options(choices: Sequence[HunkChoice], consent: Consent) -> None:
    """Take every part that needs no word of a person, or has it in the options."""
    for choice in choices:
        choice.is_taken = not why_left(choice, consent)


def why_left(choice: HunkChoice, consent: Consent) -> str:
    """Return why a part is not taken without a question, empty when it is."""
    if choice.rivals:
        others = sorted({where for each in choice.rivals for where in each.wheres})
        return f"{', '.join(others)} has a different edit in the same place"
    if choice.weaker and not consent.weaker:
        return f"{choice.weaker}: fewer restrictions"
    if choice.doubt and not consent.doubtful:
        return choice.doubt
    if choice.removes and consent.named.isdisjoint(edit.path for edit in choice.edits):
        return f"you deleted it there; accepting this excludes {choice.artifact} there from now on"
    return ""


def way_of(choice: HunkChoice, consent: Consent) -> str:
    """Return what to run to take a part that needs a word, or to put the file back."""
    path = choice.edits[0].path
    again = "to keep the source: aiwg deploy --force"
    if choice.rivals:
        return f"to accept this one: aiwg reconcile --yes {path}"
    if choice.weaker and not consent.weaker:
        return f"to accept: aiwg reconcile --yes --allow-weaker-permissions {path}   {again}"
    if choice.doubt and not consent.doubtful:
        return f"to accept: aiwg reconcile --yes --prefer-edits {path}   {again}"
    return f"to accept: aiwg reconcile --yes {path}   {again}"


def choose_by_asking(choices: Sequence[HunkChoice], targets: Mapping[str, str], ask: Callable[[str], str]) -> None:
    """Ask a person about every part; what `ask` returns for a prompt is the answer. Enter changes nothing."""
    answer, artifact = "", ""
    for number, choice in enumerate(choices, 1):
        if choice.artifact != artifact:
            answer = answer if answer == "q" else ""
            artifact = choice.artifact
            if answer != "q":
                say(paint(f"{', '.join(choice.wheres)} -> {targets[artifact]}", "bold"))
        if answer in ("q", "d") or any(each.is_taken for each in choice.rivals):
            continue
        say_choice(choice)
        must_ask = bool(choice.weaker or choice.doubt or choice.rivals or choice.removes)
        if answer != "a" or must_ask:
            said = _asked(f"({number}/{len(choices)}) {_question(choice)}", ask)
            answer = answer if answer == "a" and said in ("y", "n") else said
            choice.is_taken = said in ("y", "a")
        else:
            choice.is_taken = True


def _asked(question: str, ask: Callable[[str], str]) -> str:
    while True:
        typed = ask(f"{question} (y,n,a,d,q,?)").strip().lower()[:1] or "n"
        if typed == "?" or typed not in ANSWERS:
            for line in HELP:
                say(f"  {line}")
            continue
        return typed


def prompt(question: str) -> str:
    """Return what a person types; the end of the input leaves all that is left."""
    try:
        return prompts.ask(question, "n")
    except click.Abort:  # the end of the input; Ctrl-C ends all of it, a watch too
        return "q"


def _question(choice: HunkChoice) -> str:
    if choice.weaker:
        return "Fewer restrictions. Accept this change?"
    if choice.rivals:
        return "Another file has a different text here. Accept this change?"
    if choice.doubt:
        return "Not certain. Accept this change?"
    return "Accept this change?"


def say_choice(choice: HunkChoice) -> None:
    """Print one part as a difference, with what is special about it."""
    for line in shown_hunk(choice.hunk)[:MOST_LINES]:
        meaning = {"+": "ok", "-": "error", "@": "hint"}.get(line[:1])
        say(f"  {paint(line, meaning) if meaning else line}")
    if choice.rivals:
        say(f"  in {', '.join(choice.wheres)}")
    for text in filter(None, (choice.weaker, choice.doubt)):
        say_in_columns(paint("warning", "warning"), f"{text}.")
    for note in dict.fromkeys(note for edit in choice.edits for note in edit.notes):
        say_in_columns(paint("note", "info"), f"{note}.")


def shown_hunk(hunk: Hunk) -> list[str]:
    """Return a part as the lines of a difference."""
    if hunk.part == LINES:
        at = f"@@ line {hunk.start + 1} of {'its text' if hunk.name == 'body' else hunk.name} @@"
        return [at, *_signed("-", hunk.before), *_signed("+", hunk.after)]
    if hunk.part == PLATFORMS:
        gone = sorted({*hunk.after[1]} - {*hunk.before[1]} | ({*hunk.before[0]} - {*hunk.after[0]}))
        return [f"@@ platforms @@ left out: {', '.join(gone)}"]
    values = [("-", hunk.before), ("+", hunk.after)]
    return [f"{sign}{hunk.name}: {_said(value)}" for sign, value in values if value is not ABSENT]


def _signed(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line.rstrip(chr(10))}"


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
