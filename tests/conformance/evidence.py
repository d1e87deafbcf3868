"""What a run of a client left behind, and what it proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.conformance.expect import Expected
from tests.conformance.table import Client


@dataclass(frozen=True, slots=True)
class Trace:
    """A text in which a token is looked for: a request to the model, a listing, or the marks of what ran."""

    kind: Literal["request", "listing", "marks"]
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part of one artifact."""

    expected: Expected
    part: str
    seen_in: tuple[str, ...]
    times: int
    """The most often that one request holds the token; 1 is exactly once."""
    excuse: str = ""
    """Why the client cannot show it; then it is not asked for."""

    @property
    def label(self) -> str:
        """The artifact and its part."""
        return f"{self.expected.piece.artifact} {self.part}"

    @property
    def is_loaded(self) -> bool:
        """Whether the client loaded it."""
        return bool(self.seen_in)

    @property
    def is_missing(self) -> bool:
        """Whether the client should have loaded it and did not."""
        return not self.seen_in and not self.excuse


@dataclass(slots=True)
class Evidence:
    """All traces of one run."""

    traces: list[Trace] = field(default_factory=list)

    def add(self, kind: Literal["request", "listing", "marks"], source: str, text: str) -> None:
        """Add one trace."""
        self.traces.append(Trace(kind, source, text))

    def findings(self, expected: Sequence[Expected], client: Client) -> list[Finding]:
        """Return what was found, part by part."""
        return [self._finding(each, part, client) for each in expected for part in each.tokens]

    def _finding(self, expected: Expected, part: str, client: Client) -> Finding:
        traces = [trace for trace in self.traces if self._counts(trace, expected, part)]
        times = max((trace.text.count(expected.tokens[part]) for trace in traces if trace.kind == "request"), default=0)
        seen = tuple(trace.source for trace in traces)
        return Finding(expected, part, seen, times, "" if seen else excuse(expected, part, client))

    def _counts(self, trace: Trace, expected: Expected, part: str) -> bool:
        """Return whether a trace proves a part.

        A description counts only where the body is not, or where it is named so: a file taken whole as text would look
        as if its description had been understood. What runs is proved by its own mark or by the tool that the model is
        offered, not by a listing, which may only repeat the configuration.
        """
        if expected.tokens[part] not in trace.text:
            return False
        if part == "description" and expected.tokens["body"] in trace.text:
            return trace.kind == "listing" and _is_described(trace.text, expected.tokens[part])
        return part != "run" or trace.kind != "listing"


def _is_described(listing: str, token: str) -> bool:
    """Return whether a JSON listing holds a token as a description."""
    return re.search(rf'"description"\s*:\s*"[^"]*{token}', listing) is not None


def excuse(expected: Expected, part: str, client: Client) -> str:
    """Return why a client need not show a part, or nothing."""
    carrier = "skill-for-people" if expected.is_for_people else expected.form
    keys = (expected.piece.artifact, carrier, f"{carrier} {part}", f"{expected.form} {part}")
    said = next((client.cannot_show[key] for key in keys if key in client.cannot_show), "")
    # of what only a person may start no model is told; but one of its parts must prove that it is there
    if not said and part == "description" and expected.is_for_people and not excuse(expected, "body", client):
        return "a model is not told of what only a person may start"
    return said
