"""What a platform refuses of the files in its places, by its own demands: yours, and ours where they were changed."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.adapter.client_schema import schema_of
from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.kinds import KINDS
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.doctor.corruption import Broken, damage_of
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.native_file import NativeFile, Rejection, has_comments, read_page, refusals, violations
from aiwg.doctor.platform_files import SKILL, Places
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, WARNING, Finding, Rule
from aiwg.loading.limits import UNKNOWN
from aiwg.plan.actions import EDITED, KEEP

UNPARSABLE = Rule(
    "file-unparsable", ERROR, "a file cannot be parsed", "The platform drops it, usually without a message."
)
SLIP = Rule(
    "file-slip",
    WARNING,
    "frontmatter that is not valid YAML",
    "This platform still reads it as you meant it; others drop the file.",
)
MARK = Rule("file-mark", ERROR, "a byte order mark before the frontmatter", "The platform finds no frontmatter.")
BARE = Rule(
    "file-bare",
    ERROR,
    "a file without frontmatter where the platform needs it",
    "The file must begin with `---`, without a comment or a blank line before it.",
)
MISSING_KEY = Rule("file-missing-key", ERROR, "a key that the platform needs is missing", "The file is not loaded.")
UNKNOWN_KEY = Rule("file-unknown-key", ERROR, "a key that the platform does not know", "It refuses the whole file.")
WRONG_TYPE = Rule(
    "file-wrong-type", ERROR, "a value of a type that the platform does not accept", "It refuses the file."
)
TOO_LONG = Rule("file-too-long", ERROR, "a value is longer than the platform accepts", "It refuses the file.")
CUT = Rule(
    "file-cut",
    WARNING,
    "a value is longer than the platform accepts",
    "It cuts the rest without a message, or its behavior is unknown.",
)
COMMENTS = Rule("file-comments", ERROR, "comments in JSON that the platform does not accept", "It ignores the file.")
SKILL_NAME = Rule(
    "skill-misnamed",
    WARNING,
    "a skill whose file is not named SKILL.md",
    "Almost no client loads another name.",
)
RULES = (
    UNPARSABLE, SLIP, MARK, BARE, MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE, TOO_LONG, CUT, COMMENTS, SKILL_NAME,
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}

SHARED_CELLS = tuple(kind.cell for kind in KINDS.values() if kind.settings)


def check_files(subject: InspectedScope) -> Iterator[Finding]:
    """Yield each reason for which platforms refuse a file, once for all that share it."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    trusted = _as_rendered(subject) | _damaged(subject)
    places = Places(subject)
    pages: dict[tuple[str, bool], NativeFile] = {}
    reasons: dict[tuple[str, Rejection, str], list[str]] = {}
    for platform in subject.platforms:
        for bound, path in places.files(platform):
            if path in trusted or os.path.isdir(subject.full(path)):
                continue
            lines_only = bound.cell.get("format") == "md-lines"
            page = pages.get((path, lines_only)) or _page(subject, path, lines_only)
            pages[path, lines_only] = page
            reach = bound.cell.get("refuses", {}).get("reach", "file")
            for refusal in _refusals(page, platform.adapter, bound.cell):
                reasons.setdefault((path, refusal, reach), []).append(platform.id)
    for (path, refusal, reach), ids in sorted(reasons.items(), key=lambda each: (each[0][0], each[0][1].code)):
        yield found(
            BY_CODE[refusal.code], f"{refusal.message}: {_consequence(subject, refusal, reach, ids)}", path,
            line=refusal.line, hint="fix it by hand, or move it elsewhere", platforms=ids,
        )  # fmt: skip


def _refusals(page: NativeFile, adapter: Adapter, cell: Cell) -> Iterator[Rejection]:
    """Yield why a platform refuses a file of one kind: by single demands, and by its client's own schema."""
    yield from refusals(page, cell)
    schema = schema_of(adapter, cell)
    if schema and page.has_front and page.broken is None:
        yield from violations(page.values, schema, page.lines)


def _consequence(subject: InspectedScope, refusal: Rejection, reach: str, ids: list[str]) -> str:
    who = subject.names(ids)
    if refusal.code == "file-slip":
        return f"{who} may misread it, and others refuse it"
    if refusal.code == "file-cut" and refusal.becomes == UNKNOWN:
        return f"it is unknown if {who} cut{'s' if len(ids) == 1 else ''} the rest"
    if refusal.code == "file-cut":
        return f"{who} cut{'s' if len(ids) == 1 else ''} the rest"
    if reach == "client":
        return f"{who} do{'es' if len(ids) == 1 else ''} not start with it"
    return f"{who} do{'es' if len(ids) == 1 else ''} not load it"


def _as_rendered(subject: InspectedScope) -> set[str]:
    """Return the outputs that are just what was rendered of typed fields: our tests hold those to every platform.

    What passes raw fields through is not among them.
    """
    if subject.deployment is None:
        return set()
    raw = {artifact.key for artifact in subject.deployment.catalog if artifact.overrides or artifact.extra}
    return {action.path for action in subject.deployment.plan.of(KEEP) if not raw.intersection(action.artifacts)}


def _damaged(subject: InspectedScope) -> set[str]:
    """Return the outputs that are said to be damaged already: what they lack follows from that."""
    return {action.path for action in subject.actions if action.action == EDITED and damage_of(action)}


