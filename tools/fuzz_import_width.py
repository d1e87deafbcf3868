"""Nothing gets wider: what a damaged native file says, against the source and the output that an import gives.

The judge shares no code with aiwg: it reads frontmatter with PyYAML alone, and knows from the vendors' documentation
which key limits what. Where a damaged file has no frontmatter that PyYAML reads it judges nothing but this: a key that
limits something on a line of its own is somewhere in the output.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fuzz_target import Target, check

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.model import Catalog
from aiwg.core.errors import UserError
from aiwg.importing import plan as importing
from aiwg.importing.find import Ground
from aiwg.importing.plan import ImportWish, plan_import
from aiwg.loading import DiskReader, StartFolder
from aiwg.placement.place import place
from aiwg.placement.resolve import bind
from aiwg.render.context import Inputs
from aiwg.render.outputs import FileOutput, KeysOutput, Output
from aiwg.render.render import render

setattr(importing, "differences", lambda *given: ())  # noqa: B010  # mypy knows of no such replacement
"""The check of an import by aiwg itself is not what judges here, and takes most of the time."""

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
EVERYTHING = ("*", "all")
ALWAYS, SCOPED, BY_HAND = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Form:
    """A native form: where it lies, and the keys that limit what it may do or when it is loaded."""

    platform: str
    path: str
    text: str
    allows: str = ""
    denies: str = ""
    flags: Mapping[str, Any] = ()  # type: ignore[assignment]
    is_rule: bool = False


AGENT = "---\nname: reviewer\ndescription: Use to review\n{more}---\nYou review.\n"
FORMS = (
    Form(
        "claude",
        ".claude/agents/reviewer.md",
        AGENT.format(
            more="tools: Read, Grep, Bash(git *), mcp__tickets__search\ndisallowedTools: WebFetch, Write\n"
            "permissionMode: plan\nmodel: sonnet\nmaxTurns: 12\nweight: 3\n"
        ),
        "tools",
        "disallowedTools",
        {"permissionMode": "plan"},
    ),
    Form("copilot", ".github/agents/reviewer.agent.md", AGENT.format(more="tools: [read, search]\n"), "tools"),
    Form("gemini-cli", ".gemini/agents/reviewer.md", AGENT.format(more="tools: [read_file, grep_search]\n"), "tools"),
    Form(
        "qwen-code",
        ".qwen/agents/reviewer.md",
        AGENT.format(more="tools:\n- read_file\n- grep_search\ndisallowedTools: [web_fetch]\napprovalMode: plan\n"),
        "tools",
        "disallowedTools",
        {"approvalMode": "plan"},
    ),
    Form("factory", ".factory/droids/reviewer.md", AGENT.format(more='tools: ["Read", "Grep"]\n'), "tools"),
    Form("cursor", ".cursor/agents/reviewer.md", AGENT.format(more="readonly: true\n"), flags={"readonly": True}),
    Form("claude", ".claude/rules/style.md", '---\npaths: ["src/**", "lib/*.{ts,js}"]\n---\nUse tabs.\n', is_rule=True),
    Form("claude", ".claude/rules/style.md", "---\npaths: src/**, docs/**\nweight: 1\n---\nUse tabs.\n", is_rule=True),
    Form(
        "cursor",
        ".cursor/rules/style.mdc",
        "---\ndescription: Style\nglobs: src/*.ts,*.{js,jsx}\nalwaysApply: false\n---\nUse tabs.\n",
        is_rule=True,
    ),
    Form("cursor", ".cursor/rules/style.mdc", "---\ndescription: SQL\nalwaysApply: false\n---\nBind.\n", is_rule=True),
    Form(
        "copilot",
        ".github/instructions/style.instructions.md",
        '---\napplyTo: "src/**,docs/**"\ndescription: Style\n---\nUse tabs.\n',
        is_rule=True,
    ),
    Form("windsurf", ".windsurf/rules/style.md", '---\ntrigger: glob\nglobs: "**/*.py"\n---\nType.\n', is_rule=True),
    Form(
        "kiro",
        ".kiro/steering/style.md",
        '---\ninclusion: fileMatch\nfileMatchPattern: "src/**"\n---\nType.\n',
        is_rule=True,
    ),
    Form("qwen-code", ".qwen/rules/style.md", "---\npaths: [docs/**]\n---\nUse tabs.\n", is_rule=True),
)
SETTINGS = json.dumps(
    {
        "permissions": {
            "allow": ["Bash(npm run:*)", "Edit", "WebFetch(domain:example.org)"],
            "ask": ["Bash(git push:*)"],
            "deny": ["Read(./.env)", "Bash(rm:*)", "WebSearch"],
        },
        "enabledPlugins": {"a@b": False, "c@d": True},
    },
    indent=1,
)
SERVERS = '[mcp_servers.wiki]\ncommand = "wiki"\nenabled = false\n\n[mcp_servers.notes]\nurl = "https://x.example"\n'


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an import: the files of the source, and what the platform's own deploy of it would write."""

    source: Mapping[str, str]
    outputs: tuple[Output, ...]
    fields: Mapping[str, Mapping[str, Any]]
    unread: tuple[str, ...]


