"""What platforms really load beside ours: what of yours doubles, hides or crowds out what is deployed.

The plan knows of our own files. So a platform is looked around in only where there is something of yours in its places.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from aiwg.core.errors import UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.deployment.existing.installed_plugins import IN_PLUGIN, may_have_plugins
from aiwg.deployment.personal.carry import planned_for_one
from aiwg.deployment.personal.switch_off import STAYS_ON
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.platform_files import READ_CELLS, Places
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.manifest import BLOCK
from aiwg.manifest import FILE as WHOLE_FILE
from aiwg.placement.resolve import Platform, bind
from aiwg.plan.actions import CONFLICT, DRIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import LoadedContext
    from aiwg.manifest import Record

DOUBLED = Rule(
    "doubled",
    WARNING,
    "a platform loads something twice, counting your own files",
    "It costs twice the context, or one hides the other.",
)
HIDDEN = Rule("hidden", WARNING, "your file hides a deployed artifact", "The platform loads your file and not aiwg's.")
BEYOND = Rule(
    "beyond-limit",
    WARNING,
    "a platform cuts or drops a part of a text",
    "It does not load the end, and shows no message.",
)
BROKEN = Rule(
    "include-broken", WARNING, "a text includes a file that does not exist", "The platform loads nothing in its place."
)
COMMITTED = Rule(
    "personal-committed",
    WARNING,
    "the personal folder is committed",
    "Everybody gets one person's artifacts. aiwg trusts them no more than the project's own source.",
)
STALE = Rule(
    "personal-stale",
    WARNING,
    "personal artifacts are out of date",
    "Their source changed, or someone edited or deleted a file.",
)
LEFT_ON = Rule(
    STAYS_ON,
    INFO,
    "an artifact that one person switched off still loads",
    "Its platform reads the committed file and has no setting for one person.",
)
RULES = (DOUBLED, HIDDEN, BEYOND, BROKEN, COMMITTED, STALE, LEFT_ON)
SHOWN = 3
"""Includes of one file that a line names."""

_PLACEHOLDER = lazy_pattern(r"[<>]|\{\{")
UNKNOWN_FATE = "it is unknown if the rest is cut"


def check_loaded(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is doubled, hidden or beyond a limit on the platforms in whose places there is something of yours."""
    if subject.workspace is None or subject.scope != "project":
        raise CheckSkippedError("aiwg checks your own files only in a project")
    if not subject.is_deployed:
        raise CheckSkippedError("nothing is deployed")
    places = Places(subject)
    shared = [each for each in subject.platforms if _has_yours(subject, each, places) or _has_home(subject, each)]
    broken: dict[tuple[str, str], set[str]] = {}
    for platform in shared:
        context = subject.loaded(platform)
        yield from _doubled(platform, context)
        yield from _hidden(subject, platform, context)
        yield from _lost(platform, context)
        for include in context.broken:
            broken.setdefault(include, set()).add(platform.id)
    yield from _broken(subject, broken)


def _has_yours(subject: InspectedScope, platform: Platform, places: Places) -> bool:
    """Say whether there is something in a platform's places that is not ours altogether."""
    records = subject.manifest.records if subject.manifest else {}
    if any(path not in records for _, path in places.files(platform)):
        return True
    bound = platform.cells.get("instructions")
    for path in {spot.path for spot in bound.reads} if bound else ():
        record = records.get(path)
        whole = record is not None and (record.own == WHOLE_FILE or _is_block_alone(subject, path, record))
        if "{" not in path and "*" not in path and not whole and os.path.exists(subject.full(path)):
            return True
    return False


def _is_block_alone(subject: InspectedScope, path: str, record: Record) -> bool:
    """Say whether a file that aiwg created holds its block, and nothing that you wrote there since."""
    if record.own != BLOCK or not record.created:
        return False
    from aiwg.merge import block
    from aiwg.merge.errors import EditRefusedError

    try:
        return not block.drop(subject.text(path) or "", record.style or "html").strip()
    except EditRefusedError:
        return False


def _has_home(subject: InspectedScope, platform: Platform) -> bool:
    """Say whether there is anything in a platform's personal places."""
    home = subject.environment.home
    if may_have_plugins(platform.adapter, subject.environment):
        return True
    cells = bind(platform.adapter, "user", subject.environment).cells
    spots = {
        spot.path.partition("{")[0]
        for name in (*READ_CELLS, "instructions")
        if name in cells
        for spot in cells[name].reads
    }
    return any(os.path.exists(home + path[1:] if path.startswith("~/") else path) for path in spots)


