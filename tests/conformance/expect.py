"""What a client must load, taken from what the deploy itself says: nothing here knows a platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tests.conformance.sample import Piece, Sample


@dataclass(frozen=True, slots=True)
class Expected:
    """One artifact that arrived, in the form that it arrived in, and the tokens that must be seen."""

    piece: Piece
    level: str
    form: str
    """The kind that carries it: a command may arrive as a skill, a rule within the instructions."""
    name: str
    """What the client calls it: the name of its folder or file."""
    path: str
    tokens: Mapping[str, str]
    notes: Sequence[str] = ()
    """What the plan says is not as wished."""

    @property
    def is_for_people(self) -> bool:
        """Whether only a person may start it: a command that is carried by a skill. Models are not told of it."""
        return self.piece.kind == "command" and self.form == "skill"


def expectations(sample: Sample, plan: Mapping[str, Any], platform: str = "") -> list[Expected]:
    """Return what the plan says has arrived (`aiwg deploy --json`) at a platform, or at the only one.

    What is unsupported is not expected.
    """
    arrivals = {each["artifact"]: each for each in plan["fidelity"] if platform in ("", each["platform"])}
    always = {
        path for piece in sample.pieces if piece.kind == "instructions" for path in arrivals[piece.artifact]["paths"]
    }
    expected = []
    for piece in sample.pieces:
        arrival = arrivals[piece.artifact]
        if arrival["level"] != "unsupported":
            expected.append(_expected(piece, arrival, always))
    return expected


def _expected(piece: Piece, arrival: Mapping[str, Any], always: set[str]) -> Expected:
    paths: list[str] = arrival["paths"]
    folder = next((path for path in paths if path.endswith("/")), None)
    path = folder or paths[0]
    carrier = "instructions" if piece.kind == "rule" and path in always else piece.kind
    form = "skill" if folder else carrier
    lost = {loss["field"] for loss in arrival["losses"]}
    parts = {part: word for part, word in piece.tokens.items() if part not in lost}
    if any("names the rule" in loss["reason"] for loss in arrival["losses"]):
        parts = {}  # a line says where the rule is: whether a model follows it, no client can show
    if piece.kind == "behavior" and all(path.endswith("/") for path in paths):
        parts.pop("run", None)  # its hooks did not arrive, only its skill
    name = PurePosixPath(path).name.split(".")[0]
    return Expected(piece, arrival["level"], form, name, path, parts, arrival["notes"])