@cache
def _adapters() -> Mapping[str, Adapter]:
    registry = discover()
    return {id: registry.get(id) for id in registry.ids()}


@cache
def _project() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="aiwg-fuzz-width-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "project" / ".git").mkdir(parents=True)
    (folder / "home").mkdir()
    return folder


def _imported(platform: str, path: str, text: str) -> Result:
    folder = _project()
    project = folder / "project"
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    try:
        environment = Environment(str(folder / "home"), {})
        adapter = _adapters()[platform]
        ground = Ground(StartFolder(str(project), DiskReader(), environment), "project", {})
        wish = ImportWish((adapter,), project / ".aiwg", ".aiwg")
        plan = plan_import(wish, ground, Inputs(), lambda one, other: "both", lambda: list(_adapters().values()))
        catalog = Catalog(draft.artifact for draft in plan.drafts)
        bound = [bind(adapter, "project", environment)]
        made = render(place(catalog, bound), catalog, bound)
        return Result(
            {each.path: each.data.decode("utf-8", "surrogatepass") for each in plan.addition.creates},
            made.outputs,
            {draft.artifact.key: draft.artifact.fields for draft in plan.drafts},
            tuple(note.key for note in plan.notes if note.level == "unread"),
        )
    finally:
        os.unlink(file)


def front_of(text: str) -> Mapping[str, Any] | None:
    """Return a frontmatter as PyYAML reads it; None where there is none that it reads, or a key stands twice."""
    match = _FRONT.match(text.replace("\r\n", "\n"))
    if match is None:
        return None
    keys = re.findall(r"^([^\s#:][^:]*):", match[1], re.M)
    try:
        value = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and len(keys) == len(set(keys)) else None


def names_of(value: Any) -> frozenset[str] | None:
    """Return the names in a list, or in a text with commas outside parentheses; None where it limits nothing."""
    if isinstance(value, str):
        listed = re.split(r",(?![^(]*\))", value)
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        listed = value
    else:
        return None
    names = frozenset(plain(each) for each in listed if each.strip())
    return None if not names or names & set(EVERYTHING) else names


def plain(name: str) -> str:
    """Return a tool's name with the spellings of one thing made one."""
    return re.sub(r":\*\)$", " *)", name.strip().strip("\"'")).replace("Task", "Agent").casefold()


def _judge_agent(form: Form, text: str, result: Result) -> None:
    front = front_of(text)
    made = next((each.data.decode() for each in result.outputs if isinstance(each, FileOutput)), None)
    if made is None or front is None:
        return
    after = front_of(made)
    if after is None and form.platform == "cursor":
        return  # it reads lines, and its files need not be YAML
    after = after or {}
    source = next((front_of(each) or {} for path, each in result.source.items() if path.startswith("agents/")), {})
    said = names_of(front.get(form.allows))
    if said is not None:
        got = names_of(after.get(form.allows))
        check(got is not None and got <= said, f"{form.platform}: tools {sorted(said)} became {after.get(form.allows)}")
        limits = {"tools", "access", "platforms", "deny_tools"} & source.keys()
        check(bool(limits), f"{form.platform}: the source of an agent with {form.allows} limits nothing")
    denied = names_of(front.get(form.denies)) if form.denies else None
    if denied is not None:
        got = names_of(after.get(form.denies)) or frozenset()
        check(denied <= got, f"{form.platform}: denied {sorted(denied)} became {after.get(form.denies)}")
    for key, value in dict(form.flags).items():
        if front.get(key) == value:
            check(after.get(key) == value or (key == "permissionMode" and "tools" in after), f"{key} is lost")


