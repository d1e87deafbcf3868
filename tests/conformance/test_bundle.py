"""The bundled source in every client: taken without a complaint, listed whole, and its ADR skill at hand."""

from __future__ import annotations

from tests.conformance.bundled import BundleRun


def test_the_client_takes_the_bundle_without_a_complaint(bundle: BundleRun) -> None:
    """No command of the client fails or complains of a file of the bundle."""
    assert [(step.command, step.code, step.errors) for step in bundle.room.steps if step.code is None] == []
    assert bundle.complaints == []


def test_the_client_lists_every_agent_and_skill(bundle: BundleRun) -> None:
    """Every agent and skill that arrived as one is in a request or a listing of the client."""
    assert bundle.requests
    assert bundle.unlisted() == []


def test_the_client_reads_what_is_always_on(bundle: BundleRun) -> None:
    """The instructions and every always-on rule are in a request."""
    assert bundle.unread() == []


def test_the_adr_skill_brings_its_template(bundle: BundleRun) -> None:
    """Called for, the ADR skill's body is sent with the path of its template, which lies where it says."""
    template = bundle.template()
    if template is None or "skill" not in bundle.room.client.provoke:
        return
    assert bundle.skill_body() is not None
    assert template.is_file()
