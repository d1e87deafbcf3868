"""All findings in one shape: a category and a code that stay, a level, sentences, files, tools, one command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.commands.report.artifacts import command
from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.deployment.gate.policy import is_about_policy
from aiwg.doctor.limits import is_together
from aiwg.doctor.registry import FAMILIES, RULES
from aiwg.doctor.sources import OF_THEIR_OWN, PLAN, SETUP, TOLD_ELSEWHERE
from aiwg.findings.model import ERROR, INFO, OK, SKIPPED, WARNING, Finding
from aiwg.loading import LoadedItem
from aiwg.loading.limits import limit_message, limit_severity

LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}

OF_FAMILY = {
    "sources": "source", "state": "state", "outputs": "drift", "placement": "loading", "user_content": "loading",
    "limits": "cut", "acceptance": "unread", "unread": "unread", "links": "link", "start_folder": "start-folder",
    "legacy": "state", "home": "home", "clients": "client", "git": "git", "host": "machine", "installation": "machine",
}  # fmt: skip
"""The category of the findings of each family of checks, but for the codes below."""

OF_CODE = {
    "loaded-twice": "twice", "maybe-not-once": "twice", "listed-too": "twice", "doubled": "twice",
    "both-scopes": "twice", "not-loaded": "hidden", "hidden": "hidden", "scope-hides": "hidden",
    "no-place": "missing", "not-delivered": "missing", "undelivered": "missing", "gate-closed": "gate",
    "waits-for-consent": "approval", "not-approved": "approval", "consent": "approval",
    "restriction-lost": "restriction", "less-restricted": "restriction", "lost-permission": "restriction",
    "freer": "restriction", "setting-in-the-way": "setting", "in-the-way": "conflict", "markers-broken": "conflict",
    "include-broken": "include", "beyond-limit": "cut", "personal-committed": "personal", "personal-stale": "drift",
    "not-deployed": "deploy", "no-program": "machine", "no-adapter": "tool", "platform-ended": "tool",
    "overheard": "loading", "output-stale": "out-of-date", "output-unwanted": "out-of-date",
    "output-unrecorded": "out-of-date", "output-mode": "out-of-date", "placement-stale": "out-of-date",
}  # fmt: skip

CATEGORIES = {
    rule.code: OF_CODE.get(rule.code, OF_FAMILY[family.__name__.rpartition(".")[2]])
    for family in FAMILIES
    for rule in family.RULES
} | OF_CODE

FROM_CONTEXT = frozenset({"doubled", "loaded-twice", "over-limit", "near-limit", "beyond-limit"})
"""What the report takes from what each tool loads: doctor speaks only of platforms with files of yours."""

SUMMARIES = frozenset({"source-invalid", "source-warnings"})
"""What doctor says in one line of many problems: the report has each of them."""

FOLLOWING = (
    "adr", "audit", "budget", "cache", "context", "deploy", "diff", "doctor", "explain", "find", "import", "init",
    "lint", "list", "new", "outdated", "package", "platforms", "reconcile", "remove", "show", "status", "sync",
    "trust", "undo", "update", "vendor",
)  # fmt: skip
"""The commands that a hint may name as the next one: other words after `aiwg` say what it does."""

_COMMAND = re.compile(rf"\baiwg (?:{'|'.join(FOLLOWING)})\b(?! then)(?: (?!then\b|and\b|or\b)[^\s,;()]+)*")
_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
"""Something that a person must fill in first."""
_PLATFORM = re.compile(r"\bPLATFORM\b")
_NEXT = {"approval": ("trust",), "out-of-date": ("sync",), "conflict": ("status",), "source": ("lint",)}


def findings_data(snapshot: Snapshot, names: Names) -> list[dict[str, Any]]:
    """Return all findings, the worst first."""
    held = {action.path: action.artifacts for action in snapshot.planned.plan.actions} if snapshot.planned else {}
    found = _grouped([*_of_checks(snapshot), *_of_problems(snapshot)], held, names)
    found += [*_doubles(snapshot, names), *_limits(snapshot, names)]
    order = list(LEVELS.values())
    return sorted(found, key=lambda each: (order.index(each["level"]), each["category"], each["code"], each["text"]))


def _of_checks(snapshot: Snapshot) -> Iterator[Finding]:
    for each in snapshot.examined.findings:
        if each.level in (OK, SKIPPED) or each.code in FROM_CONTEXT:
            continue
        if each.code in SUMMARIES and (snapshot.planned is not None or snapshot.subject.failure is not None):
            continue
        if each.code == "maybe-not-once" and each.message.startswith("may load twice"):
            continue
        yield each


def _of_problems(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield each problem of the sources; of what is refused the errors."""
    failure = snapshot.subject.failure
    problems: list[Finding] = list(failure.problems) if failure is not None else []
    if failure is not None and _is_told(snapshot):
        problems = []
    elif failure is not None and not problems:
        problems = [Finding("source-invalid", ERROR, failure.message, hint=failure.hint)]
    problems += [problem for each in snapshot.refused for problem in each.problems]
    problems += [each for each in snapshot.problems if each.code not in {*OF_THEIR_OWN, *TOLD_ELSEWHERE}]
    yield from (each for each in dict.fromkeys(problems) if each.level in LEVELS)


