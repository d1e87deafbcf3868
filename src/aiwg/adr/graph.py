"""The records and what connects them, as Mermaid or DOT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.links import AMENDED_BY, AMENDS, DOWNSTREAM, RELATED, SUPERSEDED_BY, SUPERSEDES, UPSTREAM
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.status import DEPRECATED, REJECTED, SUPERSEDED
from aiwg.artifact.ids import shown

_CLOSED = (SUPERSEDED, REJECTED, DEPRECATED)


def edges(records: Records) -> list[tuple[DecisionRecord, DecisionRecord, str]]:
    """Return each connection once: the newer supersedes the older, the upstream one leads to the other."""
    found: dict[tuple[str, str, str], tuple[DecisionRecord, DecisionRecord, str]] = {}
    for record in records.all:
        for link in record.links:
            other = records.get(link.target)
            if other is None or other is record:
                continue
            first, second, kind = _directed(record, other, link.kind)
            found.setdefault((first.name, second.name, kind), (first, second, kind))
    return list(found.values())


def _directed(record: DecisionRecord, other: DecisionRecord, kind: str) -> tuple[DecisionRecord, DecisionRecord, str]:
    if kind == SUPERSEDES:
        return record, other, SUPERSEDES
    if kind == SUPERSEDED_BY:
        return other, record, SUPERSEDES
    if kind == AMENDS:
        return record, other, AMENDS
    if kind == AMENDED_BY:
        return other, record, AMENDS
    if kind == UPSTREAM:
        return other, record, DOWNSTREAM
    if kind == DOWNSTREAM:
        return record, other, DOWNSTREAM
    first, second = sorted((record, other), key=lambda each: each.name)
    return first, second, RELATED


def mermaid(records: Records) -> str:
    """Return a Mermaid flowchart; what is superseded or rejected is drawn faint."""
    names = {record.name: f"r{index}" for index, record in enumerate(records.all)}
    lines = ["flowchart LR"]
    for record in records.all:
        label = f"{_mermaid_text(record.id)}<br>{_mermaid_text(record.title)}"
        lines.append(f'  {names[record.name]}["{label}"]{":::closed" if _is_closed(record) else ""}')
    for first, second, kind in edges(records):
        arrow = {SUPERSEDES: "-->|supersedes|", AMENDS: "-->|amends|", DOWNSTREAM: "-->", RELATED: "-.-"}[kind]
        lines.append(f"  {names[first.name]} {arrow} {names[second.name]}")
    lines.append("  classDef closed stroke-dasharray: 4,color:#888")
    return "\n".join(lines) + "\n"


def dot(records: Records) -> str:
    """Return the same graph in the language of Graphviz."""
    return "\n".join(_dot_lines(records)) + "\n"


def _dot_lines(records: Records) -> Iterator[str]:
    yield "digraph decisions {"
    yield "  rankdir=LR; node [shape=box, fontname=sans];"
    names = {record.name: f"r{index}" for index, record in enumerate(records.all)}
    for record in records.all:
        faint = ", style=dashed, fontcolor=gray40" if _is_closed(record) else ""
        yield f'  {names[record.name]} [label="{_dot_text(record.id)}\\n{_dot_text(record.title)}"{faint}];'
    for first, second, kind in edges(records):
        how = {
            SUPERSEDES: ' [label="supersedes"]',
            AMENDS: ' [label="amends"]',
            DOWNSTREAM: "",
            RELATED: " [dir=none, style=dotted]",
        }[kind]
        yield f"  {names[first.name]} -> {names[second.name]}{how};"
    yield "}"


def _is_closed(record: DecisionRecord) -> bool:
    return record.status.kind in _CLOSED


def _mermaid_text(text: str) -> str:
    """Return text that cannot end its quotes or be taken for markup: Mermaid's own entity codes."""
    return re.sub(r'["<>`#;&]', lambda found: f"#{ord(found[0])};", shown(text))


def _dot_text(text: str) -> str:
    return shown(text).replace("\\", "\\\\").replace('"', '\\"')
