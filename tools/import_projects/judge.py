"""A judge of imports that shares no code with aiwg: which texts a project has, and whether a source holds them.

A text is the body of a file: without its frontmatter, white space aside. A source holds it if it is the body of one of
its files. Three spellings of the same text count as equal: the placeholder for the arguments of a command, a link in
the place of a file, and an instruction file whose include of another instruction file stands as that file.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PLACES: Mapping[str, tuple[str, ...]] = {
    "claude": (
        "CLAUDE.md", ".claude/CLAUDE.md", "**/CLAUDE.md", ".claude/rules/**/*.md", ".claude/agents/**/*.md",
        ".claude/commands/**/*.md", ".claude/skills/*/SKILL.md",
    ),
    "codex": (
        "AGENTS.md", "**/AGENTS.md", ".codex/agents/*.toml", ".agents/skills/*/SKILL.md", ".codex/skills/*/SKILL.md",
    ),
    "copilot": (
        ".github/copilot-instructions.md", ".github/instructions/**/*.instructions.md", ".github/prompts/*.prompt.md",
        ".github/agents/*.md", ".github/skills/*/SKILL.md",
    ),
    "cursor": (
        ".cursorrules", ".cursor/rules/**/*.mdc", ".cursor/commands/*.md", ".cursor/agents/*.md",
        ".cursor/skills/*/SKILL.md",
    ),
    "gemini-cli": (
        "GEMINI.md", "**/GEMINI.md", ".gemini/commands/**/*.toml", ".gemini/agents/*.md", ".gemini/skills/*/SKILL.md",
    ),
    "windsurf": (
        ".windsurfrules", ".windsurf/rules/**/*.md", ".windsurf/workflows/*.md", ".windsurf/skills/*/SKILL.md",
    ),
    "cline": (".clinerules", ".clinerules/*.md", ".clinerules/workflows/*.md"),
    "roo": (
        ".roo/rules/**/*.md", ".roo/rules-*/*.md", ".roo/commands/*.md", ".roo/skills/*/SKILL.md", ".roorules",
        ".roomodes",
    ),
    "kiro": (".kiro/steering/**/*.md", ".kiro/skills/*/SKILL.md", ".kiro/agents/*.md"),
    "augment": (
        ".augment-guidelines", ".augment/rules/**/*.md", ".augment/commands/**/*.md", ".augment/agents/*.md",
        ".augment/skills/*/SKILL.md",
    ),
    "opencode": (
        ".opencode/agent/*.md", ".opencode/agents/*.md", ".opencode/command/*.md", ".opencode/commands/*.md",
        ".opencode/skill/*/SKILL.md", ".opencode/skills/*/SKILL.md",
    ),
    "junie": (".junie/guidelines.md", ".junie/AGENTS.md"),
    "antigravity": (".agent/rules/*.md", ".agent/workflows/*.md", ".agent/skills/*/SKILL.md"),
    "factory": (".factory/droids/*.md", ".factory/commands/*.md", ".factory/skills/*/SKILL.md"),
    "continue": (".continue/rules/*.md", ".continue/prompts/*.md"),
    "amazon-q": (".amazonq/rules/**/*.md",),
    "omp": (".omp/agents/*.md", ".omp/rules/*.md", ".omp/commands/*.md", ".omp/skills/*/SKILL.md"),
    "trae": (".trae/rules/*.md",),
    "zed": (".rules",),
}  # fmt: skip
"""Where tools document that they look for texts in a project, by tool."""

SERVERS = {
    ".mcp.json": "mcpServers", ".cursor/mcp.json": "mcpServers", ".vscode/mcp.json": "servers",
    ".gemini/settings.json": "mcpServers", ".roo/mcp.json": "mcpServers", "opencode.json": "mcp",
    ".kiro/settings/mcp.json": "mcpServers", ".junie/mcp/mcp.json": "mcpServers", ".codex/config.toml": "mcp_servers",
}  # fmt: skip
"""Where tools document that they look for MCP servers in a project, and under which key."""

LEAST = 300
"""Characters that a body has at least to be told in a generated text."""

SKIPPED = frozenset({".git", "node_modules", ".venv", "vendor", "target", "dist", "build"})
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*?\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ARGUMENTS = re.compile(r"\$ARGUMENTS|\{\{\s*args\s*\}\}|\$\{input:args\}|\$args\b")
_INCLUDE = re.compile(r"^\s*@[\w./-]+\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NativeText:
    """A text that a project has: the tool in whose folder it lies, its paths (links among them) and its parts."""

    tool: str
    paths: tuple[str, ...]
    parts: tuple[str, ...]


def folded(text: str) -> str:
    """Return a text without white space differences, with one spelling of the placeholder for arguments."""
    return " ".join(_ARGUMENTS.sub("{{args}}", text).split())


def body(text: str) -> str:
    """Return a text without its frontmatter."""
    return _FRONT.sub("", text, count=1)


def parts_of(path: Path) -> tuple[str, ...]:
    """Return the texts that a native file holds: one of a Markdown file, one for each mode or prompt of a data file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".toml":
            data = tomllib.loads(text)
            found = [data.get(key) for key in ("developer_instructions", "prompt", "instructions")]
        elif path.name == ".roomodes":
            modes = yaml.safe_load(text).get("customModes", [])
            found = [mode.get(key) for mode in modes for key in ("roleDefinition", "customInstructions")]
        else:
            found = [body(text)]
    except (OSError, ValueError, AttributeError, yaml.YAMLError):
        return ()
    return tuple(each for part in found if isinstance(part, str) and (each := folded(part)))


