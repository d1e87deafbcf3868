"""Links and paths in Markdown that lead to nothing, or that lead to nothing once the file is deployed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from aiwg.artifact.kinds import KINDS, MAIN_FILES
from aiwg.artifact.markdown_spans import prose_spans
from aiwg.artifact.mention_syntax import PROJECT_FORM
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.target import CheckTarget, Source
from aiwg.source.mentions import INCLUDING, found_at, mentions_in

DEAD_LINK = Rule(
    "dead-link",
    WARNING,
    "a link to a file that does not exist",
    "An agent that follows the link finds no file and may guess.",
)
LINK_LEAVES = Rule(
    "link-leaves",
    WARNING,
    "a link from a skill to a file outside its folder",
    "aiwg deploys only the folder, so the file is missing where the agent reads the skill. A file of another "
    "skill exists on platforms that keep all skills in one folder; that is only an info.",
)
DEAD_PATH = Rule(
    "dead-path",
    WARNING,
    "a path to a missing file of a skill",
    "The skill tells the agent to run or read it, but it is not in the folder.",
)
BROKEN_MENTION = Rule(
    "broken-mention",
    "error",
    "a mention of a file that does not exist",
    "`@.aiwg/...` names a file of the project, `@$AIWG_ROOT/...` a file of a source. The file is missing.",
)
RULES = (DEAD_LINK, LINK_LEAVES, DEAD_PATH, BROKEN_MENTION)

_LINK = re.compile(r"\[[^\[\]\n]*\]\(\s*<?(?P<target>[^()\s<>]+)>?(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")
_ELSEWHERE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//|#|@)")
_TEMPLATE = re.compile(r"[<>{}$*]|\.\.\.")
_BESIDE = re.compile(r"(?<![\w./@-])(?:\./)?(?P<path>(?:scripts|references|assets)/[\w./-]*\w\.\w+)")


def check_mentions(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the mentions in a body of files that are not there."""
    artifact, around = subject.artifact, subject.around
    if not artifact.origin.path:
        return
    for mention in mentions_in(artifact.body, artifact.origin.line):
        if found_at(mention.target, around.project, around.roots) is None:
            where = "in the project" if mention.target.startswith(PROJECT_FORM) else "in any source"
            column = subject.page.column_of(mention.line, f"@{mention.target}")
            yield subject.found(
                BROKEN_MENTION, f"mentions @{mention.target}, which is not {where}", mention.line, column,
                hint="fix the path, or put it in backticks if it is not a mention",
                level="error" if artifact.kind in INCLUDING else "warning",
            )  # fmt: skip


def check_links(source: Source) -> Iterator[Finding]:
    """Yield the links of a source's Markdown that lead to nothing; assets are templates, and not looked at."""
    folders = {each.page.folder for each in source.subjects() if KINDS[each.kind].has_folder}
    for page in source.pages.values():
        if not page.name.endswith(".md") or page.text is None:
            continue
        folder = _own_folder(page, folders)
        if folder is not None and page.path.startswith(f"{folder}/assets/"):
            continue
        if "](" in page.body:
            yield from _links(page, folder, source)
        if folder is not None and page.folder == folder and page.name in MAIN_FILES:
            yield from _paths(page, folder, source)


def _own_folder(page: LintFile, folders: set[str]) -> str | None:
    """Return the folder of the skill or the behavior that a file belongs to, or None."""
    folder = page.folder
    while folder and folder not in folders:
        folder = folder.rpartition("/")[0]
    return folder or None


def _links(page: LintFile, folder: str | None, source: Source) -> Iterator[Finding]:
    for start, end in prose_spans(page.body):
        for match in _LINK.finditer(page.body, start, end):
            written = match["target"]
            if _ELSEWHERE.match(written) or _TEMPLATE.search(written):
                continue
            target = unquote(written.partition("#")[0].partition("?")[0])
            line, column = page.place(match.start("target"))
            path = posixpath.normpath(posixpath.join(page.folder, target))
            if folder is not None and (target.startswith("/") or not f"{path}/".startswith(f"{folder}/")):
                beside = path in source.pages and path.partition("/")[0] == folder.partition("/")[0]
                yield page.found(LINK_LEAVES, f"links to {written}, outside its folder", line, column,
                                 level=INFO if beside else None,
                                 hint="copy it into the folder, or mention it as @$AIWG_ROOT/...")  # fmt: skip
            elif not _there(path, source) and (folder is not None or not _in_project(target, path, source)):
                yield page.found(DEAD_LINK, f"links to {written}, which does not exist", line, column,
                                 hint="fix the path, or remove the link")  # fmt: skip


def _there(path: str, source: Source) -> bool:
    return path in source.pages or path.rstrip("/") in source.folders


def _in_project(target: str, path: str, source: Source) -> bool:
    """Say whether a link of a text without a folder of its own leads to a file of the project."""
    around = source.around
    return any(not each.startswith("..") and around.exists(each.lstrip("/")) for each in (target, path) if each)


def _paths(page: LintFile, folder: str, source: Source) -> Iterator[Finding]:
    """Yield the paths into the folders beside a skill that are written there, as code mostly, and are not there."""
    said = set()
    for match in _BESIDE.finditer(page.body):
        path = posixpath.normpath(f"{folder}/{match['path']}")
        if path in said or _there(path, source) or page.body[match.start() - 2 : match.start()] == "](":
            continue
        said.add(path)
        line, column = page.place(match.start("path"))
        message = f"names {match['path']}, which is not in the folder {folder}"
        yield page.found(DEAD_PATH, message, line, column, hint="write the file, or fix the path")
