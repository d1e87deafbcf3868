"""How a process of aiwg ends: at once, but not before all that others wait for."""

from __future__ import annotations

import subprocess
import sys

import pytest

HELD = """
import atexit, sys, threading

class Held:
    def __del__(self):
        print("freed")

held = Held()
atexit.register(print, "said at the end")
from aiwg.__main__ import main
sys.argv = ["aiwg", "--version"]
"""
WAYS = {
    "alone": ("main()", False),
    "in a program": ("def program():\n    main()\n\nprogram()", True),
    "caught": ("def program():\n    try:\n        main()\n    finally:\n        print('after it')\n\nprogram()", True),
    "with a thread": ("threading.Timer(0.1, print, ['a thread']).start()\nmain()", True),
}


@pytest.mark.parametrize(("calling", "is_taken_apart"), WAYS.values(), ids=WAYS.keys())
def test_a_process_ends_when_nothing_is_left_to_do(calling: str, is_taken_apart: bool) -> None:
    """The interpreter is taken apart only for a program or a thread that goes on; what waits for the end runs."""
    done = subprocess.run([sys.executable, "-c", HELD + calling], capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert said[0].startswith("aiwg ")
    assert "said at the end" in said
    assert ("freed" in said) is is_taken_apart
    assert ("after it" in said) is ("after it" in calling)
    assert ("a thread" in said) is ("a thread" in calling)