def activation_of(form: Form, front: Mapping[str, Any]) -> tuple[int, frozenset[str]] | None:
    """Return how widely a rule is loaded by its vendor's documentation, with its globs; None: it says nothing clear."""

    def globs(value: Any) -> frozenset[str]:
        listed = re.split(r",(?![^{]*\})", value) if isinstance(value, str) else value
        if not isinstance(listed, list):
            return frozenset()
        return frozenset(str(each).strip().replace("\\", "/") for each in listed if str(each).strip())

    if form.platform == "cursor":
        if not isinstance(front.get("alwaysApply", False), bool):
            return None
        if front.get("alwaysApply"):
            return ALWAYS, frozenset()
        found = globs(front.get("globs"))
        return (SCOPED, found) if found else (SCOPED if front.get("description") else BY_HAND, frozenset())
    if form.platform == "copilot":
        found = globs(front.get("applyTo"))
        return (ALWAYS, frozenset()) if found & {"**", "*", "**/*"} else (SCOPED, found) if found else None
    if form.platform in ("claude", "qwen-code"):
        found = globs(front.get("paths"))
        return (SCOPED, found) if found and not found & {"**", "*", "**/*"} else None
    key = {"windsurf": ("trigger", "globs"), "kiro": ("inclusion", "fileMatchPattern")}[form.platform]
    found = globs(front.get(key[1]))
    word = front.get(key[0])
    if word in ("glob", "fileMatch"):
        return (SCOPED, found) if found else None
    return {"manual": (BY_HAND, frozenset())}.get(str(word))


def _judge_rule(form: Form, text: str, result: Result) -> None:
    front = front_of(text)
    if front is None:
        return
    before = activation_of(form, front)
    for path, written in result.source.items():
        after = front_of(written) or {}
        if written == text.replace("\r\n", "\n").removeprefix("\ufeff"):
            after = next(iter(result.fields.values()), {})  # the source takes other tools' words as they stand
        if before is None or not path.startswith("rules/") or "platforms" in after:
            continue
        word = after.get("activation", "paths" if "paths" in after else "always")
        width = {"always": ALWAYS, "paths": SCOPED, "model": SCOPED}.get(str(word), BY_HAND)
        check(width <= before[0], f"{form.platform}: a rule loaded {before} became {word}")
        globs = frozenset(map(str, after.get("paths") or ()))
        if before[1] and word == "paths":
            check(globs <= before[1], f"{form.platform}: paths {sorted(before[1])} became {sorted(globs)}")


def _judge_lines(form: Form, text: str, result: Result) -> None:
    """A limit that stands on a line of its own, in a frontmatter that PyYAML cannot read, is not gone."""
    match = _FRONT.match(text.replace("\r\n", "\n"))
    if match is None or front_of(text) is not None or not form.allows:
        return
    lines = re.findall(rf"^{form.allows}: +([A-Za-z][\w ,()*-]*)$", match[1], re.M)
    made = next((each.data.decode() for each in result.outputs if isinstance(each, FileOutput)), None)
    if len(lines) == 1 and made is not None and lines[0].strip() not in EVERYTHING:
        check(form.allows in (front_of(made) or {}), f"{form.platform}: {form.allows} {lines[0]} is gone")


def _feeder(form: Form) -> Any:
    def run(text: str, rng: random.Random) -> bool:
        try:
            result = _imported(form.platform, form.path, text)
        except UserError:
            return False
        (_judge_rule if form.is_rule else _judge_agent)(form, text, result)
        _judge_lines(form, text, result)
        return bool(result.fields)

    return run


