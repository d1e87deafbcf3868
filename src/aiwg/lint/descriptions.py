"""Descriptions: agents choose by them, and some clients reject those that break the Agent Skills rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

THIN_DESCRIPTION = Rule(
    "thin-description",
    WARNING,
    "a description that is too short",
    "Agents choose by the description. Fewer than four words do not describe the purpose and the right moment.",
)
NO_WHEN = Rule(
    "no-when",
    INFO,
    "a description without the right moment",
    "An agent decides by it when to load the text. Add `Use when ...`.",
)
FIRST_PERSON = Rule(
    "first-person",
    INFO,
    "a description in the first person",
    "The agent reads it in its own prompt, where `I` means the agent itself.",
)
MARKUP = Rule(
    "markup-in-description",
    WARNING,
    "a tag in a description",
    "Clients put descriptions between tags in a prompt. A tag inside may end the description early.",
)
NO_DESCRIPTION = Rule(
    "undescribed",
    WARNING,
    "a rule that a model should choose, or a command, without a description",
    "A model cannot choose the rule without a description. For a command it is an info: people see only its name.",
)
SPECIFICATION = Rule(
    "skill-field",
    WARNING,
    "a field that breaks the Agent Skills specification",
    "license is text, compatibility is text of at most 500 characters, metadata maps text to text, "
    "allowed-tools is text.",
)
RULES = (THIN_DESCRIPTION, NO_WHEN, FIRST_PERSON, MARKUP, NO_DESCRIPTION, SPECIFICATION)

MIN_WORDS = 4
MAX_COMPATIBILITY = 500
_WHEN = re.compile(r"\b(?:when|whenever|if|before|after|while|during|for|until|once|use|asked|on)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I can|I will|I help|I am|I'm|I'll|my job|we will|we can)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")


def check_description(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the description of an agent, a skill, a behavior or a rule."""
    artifact = subject.artifact
    description = str(artifact.fields.get("description", ""))
    if artifact.kind == "rule" and artifact.fields.get("activation") == "model" and not description:
        line = subject.line_of("activation")
        yield subject.found(NO_DESCRIPTION, "a model should choose it, but it has no description", line, 1,
                            hint='description: "Use when ..."')  # fmt: skip
    if artifact.kind == "command" and not description:
        yield subject.found(NO_DESCRIPTION, "has no description", 1, hint="description: its purpose", level=INFO)
    if not KINDS[artifact.kind].needs_description or not description:
        return
    if len(description.split()) < MIN_WORDS:
        message = f'the description "{description}" is too vague'
        yield subject.value_of(
            THIN_DESCRIPTION, message, "description", hint="describe the purpose and the right moment"
        )
    elif not _WHEN.search(description):
        message = "the description lacks the right moment"
        yield subject.value_of(NO_WHEN, message, "description", hint='add "Use when ..."')
    person = _FIRST_PERSON.search(description)
    if person:
        message = f'the description is in the first person: "{person[0]}"'
        yield subject.value_of(FIRST_PERSON, message, "description", person[0], hint="write it in the third person")
    tag = _TAG.search(description)
    if tag:
        message = f"the description contains the tag {tag[0]}"
        yield subject.value_of(MARKUP, message, "description", tag[0], hint="write it in words, or as [argument]")


def check_specification(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the fields of a skill that break the Agent Skills specification."""
    if subject.kind != "skill":
        return
    fields: dict[str, Any] = dict(subject.artifact.fields)
    compatibility = str(fields.get("compatibility", ""))
    if len(compatibility) > MAX_COMPATIBILITY:
        message = f"compatibility has {len(compatibility):,} characters; the specification takes {MAX_COMPATIBILITY}"
        yield subject.value_of(SPECIFICATION, message, "compatibility", hint="move the detail into the body")
    metadata = fields.get("metadata")
    if metadata is not None:
        wrong = not isinstance(metadata, dict)
        named = [key for key, value in metadata.items() if isinstance(value, dict | list)] if not wrong else []
        if wrong or named:
            message = (
                f'metadata must map names to text; "{named[0]}" does not'
                if named
                else "metadata must map names to text"
            )
            yield subject.value_of(SPECIFICATION, message, "metadata", hint="metadata: {owner: release team}")
