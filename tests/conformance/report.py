"""The table that a run of the suite ends with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.conformance.probe import Probe
from tests.conformance.proved import verdict

HEAD = ("client", "version", "scope", "kinds", "parts", "requests", "seconds", "not loaded")


def lines(probes: Sequence[Probe], *, count: bool) -> Iterator[str]:
    """Yield the table, then what the clients cannot show, then with `count` how often each text was sent."""
    rows = [HEAD, *(_row(probe) for probe in probes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    reasons = dict.fromkeys(
        (probe.room.client.name, finding.label, finding.excuse)
        for probe in probes
        for finding in probe.findings
        if finding.excuse
    )
    if reasons:
        yield ""
        yield "Not asked for, because the client cannot show it:"
        yield from (f"  {client}: {label}: {reason}" for client, label, reason in reasons)
    if count:
        yield ""
        yield "How often one request holds a text, at most:"
        for probe in probes:
            times = ", ".join(f"{each.label} {each.times}" for each in probe.findings if each.times)
            yield f"  {probe.room.client.name} {probe.room.scope}: {times}"


def _row(probe: Probe) -> tuple[str, ...]:
    client, said = probe.room.client, verdict(probe)
    asked = [finding for finding in probe.findings if not finding.excuse]
    loaded = sum(finding.is_loaded for finding in asked)
    kinds = len(said.proved) + len(said.failed) + len(said.not_shown)
    return (
        client.name,
        client.version,
        probe.room.scope,
        f"{len(said.proved)}/{kinds}",
        f"{loaded}/{len(asked)}",
        str(probe.requests),
        f"{probe.seconds:.0f}",
        ", ".join(finding.label for finding in asked if finding.is_missing),
    )
