"""Characters that steer a terminal, in everything that a project can say: no command prints one as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from aiwg.cli.adr import VERBS as ADR_COMMANDS
from aiwg.cli.app import COMMANDS
from tests.amount import times

from .harness import Box, deadline

HOSTILE = "a\x1b[31mb\x07c\rd\u009be\u202ef\u2028g"
ESCAPED = '"a\\e[31mb\\ac\\rd\\x9be\\u202ef\\Lg"'
"""The same in YAML, where a file cannot hold it raw."""

NAME = HOSTILE.replace("[", "")
SHOWN = "a\u202eb"
"""What can be in the name of a source's file: no control character can."""

ADR = (
    f"# 1. {HOSTILE}\n\nDate: {HOSTILE}\n\n## Status\n\nAccepted {HOSTILE}\n\nSuperseded by [2. x](0002-{NAME}.md)\n\n"
)
ADR += f"## Context\n\n{HOSTILE} words\n\n## Decision\n\n{HOSTILE}\n\n## {HOSTILE}\n\nx\n"


def honest(box: Box) -> None:
    """Write what loads and deploys, and holds the characters wherever it can."""
    box.put(
        "project/aiwg.yaml",
        f"platforms: [claude, cursor]\nexclude: [{ESCAPED}]\nmodels: {{claude: {{fast: {ESCAPED}}}}}\n",
    )
    box.put(
        f"project/.aiwg/rules/{'kind'}.md",
        f"---\ndescription: {ESCAPED}\npaths: [src/*]\n---\n{HOSTILE} @.aiwg/{NAME}\n",
    )
    box.put(
        "project/.aiwg/agents/helper.md", f"---\ndescription: {ESCAPED}\nx: {ESCAPED}\n{ESCAPED}: 1\n---\n{HOSTILE}\n"
    )
    box.put("project/.aiwg/skills/greet/SKILL.md", f"---\ndescription: {ESCAPED}\n---\n[{HOSTILE}]({NAME}.md)\n")
    box.put(f"project/.aiwg/skills/greet/{SHOWN}.md", f"{HOSTILE}\n")
    box.put("project/.aiwg/mcp.yaml", f"servers:\n  wiki: {{command: {ESCAPED}, description: {ESCAPED}}}\n")
    box.put("project/.aiwg/hooks.yaml", f"hooks:\n- {{id: fmt, event: stop, command: {ESCAPED}}}\n")
    box.put("project/.aiwg/permissions.yaml", 'allow: ["bash(\\e\\a\\r\\x9b\\u202e\\L)"]\nask: ["read(\\e\\u202e)"]\n')
    box.put("project/.aiwg/bundles.yaml", f"some:\n  description: {ESCAPED}\n  artifacts: [rule/kind]\n")
    around(box)


def around(box: Box) -> None:
    """Write what is beside the source: records, files of the user's, settings of clients."""
    box.put(f"project/docs/adr/0001-{NAME}.md", ADR)
    box.put(f"project/docs/adr/0002-{NAME}.md", ADR.replace(f"0002-{NAME}", "0009-x"))
    box.put("project/CLAUDE.md", f"{HOSTILE}\n@{NAME}\n@{SHOWN}.md\n")
    box.put(f"project/{SHOWN}.md", HOSTILE)
    box.put(f"project/.claude/rules/{NAME}.md", HOSTILE)
    box.put(f"project/.claude/agents/{NAME}.md", f"---\nname: {ESCAPED}\ndescription: {ESCAPED}\n---\n")
    box.put("project/.claude/settings.json", json.dumps({HOSTILE: HOSTILE, "hooks": {HOSTILE: [HOSTILE]}}))
    box.put(f"project/.cursor/rules/{NAME}.mdc", HOSTILE)


def bad_sources(box: Box) -> None:
    """Write a source of which nothing can be used."""
    box.put("project/aiwg.yaml", "platforms: [claude]\n")
    box.put(f"project/.aiwg/rules/{NAME}.md", "x\n")
    box.put(f"project/.aiwg/rules/{SHOWN}.md", f"---\n{HOSTILE}: [\n---\n")
    box.put(
        "project/.aiwg/agents/helper.md", f"---\n{ESCAPED}: {ESCAPED}\ntools: {{{ESCAPED}: 1}}\nmodel: {ESCAPED}\n---\n"
    )
    box.put("project/.aiwg/mcp.yaml", f"servers:\n  {ESCAPED}: {{command: x}}\n  b: {{{ESCAPED}: 1}}\n")
    box.put("project/.aiwg/hooks.yaml", f"hooks:\n- {{id: {ESCAPED}}}\n- {{id: a, event: {ESCAPED}, command: x}}\n")
    box.put("project/.aiwg/permissions.yaml", f"{ESCAPED}: 1\nallow: [{ESCAPED}]\n")
    box.put("project/.aiwg/bundles.yaml", f"{ESCAPED}: {{artifacts: [{ESCAPED}]}}\n")
    around(box)


