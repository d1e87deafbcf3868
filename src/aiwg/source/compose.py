"""A behavior is composed: a skill that says what it does, and hooks that run its scripts."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.fields import MAX_DESCRIPTION
from aiwg.artifact.model import Artifact, Catalog
from aiwg.findings.model import Finding
from aiwg.source.fields import check_delivery, coerce


def compose(catalog: Catalog) -> tuple[Catalog, list[Finding]]:
    """Return the catalog with each behavior replaced by its skill and hooks, and what is wrong with them."""
    composed: list[Artifact] = []
    problems: list[Finding] = []
    for artifact in catalog:
        if artifact.kind != "behavior":
            composed.append(artifact)
            continue
        made = [_skill(artifact)]
        for hook, problem in _hooks(artifact):
            if hook is not None:
                made.append(hook)
            if problem is not None:
                problems.append(problem)
        problems += [_twin(artifact, each, twin) for each in made if (twin := catalog.get(each.key))]
        composed += made
    return Catalog(composed), problems


def _twin(behavior: Artifact, made: Artifact, twin: Artifact) -> Finding:
    message = f"deploys as the {made.kind} {made.id}, which is also {twin.origin.file}"
    line = behavior.origin.line_of("name")
    return Finding("same-id", "error", message, behavior.origin.file, line, hint="rename one of them")


def _skill(behavior: Artifact) -> Artifact:
    description = str(behavior.fields.get("description", ""))
    triggers = [str(trigger) for trigger in behavior.fields.get("triggers", ())]
    if triggers:
        longer = f"{description} Triggers: {', '.join(triggers)}."
        description = longer if len(longer) <= MAX_DESCRIPTION else description
    return behavior.with_(
        kind="skill", fields={"name": behavior.id, "description": description}, composed_from=behavior.key
    )


def _hooks(behavior: Artifact) -> Iterator[tuple[Artifact | None, Finding | None]]:
    raw = behavior.fields.get("hooks") or []
    line = behavior.origin.line_of("hooks")
    if isinstance(raw, dict):
        raw = [{"event": event, **_script(value)} for event, value in raw.items()]
    if not isinstance(raw, list):
        yield None, _problem(behavior, line, "hooks must be a list, or map an event to a script")
        return
    for number, entry in enumerate(raw, 1):
        suffix = f"-{number}" if len(raw) > 1 else ""
        hook = _hook(behavior, entry, f"{behavior.id}{suffix}")
        if isinstance(hook, Artifact):
            yield hook, None
        else:
            yield None, _problem(behavior, line, *hook)


def _hook(behavior: Artifact, entry: object, id: str) -> Artifact | tuple[str, str | None, str]:
    """Return the hook that one entry of a behavior describes, or what is wrong with it, a hint and the code."""
    if not isinstance(entry, dict):
        return "each hook must be `event: ...` and `script: ...`", None, "bad-field"
    coerced = coerce("hook", entry)
    check_delivery("hook", coerced)
    if coerced.wrong:
        return (*coerced.wrong[0][1:], "bad-field")
    from aiwg.source.settings import wrong_event

    wrong = wrong_event(coerced.fields)
    if wrong is not None:
        return (*wrong, "bad-field")
    script = coerced.fields.get("script")
    if script and not any(asset.path == script for asset in behavior.assets):
        return f"the script {script} is not in the behavior's folder", None, "missing-script"
    fields = {**coerced.fields, "skill": behavior.id}
    fields.pop("id", None)
    return Artifact(
        "hook",
        id,
        behavior.origin,
        fields,
        extra=coerced.extra,
        overrides=coerced.overrides,
        include=coerced.include or behavior.include,
        exclude=(*behavior.exclude, *coerced.exclude),
        composed_from=behavior.key,
    )


def _script(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {"script": value}


def _problem(behavior: Artifact, line: int, message: str, hint: str | None = None, code: str = "bad-field") -> Finding:
    return Finding(code, "error", message, behavior.origin.file, line, hint=hint)
