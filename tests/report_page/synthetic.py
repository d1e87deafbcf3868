"""Reports made up for the page: of any size, of every state, and with hostile text in every string."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

KINDS = ("rule", "agent", "skill", "command", "behavior", "hook", "mcp_server", "permission")
WEIGHTS = (11, 12, 13, 6, 4, 1, 2, 3)
PLACES = {
    "rule": "rules/{id}.md",
    "agent": "agents/{id}.md",
    "skill": "skills/{id}/SKILL.md",
    "command": "commands/{id}.md",
    "behavior": "skills/{id}/SKILL.md",
    "hook": "settings.json",
    "mcp_server": "mcp.json",
    "permission": "settings.json",
}
WORDS = [
    "api",
    "build",
    "cache",
    "data",
    "deploy",
    "docs",
    "error",
    "fetch",
    "index",
    "lint",
    "migrate",
    "parse",
    "queue",
    "release",
    "review",
    "schema",
    "test",
]


def report(artifacts: int = 53, tools: int = 6, *, seed: int = 1, varied: bool = False) -> Json:
    """Return a report like those of real projects; `varied` lets every artifact arrive in a way of its own."""
    return Maker(artifacts, tools, random.Random(seed), varied).report()


class Maker:
    """Makes one report from a seed."""

    def __init__(self, artifacts: int, tools: int, chance: random.Random, varied: bool) -> None:
        self.chance, self.varied = chance, varied
        self.tools = [f"tool-{number}" for number in range(tools)]
        self.artifacts = [self.artifact(number) for number in range(artifacts)]
        self.sizes = [(chance.randint(70, 140), chance.randint(900, 4200)) for _ in range(artifacts)]
        self.outcomes: list[Json] = []
        self.paths: list[str] = []

    def artifact(self, number: int) -> Json:
        """Return the instructions first, then artifacts of all kinds."""
        if number == 0:
            kind, name = "instructions", "instructions"
        else:
            [kind] = self.chance.choices(KINDS, WEIGHTS)
            name = f"{self.chance.choice(WORDS)}-{self.chance.choice(WORDS)}-{number}"
        return {
            "id": f"{kind}/{name}",
            "kind": kind,
            "name": name,
            "layer": self.chance.choice(("bundled", "project")),
            "source_path": f".aiwg/{PLACES.get(kind, 'instructions.md').format(id=name)}",
            "description": f"Use when working on {' '.join(self.chance.choices(WORDS, k=8))}.",
            "delivery": "deployed",
            "state": "ok",
        }

    def report(self) -> Json:
        """Return the whole report."""
        deliveries = [self.column(tool) for tool in range(len(self.tools))]
        tools = [self.tool(number, deliveries[number]) for number in range(len(self.tools))]
        findings = self.findings() if self.artifacts else []
        return {
            "schema": "aiwg.report/1",
            "version": "0.1.0",
            "generated": "2026-11-30T12:25:22Z",
            "project": {"name": "shop", "path": "~/code/shop", "scope": "project", "root": "~/code/shop"},
            "verdict": {
                "level": "error",
                "text": "6 tools load your context. 1 error and 2 warnings need your attention.",
            },
            "deployed": {"version": "0.1.0", "time": "2026-11-28T09:12:00Z"},
            "next": [
                {"title": each["title"], "text": each["text"], "command": each["command"], "finding": number}
                for number, each in enumerate(findings)
                if each["command"]
            ],
            "tools": tools,
            "artifacts": self.artifacts,
            "outcomes": self.outcomes,
            "paths": self.paths,
            "deliveries": deliveries,
            "findings": findings,
            "held": self.held() if self.artifacts else [],
            "files": self.files(deliveries),
            "sources": self.sources(),
            "decisions": self.decisions(),
            "errors": [],
        }

    def outcome(self, level: str, **more: Any) -> int:
        """Return the number of an outcome, each distinct one once."""
        outcome = {"level": level, "via": None, "reason": None, "losses": [], "notes": [], **more}
        if outcome not in self.outcomes:
            self.outcomes.append(outcome)
        return self.outcomes.index(outcome)

    def path(self, template: str) -> int:
        """Return the number of a path, each distinct one once."""
        if template not in self.paths:
            self.paths.append(template)
        return self.paths.index(template)

    def column(self, tool: int) -> list[list[int]]:
        """Return how every artifact arrives on a tool: its outcome, and its path or -1."""
        own = random.Random(tool)
        by_kind = {kind: own.choices(("native", "translated", "degraded"), (4, 4, 2))[0] for kind in PLACES}
        cells = []
        for artifact in self.artifacts:
            kind = artifact["kind"]
            level = by_kind.get(kind, "native")
            if self.varied or kind == "permission":
                level = self.chance.choice(("native", "translated", "degraded", "unsupported", "excluded", "on-demand"))
            if kind == "mcp_server" and artifact["name"].endswith(("1", "3", "7")):
                level = "held"
            more: Json = {"reason": {"code": "own-folder", "text": f"Tool {tool} reads this folder."}}
            if level == "degraded":
                more["via"] = {"as": "skill"}
                more["losses"] = [
                    {"field": "paths", "code": "not-taken", "text": "It cannot limit rules to some files."}
                ]
            if level in ("unsupported", "held", "excluded", "on-demand"):
                cells.append([self.outcome(level, notes=["The tool has no such place."]), -1])
            else:
                place = PLACES.get(kind)
                folder = ".agents" if tool % 3 else f".tool-{tool}"
                cells.append([self.outcome(level, **more), self.path(f"{folder}/{place}" if place else "AGENTS.md")])
        return cells

    def tool(self, number: int, cells: list[list[int]]) -> Json:
        """Return a tool that loads what arrives, a file of the user's, and more if a setting is on."""
        loads: list[Json] = [self.load("always", "AGENTS.md", "shared", 1400, artifacts=[0] if self.artifacts else [])]
        loads.append(self.load("always", "CLAUDE.md", "you", 480))
        for index, (_, path) in enumerate(cells):
            kind = self.artifacts[index]["kind"]
            if path < 0 or kind not in ("rule", "agent", "skill", "command", "behavior"):
                continue
            name = self.paths[path].format(id=self.artifacts[index]["name"])
            matching = kind == "rule"
            moment = "matching" if matching else "line"
            size, whole = self.sizes[index]
            gates = ["you include third-party plugins"] if number % 6 == 1 and kind == "skill" else []
            load = self.load(moment, name, "aiwg", 0 if matching else size, [index], whole)
            loads.append({**load, "gates": gates, "condition": "for **/*.py" if matching else None})
        loads.sort(key=lambda load: (("always", "line", "matching").index(load["moment"]), load["path"]))
        if number % 6 == 2:
            loads[0]["cut"] = 600
        certain = sum(load["chars"] for load in loads if not load["gates"])
        perhaps = sum(load["chars"] for load in loads if load["gates"])
        later = sum(load["later_chars"] for load in loads)
        return {
            "id": self.tools[number],
            "name": f"Tool {number} Code" if number % 2 else f"The Agent {number}",
            "evidence": {"grade": "tested with the client", "checked": "2026-11-20", "source": "client"},
            "surface": None,
            "tokens": {
                "always": {"certain": -(-certain // 4), "perhaps": -(-perhaps // 4), "chars": certain + perhaps},
                "on_demand": {"certain": -(-later // 4), "perhaps": 0, "chars": later},
            },
            "limits": [
                {
                    "file": "AGENTS.md",
                    "what": None,
                    "used": 1472,
                    "limit": 32768,
                    "unit": "bytes",
                    "cuts": "end",
                    "beyond": False,
                },
                {
                    "file": "SOUL.md",
                    "what": None,
                    "used": 26000,
                    "limit": 20000,
                    "unit": "characters",
                    "cuts": "middle",
                    "beyond": True,
                },
            ],
            "loads": [{**load, "order": order} for order, load in enumerate(loads, 1)],
            "not_loaded": [
                {
                    "path": f".claude/skills/{word}/SKILL.md",
                    "owner": "you",
                    "reason": {"code": "gate-closed", "text": "Skills in .claude/skills load only if a setting is on."},
                    "by": None,
                }
                for word in WORDS[: 3 + 4 * (number % 3)]
            ],
        }

    def load(
        self, moment: str, path: str, owner: str, chars: int, artifacts: list[int] | None = None, later: int = 0
    ) -> Json:
        """Return one load."""
        return {
            "moment": moment,
            "path": path,
            "owner": owner,
            "chars": chars,
            "later_chars": later,
            "aiwg_chars": chars if owner == "aiwg" else chars // 2 if owner == "shared" else 0,
            "tokens": -(-chars // 4),
            "later_tokens": -(-later // 4),
            "artifacts": artifacts or [],
            "gates": [],
            "condition": None,
            "cause": None,
            "cut": 0,
        }

    def findings(self) -> list[Json]:
        """Return findings of every level."""
        made = [
            ("missing", "error", "1 deployed file is missing", "Tool 1 cannot load it.", ["aiwg", "doctor", "--fix"]),
            ("cut", "error", "Tool 2 cuts AGENTS.md", "It keeps 12,000 of 20,000 characters.", ["aiwg", "budget"]),
            ("edited", "warning", "You edited 1 deployed file", "aiwg leaves it alone.", ["aiwg", "diff", ".a/b c.md"]),
            ("twice", "warning", "21 skills load twice", "It reads .claude/skills too.", None),
            *(("hidden", "note", f"Note {number}", "A note without a command.", None) for number in range(7)),
        ]
        return [
            {
                "category": category,
                "level": level,
                "code": f"{category}-{number}",
                "title": title,
                "text": text,
                "files": [f".agents/{category}/{each}.md" for each in range(1 + 5 * number)],
                "tools": self.tools[number % 4 : number % 4 + 2],
                "artifacts": [],
                "command": command and {"argv": command, "text": " ".join(command)},
            }
            for number, (category, level, title, text, command) in enumerate(made)
        ]

    def held(self) -> list[Json]:
        """Return parts that wait for approval."""
        run = "npx -y @example/tickets --project shop --read-only"
        command = {"argv": ["aiwg", "trust", "mcp_server/tickets"], "text": "aiwg trust mcp_server/tickets"}
        return [{"id": "mcp_server/tickets", "tools": self.tools, "runs": run, "command": command}]

    def files(self, deliveries: list[list[list[int]]]) -> list[Json]:
        """Return the folders with their files, and the tools of each."""
        found: dict[str, dict[str, Json]] = {}
        for tool, column in zip(self.tools, deliveries, strict=True):
            for index, (_, path) in enumerate(column):
                if path >= 0:
                    folder, _, name = self.paths[path].rpartition("/")
                    if "{id}" in folder:
                        folder, name = folder.replace("/{id}", ""), "{id}/SKILL.md"
                    name = name.format(id=self.artifacts[index]["name"])
                    new = {"name": name, "owner": "aiwg", "state": "ok", "artifacts": [], "tools": []}
                    file = found.setdefault(folder, {}).setdefault(name, new)
                    file["artifacts"] += [index] * (index not in file["artifacts"])
                    file["tools"] += [tool] * (tool not in file["tools"])
        listed = [{"folder": folder, "files": list(files.values())} for folder, files in sorted(found.items())]
        for folder, state in zip(listed, ("ok", "edited", "missing", "stale"), strict=False):
            folder["files"][0]["state"] = state
        return listed

    def sources(self) -> list[Json]:
        """Return a bundled, a fetched and an own source."""
        empty: Json = dict.fromkeys(("url", "ref", "commit", "date", "remote", "age_days"))
        fetched = {
            "url": "https://git.example.com/acme/context",
            "ref": "v2.1.0",
            "commit": "9f3c1a7d" * 5,
            "age_days": 12,
        }
        date = "2026-11-18T10:00:00Z"
        return [
            {**empty, "id": "bundled", "name": "bundled", "path": "(bundled)", "dirty": False, "artifacts": 44},
            {
                **empty,
                **fetched,
                "id": "acme",
                "name": "acme",
                "path": "(fetched)",
                "date": date,
                "dirty": False,
                "artifacts": 5,
            },
            {
                **empty,
                "id": "own",
                "name": "project",
                "path": ".aiwg",
                "commit": "02b9e" * 8,
                "dirty": True,
                "artifacts": 4,
            },
        ]

    def decisions(self) -> list[Json]:
        """Return records of every status."""
        made = [
            (1, "Use PostgreSQL", "Superseded", "2025-02-11", []),
            (2, "Keep handlers thin", "Accepted", "2025-06-03", []),
            (7, "Use SQLite for the cache", "Accepted", "2026-04-19", ["0001"]),
            (9, "Move the queue to NATS", "Proposed", "2026-11-02", []),
        ]
        return [
            {
                "number": f"{n:04}",
                "title": title,
                "status": status,
                "date": date,
                "supersedes": old,
                "path": f"docs/adr/{n:04}.md",
            }
            for n, title, status, date, old in made
        ]


def fleet(projects: int = 8) -> Json:
    """Return a fleet."""
    names = ["shop", "payments-api", "infra", "landing", "data-pipelines", "mobile-app", "docs-site", "search"]
    rows = [
        {
            "name": names[number % len(names)] + (f"-{number}" if number >= len(names) else ""),
            "path": f"~/work/{names[number % len(names)]}",
            "status": "up to date",
            "tools": ["Claude Code", "Cursor", "Gemini CLI", "GitHub Copilot", "OpenAI Codex"][: 1 + number % 5],
            "tokens": 1833 - 97 * number,
            "delivered": {"native": 98, "translated": 132, "degraded": 10 * number, "unsupported": number},
            "files": 216 - number,
            "findings": {"error": int(number == 0), "warning": (2, 5, 0, 0)[number % 4], "note": 0},
            "unapproved": int(number == 1),
            "command": {"argv": ["aiwg", "doctor", "--fix"], "text": "aiwg doctor --fix"} if number < 3 else None,
            "report": f"reports/{number}.html",
        }
        for number in range(projects)
    ]
    return {
        "schema": "aiwg.fleet/1",
        "version": "0.1.0",
        "generated": "2026-11-30T12:25:22Z",
        "verdict": {"level": "warning", "text": "3 of 8 projects need your attention."},
        "projects": rows,
        "findings": [
            {"level": level, "title": title, "projects": names[:amount]}
            for level, title, amount in (
                ("error", "Deployed files are missing", 1),
                ("note", "Skills may load twice", 7),
            )
        ],
        "cost": [
            {"name": "Claude Code", "projects": 8, "median": 1257},
            {"name": "Cursor", "projects": 6, "median": 1524},
        ],
    }


HOSTILE = (
    '</script><img src=x onerror="window.hacked=1">',
    "<svg onload=window.hacked=1>{{ 7*7 }}{% raw %}",
    "javascript:window.hacked=1",
    "\u202egnp.exe\u2066\x00\x07\x1b[31m\ud800\u200b\u2028",
    "x" * 10_000,
    "\" autofocus onfocus=window.hacked=1 x='$&$1`${window.hacked=1}",
    "../../../../etc/passwd",
    "-->]]><!--<style>*{display:none}</style>",
    "word " * 2_000,
    "",
)


def every_string(value: Any, change: Callable[[str], str]) -> Any:
    """Return JSON with every string in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [every_string(each, change) for each in value]
    if isinstance(value, dict):
        return {key: every_string(each, change) for key, each in value.items()}
    return value


KEPT = frozenset({"schema", "kind", "moment", "owner"})
"""Strings that steer the page, which a gatherer takes from a list of its own. Tested apart."""


def hostile(made: Json, seed: int = 1) -> Json:
    """Return a report or a fleet in which every string is hostile."""
    chance = random.Random(seed)
    return dict(every_string(made, lambda _: chance.choice(HOSTILE)))
