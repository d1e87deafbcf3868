"""What a record must say, part by part, and from which level on: the same for both forms of the template."""

from __future__ import annotations

from functools import cache

from aiwg.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A label, or a heading, of a section that a level needs filled in. Names are those of `parts.label_key`."""

    level: int
    section: str
    name: str


def _parts(level: int, section: str, *names: str) -> tuple[TemplatePart, ...]:
    return tuple(TemplatePart(level, section, name) for name in names)


PARTS = (
    *_parts(1, "metadata", "adr id", "status", "date", "author(s)", "reviewers"),
    *_parts(1, "status", "current status", "decision date", "supersedes"),
    *_parts(1, "context", "problem", "constraints", "stakeholders"),
    *_parts(2, "decision", "what", "why"),
    *_parts(3, "consequences", "positive", "negative", "operational"),
    *_parts(3, "implementation notes", "migration path", "timeline", "dependencies", "success criteria"),
    *_parts(3, "related decisions", "upstream", "downstream", "related"),
    *_parts(3, "implementation sketch", "key integration points", "known sharp edges"),
    *_parts(
        3,
        "concurrency and shared state model",
        "concurrency model",
        "shared mutable state",
        "race conditions and mitigations",
        "explicitly out of scope",
    ),
    *_parts(
        3,
        "testing strategy",
        "unit",
        "integration",
        "contract or compatibility",
        "performance",
        "regression guard",
    ),
    *_parts(3, "definition of done", "current level", "blocking items"),
    *_parts(3, "review and approval", "review process"),
)
"""The parts that are found by a label. Title, claims, alternatives, risks, sketch, mentions, reviewers and evidence
have rules of their own in the gates."""

FOLDED = {2: "phase 2", 3: "phase 3"}
"""Below which heading the sections of a level stand, for what is missing altogether."""


@cache
def names_of(section: str) -> tuple[str, ...]:
    """Return the names of the parts of a section, in order."""
    return tuple(each.name for each in PARTS if each.section == section)


@cache
def sections_of(level: int) -> tuple[str, ...]:
    """Return the sections that have parts of a level, in order."""
    return tuple(dict.fromkeys(each.section for each in PARTS if each.level == level))
