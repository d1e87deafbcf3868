"""One round: a hostile source deployed to platforms, judged by the reader, with and without consent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import yaml

from aiwg.cli.app import run
from tests.hostile.corpus import Case, innocents
from tests.hostile.deploying import Field, a_field, asked_of, judged, told_of
from tests.hostile.reader import Finding
from tests.hostile.restricting import lost, restricted

NAME = re.compile(r"h(?:in|ru|ag|sk|co|be|ho|mc|pe|pl|ma|ig|rag|rsk|rco)\d{4}")


class Ground:
    """Projects on which rounds are held: a hostile source, a restricted one, and an honest one to compare with."""

    def __init__(self, folder: Path, cases: Iterable[Case], restricted_cases: Iterable[Case]) -> None:
        self.hostile = a_field(folder / "hostile", cases)
        self.narrow = a_field(folder / "narrow", restricted_cases)
        self.honest = a_field(folder / "honest", innocents())

    def emitted_without_consent(self, *platforms: str) -> set[Finding]:
        """Return what clients would do because of a hostile source, but for what an honest one makes them do too."""
        usual = {(found.client, found.cls, found.detail) for found in judged(self.honest.emitted(*platforms)[1])}
        found = judged(self.hostile.emitted(*platforms)[1])
        return {each for each in found if (each.client, each.cls, each.detail) not in usual}

    def restrictions_lost(self, *platforms: str) -> set[Finding]:
        """Return the restrictions of a source that a client knows, and does not find."""
        deployment, emitted = self.narrow.emitted(*platforms)
        return set(lost(emitted, asked_of(deployment), told_of(deployment)))


def missing_with_consent(folder: Path, cases: Sequence[Case], *platforms: str) -> Iterator[Finding]:
    """Yield what differs between a project that was trusted, and the same source typed by hand."""
    field = a_field(folder / "trusted", cases)
    field.emitted(*platforms)
    with redirect_stdout(StringIO()):
        assert run(["trust", "--yes", "--project", str(field.project)]) == 0
    field = Field(field.project, field.cases)
    deployment, trusted = field.emitted(*platforms)
    withheld = deployment.loaded.withheld
    yield from (Finding("any", "consent", "", f"{artifact.named} still waits") for artifact in withheld)
    typed = Field(a_field(folder / "typed", ()).project, field.cases)
    _, wanted = typed.emitted(*platforms, sources=(str(field.project / ".aiwg"),))
    differing = (path for path in sorted({*wanted, *trusted}) if wanted.get(path) != trusted.get(path))
    yield from (Finding("any", "consent", path, path) for path in differing)


@cache
def still_open() -> tuple[Mapping[str, str], ...]:
    """Return what is known to be wrong still, from a data file."""
    return tuple(yaml.safe_load((Path(__file__).parent / "open.yaml").read_text(encoding="utf-8")))


def why_open(found: Finding) -> str:
    """Return why a finding is known, empty for one that is not."""
    return next((each["why"] for each in still_open() if _describes(each, found)), "")


def _describes(known: Mapping[str, str], found: Finding) -> bool:
    same = known["cls"] == found.cls and re.fullmatch(known.get("client", ".*"), found.client)
    return bool(same and re.search(known["detail"], found.detail))


def case_of(found: Finding) -> str:
    """Return the name of the case that a finding is about, empty when it names none."""
    match = NAME.search(found.path) or NAME.search(found.detail)
    return match[0] if match else ""


def every(cases: Sequence[Case], step: int) -> list[Case]:
    """Return every so many-th case."""
    return list(cases[::step])


def restricted_cases(step: int = 1) -> list[Case]:
    """Return every so many-th artifact with a restriction."""
    return [case for case, _ in restricted()][::step]
