"""Records as values for other programs."""

from __future__ import annotations

from typing import Any

from aiwg.adr.record import DecisionRecord


def as_json(record: DecisionRecord) -> dict[str, Any]:
    """Return what a record says, its sections in order with their own texts."""
    page = record.page
    return {
        "id": record.id,
        "number": record.number,
        "file": record.file,
        "package": record.package,
        "form": record.form,
        "title": record.title,
        "status": {"kind": record.status.kind, "text": record.status_text, "superseded_by": record.status.by},
        "date": record.date,
        "authors": record.value("authors"),
        "level": record.level,
        "in_force": record.in_force,
        "tags": list(record.tags),
        "domain": record.domain,
        "applies_to": list(record.paths),
        "links": [{"kind": link.kind, "target": link.target, "line": page.line(link.at)} for link in record.links],
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "line": page.line(section.head),
                "text": _clean(record.text[section.start : page.own(section).end].strip()),
            }
            for section in page.sections
        ],
    }


def _clean(text: str) -> str:
    """Return a text that JSON can hold: bytes that are no UTF-8 become replacement characters."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
