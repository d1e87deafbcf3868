"""What each client would run, take as a grant or fetch from emitted bytes; it knows nothing of how they were made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any

from tests.hostile import frontmatter
from tests.hostile.facts import DANGEROUS, Kind, Reading, facts, fold, readings_of
from tests.hostile.settings import in_settings

FORMATS = {"toml": "toml", "json": "json", "jsonc": "json", "yaml": "yaml", "yml": "yaml"}
NAMES_OF_SERVERS = frozenset({"mcpservers"})
LOADED_MAIN = re.compile(r"^(SKILL\.md|skill\.mdx|AGENTS?\.md|agent\.md)$", re.IGNORECASE)

SPAN = re.compile(r"!`[^`]+`")
CLAUDE_SPAN = re.compile(r"(?:^|\s)!`[^`]+`", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*(?:[-*] +)?(?:```+|~~~+)!", re.MULTILINE)
BRACE = re.compile(r"!\{[^}]*\}")
TURBO = re.compile(r"^[\s>*-]*//\s*turbo(?:-all)?\b", re.MULTILINE | re.IGNORECASE)
OUTSIDE = r"(?:/|~|[A-Za-z]:[\\/]|\$HOME|\$\{HOME\}|(?:[\w.-]+/)*\.\./)"
NAMED = re.compile(r"(?:@\{?|#\[\[file:)\s*([^\s}\]]+)")
OUTSIDE_AT = re.compile(rf"(?:^|[\s(])@{OUTSIDE}[^\s]+", re.MULTILINE)
OUTSIDE_BRACE = re.compile(rf"@\{{\s*{OUTSIDE}[^}}]*\}}")
OUTSIDE_KIRO = re.compile(rf"#\[\[file:\s*{OUTSIDE}[^\]]*\]\]")
CODE = re.compile(r"^(```+|~~~+).*?^\1|``.+?``|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that a client would do because of a file, or a restriction that it would not see."""

    client: str
    cls: str
    path: str
    detail: str


def findings_of(path: str, data: bytes) -> set[Finding]:
    """Return what every client that reads a path would run, be granted or fetch from these bytes."""
    text = data.decode("utf-8", "replace")
    readings = readings_of(path)
    found = {finding for reading in readings for finding in _as_read(path, text, reading)}
    found |= set(_unknown_to_all(path, text, readings))
    folders = {reading.inside for reading in readings if reading.kind.kind == "skills" and reading.inside}
    for inside in folders:
        found |= {Finding("any", cls, path, detail) for cls, detail in _as_asset(inside, text)}
    if not readings or all(reading.kind.kind == "instructions" for reading in readings):
        found |= {Finding("any", cls, path, detail) for cls, detail in in_settings(path, text)}
    return found


def keys_as_read(path: str, data: bytes) -> Iterator[tuple[Kind, Mapping[str, Any]]]:
    """Yield every client that reads a path as a file with keys, and the keys that it finds."""
    text = data.decode("utf-8", "replace")
    for reading in readings_of(path):
        if reading.kind.kind != "instructions" and _is_main(reading):
            yield reading.kind, _split(path, text, reading.kind)[0]


def _is_main(reading: Reading) -> bool:
    return not reading.inside or bool(LOADED_MAIN.match(reading.inside))


def _split(path: str, text: str, kind: Kind) -> tuple[Mapping[str, Any], str]:
    known = facts()
    format = FORMATS.get(path.rpartition(".")[2].lower(), "md")
    return frontmatter.read(
        text, known.style(kind.client, kind.kind), kind.client in known.data["frontmatter"]["bom"], format
    )


def _as_read(path: str, text: str, reading: Reading) -> Iterator[Finding]:
    kind = reading.kind
    if not _is_main(reading):
        return
    if reading.root.count("/") > 3 and kind.kind == "skills" and kind.client in ("codex", "opencode", "kilo"):
        yield Finding(kind.client, "loads", path, "a skill inside a skill")
    keys, body = ({}, text) if kind.kind == "instructions" else _split(path, text, kind)
    for key, cls, value in _judged(keys, kind):
        yield Finding(kind.client, cls, path, f"{key}: {_shown(value)}")
    for name in facts().syntaxes(kind.client, kind.kind):
        for match in _syntax(name, kind.client, text if name == "program" else body):
            folder = path.rpartition("/")[0] if kind.kind in ("instructions", "rules") else ""
            if name.startswith("outside") and _stays_inside(match, folder):
                continue
            yield Finding(kind.client, "runs" if not name.startswith("outside") else "fetches", path, f"{name} {match}")


def _stays_inside(match: str, folder: str) -> bool:
    """Say whether a path that a text names, seen from a folder of the project, stays in the project."""
    named = NAMED.search(match)
    path = named[1] if named else "/"
    is_relative = path[0] not in "/~$" and path[1:2] != ":"
    return is_relative and not normpath(join(folder, path)).startswith("..")


