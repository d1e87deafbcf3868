"""The record of what has been proved: `proved.yaml`, one entry per platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.probe import Probe

FILE = Path(__file__).parent / "proved.yaml"
HEAD = """\
# What real clients were seen to load of what aiwg deploys for them.
# Written by `make conformance WRITE=1`, never by hand.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one probe says of each kind: proved when all its artifacts were loaded, as far as the client can show."""

    proved: Sequence[str]
    failed: Sequence[str]
    not_shown: Sequence[str]


def verdict(probe: Probe) -> Verdict:
    """Return the verdict of a probe, kinds in the order of the sample."""
    groups: dict[str, list[tuple[bool, bool]]] = {}
    for finding in probe.findings:
        groups.setdefault(finding.expected.piece.kind, []).append((finding.is_loaded, finding.is_missing))
    failed = [kind for kind, group in groups.items() if any(missing for _, missing in group)]
    shown = [kind for kind, group in groups.items() if any(loaded for loaded, _ in group)]
    return Verdict(
        [kind for kind in shown if kind not in failed],
        failed,
        [kind for kind in groups if kind not in shown and kind not in failed],
    )


def record(probes: Sequence[Probe]) -> None:
    """Write what these probes prove into the record; platforms that were not probed keep their entry.

    A platform with anything missing in one of its scopes loses its entry: what is proved is proved as a whole.
    """
    known: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for platform in {probe.room.client.platform for probe in probes}:
        known.pop(platform, None)
    for probe in probes:
        client = probe.room.client
        if any(each.missing for each in probes if each.room.client is client):
            continue
        today = datetime.now(UTC).date().isoformat()
        about = {"client": client.name, "version": client.version, "date": today, "scopes": {}}
        entry = known.setdefault(client.platform, about)
        entry["scopes"][probe.room.scope] = list(verdict(probe).proved)
    text = yaml.safe_dump(dict(sorted(known.items())), sort_keys=False, default_flow_style=None, width=120)
    FILE.write_text(HEAD + text, encoding="utf-8")
