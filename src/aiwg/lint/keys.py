"""The keys of an artifact: unknown ones, other spellings, empty ones, and platforms that are none."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.fields import ALIASES, TYPES
from aiwg.artifact.kinds import KINDS
from aiwg.core.suggest import closest
from aiwg.findings.fix import Fix, in_line, without_line
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

UNKNOWN_KEY = Rule(
    "unknown-key",
    WARNING,
    "an unknown key",
    "Most platforms lose it. It may be a misspelling: `descripton`, `model_name`.",
    "renames it if only case, hyphens or underscores are wrong",
)
OTHER_SPELLING = Rule(
    "other-spelling",
    INFO,
    "another tool's word for a field",
    "aiwg reads it as you mean it. The canonical word is easier to find.",
    "writes the canonical word",
)
EMPTY_VALUE = Rule(
    "empty-value",
    WARNING,
    "a key without a value",
    "The field has no effect.",
    "removes the line",
)
UNKNOWN_PLATFORM = Rule(
    "unknown-platform",
    WARNING,
    "an unknown platform",
    "Under `platforms` the artifact does not reach the platform you mean; elsewhere the value has no effect.",
)
RULES = (UNKNOWN_KEY, OTHER_SPELLING, EMPTY_VALUE, UNKNOWN_PLATFORM)

COMMON = ("platforms", "overrides")


def check_keys(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the keys of an artifact."""
    if KINDS[subject.kind].has_free_id:
        return
    yield from _unknown(subject)
    yield from _platforms(subject)
    if subject.artifact.origin.path:
        yield from _spellings(subject)
        yield from _empty(subject)


def _unknown(subject: CheckTarget) -> Iterator[Finding]:
    known = [*TYPES[subject.kind], *ALIASES.get(subject.kind, {}), *COMMON]
    if subject.kind == "rule":
        known.append("alwaysApply")
    native = subject.around.native_keys(subject.kind) if subject.artifact.extra else frozenset()
    for key in subject.artifact.extra:
        plain = next((name for name in known if _bare(name) == _bare(key)), None)
        near = closest(key, known)
        if key in native:
            continue
        if plain and not _has(subject, plain):
            fix, hint = _renamed(subject, key, plain), f"did you mean {plain}?"
        else:
            fix, hint = (
                None,
                f"did you mean {near}?" if near else "put native fields of one platform under overrides:",
            )
        passed_on = KINDS[subject.kind].has_folder and not plain and not near
        level = INFO if passed_on or not (plain or near) else None
        message = f'unknown field "{key}" for {_kind(subject)}'
        yield subject.found(
            UNKNOWN_KEY, message, subject.line_of(key), subject.page.column_of(subject.line_of(key), key),
            hint=hint, fix=fix, level=level,
        )  # fmt: skip


def _kind(subject: CheckTarget) -> str:
    kind = subject.kind.replace("mcp_server", "MCP server").replace("_", " ")
    return kind if kind == "instructions" else f"{'an' if kind[0] in 'aM' else 'a'} {kind}"


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _has(subject: CheckTarget, name: str) -> bool:
    canonical = ALIASES.get(subject.kind, {}).get(name, name)
    return canonical in subject.artifact.fields


def _renamed(subject: CheckTarget, key: str, name: str) -> Fix | None:
    """Return the fix that renames a key, for artifacts that have a file of their own."""
    line = subject.line_of(key)
    column = subject.page.column_of(line, key)
    if column is None or not subject.artifact.origin.path:
        return None
    return in_line(line, column, column + len(key), name)


def _spellings(subject: CheckTarget) -> Iterator[Finding]:
    for spelling, name in ALIASES.get(subject.kind, {}).items():
        line = subject.line_of(spelling)
        if line == 1 or not subject.artifact.origin.lines or spelling not in subject.artifact.origin.lines:
            continue
        fix = _renamed(subject, spelling, name) if name not in subject.artifact.origin.lines else None
        column = subject.page.column_of(line, spelling)
        yield subject.found(OTHER_SPELLING, f"{spelling} means {name}", line, column, hint=f"write {name}:", fix=fix)


def _empty(subject: CheckTarget) -> Iterator[Finding]:
    page = subject.page
    for number, line in page.front:
        if not line.rstrip().endswith(":") or line[:1] in (" ", "\t", "#", "-"):
            continue
        after = page.lines[number]
        if after[:1] in (" ", "\t") or after.startswith(("- ", "#")) or after.rstrip() == "-":
            continue
        key = line.rstrip()[:-1]
        if key in subject.artifact.origin.lines:
            yield subject.found(EMPTY_VALUE, f"{key} has no value", number, 1, hint="write it, or remove the line",
                                fix=without_line(number))  # fmt: skip


def _platforms(subject: CheckTarget) -> Iterator[Finding]:
    artifact, registry = subject.artifact, subject.around.registry
    models = artifact.fields.get("model")
    named = [("platforms", name) for name in (*artifact.include, *artifact.exclude)]
    named += [("overrides", name) for name in artifact.overrides]
    named += [("model", name) for name in models if name != "default"] if isinstance(models, dict) else []
    for key, name in named:
        if registry.knows(name) or name in registry.waiting or name in ("*", "all"):
            continue
        hint = registry.near(name) or "all: aiwg platforms"
        yield subject.value_of(UNKNOWN_PLATFORM, f'unknown platform "{name}"', key, name, hint=hint)
