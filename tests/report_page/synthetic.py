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
    "skill": "skills/{id}/",
    "command": "commands/{id}.md",
    "behavior": "skills/{id}/",
    "hook": "settings.json",
    "mcp_server": "mcp.json",
    "permission": "settings.json",
}
LISTED = ("agent", "skill", "command", "behavior")
WORDS = ("api", "build", "cache", "data", "deploy", "docs", "error", "fetch", "index", "lint", "parse", "queue", "test")
LEVELS = ("native", "translated", "degraded", "unsupported", "excluded", "on-demand", "recorded")


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
        self.numbers: dict[str, int] = {}
        self.paths: list[str] = []

    def report(self) -> Json:
        """Return the whole report."""
        deliveries = [self.column(tool) for tool in range(len(self.tools))]
        findings = self.findings() if self.artifacts else []
        return {
            "schema": "aiwg.report/1",
            "version": "0.1.0",
            "generated": "2026-11-30T12:25:22+00:00",
            "project": {"name": "shop", "path": "~/shop", "scope": "project", "root": ".", "is_deployed": True},
            "deployed": {"version": "0.1.0", "time": "2026-11-28T09:12:00+00:00"} if self.artifacts else None,
            "verdict": {"level": "error", "text": f"2 errors: {len(self.artifacts)} artifacts."},
            "next": [
                {"title": each["title"], "text": each["text"], "command": each["command"], "finding": number}
                for number, each in enumerate(findings)
                if each["command"]
            ],
            "tools": [self.tool(number, cells) for number, cells in enumerate(deliveries)],
            "artifacts": self.artifacts,
            "outcomes": self.outcomes,
            "paths": self.paths,
            "deliveries": deliveries,
            "findings": findings,
            "held": self.held() if self.artifacts else [],
            "files": self.files(deliveries),
            "sources": sources() if self.artifacts else [],
            "decisions": decisions() if self.artifacts else [],
            "errors": [],
        }

    def artifact(self, number: int) -> Json:
        """Return the instructions first, then artifacts of all kinds."""
        kind, name = "instructions", "instructions"
        if number:
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

    def outcome(self, level: str, **more: Any) -> int:
        """Return the number of an outcome, each distinct one once."""
        made = {"level": level, "via": None, "reason": None, "losses": [], "notes": [], **more}
        if (key := repr(made)) not in self.numbers:
            self.numbers[key] = len(self.outcomes)
            self.outcomes.append(made)
        return self.numbers[key]

    def path(self, template: str) -> int:
        """Return the number of a path, each distinct one once."""
        if template not in self.paths:
            self.paths.append(template)
        return self.paths.index(template)

    def column(self, tool: int) -> list[list[int]]:
        """Return how every artifact arrives on a tool: its outcome, and its path or -1."""
        own = random.Random(tool)
        by_kind = {kind: own.choices(LEVELS[:3], (4, 4, 2))[0] for kind in PLACES}
        folder = ".agents" if tool % 3 else f".tool-{tool}"
        cells = []
        for artifact in self.artifacts:
            kind = artifact["kind"]
            level = by_kind.get(kind, "native")
            if self.varied or kind == "permission":
                level = self.chance.choice(LEVELS)
            if kind == "mcp_server" and artifact["name"].endswith(("1", "3", "7")):
                level = "held"
            if level in ("native", "translated", "degraded", "recorded"):
                place = f"{folder}/{PLACES[kind]}" if kind in PLACES else "AGENTS.md"
                cells.append([self.outcome(level, **arrival(level, tool)), self.path(place)])
            else:
                cells.append([self.outcome(level, notes=["The tool has no such place."]), -1])
        return cells

    def tool(self, number: int, cells: list[list[int]]) -> Json:
        """Return a tool that loads what arrives, a file of the user's, and more if a setting is on."""
        loads: list[Json] = [load("always", "AGENTS.md", "shared", 1400, artifacts=[0] if self.artifacts else [])]
        loads.append(load("always", "CLAUDE.md", "you", 480))
        for index, (_, path) in enumerate(cells):
            kind, (line, whole) = self.artifacts[index]["kind"], self.sizes[index]
            if path < 0 or kind not in ("rule", *LISTED):
                continue
            name = self.paths[path].format(id=self.artifacts[index]["name"])
            name += "SKILL.md" if name.endswith("/") else ""
            if kind == "rule":
                made = load("matching", name, "aiwg", 0, [index], whole)
                loads.append({**made, "condition": "**/*.py"})
            else:
                gates = ["include third-party plugins"] if number % 6 == 1 and kind == "skill" else []
                loads.append({**load("line", name, "aiwg", line, [index], whole), "gates": gates})
        loads.sort(key=lambda load: (("always", "line", "matching").index(load["moment"]), load["path"]))
        if number % 6 == 2:
            loads[0]["cut"] = 600
        perhaps = sum(load["chars"] for load in loads if load["gates"])
        certain = sum(load["chars"] for load in loads) - perhaps
        return {
            "id": self.tools[number],
            "name": f"Tool {number} Code" if number % 2 else f"The Agent {number}",
            "evidence": {"grade": "client", "version": "1.2.3", "checked": "2026-11-20", "source": "its changelog"},
            "surface": "cli" if number == 4 else None,
            "tokens": {
                "always": cost(certain, perhaps),
                "on_demand": cost(sum(load["later_chars"] for load in loads), 0),
            },
            "limits": [
                limit("AGENTS.md", 1_472, 32_768, "bytes", "end"),
                limit("SOUL.md", 26_000, 20_000, "characters", "middle"),
            ],
            "loads": [{**load, "order": order} for order, load in enumerate(loads, 1)],
            "not_loaded": [not_loaded(word) for word in WORDS[: 3 + 4 * (number % 3)]],
            "partial": number == 3,
        }

    def findings(self) -> list[Json]:
        """Return findings of every level."""
        made: list[tuple[str, str, str, str, list[str] | None]] = [
            ("missing", "error", "A file is missing", "Tool 1 cannot load it.", ["aiwg", "doctor", "--fix"]),
            ("cut", "error", "Tool 2 cuts AGENTS.md", "It keeps 12,000 of 20,000 characters.", ["aiwg", "budget"]),
            ("edited", "warning", "You edited 1 file", "aiwg leaves it alone.", ["aiwg", "diff", ".a/b c.md"]),
            ("twice", "warning", "21 skills load twice", "It reads .claude/skills too.", None),
            *(("hidden", "note", f"Note {number % 4}", f"A note {number}.", None) for number in range(7)),
        ]
        return [
            {
                "category": category,
                "level": level,
                "code": f"{category}-{number}",
                "title": title,
                "text": text,
                "hint": "keep one" if category == "twice" else None,
                "files": [f".agents/{category}/{each}.md" for each in range(1 + 5 * number)],
                "line": 3 if number == 0 else None,
                "tools": self.tools[number % 4 : number % 4 + 2],
                "artifacts": [],
                "command": command and {"argv": command, "text": " ".join(command)},
                "twice": None,
            }
            for number, (category, level, title, text, command) in enumerate(made)
        ]

    def held(self) -> list[Json]:
        """Return parts that wait for approval."""
        runs = [
            {"what": "runs", "value": "npx -y @example/tickets --project shop --read-only"},
            {"what": "env", "value": "TOKEN=..."},
        ]
        command = {"argv": ["aiwg", "trust", "mcp_server/tickets"], "text": "aiwg trust mcp_server/tickets"}
        return [{"id": "mcp_server/tickets", "tools": self.tools, "runs": runs, "command": command}]

    def files(self, deliveries: list[list[list[int]]]) -> list[Json]:
        """Return the folders with their files, and the tools of each."""
        found: dict[str, dict[str, Json]] = {}
        for tool, column in zip(self.tools, deliveries, strict=True):
            for index, (_, path) in enumerate(column):
                if path >= 0:
                    folder, _, name = self.paths[path].format(id=self.artifacts[index]["name"]).rpartition("/")
                    name = name or "SKILL.md"
                    new: Json = {"name": name, "owner": "aiwg", "state": "ok", "artifacts": [], "tools": []}
                    file = found.setdefault(folder, {}).setdefault(name, new)
                    file["artifacts"] += [index] * (index not in file["artifacts"])
                    file["tools"] += [tool] * (tool not in file["tools"])
        listed: list[Json] = [
            {"folder": folder, "files": list(files.values())} for folder, files in sorted(found.items())
        ]
        for made, state in zip(listed, ("ok", "edited", "missing", "stale", "conflict"), strict=False):
            made["files"][0]["state"] = state
        return listed


