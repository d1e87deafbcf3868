"""Runs command lines, each in a new child of a process that has imported aiwg and run nothing.

A child is what a new process is, without the time that imports take: no cache of another run is in it. Each line of
standard input is a request as JSON, each line of output an answer.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from unittest import mock

import click

from aiwg.__main__ import _run, _run_whole
from aiwg.cli import app, group
from aiwg.core import observation, observed_calls
from aiwg.noop_cache import answers, keeping

AGAIN, OBSTACLE, KEPT = "again", "obstacle", "kept"


def run_child(asked: dict[str, Any], folder: str) -> None:
    """Run a command line as this process, with its output in files; note how its answer came about."""
    for number, name in ((0, os.devnull), (1, f"{folder}/out"), (2, f"{folder}/err")):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(name, flags, 0o600), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    how = {AGAIN: False, OBSTACLE: "", KEPT: False}
    say_again, keep = answers.say_again, keeping._keep

    def said(place: answers.AnswerPlace) -> int | None:
        code = say_again(place)
        how[AGAIN] = code is not None
        return code

    def kept(*arguments: Any) -> None:
        keep(*arguments)
        how[KEPT] = True

    seen: list[observation.Observation] = []
    begin = observation.Observation.__init__

    def began(self: observation.Observation) -> None:
        begin(self)
        seen.append(self)

    with (
        mock.patch.object(answers, "say_again", said),
        mock.patch.object(keeping, "_keep", kept),
        mock.patch.object(observation.Observation, "__init__", began),
    ):
        code = (_run_whole if asked["whole"] else _run)(asked["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    how[OBSTACLE] = seen[-1].obstacle if seen else ""
    with open(f"{folder}/how", "w", encoding="utf-8") as stream:
        json.dump({"code": code, **how}, stream)


def main(folder: str, platforms: str, bundled: str, etc: str, account: str) -> None:
    """Answer requests until there are no more."""
    for name in app.COMMANDS:
        group.application.get_command(click.Context(group.application), name)
    assert observed_calls.__name__  # imported here, so that no child does it
    with (
        mock.patch("aiwg.fs.resources.platforms_folder", return_value=platforms),
        mock.patch("aiwg.fs.resources.source_folder", return_value=bundled),
        mock.patch("aiwg.trust.policy.places.MACHINE_FOLDER", etc),
        mock.patch("aiwg.trust.policy.places.account_home", return_value=account),
    ):
        for line in sys.stdin:
            child = os.fork()
            if not child:
                run_child(json.loads(line), folder)
                os._exit(0)
            os.waitpid(child, 0)
            print(child, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
