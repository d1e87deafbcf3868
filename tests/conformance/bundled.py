"""The bundled source in a real client: deployed as a person would, listed, and its ADR skill called for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.complaints import complaints
from tests.conformance.evidence import Evidence
from tests.conformance.expect import Expected, expectations
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.server import serving
from tests.conformance.probe import ask, settle
from tests.conformance.room import Room
from tests.conformance.sample import Piece, Sample
from tests.conformance.table import Client
from tests.conftest import PLATFORMS

ROOT = PLATFORMS.parent
SKILL = "skill/adr"
TEMPLATE = "assets/adr-template.md"


@dataclass(frozen=True, slots=True)
class BundleRun:
    """What a client did with the bundle: what arrived, the texts that it sent or listed, what it complained of."""

    room: Room
    expected: list[Expected]
    requests: list[str]
    listings: list[str]
    complaints: list[str]

    def unlisted(self) -> list[str]:
        """Return the agents and skills that are in no request and no listing, as far as this client can show them."""
        seen = _plain("\n".join((*self.requests, *self.listings)))
        return [each.piece.artifact for each in self._listable() if not re.search(rf"\b{each.name}\b", seen)]

    def unread(self) -> list[str]:
        """Return the instructions and always-on rules whose text is in no request."""
        sent = [_plain(request) for request in self.requests]
        always = [each for each in self.expected if each.form in ("instructions", "rule") and _is_always(each)]
        return [
            each.piece.artifact
            for each in always
            if not any(_first_sentence(each.piece.artifact) in text for text in sent)
        ]

    def skill_body(self) -> str | None:
        """Return the request that holds the body of the ADR skill, or None."""
        line = _first_sentence(SKILL)
        return next((text for text in self.requests if line in _plain(text) and TEMPLATE in text), None)

    def template(self) -> Path | None:
        """Return where the template of the ADR skill lies, or None where the skill did not arrive as one."""
        skill = next((each for each in self.expected if each.piece.artifact == SKILL and each.form == "skill"), None)
        if skill is None:
            return None
        return Path(skill.path.replace("~", str(self.room.home), 1) if skill.path.startswith("~") else
                    self.room.project / skill.path) / TEMPLATE  # fmt: skip

    def _listable(self) -> Iterator[Expected]:
        for each in self.expected:
            hidden = self.room.client.cannot_show
            if each.form in ("agent", "skill") and not each.is_for_people and each.form not in hidden:
                yield each


def run_bundle(client: Client, scope: str, folder: Path) -> BundleRun:
    """Deploy the bundle into a fresh room, run the client on it, and return what it did."""
    room = Room(client, folder, scope)
    room.furnish()
    plan = room.deploy()
    pieces = [Piece(arrival["artifact"], {}) for arrival in plan["fidelity"]]
    expected = expectations(Sample(ROOT, room.marks, pieces), plan)
    evidence = Evidence()
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        settle(room, expected)
        ask(room, [each for each in expected if each.piece.artifact == SKILL], evidence)
    listings = [trace.text for trace in evidence.traces if trace.kind == "listing"]
    said = [line for step in room.steps for line in complaints(step)]
    return BundleRun(room, expected, [request.text for request in model.requests], listings, said)


def _source(artifact: str) -> str:
    kind, _, id = artifact.partition("/")
    file = {"instructions": "instructions.md", "rule": f"rules/{id}.md", "skill": f"skills/{id}/SKILL.md"}[kind]
    return (ROOT / file).read_text(encoding="utf-8")


def _is_always(each: Expected) -> bool:
    return each.piece.kind == "instructions" or "activation: always" in _source(each.piece.artifact)


def _first_sentence(artifact: str) -> str:
    """Return the first sentence of an artifact's body that is no heading, in one line."""
    body = _source(artifact).split("---\n", 2)[-1]
    line = next(line for line in body.splitlines() if line.strip() and not line.startswith(("#", "<!--", "---")))
    return _plain(line.lstrip("-* ").split(". ")[0])


def _plain(text: str) -> str:
    """Return text as one line without escapes, whatever its form in a request."""
    return re.sub(r"\s+", " ", text.replace("\\n", " ").replace('\\"', '"'))
