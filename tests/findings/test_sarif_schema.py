"""What we print as SARIF is SARIF by the standard's own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, ValidationError  # type: ignore[import-untyped]  # it ships no types

from aiwg.adr.sarif import sarif as adr_sarif
from aiwg.findings.model import ERROR, INFO, OK, SKIPPED, WARNING, Finding
from aiwg.findings.sarif import sarif

SCHEMA = json.loads((Path(__file__).parent.parent / "fixtures" / "sarif-2.1.0.schema.json").read_text())


def check(log: dict[str, Any]) -> None:
    """Raise ValidationError for what is no SARIF."""
    Draft4Validator(SCHEMA).validate(log)


def test_findings_are_valid_sarif() -> None:
    """Findings of every level, with and without a place, validate."""
    places: list[tuple[str | None, int | None, int | None]] = [("a b/ü.md", 3, 7), ("x.md", 2, None), ("y", None, None)]
    findings = [
        Finding("some-code", level, "it is so", *place)
        for level in (ERROR, WARNING, INFO, OK, SKIPPED)
        for place in [*places, (None, None, None)]
    ]
    check(sarif("aiwg lint", "1.0.0", {"some-code": "It is so"}, findings))
    check(sarif("aiwg lint", "1.0.0", {}, []))


def test_what_is_found_in_records_is_valid_sarif() -> None:
    """What `aiwg adr check --sarif` prints validates."""
    found = Finding("unverified-claim", ERROR, "not verified", "docs/adr/0001-x.md", 4, gate=2)
    other = Finding("malformed", ERROR, "none", "docs/adr/0002-y.md", 1)
    check(adr_sarif([found, other], [found], "1.0.0"))


def test_the_schema_refuses_what_is_wrong() -> None:
    """The schema is the real one: a level that does not exist, or a line 0, is refused."""
    log = sarif("aiwg lint", "1.0.0", {}, [Finding("some-code", ERROR, "it is so", "a.md", 1)])
    for path, value in ((("level",), "fatal"), (("locations", 0, "physicalLocation", "region", "startLine"), 0)):
        broken = json.loads(json.dumps(log))
        place = broken["runs"][0]["results"][0]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        with pytest.raises(ValidationError):
            check(broken)