def _judged(keys: Mapping[str, Any], kind: Kind) -> Iterator[tuple[str, str, Any]]:
    """Yield the keys that do something, those below others included."""
    for path, value in _paths(keys):
        cls = kind.keys.get(path) or kind.folded.get(fold(path))
        if cls is None and "." in path:
            cls = next((kind.keys[star] for star in (_starred(path),) if star in kind.keys), None)
        if cls == "values":
            cls = "grants" if _widens(path, value) else None
        if cls in DANGEROUS and not _is_narrow(path, value, kind):
            yield path, str(cls), value


def _starred(path: str) -> str:
    parts = path.split(".")
    return ".".join((parts[0], "*", *parts[2:])) if len(parts) > 2 else path


def _paths(keys: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    for key, value in keys.items():
        yield f"{before}{key}", value
        if isinstance(value, Mapping) and depth < 4:
            yield from _paths({str(name): item for name, item in value.items()}, f"{before}{key}.", depth + 1)


def _is_narrow(path: str, value: Any, kind: Kind) -> bool:
    """Say whether the value of a dangerous key keeps what the client may do as small as it is."""
    narrow: list[str] = facts().data["narrow_values"].get(path, [])
    if value in (None, "", [], {}, False) or (isinstance(value, str) and value in narrow):
        return True
    beginning = facts().data["beginning"].get(path, {}).get(kind.client)
    if beginning and isinstance(value, str) and not value.startswith(str(beginning)):
        return True
    if fold(path) in NAMES_OF_SERVERS and kind.kind == "agents":
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
    return False


def _widens(path: str, value: Any) -> bool:
    if path == "sandbox_mode":
        return bool(value != "read-only")
    if isinstance(value, Mapping):
        return any(_widens(path, item) for item in value.values())
    if path in ("tools", "disallowedTools"):
        return False
    return bool(value in ("allow", True, "always", "auto", "yolo"))


def _unknown_to_all(path: str, text: str, readings: tuple[Reading, ...]) -> Iterator[Finding]:
    """Yield the keys that no reader of the path knows as harmless, where one of them might act on it."""
    mains = [reading.kind for reading in readings if reading.kind.kind != "instructions" and _is_main(reading)]
    if not mains or all(kind.ignores_others for kind in mains):
        return
    for key, value in _split(path, text, mains[0])[0].items():
        classes = {kind.keys.get(key) or kind.folded.get(fold(key)) for kind in mains}
        unlisted = classes == {None} and not _known_below(key, value, mains)
        if unlisted or (_is_nest(key, value) and classes - {None} == {"harmless"}):
            yield Finding("any", "unknown", path, f"{key}: {_shown(value)}")
        elif fold(key) == "metadata" and isinstance(value, Mapping):
            for name, item in value.items():
                if isinstance(item, Mapping | list) and item and not _plain(item):
                    yield Finding("any", "unknown", path, f"{key}.{name}: {_shown(item)}")


def _known_below(key: str, value: Any, kinds: list[Kind]) -> bool:
    """Say whether a key that no list names is a mapping of keys that one list names all."""
    return isinstance(value, Mapping) and any(all(f"{key}.{name}" in kind.keys for name in value) for kind in kinds)


def _is_nest(key: str, value: Any) -> bool:
    return isinstance(value, Mapping) and fold(key) != "metadata" and key not in facts().data["plain_mappings"]


def _plain(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str | int | float | bool) for item in value)


def _syntax(name: str, client: str, body: str) -> Iterator[str]:
    if name == "shell-span":
        yield from _matches(CLAUDE_SPAN if client in ("claude", "codebuddy") else SPAN, body)
    elif name == "shell-fence":
        yield from _matches(FENCE, body)
    elif name == "shell-brace":
        yield from _matches(BRACE, body)
    elif name == "turbo":
        yield from _matches(TURBO, body)
    elif name == "program" and body.removeprefix("\ufeff").startswith("#!"):
        yield body.split("\n", 1)[0][:60]
    elif name == "outside-at":
        yield from _matches(OUTSIDE_AT, CODE.sub("", body) if client not in ("opencode", "kilo") else body)
    elif name == "outside-brace":
        yield from _matches(OUTSIDE_BRACE, body)
    elif name == "outside-kiro":
        yield from _matches(OUTSIDE_KIRO, body)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        after = text[match.start() : match.end() + 30]
        yield " ".join(after.split())[:90]


def _as_asset(inside: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield what a file beside SKILL.md is to some client, if it is more than text."""
    data = facts().data["config_files"]
    low = inside.lower()
    folder, _, name = low.rpartition("/")
    by_name = low in {name.lower() for name in data["exact"]}
    by_folder = bool(folder) and low.split("/", 1)[0] in data["folders"]
    by_text = low in data["with_dependencies"] and bool(re.search(r"\bdependencies\b|\bmcp\b", text))
    nested = bool(folder) and name in {name.lower() for name in data["skill_names"]}
    if by_name or by_folder or by_text or nested:
        yield "config", inside


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:90]