def _page(subject: InspectedScope, path: str, lines_only: bool) -> NativeFile:
    try:
        return read_page(read_whole(subject.full(path)), path, lines_only)
    except OSError as error:
        return NativeFile({}, {}, broken=Broken(f"cannot be read: {error.strerror}"))


def check_settings(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the shared settings that cannot be parsed, and comments where a platform takes none."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    seen: dict[str, str | None] = {}
    for platform in subject.platforms:
        for name in SHARED_CELLS:
            bound = platform.cells.get(name)
            for path in sorted(
                {spot.path for spot in bound.reads if spot.selector and "{" not in spot.path} if bound else ()
            ):
                text = seen[path] if path in seen else _text(subject, path)
                seen[path] = text
                refuses = bound.cell.get("refuses", {}) if bound else {}
                line = has_comments(text) if text and refuses.get("comments") else None
                if line is not None:
                    message = f"has comments: {platform.adapter.name} ignores the file"
                    yield found(COMMENTS, message, path, line=line, hint="remove the comments", platforms=[platform.id])
                if text and bound:
                    yield from _unfit(platform.adapter, bound.cell, path, text)
    yield from _unparsable(subject, seen)


def _unfit(adapter: Adapter, cell: Cell, path: str, text: str) -> Iterator[Finding]:
    """Yield why a client refuses a settings file as a whole; one that cannot be parsed is said to be so elsewhere."""
    schema = schema_of(adapter, cell)
    page = read_page(text.encode(), path) if schema else None
    for refusal in violations(page.values, schema, {}) if page and schema and page.broken is None else ():
        reach = "does not start with it" if cell.get("refuses", {}).get("reach") == "client" else "ignores the file"
        message = f"{refusal.message}: {adapter.name} {reach}"
        yield found(BY_CODE[refusal.code], message, path, hint="fix it by hand", platforms=[adapter.id])


def _text(subject: InspectedScope, path: str) -> str | None:
    try:
        return read_whole(subject.full(path)).decode("utf-8", "replace")
    except (OSError, UserError):
        return None


def _unparsable(subject: InspectedScope, texts: dict[str, str | None]) -> Iterator[Finding]:
    """Yield the settings that are no JSON, TOML or YAML; what the plan says already is left to it."""
    planned = {action.path for action in subject.actions}
    for path, text in sorted(texts.items()):
        if text is None or path in planned:
            continue
        broken = read_page(text.encode(), path).broken
        if broken is not None:
            who = [
                platform.id
                for platform in subject.platforms
                for name in SHARED_CELLS
                if name in platform.cells and any(spot.path == path for spot in platform.cells[name].reads)
            ]
            message = f"{broken.reason}: {subject.names(set(who))} cannot read it"
            yield found(UNPARSABLE, message, path, line=broken.line, hint="fix it by hand", platforms=set(who))


def check_skill_names(subject: InspectedScope) -> Iterator[Finding]:
    """Yield skills that lie flat in the folder of skills, and those whose file has another name."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    seen = dict[str, tuple[str, list[str]]]()
    known: dict[str, list[tuple[str, str]]] = {}
    ours = subject.manifest.records if subject.manifest else {}
    taken = _folders_of_flat_files(subject)
    for platform in subject.platforms:
        bound = platform.cells.get("skills")
        for spot in bound.reads if bound else ():
            folder = spot.path.partition("{")[0].rstrip("/")
            if not spot.path.endswith("/") or folder in taken:
                continue
            if folder not in known:
                known[folder] = list(_misnamed(subject, folder))
            for path, message in known[folder]:
                if path not in ours:
                    seen.setdefault(path, (message, []))[1].append(platform.id)
    for path, (message, ids) in sorted(seen.items()):
        yield found(SKILL_NAME, message, path, hint=f"a skill is a folder with a {SKILL}", platforms=set(ids))


def _folders_of_flat_files(subject: InspectedScope) -> set[str]:
    """Return the folders in which some platform reads single files: skills are not all that lies there."""
    spots = (spot for platform in subject.platforms for bound in platform.cells.values() for spot in bound.reads)
    return {
        spot.path.partition("{")[0].rstrip("/") for spot in spots if "{" in spot.path and not spot.path.endswith("/")
    }


def _misnamed(subject: InspectedScope, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files of the skills in a folder that have the wrong name, and what is wrong."""
    entries = subject.here.reader.entries
    for name, entry in sorted(entries(subject.full(folder) if folder else subject.here.start).items()):
        path = f"{folder}/{name}"
        if path.endswith(".md") and name.lower() != "readme.md":
            yield path, "is a file directly in a folder of skills"
        elif entry.is_folder and not subject.has_file(f"{path}/{SKILL}"):
            inside = sorted(entries(subject.full(path)))
            wrong = next((each for each in inside if each.lower() in ("skill.md", "skills.md", "skill.markdown")), "")
            if wrong:
                yield f"{path}/{wrong}", f"is not named {SKILL}"


CHECKS = (
    Check("files", "no platform refuses a file in its places", check_files),
    Check("settings", "every shared settings file can be parsed", check_settings),
    Check("skill-names", "every skill is a folder with a SKILL.md", check_skill_names),
)
