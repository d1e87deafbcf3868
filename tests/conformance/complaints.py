"""What clients print about files that they do not take."""

from __future__ import annotations

from tests.conformance.room import Step

WORDS = ("malformed", "unknown field", "unrecognized key", "failed to load", "failed to parse", "invalid", "escaped")
"""In the words that clients were seen to use."""


def complaints(step: Step) -> list[str]:
    """Return the lines in which a client complains: on its error output, and of what failed to load on any."""
    errors = [line for line in step.errors.splitlines() if any(word in line.lower() for word in WORDS)]
    return errors + [line for line in step.output.splitlines() if "failed to load" in line.lower()]