def _is_told(snapshot: Snapshot) -> bool:
    """Say whether doctor tells why nothing can be planned: a policy, or a reason beside all sources."""
    failure, found = snapshot.subject.failure, {each.code for each in snapshot.examined.findings}
    if is_about_policy(failure) or SETUP.code in found:
        return True
    return failure is not None and not failure.problems and PLAN.code in found


def _grouped(found: Iterable[Finding], held: Mapping[str, Iterable[str]], names: Names) -> list[dict[str, Any]]:
    """Return findings as data: what is the same of several files is one; `held` are the artifacts by path."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for each in found:
        same = (each.code, each.level, each.message, each.platforms, each.platform, each.artifact)
        groups.setdefault(same, []).append(each)
    return [_finding(group, held, names) for group in groups.values()]


def _finding(group: Sequence[Finding], held: Mapping[str, Iterable[str]], names: Names) -> dict[str, Any]:
    each = group[0]
    rule = RULES.get(each.code)
    category = CATEGORIES.get(each.code, "source")
    title = rule.title if rule is not None else category.replace("-", " ")
    files = [file for finding in group if (file := finding.file)]
    artifacts = {name for file in files for name in held.get(file, ())} | ({each.artifact} if each.artifact else set())
    text, where = shown(each.message), names.path(files[0]) if files else ""
    if where and where not in text:
        text = f"{where}: {text}" if len(files) == 1 else f"{len(files)} files: {text}"
    return {
        "category": category,
        "level": LEVELS[each.level],
        "code": each.code,
        "title": _sentence(title),
        "text": _sentence(text) if not where else text,
        "hint": shown(each.hint) if each.hint else None,
        "files": [names.path(file) for file in files],
        "line": each.line if len(group) == 1 else None,
        "tools": list(each.platforms or ([each.platform] if each.platform else [])),
        "artifacts": names.artifacts(artifacts),
        "command": _command(each, category),
        "twice": None,
    }


def _sentence(text: str) -> str:
    return text if text.startswith("aiwg") else f"{text[:1].upper()}{text[1:]}"


def _command(each: Finding, category: str) -> dict[str, Any] | None:
    """Return the one next command: the fix, the first that the hint names, else the usual one of the category."""
    if each.fixable:
        return command("aiwg", "doctor", "--fix")
    if each.code == "output-edited" and each.file:
        return command("aiwg", "diff", each.file)
    named = command_in(_filled(each))
    is_usual = category in _NEXT and each.code not in (PLAN.code, SETUP.code)
    if named is not None and not is_usual:
        return command(*named)
    return command("aiwg", *_NEXT[category]) if category in _NEXT else None


def command_in(hint: str) -> list[str] | None:
    """Return the arguments of the first command in a hint; None where there is none, or something is to be filled in.

    A full stop ends a command, as it ends a sentence.
    """
    named = _COMMAND.search(hint)
    if named is None or _PLACEHOLDER.search(named[0]):
        return None
    return named[0].rstrip(".").split()


def _filled(each: Finding) -> str:
    """Return the hint of a finding, with the first of its platforms where one is to be filled in."""
    ids = each.platforms or ((each.platform,) if each.platform else ())
    hint = each.hint or ""
    return _PLATFORM.sub(ids[0], hint) if ids else hint


def _doubles(snapshot: Snapshot, names: Names) -> Iterator[dict[str, Any]]:
    """Yield what each tool loads twice, in groups: one kind in the same folders under the same condition."""
    for id, context in snapshot.contexts.items():
        groups: dict[tuple[str, tuple[str, ...], str, bool], list[tuple[tuple[str, ...], int, tuple[str, ...]]]] = {}
        items: dict[str, LoadedItem] = {}
        for item in context.items:
            items.setdefault(item.shown, item)
        for double in context.doubles:
            last = items.get(double.paths[-1])
            cost = sum(context.shares(last)) if last is not None else 0
            folders = tuple(names.folder_of(_file_of(path)) for path in double.paths)
            held = tuple(name for path in double.paths if path in items for name in items[path].artifacts)
            key = (double.kind, folders, double.why, double.certain)
            groups.setdefault(key, []).append((double.paths, cost, held))
        for (kind, folders, why, certain), found in groups.items():
            yield _double(id, context.name, kind, folders, why, certain, found, names)


def _double(
    id: str, name: str, kind: str, folders: Any, why: str, certain: bool, found: Any, names: Names
) -> dict[str, Any]:
    count, cost = len(found), sum(each[1] for each in found)
    where = " and ".join(dict.fromkeys(names.path(folder) or "the project's folder" for folder in folders))
    what = found[0][0][0] if count == 1 else f"{count} {kind.replace('_', ' ')} from {where}"
    verb = "loads" if certain else "may load"
    paths = [path for each in found for path in each[0]]
    return {
        "category": "twice",
        "level": "warning" if certain else "note",
        "code": "doubled",
        "title": "A tool loads something twice" if certain else "A tool may load something twice",
        "text": f"{name} {verb} {names.path(what) if count == 1 else what} twice: {why}.",
        "hint": "keep one",
        "files": [names.path(path) for path in dict.fromkeys(paths)],
        "line": None,
        "tools": [id],
        "artifacts": names.artifacts(artifact for each in found for artifact in each[2]),
        "command": command("aiwg", "context", id),
        "twice": {
            "kind": kind,
            "folders": [names.path(folder) for folder in dict.fromkeys(folders)],
            "condition": why,
            "certain": certain,
            "count": count,
            "tokens": cost,
        },
    }


def _file_of(path: str) -> str:
    """Return the file of a path that says more: through which file it is included, or the entry of a settings file."""
    return path.partition(" (through ")[0].partition("#")[0]


def _limits(snapshot: Snapshot, names: Names) -> Iterator[dict[str, Any]]:
    """Yield what each tool cuts or drops, one finding for all files of a kind that are too long for one limit."""
    for id, context in snapshot.contexts.items():
        groups: dict[tuple[str, str, int, bool], list[Any]] = {}
        for each in context.sizes:
            groups.setdefault((each.kind, each.what, each.limit, each.is_beyond), []).append(each)
        for (_, _, _, beyond), found in groups.items():
            first = max(found, key=lambda each: each.size)
            count = f"{len(found)} files, the longest: {names.path(first.path)} " if len(found) > 1 else ""
            text = f"{count}{limit_message(first, context.name, is_together(context))}"
            yield {
                "category": "cut",
                "level": LEVELS[limit_severity(first)],
                "code": "over-limit" if beyond else "near-limit",
                "title": _sentence(RULES["over-limit" if beyond else "near-limit"].title),
                "text": _sentence(f"{names.path(first.path)} {text}" if len(found) == 1 else text) + ".",
                "hint": "shorten it, or limit rules to paths" if first.kind == "instructions" else "shorten it",
                "files": [names.path(each.path) for each in found],
                "line": None,
                "tools": [id],
                "artifacts": names.artifacts(_held_at(context.items, found)),
                "command": command("aiwg", "context", id),
                "twice": None,
            }


def _held_at(items: Iterable[Any], found: Iterable[Any]) -> list[str]:
    paths = {each.path for each in found}
    return [name for item in items if item.shown in paths for name in item.artifacts]
