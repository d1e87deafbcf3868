"""How the artifacts of a source fit together: names of several kinds, triggers, permissions."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.fields import MAX_DESCRIPTION
from aiwg.artifact.ids import folded
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget, Source

SHARED_ID = Rule(
    "shared-id",
    WARNING,
    "several kinds of artifacts with the same id",
    "A command and a skill are both started by /id, and agents or commands that are delivered as skills share "
    "one folder with skills. For an agent and a skill it is only an info.",
)
SAME_TRIGGER = Rule(
    "same-trigger",
    WARNING,
    "a trigger phrase that is used twice",
    "An agent cannot tell which of two behaviors you mean; within one behavior, the second phrase has no effect.",
)
TRIGGERS_LEFT_OUT = Rule(
    "triggers-left-out",
    WARNING,
    "triggers that do not fit into the description",
    f"aiwg adds them if both have at most {MAX_DESCRIPTION:,} characters; otherwise it leaves all of them out.",
)
CONTRADICTION = Rule(
    "contradiction",
    WARNING,
    "a permission that is allowed, and also asked or denied",
    "Platforms differ in which of the two they apply.",
)
RULES = (SHARED_ID, SAME_TRIGGER, TRIGGERS_LEFT_OUT, CONTRADICTION)


def check_together(source: Source) -> Iterator[Finding]:
    """Yield what artifacts do to each other."""
    subjects = list(source.subjects())
    yield from _shared(subjects)
    yield from _triggers(subjects)
    yield from _permissions(subjects)


def _shared(subjects: list[CheckTarget]) -> Iterator[Finding]:
    first: dict[str, CheckTarget] = {}
    for subject in sorted((each for each in subjects if KINDS[each.kind].is_invoked), key=_strength):
        id = folded(subject.artifact.id).replace("/", "-")
        other = first.setdefault(id, subject)
        if other is subject or KINDS[other.kind].as_skill == KINDS[subject.kind].as_skill:
            continue  # a skill and a behavior of one name are an error already
        level = INFO if "agent" in (other.kind, subject.kind) else None
        message = f"is called {subject.artifact.id}, and so is {other.page.file}"
        line = subject.line_of("name") if "name" in subject.artifact.origin.lines else 1
        yield subject.found(SHARED_ID, message, line, level=level, hint="rename one of them")


def _strength(subject: CheckTarget) -> int:
    return KINDS[subject.kind].skill_rank or 0


def _triggers(subjects: list[CheckTarget]) -> Iterator[Finding]:
    seen: dict[str, CheckTarget] = {}
    for subject in (each for each in subjects if each.kind == "behavior"):
        triggers = [str(each) for each in subject.artifact.fields.get("triggers", ())]
        for trigger in triggers:
            phrase = " ".join(trigger.lower().split())
            other = seen.get(phrase)
            seen.setdefault(phrase, subject)
            if other is not None:
                where = "this behavior twice" if other is subject else f"{other.artifact.id} too"
                message = f'"{trigger}" triggers {where}'
                yield subject.value_of(SAME_TRIGGER, message, "triggers", trigger, hint="write it once")
        longer = f"{subject.artifact.fields.get('description', '')} Triggers: {', '.join(triggers)}."
        if triggers and len(longer) > MAX_DESCRIPTION:
            message = f"with the triggers the description has {len(longer):,} characters: aiwg leaves the triggers out"
            yield subject.value_of(TRIGGERS_LEFT_OUT, message, "triggers", hint="write fewer or shorter triggers")


def _permissions(subjects: list[CheckTarget]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Artifact] = {}
    for subject in (each for each in subjects if each.kind == "permission"):
        fields = subject.artifact.fields
        what = (str(fields["tool"]), str(fields.get("argument", "")))
        other = seen.setdefault(what, subject.artifact)
        if other is subject.artifact:
            continue
        line = subject.artifact.origin.line
        column = subject.page.column_of(line, str(fields["pattern"]))
        effects = f"{other.fields['effect']} on line {other.origin.line}"
        yield subject.found(
            CONTRADICTION, f"{fields['pattern']} is also under {effects}", line, column, hint="keep one"
        )
