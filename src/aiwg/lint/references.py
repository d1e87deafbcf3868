"""Names that an artifact takes from somewhere else: tools, models, colours, and other artifacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from aiwg.artifact.fields import ALIASES, COLOURS, LONG_HEX, MODEL_NAMES, MODEL_TIERS, TOOLS, WRITING_TOOLS, split_list
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.spellings import tool_named
from aiwg.core.suggest import suggest
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

UNKNOWN_TOOL = Rule(
    "unknown-tool",
    WARNING,
    "a tool that no platform has",
    "Some clients reject the agent, others ignore the tool.",
)
UNKNOWN_MODEL = Rule(
    "unknown-model",
    WARNING,
    "a model that is not a tier",
    "A vendor's name has no meaning on other platforms; use `model: {PLATFORM: NAME}` for one platform.",
)
BAD_COLOUR = Rule(
    "bad-colour",
    WARNING,
    "an unknown color",
    "One client does not start if an agent has an unknown color.",
)
NO_SUCH_ARTIFACT = Rule(
    "no-such-artifact",
    WARNING,
    "a reference to an artifact that no source has",
    "The agent starts without the skill or server, or does not start.",
)
ALLOWED_AND_DENIED = Rule(
    "allowed-and-denied",
    WARNING,
    "a tool that is allowed and denied at once",
    "Platforms differ in which of the two they apply.",
)
ACCESS_DIFFERS = Rule(
    "access-differs",
    WARNING,
    "access and tools that contradict each other",
    "Read access excludes a tool that writes; platforms apply only one of them.",
)
REPEATED = Rule(
    "repeated",
    INFO,
    "the same entry twice in a list",
    "The second entry has no effect; you may have meant another one.",
)
RULES = (
    UNKNOWN_TOOL,
    UNKNOWN_MODEL,
    BAD_COLOUR,
    NO_SUCH_ARTIFACT,
    ALLOWED_AND_DENIED,
    ACCESS_DIFFERS,
    REPEATED,
)


def check_tools(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the tools of an artifact."""
    fields = subject.artifact.fields
    for key in KINDS[subject.kind].tool_fields:
        for name in fields.get(key, ()):
            yield from _unknown(subject, key, name)
    if subject.kind == "skill" and isinstance(fields.get("allowed-tools"), str | list):
        for name in split_list(_parted(fields["allowed-tools"])):
            yield from _unknown(subject, "allowed-tools", tool_named(name))
    if subject.kind == "permission":
        tool = str(fields["tool"])
        if tool not in TOOLS and tool != "mcp":
            yield from _unknown(subject, str(fields["effect"]), tool)
    if subject.kind == "agent":
        yield from _contradictions(subject)


def _parted(value: Any) -> Any:
    """Return a text of tools that are parted by spaces, as the Agent Skills specification has it, as a list."""
    if not isinstance(value, str) or "," in value:
        return value
    parts, depth = list[str](), 0
    for word in value.split():
        if depth > 0:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
        depth += word.count("(") - word.count(")")
    return parts


def _unknown(subject: CheckTarget, key: str, name: str) -> Iterator[Finding]:
    bare = name.partition("(")[0]
    if bare in TOOLS or bare in ("mcp", "*") or bare.startswith("mcp__"):
        return
    if bare.lower() in subject.around.native_tools or "/" in bare or "*" in bare:
        return
    hint = suggest(bare, TOOLS) or f"the neutral ones: {', '.join(sorted(TOOLS))}"
    message = f'unknown tool "{bare}"'
    if subject.artifact.origin.path:
        yield subject.value_of(UNKNOWN_TOOL, message, key, bare, hint=hint)
    else:
        line = subject.line_of(key)
        yield subject.found(UNKNOWN_TOOL, message, line, subject.page.column_of(line, bare), hint=hint)


def _contradictions(subject: CheckTarget) -> Iterator[Finding]:
    fields = subject.artifact.fields
    tools, denied = fields.get("tools", ()), fields.get("deny_tools", ())
    for name in denied:
        if name in tools:
            yield subject.value_of(ALLOWED_AND_DENIED, f"{name} is allowed and denied", "deny_tools", hint="keep one")
    writing = next((name for name in tools if name in WRITING_TOOLS - {"bash"}), None)
    if fields.get("access") == "read" and writing:
        message = f"access is read, but {writing} writes"
        yield subject.value_of(ACCESS_DIFFERS, message, "access", hint=f"write access: write, or remove {writing} out")


def check_model(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the model of an agent or a command."""
    model = subject.artifact.fields.get("model")
    if not KINDS[subject.kind].has_model or not isinstance(model, str) or model in MODEL_TIERS:
        return
    near = suggest(model, [*MODEL_TIERS, *MODEL_NAMES])
    hint = near or f"a tier: {', '.join(MODEL_TIERS)}; or model: {{PLATFORM: {model}, default: balanced}}"
    yield subject.value_of(UNKNOWN_MODEL, f'"{model}" is not a tier, so no platform gets it', "model", hint=hint)


def check_colour(subject: CheckTarget) -> Iterator[Finding]:
    """Yield an agent's colour that is neither a name nor `#rrggbb`."""
    colour = subject.artifact.fields.get("color")
    if subject.kind == "agent" and colour is not None and colour not in COLOURS and not LONG_HEX.match(str(colour)):
        hint = suggest(str(colour), COLOURS) or f"#rrggbb in quotes, or one of: {', '.join(COLOURS)}"
        yield subject.value_of(BAD_COLOUR, f'"{colour}" is not a colour', "color", hint=hint)


def check_references(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the names of artifacts that no layer has, and what is listed twice."""
    fields, around = subject.artifact.fields, subject.around
    for key, kind in KINDS[subject.kind].names_others.items():
        value = fields.get(key)
        for name in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
            if isinstance(name, str) and not around.has_id(kind, name):
                ids = [each.id for each in around.artifacts.values() if each.kind == kind]
                hint = suggest(name, ids) or "all: aiwg list"
                said = f"{KINDS[kind].article} {KINDS[kind].word or kind}"
                message = f'no source has {said} "{name}"'
                yield subject.value_of(NO_SUCH_ARTIFACT, message, _written(subject, key), name, hint=hint)
    if not subject.artifact.origin.path:
        return
    for key, value in fields.items():
        if isinstance(value, list) and key != "triggers":
            texts = [item for item in value if isinstance(item, str)]
            counts = Counter(texts)
            twice = next((item for item in texts if counts[item] > 1), None)
            if twice:
                yield subject.value_of(REPEATED, f'{key} has "{twice}" twice', _written(subject, key), hint="keep one")


def _written(subject: CheckTarget, key: str) -> str:
    """Return the key that a field was written under: other spellings count."""
    if key in subject.artifact.origin.lines:
        return key
    spellings = (spelling for spelling, name in ALIASES.get(subject.kind, {}).items() if name == key)
    return next((each for each in spellings if each in subject.artifact.origin.lines), key)
