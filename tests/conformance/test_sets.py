"""Clients that are deployed to together: each loads everything, and once, or the plan said so beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.conftest import SET_PROBES, chosen
from tests.conformance.probe import probe
from tests.conformance.sets import all_sets, is_announced, split, texts
from tests.conformance.table import clients

MEMBERS = [(members, member) for members in all_sets() for member in members]


@pytest.mark.parametrize(("members", "member"), MEMBERS, ids=[f"{'+'.join(each)}-{one}" for each, one in MEMBERS])
def test_each_member_loads_all_once(
    members: list[str], member: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A client of a set loads every part that has arrived, and no request holds one twice unless the plan says so."""
    name, scope = split(member)
    if clients()[name] not in chosen(request.config):
        pytest.skip(f"{name} is not among the clients that are run")
    others = [(clients()[client].platform, where) for client, where in map(split, members)]
    found = probe(clients()[name], scope, tmp_path / "room", others=others)
    request.config.stash[SET_PROBES].setdefault(", ".join(members), []).append(found)
    assert found.requests, [(step.command, step.code, step.errors) for step in found.room.steps]
    missing = [each.label for each in texts(found) if each.is_missing]
    assert not missing
    repeated = {each.label: each.times for each in found.findings if each.times > 1 and not is_announced(each)}
    assert not repeated
