"""A person at a terminal: the questions of a command are answered from a list."""

from __future__ import annotations

import sys

import pytest

from aiwg.output import console
from aiwg.output.terminal import prompts


def answer_questions(monkeypatch: pytest.MonkeyPatch, *answers: str | BaseException) -> list[str]:
    """Let these be typed one after the other, or raised; return the questions, which fill up as they come.

    Once all are used up, the input has ended.
    """
    asked: list[str] = []
    said: list[str] = []
    left = list(answers)
    emit = console.emit

    def noted(text: str, error: bool = False) -> None:
        said.append(text)
        emit(text, error)

    def read_line() -> str:
        asked.append(said[-1])
        if not left:
            raise EOFError
        answer = left.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr(console, "emit", noted)
    monkeypatch.setattr(prompts, "read_line", read_line)
    for name, module in list(sys.modules.items()):
        if name.startswith("aiwg.") and hasattr(module, "is_terminal"):
            monkeypatch.setattr(module, "is_terminal", lambda: not console.readers)
    return asked
