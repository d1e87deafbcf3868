"""Several projects as one report, `aiwg.fleet/1`: each is looked at and let go before the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from aiwg import __version__
from aiwg.core.dataclass import dataclass, field

SCHEMA = "aiwg.fleet/1"
DRIFT = ("edited", "missing")
OUT_OF_DATE = ("stale", "planned", "unrecorded")


@dataclass(slots=True)
class Fleet:
    """What is kept of the reports of several projects."""

    projects: list[dict[str, Any]] = field(default_factory=list)
    _findings: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    _costs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, report: Mapping[str, Any], page: str | None) -> None:
        """Take in the report of a project; `page` is its own page, relative to that of the fleet."""
        self.projects.append(_project(report, page))
        number = len(self.projects) - 1
        for each in report["findings"]:
            key = (each["category"], each["code"], each["title"])
            shared = {"category": key[0], "level": each["level"], "code": key[1], "title": key[2], "projects": []}
            found = self._findings.setdefault(key, shared)
            if number not in found["projects"]:
                found["projects"].append(number)
        for tool in report["tools"]:
            cost = tool["tokens"]["always"]["tokens"]
            known = self._costs.setdefault(
                tool["id"], {"id": tool["id"], "name": tool["name"], "projects": 0, "least": cost, "most": cost}
            )
            known["projects"] += 1
            known["least"], known["most"] = min(known["least"], cost), max(known["most"], cost)

    def data(self, now: datetime) -> dict[str, Any]:
        """Return the report of the fleet."""
        order = ("error", "warning", "note")
        names = self._names()
        found = (each for each in self._findings.values() if len(each["projects"]) > 1)
        several = [{**each, "projects": [names[number] for number in each["projects"]]} for each in found]
        return {
            "schema": SCHEMA,
            "version": __version__,
            "generated": now.isoformat(timespec="seconds"),
            "projects": self.projects,
            "findings": sorted(several, key=lambda each: (order.index(each["level"]), each["category"], each["title"])),
            "cost": [each for _, each in sorted(self._costs.items())],
        }

    def _names(self) -> list[str]:
        """Return what each project is called: its name, or its path where another one has the same name."""
        counts = Counter(each["name"] for each in self.projects)
        return [each["name"] if counts[each["name"]] == 1 else each["path"] for each in self.projects]


def _project(report: Mapping[str, Any], page: str | None) -> dict[str, Any]:
    states = Counter(file["state"] for folder in report["files"] for file in folder["files"])
    steps = report["next"]
    level, is_deployed = report["verdict"]["level"], report["project"]["is_deployed"]
    return {
        "name": report["project"]["name"],
        "path": report["project"]["path"],
        "status": level if is_deployed or level == "error" else "not-deployed",
        "verdict": report["verdict"]["text"],
        "tools": [tool["id"] for tool in report["tools"]],
        "tokens": max((tool["tokens"]["always"]["tokens"] for tool in report["tools"]), default=0),
        "delivered": dict(sorted(Counter(_levels(report)).items())),
        "files": sum(states.values()) if is_deployed else 0,
        "findings": dict(Counter(each["level"] for each in report["findings"])),
        "out_of_date": sum(states[state] for state in OUT_OF_DATE) if is_deployed else 0,
        "drift": sum(states[state] for state in DRIFT),
        "unapproved": len(report["held"]),
        "doubled": sum(
            each["twice"]["count"] for each in report["findings"] if each["twice"] and each["twice"]["certain"]
        ),
        "aiwg": report["deployed"]["version"] if report["deployed"] else None,
        "command": next((step["command"] for step in steps if step["command"]), None),
        "report": page,
    }


def _levels(report: Mapping[str, Any]) -> Iterator[str]:
    levels = [each["level"] for each in report["outcomes"]]
    return (levels[outcome] for column in report["deliveries"] for outcome, _ in column)