def bad_settings(box: Box) -> None:
    """Write settings of the project that cannot be used."""
    box.put(
        "project/aiwg.yaml",
        f"platforms: [{ESCAPED}]\n{ESCAPED}: 1\nchecks: {{allow: [{{code: a, paths: [{ESCAPED}, '[z-a]']}}]}}\n",
    )
    around(box)


def unknown_words(box: Box) -> None:
    """Write settings that are valid and name what is not there."""
    box.put("project/aiwg.yaml", f"platforms: [{ESCAPED}]\nsources: [{ESCAPED}]\nadr: {{folder: {ESCAPED}}}\n")
    around(box)


def bad_adapter(box: Box) -> None:
    """Write an adapter that the project brings along, and one of the user's that is invalid."""
    adapter = f"name: {ESCAPED}\nevidence: {{grade: docs, sources: [{ESCAPED}]}}\nrules: {{reads: [{ESCAPED}]}}\n"
    box.put("project/.aiwg/platforms/evil/platform.yaml", adapter)
    box.put("config/aiwg/platforms/mine/platform.yaml", f"{adapter}{ESCAPED}: 1\n")
    box.put("project/aiwg.yaml", "platforms: [claude]\n")
    around(box)


SCENES: tuple[Callable[[Box], None], ...] = (honest, bad_sources, bad_settings, unknown_words, bad_adapter)
LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "deploy": (("--dry-run", "--diff"), ("-v",), ("-p", HOSTILE), ("--only", HOSTILE), ("--source", NAME)),
    "status": (("-v",),),
    "sync": (("--check",), ()),
    "doctor": (("-v",),),
    "diff": ((), (NAME,)),
    "list": (("-v",), ("--bundles",), (HOSTILE,)),
    "show": (
        ("rule/kind", "-v"),
        ("greet", "-v"),
        ("helper", "-v"),
        ("wiki",),
        ("fmt",),
        (HOSTILE,),
        ("greet", "--body"),
        ("helper", "--body", "--json"),
        (HOSTILE, "--body"),
    ),
    "mcp": ((), (HOSTILE,)),
    "schema": ((), ("aiwg",), (HOSTILE,), ("--write",)),
    "find": ((), ("kind",), ("greet", "helper"), (HOSTILE,), ("--kind", HOSTILE)),
    "platforms": ((), ("claude",), ("evil",), ("mine",), (HOSTILE,)),
    "context": (("claude", "-v"), ("claude", "--file", NAME), (HOSTILE,)),
    "budget": ((), ("-p", HOSTILE)),
    "report": ((), ("--json",), (".", NAME), (HOSTILE,)),
    "mentions": ((), ("--check",)),
    "docs": ((), ("sync",), (HOSTILE,)),
    "explain": ((f".claude/rules/{NAME}.md",), (".claude/rules/kind.md",)),
    "import": (("--dry-run",), ("-p", HOSTILE), ("--from", NAME)),
    "convert": (("--from", "claude", "--to", "cursor", "--dry-run"), ("--from", HOSTILE, "--to", "cursor")),
    "reconcile": (("--dry-run",), (NAME, "--dry-run")),
    "add": ((HOSTILE, "--dry-run"), (NAME, "--dry-run"), ("file:///no/such", "--id", HOSTILE)),
    "update": (("--dry-run",), (HOSTILE,)),
    "outdated": ((), (HOSTILE,)),
    "remove-source": ((HOSTILE,),),
    "package": ((), ("--check",), (HOSTILE,), ("--only", HOSTILE), ("--managed", "staged", "-v")),
    "vendor": ((), (HOSTILE,)),
    "cache": (("list",), ("clean",)),
    "init": (("--yes",),),
    "new": (("rule", NAME), ("permission", f"read({HOSTILE})"), ("platform", NAME)),
    "lint": (("-v",), (NAME,), ("-p", ".aiwg/platforms/evil"), ("-p", HOSTILE)),
    "check": (("-v",), ("lint", "audit", "--strict")),
    "audit": (("-v",), ("--loaded", "-v", "-p", "claude"), (NAME,)),
    "trust": ((), ("--yes",), ("--list",), (HOSTILE,), ("--revoke",)),
    "completion": ((HOSTILE,),),
    "help": ((HOSTILE,), ("adr", HOSTILE)),
    "version": ((),),
    "adr": (),
    "doc": (("list",), ("new", "risk-card", HOSTILE), ("new", "risk-card", "fine", "--for", "1"), ("check",)),
    "remove": (("--dry-run",), ("-v",)),
    "undo": (("--dry-run",), ()),
}
ADR_LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": ((), ("--status", HOSTILE)),
    "show": (("1",), (HOSTILE,)),
    "check": (("-v",), ("1",)),
    "search": (("words",), (HOSTILE,)),
    "export": ((),),
    "index": (("--check",), ()),
    "graph": ((), ("--format", "dot")),
    "adopt": (("1", "--dry-run"), ("2",)),
    "new": ((HOSTILE,), ("fine",)),
    "accept": (("1",),),
    "reject": (("1",),),
    "status": (("1", HOSTILE), ("1", "Fine")),
    "supersede": (("1", "--by", "2"), ("1", "--by", HOSTILE)),
    "link": (("1", "2", "--as", "related"),),
    "sign": (("1", "--as", HOSTILE), ("1", "--as", "lead", "--with", HOSTILE)),
    "level": (("1",), ("1", "L2")),
    "tag": (("1", HOSTILE), ("1", "fine", "--domain", HOSTILE, "--applies-to", HOSTILE), ("1", "fine")),
    "amend": (("1", "--by", "2"), (HOSTILE, "--by", "2")),
    "renumber": ((), ("1", "--dry-run"), (HOSTILE,)),
    "expand": (("1", "--dry-run"), ("2", "--form", "brackets")),
    "site": ((), ("--out", NAME, "--title", HOSTILE)),
}
NO_JSON = {"init", "new", "trust", "completion", "help", "mcp", "adr", "doc"}
NO_JSON_ADR = set(ADR_LINES) - {"list", "show", "check", "search", "export", "new"}
SARIF = {"doctor", "lint", "audit"}


