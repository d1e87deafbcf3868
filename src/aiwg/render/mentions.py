"""Mentions of files inside bodies, rewritten to where the file really is for the platform."""

from __future__ import annotations

import posixpath
import re

from aiwg.artifact.kinds import MAIN_FILES, kind_of_cell
from aiwg.artifact.markdown_spans import in_prose
from aiwg.artifact.mention_syntax import INSTALLED_FORM, MENTION, PROJECT_FORM
from aiwg.placement.place import Placement
from aiwg.render.context import Known, RenderContext, SourcePaths


def rewrite_mentions(placement: Placement, context: RenderContext, path: str) -> str:
    """Return the artifact's body with `@.aiwg/...` and `@$AIWG_ROOT/...` in the platform's own syntax."""
    body = placement.artifact.body
    if "@" not in body:
        return body
    form = _include_form(placement, context)

    def change(prose: str) -> str:
        return MENTION.sub(lambda match: _written(match["target"], match[0], form, placement, context, path), prose)

    return in_prose(body, change)


def rewrite_asset(data: bytes, placement: Placement, context: RenderContext, path: str) -> bytes:
    """Return a Markdown file of a skill, to lie at `path`, with `@$AIWG_ROOT/...` as `@` and where that is for the
    platform, in a package as seen from the file.

    A mention of something that is not deployed there stays, and so does a file that is no UTF-8 text.
    """
    if b"@" + INSTALLED_FORM.encode() not in data:  # most assets: they stay the bytes they are, decodable or not
        return data
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data

    def change(match: re.Match[str]) -> str:
        installed = match["target"].startswith(INSTALLED_FORM)
        real = _resolved(match["target"], placement, context) if installed else None
        if real and _package_form(placement) is not None:
            real = posixpath.relpath(real, posixpath.dirname(path))
        return f"@{real}" if real else match[0]

    return MENTION.sub(change, text).encode()


def _include_form(placement: Placement, context: RenderContext) -> str | None:
    """Return the include syntax that all readers of a place share, or None."""
    if not kind_of_cell(placement.cell).may_include:
        return None
    forms = set()
    for name in placement.platforms:
        adapter = context.platforms[name].adapter
        forms.add(adapter.table(adapter.cells.get(placement.cell), "text").get("file"))
    return forms.pop() if len(forms) == 1 else None


def _package_form(placement: Placement) -> str | None:
    """Return how a text names a file of its package, None for what does not lie in one."""
    adapter = placement.writer.adapter
    form: str | None = adapter.table(adapter.cells.get(placement.cell), "text").get("package")
    return form


def _written(
    target: str, original: str, form: str | None, placement: Placement, context: RenderContext, path: str
) -> str:
    real = _resolved(target, placement, context)
    if real is None:
        command = _on_demand(target, context)
        return f"`{command}`" if command else original
    in_package = _package_form(placement)
    if in_package is not None and not target.startswith(PROJECT_FORM):
        relative = posixpath.relpath(real, posixpath.dirname(path) or ".")
        return f"`{in_package.replace('{path}', real).replace('{relative}', relative)}`"
    if form is None:  # no include syntax, or readers that differ: a path in code is what every model can open
        return f"`{real}`"
    relative = real if placement.cell == "commands" else posixpath.relpath(real, posixpath.dirname(path) or ".")
    return form.replace("{path}", relative)


def _resolved(target: str, placement: Placement, context: RenderContext) -> str | None:
    if target.startswith(PROJECT_FORM):
        return context.up + target
    wanted = target.removeprefix(INSTALLED_FORM)
    sources = context.lookups.sources or _sources(context)
    ends = [at for at, char in enumerate(wanted[: sources.longest + 1]) if char == "/"]
    found = [
        known
        for platform in placement.platforms
        for known in (
            sources.files.get((platform, wanted)),
            *(sources.folders.get((platform, wanted[:end])) for end in ends),
        )
        if known is not None
    ]
    if not found:
        return None
    _, path, folder = min(
        found
    )  # the earliest placement: the same one whoever asks, so that files shared come out equal
    if folder:
        return path + wanted[len(folder) + 1 :].replace("BEHAVIOR.md", "SKILL.md")
    return path


def _on_demand(target: str, context: RenderContext) -> str:
    """Return the command that prints what a mention names, if that is on demand; empty if it is not."""
    known, wanted = context.given.on_demand, target.removeprefix(INSTALLED_FORM)
    while known and wanted:
        if wanted in known:
            return known[wanted]
        wanted = wanted.rpartition("/")[0]
    return ""


def _sources(context: RenderContext) -> SourcePaths:
    """Return where the files of the sources are written, looked up once for all mentions."""
    files: dict[tuple[str, str], Known] = {}
    folders: dict[tuple[str, str], Known] = {}
    longest = 0
    for order, (path, placement) in enumerate(context.paths()):
        origin = placement.artifact.origin.path
        folder, name = posixpath.split(origin)
        if path.endswith("/") and name in MAIN_FILES:  # all of the folder goes there
            longest = max(longest, len(folder))
            known, key, table = (order, path, folder), folder, folders
        else:
            known, key, table = (order, f"{path}SKILL.md" if path.endswith("/") else path, ""), origin, files
        for platform in placement.platforms:
            table.setdefault((platform, key), known)
    context.lookups.sources = found = SourcePaths(files, folders, longest)
    return found
