"""A behavior is composed: a skill that says what it does, and hooks that run its scripts."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.model import Artifact, Catalog
from aiwg.errors import Problem
from aiwg.source.coerce import coerce
from aiwg.source.settings import wrong_event

MAX_DESCRIPTION = 1024


def compose(catalog: Catalog) -> tuple[Catalog, list[Problem]]:
    """Return the catalog with each behavior replaced by its skill and hooks, and what is wrong with them."""
    composed: list[Artifact] = []
    problems: list[Problem] = []
    for artifact in catalog:
        if artifact.kind != "behavior":
            composed.append(artifact)
            continue
        twin = catalog.get(f"skill/{artifact.id}")
        if twin is not None:
            problems.append(
                Problem(
                    "error",
                    "same-id",
                    f"deploys as the skill {artifact.id}, which is also {twin.origin.file}",
                    artifact.origin.file,
                    artifact.origin.line_of("name"),
                    "rename one of them",
                )
            )
            continue
        composed.append(_skill(artifact))
        for hook, problem in _hooks(artifact):
            if hook is not None:
                composed.append(hook)
            if problem is not None:
                problems.append(problem)
    return Catalog(composed), problems


def _skill(behavior: Artifact) -> Artifact:
    description = str(behavior.fields.get("description", ""))
    triggers = [str(trigger) for trigger in behavior.fields.get("triggers", ())]
    if triggers:
        longer = f"{description} Triggers: {', '.join(triggers)}."
        description = longer if len(longer) <= MAX_DESCRIPTION else description
    return behavior.with_(
        kind="skill", fields={"name": behavior.id, "description": description}, composed_from=behavior.key
    )


def _hooks(behavior: Artifact) -> Iterator[tuple[Artifact | None, Problem | None]]:
    raw = behavior.fields.get("hooks") or []
    line = behavior.origin.line_of("hooks")
    entries = (
        raw if isinstance(raw, list) else [{"event": event, **_script(value)} for event, value in raw.items()]
    )
    paths = {asset.path for asset in behavior.assets}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            yield None, _problem(behavior, line, "each hook must be `event: ...` and `script: ...`")
            continue
        coerced = coerce("hook", entry)
        wrong = wrong_event(coerced.fields)
        script = coerced.fields.get("script")
        if coerced.wrong or wrong:
            message, hint = coerced.wrong[0][1:] if coerced.wrong else wrong or ("", None)
            yield None, _problem(behavior, line, message, hint)
        elif script and script not in paths:
            yield None, _problem(behavior, line, f"the script {script} is not in the behavior's folder")
        else:
            suffix = f"-{number}" if len(entries) > 1 else ""
            fields = {**coerced.fields, "skill": behavior.id}
            yield (
                behavior.with_(
                    kind="hook",
                    id=f"{behavior.id}{suffix}",
                    fields=fields,
                    body="",
                    assets=(),
                    extra={},
                    composed_from=behavior.key,
                ),
                None,
            )


def _script(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {"script": value}


def _problem(behavior: Artifact, line: int, message: str, hint: str | None = None) -> Problem:
    return Problem("error", "bad-field", message, behavior.origin.file, line, hint)
