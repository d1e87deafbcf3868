"""What stops a deploy, as items that `aiwg trust` shows and asks about: one per code and content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.audit.auditor import KEY, Stop
from aiwg.trust.items import ConsentItem


def items_of_stops(stops: Iterable[Stop]) -> list[ConsentItem]:
    """Return an item for each key of what stops a deploy, with every finding that it is about."""
    by_key: dict[str, list[Stop]] = {}
    for stop in stops:
        by_key.setdefault(stop.key, []).append(stop)
    return [_item(key, alike) for key, alike in sorted(by_key.items())]


def is_finding(item: ConsentItem) -> bool:
    """Say whether an item is a finding of the audit: consent to one is never given along with others."""
    return item.key.startswith(f"{KEY}/")


def _item(key: str, stops: list[Stop]) -> ConsentItem:
    details = tuple(detail for stop in stops for detail in _details(stop))
    return ConsentItem(key, key, key, stops[0].finding.where(), stops[0].hash, details)


def _details(stop: Stop) -> Iterator[tuple[str, str]]:
    finding = stop.finding
    yield "found", f"{finding.where()}: {finding.message}"
    if finding.evidence:
        yield "", finding.evidence