def native_texts(project: Path, loaded: Iterable[str] = ()) -> list[NativeText]:
    """Return the texts of a project, each file once; `loaded` are paths of further files that a tool loads."""
    found: dict[str, tuple[str, list[str]]] = {}
    root = os.path.realpath(project)
    for tool, path in (*_in_places(project), *(("", path) for path in loaded)):
        real = os.path.realpath(project / path)
        if real.startswith(root + os.sep) and os.path.isfile(real):
            found.setdefault(real, (tool, []))[1].append(path)
    texts = [
        NativeText(tool, tuple(dict.fromkeys(paths)), parts_of(Path(real))) for real, (tool, paths) in found.items()
    ]
    return [each for each in texts if each.parts]


def _in_places(project: Path) -> Iterator[tuple[str, str]]:
    names = list(_walked(project))
    for tool, places in PLACES.items():
        for place in places:
            pattern = _pattern(place)
            yield from ((tool, name) for name in names if pattern.fullmatch(name))


def _pattern(place: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*)", place)
    return re.compile("".join({"**/": "(?:[^.][^/]*/)*", "*": "[^/]*"}.get(part) or re.escape(part) for part in parts))


def _walked(project: Path) -> Iterator[str]:
    """Yield the paths of a project's files; a link to a folder is followed once, links in it are not."""
    for folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (os.path.relpath(os.path.join(folder, name), project) for name in files)
        for name in folders:
            link = os.path.join(folder, name)
            for below, _, inside in os.walk(link) if os.path.islink(link) else ():
                yield from (os.path.relpath(os.path.join(below, each), project) for each in inside)


def bodies_in(source: Path) -> set[str]:
    """Return the texts of a source: of each of its files its body, and the whole of it."""
    found = set[str]()
    for folder, _, files in os.walk(source):
        for name in files:
            try:
                text = (Path(folder) / name).read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            found |= {folded(body(text)), folded(text)}
    return found


def is_held(native: NativeText, held: set[str], everything: str, mask: str = "") -> bool:
    """Say whether a source holds all parts of a text: as bodies, or, of a data file, within them.

    `mask`: what stands in the place of a secret that was left out.
    """
    if len(native.parts) > 1:
        return all(part in everything for part in native.parts)
    return native.parts[0] in held or (
        bool(mask)
        and any(
            re.fullmatch(r"\S+".join(re.escape(part) for part in text.split(mask)), native.parts[0])
            for text in held
            if mask in text
        )
    )


def is_made_of(native: NativeText, held: set[str]) -> bool:
    """Say whether a text that another tool generated has a body of the source in it, beside what that tool adds."""
    return any(len(text) > LEAST and text in native.parts[0] for text in held)


def without_includes(project: Path, native: NativeText, held: set[str]) -> bool:
    """Say whether a text is held once the lines that only include another file of the project are taken out."""
    try:
        text = (project / native.paths[0]).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    lines = [line.strip()[1:] for line in _INCLUDE.findall(body(text))]
    here = (project / native.paths[0]).parent
    if not lines or not all((here / line).is_file() or (project / line).is_file() for line in lines):
        return False
    rest = folded(_INCLUDE.sub("", body(text)))
    targets = [folded(body((base / line).read_text(errors="replace"))) for line in lines
               for base in (here, project) if (base / line).is_file()]  # fmt: skip
    return (not rest or rest in held) and any(target in held for target in targets)


def servers_of(project: Path) -> list[tuple[str, str]]:
    """Return the MCP servers of a project, each as the path of its file and its name."""
    found = []
    for path, key in SERVERS.items():
        data = _data(project / path)
        named = data.get(key) if isinstance(data, dict) else None
        found += [(path, str(name)) for name in named] if isinstance(named, dict) else []
    return found


def _data(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError):
        return None


def all_text(source: Path) -> str:
    """Return all that a source holds as one text: of a data file the values, with their escapes resolved."""
    found = []
    for folder, _, files in os.walk(source):
        for name in sorted(files):
            text = (Path(folder) / name).read_text(encoding="utf-8", errors="replace")
            found.append(folded(text))
            front = _FRONT.match(text)
            if front:
                found += [folded(str(value)) for value in _values(front.group().strip().strip("-"))]
    return "\n".join(found)


def _values(front: str) -> Iterator[Any]:
    try:
        data = yaml.safe_load(front)
    except yaml.YAMLError:
        return
    yield from data.values() if isinstance(data, dict) else ()


def server_names(source: Path) -> set[str]:
    """Return the names of the servers that a source of aiwg has."""
    try:
        data = yaml.safe_load((source / "mcp.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return set()
    return {str(name) for name in (data or {}).get("servers", {})}


def is_named(name: str, names: set[str]) -> bool:
    """Say whether a server is among some names, in aiwg's spelling of it or with the name of a tool behind it."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return any(re.sub(r"[^a-z0-9]", "", each.lower()).startswith(plain) for each in names)
