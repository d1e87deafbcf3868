"""The questions of a set-up: each has a first answer, an option that answers it, and may have a reason to be skipped.

Nothing that runs is ever approved by the first answer of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.core.dataclass import dataclass, field
from aiwg.output.console import paint, say, width
from aiwg.output.terminal import prompts

TOTAL = 6
"""How many questions there are; a skipped one keeps its number."""

NARROW = 60
"""Columns below which answers are indented less."""

EACH = {**prompts.YES, "a": "all", "all": "all", "q": "quit", "quit": "quit"}
"""What a person may type where each of several is asked about."""


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer: the word that an option takes, and what a person reads."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which Enter takes the first.

    `given` is the answer of an option. `needless`: why aiwg skips it; then, and without a terminal, `unasked` holds.
    """

    number: int
    name: str
    text: str
    choices: tuple[AnswerChoice, ...]
    unasked: str
    given: str | None = None
    needless: str = ""


@dataclass(slots=True)
class Dialogue:
    """Asks questions one by one, if there is somebody to ask. `answers` are those of a person, by name."""

    asks: bool
    answers: dict[str, str] = field(default_factory=dict)

    def answer(self, question: Question) -> str:
        """Return the word of an answer."""
        if not self.is_open(question):
            return question.unasked if question.given is None else question.given
        self.head(question)
        return self.pick(question)

    def pick(self, question: Question) -> str:
        """Return the answer that a person picks, without saying the question again."""
        for number, choice in enumerate(question.choices, 1):
            say(f"{indent()}{number}  {choice.label}")
        words = [choice.word for choice in question.choices]
        answers = {**{str(number): word for number, word in enumerate(words, 1)}, **{word: word for word in words}}
        said = prompts.choose("Answer", answers, "1", [f"Type a number from 1 to {len(words)}."], indent())
        return self.remember(question.name, said)

    def is_open(self, question: Question) -> bool:
        """Say whether a person has to be asked; if not, say why."""
        if not self.asks or question.given is not None:
            return False
        if question.needless:
            say(paint(f"{question.number} of {TOTAL}  Skipped: {question.needless}.", "faint"))
        return not question.needless

    def decided(self, questions: Mapping[str, Question]) -> frozenset[str]:
        """Return the keys of the questions that an option or a person answered."""
        return frozenset(key for key, each in questions.items() if each.given or each.name in self.answers)

    def head(self, question: Question) -> None:
        """Print the line that a question begins with."""
        say(paint(f"{question.number} of {TOTAL}  {question.text}", "bold"))

    def remember(self, name: str, answer: str) -> str:
        """Keep an answer of a person, and return it."""
        self.answers[name] = answer
        return answer


def ask(text: str, default: str) -> str:
    """Return what a person types; Enter is the default."""
    return prompts.ask(text, default, indent())


def ask_each(names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names that a person takes, each asked about with its text; Enter takes one."""
    taken: list[str] = []
    answer = ""
    for name, text in names:
        if answer != "all":
            say(f"{indent()}{text}")
            answer = prompts.choose("Import it? (y/n/all/quit)", EACH, "y", indent=indent())
        if answer == "quit":
            break
        taken += [name] if answer != "no" else []
    return taken


def indent() -> str:
    """Return what stands before the answers of a question."""
    return " " * (8 if width() >= NARROW else 2)