def _feed_settings(text: str, rng: random.Random) -> bool:
    try:
        before = json.loads(text)
    except (ValueError, RecursionError):
        before = None
    result = _imported("claude", ".claude/settings.json", text)
    if not isinstance(before, dict) or not isinstance(before.get("permissions"), dict):
        return bool(result.fields)
    said = before["permissions"]
    source = yaml.safe_load(result.source.get("permissions.yaml", "")) or {}
    after: dict[str, set[str]] = {"allow": set(), "ask": set(), "deny": set()}
    for output in result.outputs:
        for entry in output.entries if isinstance(output, KeysOutput) else ():
            if entry.path[:1] == ("permissions",) and len(entry.path) == 3:
                after[str(entry.path[1])].add(plain(str(entry.value)))
    lists = {
        key: [each for each in said.get(key) or () if isinstance(each, str)]
        for key in after
        if isinstance(said.get(key), list)
    }
    allowed = {plain(each.replace("(./", start)) for each in lists.get("allow", ()) for start in ("(./", "(/", "(")}
    check(after["allow"] <= allowed, f"allowed {sorted(allowed)} became {sorted(after['allow'])}")
    for key in ("deny", "ask"):
        for each in lists.get(key, ()):
            stays = any(note.startswith(f"{key}[") or not note for note in result.unread)
            held = after["deny"] | (after["ask"] if key == "ask" else set())
            check(plain(each) in held or stays or _covered(each, held), f"{key} {each} is lost: {source}")
    switched = before.get("enabledPlugins")
    off = {name for name, on in switched.items() if on is False} if isinstance(switched, dict) else set()
    plugins = (yaml.safe_load(result.source.get("plugins.yaml", "")) or {}).get("plugins") or {}
    for name in off & set(plugins):
        own = plugins[name]
        check(own is False or (isinstance(own, dict) and own.get("enabled") is False), f"{name} is switched on")
    return bool(result.fields)


def _covered(pattern: str, held: set[str]) -> bool:
    """Say whether a restriction in another spelling is held: `Bash` for `Bash(*)`, `./x/` for `x/**` and so on."""
    tool, _, argument = pattern.partition("(")
    tool = plain(re.sub(r"[-_ ]", "", tool))
    argument = re.sub(r"\s+(:\*)?\)$", r"\1)", argument)
    bare = re.sub(r"/\)$", "/**)", re.sub(r"^(?:\./|/)", "", argument))
    forms = {plain(f"{tool}({each}") for each in (argument, bare, f"/{bare}")}
    return not held.isdisjoint({tool, f"{tool}(*)", *forms})


def _feed_servers(text: str, rng: random.Random) -> bool:
    import tomllib

    try:
        before = tomllib.loads(text).get("mcp_servers")
    except (ValueError, RecursionError):
        before = None
    result = _imported("codex", ".codex/config.toml", text)
    servers = (yaml.safe_load(result.source.get("mcp.yaml", "")) or {}).get("servers") or {}
    for name, entry in before.items() if isinstance(before, dict) else ():
        if isinstance(entry, dict) and entry.get("enabled") is False:
            for id, made in servers.items():
                if id.casefold() == name.casefold() and isinstance(made, dict):
                    own = (made.get("overrides") or {}).get("codex") or {}
                    off = made.get("enabled") is False or own.get("enabled") is False
                    check(off, f"the server {name} is switched on")
    return bool(result.fields)


def _answered(feed: Any) -> Any:
    def run(text: str, rng: random.Random) -> bool:
        try:
            return bool(feed(text, rng))
        except UserError:
            return False

    return run


def _targets() -> tuple[Target, ...]:
    found = []
    for number, form in enumerate(FORMS):
        kind = "rule" if form.is_rule else "agent"
        found.append(Target(f"width-{kind}-{form.platform}-{number}", (form.text,), _feeder(form)))
    found.append(Target("width-settings", (SETTINGS,), _answered(_feed_settings)))
    found.append(Target("width-servers", (SERVERS,), _answered(_feed_servers)))
    return tuple(found)


WIDTHS = _targets()
"""What an import reads, against what it says by itself."""