def lines(most: int) -> Iterator[tuple[str, ...]]:
    """Yield each command as it is typed, with --json and --sarif where there are such; `most` ways of typing one."""
    for command, typed in LINES.items():
        for more in typed[:most]:
            yield command, *more
            yield from [(command, *more, "--json")] if command not in NO_JSON else []
            yield from [(command, *more, "--sarif")] if command in SARIF else []
    for command, typed in ADR_LINES.items():
        for more in typed[:most]:
            yield "adr", command, *more
            yield from [("adr", command, *more, "--json")] if command not in NO_JSON_ADR else []
            yield from [("adr", command, *more, "--sarif")] if command == "check" else []


def raw(text: str) -> set[str]:
    """Return the characters of a text that a terminal could act on, or that hide text."""
    return {char for char in text if not char.isprintable() and char not in "\n\t"}


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_every_command_is_tried() -> None:
    """No command is left out, and none is tried that is not there."""
    assert set(LINES) == set(COMMANDS)
    assert set(ADR_LINES) == set(ADR_COMMANDS)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_nothing_is_printed_raw(scene: Callable[[Box], None], box: Box) -> None:
    """No command prints a character that steers a terminal; JSON and SARIF parse, and give the very text back."""
    scene(box)
    wrong, exact = list[tuple[tuple[str, ...], object]](), set[str]()
    for line in lines(times(3) if scene is honest else 1):
        place = () if line[0] == "completion" else ("--project", "project")
        with deadline():
            result = box.aiwg(*line, *place)
        if found := raw(result.said):
            wrong.append((line, sorted(found)))
        if "Traceback" in result.said or "Warning:" in result.said:
            wrong.append((line, result.said))
        if line[-1] == "--json" or (line[-1] == "--sarif" and result.out):
            try:
                texts = list(strings(json.loads(result.out)))
            except ValueError:
                wrong.append((line, result.said))
                continue
            exact |= {f"{line[0]} {line[-1]}" for text in texts if set("\x1b\x07\u202e") <= set(unquote(text))}
    assert wrong == []
    wanted = {"adr --json", "adr --sarif"}
    if scene is honest:
        wanted |= {"list --json", "show --json", "lint --json", "lint --sarif", "audit --json", "audit --sarif"}
    assert scene in (bad_settings, unknown_words) or wanted <= exact