def arrival(level: str, tool: int) -> Json:
    """Return why an artifact is where it is, and what is lost there."""
    reason = {"code": "own", "text": f"tool {tool} reads this folder"}
    loss = {"field": "paths", "code": "changed", "text": "It cannot limit rules to some files.", "freer": False}
    return {"reason": reason, "via": {"as": "skills"}, "losses": [loss]} if level == "degraded" else {"reason": reason}


def load(moment: str, path: str, owner: str, chars: int, artifacts: list[int] | None = None, later: int = 0) -> Json:
    """Return one load."""
    return {
        "moment": moment,
        "kind": "instructions",
        "path": path,
        "owner": owner,
        "chars": chars,
        "later_chars": later,
        "aiwg_chars": chars if owner == "aiwg" else 0,
        "tokens": -(-chars // 4),
        "later_tokens": -(-later // 4),
        "artifacts": artifacts or [],
        "gates": [],
        "condition": None,
        "cause": None,
        "cut": 0,
    }


def not_loaded(word: str) -> Json:
    """Return a file that a tool passes over."""
    by = f".cursor/skills/{word}/SKILL.md"
    return {
        "path": f".claude/skills/{word}/SKILL.md",
        "kind": "skills",
        "owner": "you",
        "artifacts": [],
        "reason": {"code": "name", "text": f"{by} has the same name and comes first"},
        "by": by,
    }


def cost(certain: int, perhaps: int) -> Json:
    """Return the cost of characters."""
    tokens = -(-(certain + perhaps) // 4)
    return {"chars": certain + perhaps, "tokens": tokens, "certain": tokens - perhaps // 4, "perhaps": perhaps // 4}


def limit(file: str, used: int, most: int, unit: str, cuts: str) -> Json:
    """Return a limit."""
    shared = {"kind": "instructions", "what": "its size", "unit": unit, "cuts": cuts}
    return {"file": file, "used": used, "limit": most, "beyond": used > most, "certain": cuts == "end", **shared}


def sources() -> list[Json]:
    """Return a bundled, a fetched and an own source."""
    empty: Json = dict.fromkeys(("url", "ref", "commit", "date", "remote", "age_days", "dirty"))
    fetched = {"url": "https://git.example.com/acme/context", "ref": "v2.1.0", "commit": "9f3c1a7d" * 5}
    dated = {"date": "2026-11-18T10:00:00+00:00", "age_days": 12, "dirty": False}
    own: Json = {"commit": "02b9e" * 8, "dirty": True}
    return [
        {**empty, "id": "bundled", "name": "bundled", "path": "(bundled)", "artifacts": 44},
        {**empty, **fetched, **dated, "id": "acme", "name": "source", "path": "acme", "artifacts": 5},
        {**empty, **own, "id": ".aiwg", "name": "project", "path": ".aiwg", "artifacts": 4},
    ]


def decisions() -> list[Json]:
    """Return records of every status."""
    made: list[tuple[int, str, str, str | None, list[str]]] = [
        (1, "Use PostgreSQL", "Superseded", "2025-02-11", []),
        (2, "Keep handlers thin", "Accepted", "2025-06-03", []),
        (7, "Use SQLite for the cache", "Accepted", "2026-04-19", ["0001"]),
        (9, "Move the queue to NATS", "Proposed", None, []),
    ]
    return [
        {
            "number": f"{number:04}",
            "title": title,
            "status": status,
            "in_force": status == "Accepted",
            "date": date,
            "supersedes": old,
            "package": None,
            "path": f"docs/adr/{number:04}.md",
        }
        for number, title, status, date, old in made
    ]


def broken() -> Json:
    """Return the report of a project whose source cannot be read: it follows aiwg's own record."""
    made = report(7, 2)
    made["outcomes"] = [{**made["outcomes"][0], "level": level} for level in ("recorded", "unsupported")]
    made["deliveries"] = [[[int(path < 0), path] for _, path in column] for column in made["deliveries"]]
    made["errors"] = [{"where": ".aiwg/rules/style.md:3", "what": "The frontmatter is no YAML.", "hint": "quote it"}]
    return made


def fresh() -> Json:
    """Return the report of a project that nothing was deployed to, with a tool that loads nothing."""
    made = report(7, 2)
    made["deployed"], made["findings"], made["next"] = None, [], []
    made["project"]["is_deployed"] = False
    made["tools"][1].update(loads=[], limits=[], not_loaded=[], tokens={"always": cost(0, 0), "on_demand": cost(0, 0)})
    return made


def fleet(projects: int = 8) -> Json:
    """Return a fleet."""
    names = ["shop", "payments-api", "infra", "landing", "data-pipelines", "mobile-app", "docs-site", "search"]
    rows = [
        {
            "name": names[number % len(names)],
            "path": f"~/work/{names[number % len(names)]}-{number}",
            "status": ("error", "warning", "ok", "not-deployed")[number % 4],
            "verdict": "5 artifacts for 2 tools.",
            "tools": ["claude", "cursor", "unknown"][: 1 + number % 3],
            "tokens": 1_833 - 97 * (number % 8),
            "delivered": {"native": 98, "translated": 132, "degraded": 10 * number, "unsupported": number},
            "files": 216 - number % 9,
            "findings": {"error": int(number % 4 == 0), "warning": (2, 5, 0, 0)[number % 4], "note": 1},
            "out_of_date": 0,
            "drift": 3 * (number == 2),
            "unapproved": int(number == 1),
            "doubled": 0,
            "aiwg": "0.1.0",
            "command": {"argv": ["aiwg", "doctor", "--fix"], "text": "aiwg doctor --fix"} if number < 3 else None,
            "report": f"fleet/{number:02}.html" if number else None,
        }
        for number in range(projects)
    ]
    found = (("error", "drift", "A file is missing", 2), ("note", "twice", "A tool may load something twice", 7))
    return {
        "schema": "aiwg.fleet/1",
        "version": "0.1.0",
        "generated": "2026-11-30T12:25:22+00:00",
        "projects": rows,
        "findings": [
            {"level": level, "category": category, "code": category, "title": title, "projects": names[:amount]}
            for level, category, title, amount in found
        ],
        "cost": [
            {"id": "claude", "name": "Claude Code", "projects": 8, "least": 497, "most": 1_257},
            {"id": "cursor", "name": "Cursor", "projects": 6, "least": 1_524, "most": 1_524},
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
    "{id}/{id}, __proto__, constructor",
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


def hostile(made: Json, seed: int = 1) -> Json:
    """Return a report or a fleet in which every string is hostile."""
    chance = random.Random(seed)
    return dict(every_string(made, lambda _: chance.choice(HOSTILE)))
