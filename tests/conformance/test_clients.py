"""Each client loads what was deployed for its platform: all of it, and once."""

from __future__ import annotations

from tests.conformance.probe import Probe


def test_the_client_loads_what_was_deployed(probed: Probe) -> None:
    """Every part of every artifact that the deploy says has arrived is loaded by the client itself."""
    assert probed.requests, [(step.command, step.code, step.errors) for step in probed.room.steps]
    assert not probed.missing, probed.missing


def test_the_client_loads_it_once(probed: Probe) -> None:
    """No request to the model holds the same text twice."""
    repeated = {finding.label: finding.times for finding in probed.findings if finding.times > 1}
    assert not repeated