def _doubled(platform: Platform, context: LoadedContext) -> Iterator[Finding]:
    """Yield what is loaded twice; of ours alone the plan has said so."""
    owners = {item.shown: item.owner for item in context.items}
    in_plugins = {item.shown for item in context.items if item.plugin}
    for double in context.doubles:
        if any(owners.get(path) != "ours" for path in double.paths):
            level = WARNING if double.certain else INFO
            message = f"{platform.adapter.name} loads {double.what} twice ({double.why}): {', '.join(double.paths)}"
            hint = "keep one" if in_plugins.isdisjoint(double.paths) else IN_PLUGIN
            yield found(DOUBLED, message, double.paths[-1], level=level, hint=hint, platforms=[platform.id])


def _hidden(subject: InspectedScope, platform: Platform, context: LoadedContext) -> Iterator[Finding]:
    """Yield what was deployed for a platform and is hidden by a file of yours there, unless the plan has said so."""
    from aiwg.loading.model import SAME_FILE  # only a project with files of yours needs it

    owners = {item.path: item.owner for item in context.items}
    short = subject.deployment.placed.placements.shortfalls if subject.deployment else []
    said = " ".join(each.reason for each in short if each.platform == platform.id)
    for item in context.hidden:
        record = subject.records.get(item.path)
        is_for_it = record is not None and platform.id in record.platforms
        if item.cause == SAME_FILE:
            continue  # the platform loads it by its other name
        if item.state == "hidden" and is_for_it and owners.get(item.by) != "ours" and item.shown not in said:
            message = f"{platform.adapter.name} does not load it: {item.why}"
            yield found(HIDDEN, message, item.shown, hint="rename or remove your file", platforms=[platform.id])


def _lost(platform: Platform, context: LoadedContext) -> Iterator[Finding]:
    """Yield what is beyond a limit."""
    name, who = platform.adapter.name, [platform.id]
    for excess in context.excesses:
        if excess.kind != "instructions":  # those are measured for every platform
            message = f"{name} accepts {excess.limit:,} {excess.unit} of {excess.what}, but there are {excess.size:,}"
            level, fate = (WARNING, f"the rest is {excess.becomes}") if excess.becomes else (INFO, UNKNOWN_FATE)
            yield found(BEYOND, f"{message}: {fate}", excess.path or None, level=level, platforms=who)


def _broken(subject: InspectedScope, broken: Mapping[tuple[str, str], set[str]]) -> Iterator[Finding]:
    """Yield the files with includes that lead nowhere, once for all platforms that follow them."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (file, path), ids in broken.items():
        if not _PLACEHOLDER.search(path):  # a template, which is no text for a platform yet
            groups.setdefault((file, tuple(sorted(ids))), []).append(path)
    for (file, who), paths in sorted(groups.items()):
        shown = ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
        message = f"includes {shown}, which {'does' if len(paths) == 1 else 'do'} not exist"
        yield found(BROKEN, message, file, hint=_way_to(subject, file, paths), platforms=who)


def _way_to(subject: InspectedScope, file: str, paths: Sequence[str]) -> str:
    """Return how to fix an include: many people write it from the project's folder, and it counts from the file's."""
    folder = os.path.dirname(file)
    for path in paths if folder and not file.startswith(("~", "/", "..")) else ():
        if os.path.exists(f"{subject.here.start}/{path}"):
            return f"paths begin at the file's folder: write {os.path.relpath(path, folder)}"
    return "fix the include" if len(paths) == 1 else "fix the includes"


def check_personal(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is wrong with one person's parts of the project."""
    if subject.scope != "project" or subject.deployment is None:
        raise CheckSkippedError("nothing is deployed in a project")
    try:
        planned = planned_for_one(subject.deployment)
    except UserError as error:
        yield found(STALE, error.message.rstrip("."), hint=error.hint)
        return
    if planned is None:
        raise CheckSkippedError("there are no personal artifacts here")
    for problem in planned.problems:
        rule = next((rule for rule in (COMMITTED, LEFT_ON) if rule.code == problem.code), None)
        if rule is not None:
            yield found(rule, problem.message, problem.file, hint=problem.hint)
    for action in planned.plan.actions:
        if action.writes or action.action in (*DRIFT, CONFLICT):
            reason = action.reason or f"a deploy would {action.action} it"
            yield found(STALE, reason, action.path, hint="aiwg deploy", platforms=action.platforms)


CHECKS = (
    Check("loaded", "your files neither repeat nor hide deployed artifacts", check_loaded),
    Check("personal", "personal artifacts are up to date", check_personal),
)
