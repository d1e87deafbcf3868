"""Looking at sources: every check on every file and artifact, and what the authors allow left out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from aiwg.artifact.kinds import MAIN_FILES
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field
from aiwg.core.progress import each_of
from aiwg.findings.allowances import Suppression, without_settled
from aiwg.findings.model import ERROR, Finding
from aiwg.findings.suppressions import allowed_in, without_allowed
from aiwg.lint.arguments import check_arguments
from aiwg.lint.bodies import check_body, check_fences
from aiwg.lint.client_values import check_client_values
from aiwg.lint.cross_checks import check_together
from aiwg.lint.descriptions import check_description, check_specification
from aiwg.lint.file import LintFile
from aiwg.lint.formatting import TAB_INDENT, check_form, check_text
from aiwg.lint.frontmatter import check_name, check_own_syntax, check_quotes
from aiwg.lint.hooks import check_hook
from aiwg.lint.keys import check_keys
from aiwg.lint.layout import check_layout
from aiwg.lint.limits import check_limits
from aiwg.lint.links import check_links, check_mentions
from aiwg.lint.loader_problems import RULES as OF_LOADING
from aiwg.lint.loader_problems import from_loading
from aiwg.lint.placeholders import check_placeholders
from aiwg.lint.project import ProjectFacts
from aiwg.lint.references import check_colour, check_model, check_references, check_tools
from aiwg.lint.rule_globs import check_paths
from aiwg.lint.scripts import check_scripts
from aiwg.lint.servers import check_server
from aiwg.lint.target import Check, PageCheck, Source, SourceCheck
from aiwg.source.bundles import Bundle, check_bundles
from aiwg.source.cache import SourceCache
from aiwg.source.compose import compose
from aiwg.source.layers import Layer
from aiwg.source.load import PARTS, LoadedSource, load_source
from aiwg.source.on_demand import check_bundle_deliveries
from aiwg.source.reader import SourceFile, SourceReader

PAGE_CHECKS: tuple[PageCheck, ...] = (check_form, check_quotes, check_fences)
CHECKS: tuple[Check, ...] = (
    check_name,
    check_own_syntax,
    check_keys,
    check_client_values,
    check_description,
    check_specification,
    check_body,
    check_placeholders,
    check_mentions,
    check_arguments,
    check_tools,
    check_model,
    check_colour,
    check_references,
    check_paths,
    check_limits,
    check_hook,
    check_server,
    check_scripts,
)
SOURCE_CHECKS: tuple[SourceCheck, ...] = (check_links, check_together, check_layout)

MAX_TOLD = 200
"""How many findings of one check on one artifact are told: nobody reads more, and each costs time."""

_FIXED = frozenset(rule.code for rule in OF_LOADING if rule.level == ERROR)
"""What loading refuses stays an error, whatever is allowed: a deploy refuses it too."""


@dataclass(slots=True)
class Layers:
    """The layers as they were loaded, the files that were read, and what is wrong between them."""

    loaded: list[tuple[Layer, LoadedSource]]
    memory: SourceCache
    artifacts: dict[str, Artifact]
    between: list[Finding]


def load_all(layers: Sequence[Layer]) -> Layers:
    """Return every layer that is there, loaded, and what is wrong between them."""
    memory = SourceCache()
    loaded = [
        (layer, load_source(layer.root, layer.name, layer.shown, memory)) for layer in layers if layer.root.is_dir()
    ]
    artifacts = {artifact.key: artifact for _, each in loaded for artifact in each.artifacts}
    bundles: dict[str, Bundle] = {bundle.name: bundle for _, each in loaded for bundle in each.bundles}
    between = [*compose(Catalog(artifacts.values()))[1], *check_bundles(bundles.values(), artifacts)]
    between += check_bundle_deliveries(bundles.values(), artifacts)
    return Layers(loaded, memory, artifacts, between)


@dataclass(slots=True)
class Inspected:
    """All that is to be said about some layers, in no order, and their files as findings name them."""

    findings: list[Finding] = field(default_factory=list)
    files: dict[str, LintFile] = field(default_factory=dict)


def look_at(layers: Layers, wanted: Sequence[Layer], mendable: Sequence[Layer], around: ProjectFacts) -> Inspected:
    """Return all that is to be said about the wanted layers, what their authors allow too."""
    inspected = Inspected()
    for layer, loaded in layers.loaded:
        if layer in wanted:
            pages = _pages(layer, layers.memory, layer in mendable)
            source = Source(layer, pages, loaded.artifacts, loaded.problems, around)
            between = [problem for problem in layers.between if problem.file in source.by_file]
            said = list(_said(source))
            tabbed = {each.file for each in said if each.code == TAB_INDENT.code}
            inspected.files |= source.by_file
            inspected.findings += [
                each
                for each in from_loading([*loaded.problems, *between], source.by_file)
                if each.code != "bad-yaml" or each.file not in tabbed  # the tab is why
            ]
            inspected.findings += said
    return inspected


def _said(source: Source) -> Iterator[Finding]:
    for page in each_of("Checking the source", list(source.pages.values())):
        if not _is_beside(page):
            yield from check_text(page)
            for look in PAGE_CHECKS:
                yield from islice(look(page), MAX_TOLD)
        elif page.name.endswith(".md"):
            yield from check_fences(page)
    for subject in source.subjects():
        for check in CHECKS:
            yield from islice(check(subject), MAX_TOLD)
    for over_all in SOURCE_CHECKS:
        yield from over_all(source)


def _is_beside(page: LintFile) -> bool:
    """Say whether a file only goes along with a skill or a behavior: its bytes are its author's."""
    return page.path.startswith(("skills/", "behaviors/")) and page.name not in MAIN_FILES


def _pages(layer: Layer, memory: SourceCache, mendable: bool) -> dict[str, LintFile]:
    """Return the files of a source; those that a link leads to are mended where they lie, or not at all."""
    reader = SourceReader(layer.root, layer.shown, memory.files)
    pages = {}
    for file in _files(reader):
        real = os.path.realpath(os.path.join(layer.root, file.path)) if mendable else ""
        own = mendable and real == os.path.join(reader.real_root, file.path)
        pages[file.path] = LintFile(file, reader.display(file.path), str(layer.root), own)
    return pages


def _files(reader: SourceReader) -> Iterator[SourceFile]:
    for name, is_folder in reader.entries("", PARTS):
        if is_folder:
            yield from reader.walk(name)
        elif (file := reader.read(name)) is not None:
            yield file


def standing(
    found: Sequence[Finding], files: Mapping[str, LintFile], allowances: Sequence[Suppression]
) -> tuple[list[Finding], list[Finding]]:
    """Return what stands, and what a line or the settings allow. What loading refuses stands in any case."""
    named = {each.file for each in found if each.file in files}
    allowed = {file: allowed_in(files[file].text or "") for file in named if file is not None}
    refused = [each for each in found if _is_refused(each)]
    rest = [each for each in found if not _is_refused(each)]
    stay, by_line = without_allowed(rest, allowed)
    stay, by_settings = without_settled(stay, allowances)
    return [*refused, *stay], [*by_line, *by_settings]


def _is_refused(finding: Finding) -> bool:
    return finding.level == ERROR and finding.code in _FIXED


def below(found: Sequence[Finding], layer_roots: dict[str, Path], paths: Sequence[Path]) -> list[Finding]:
    """Return what is about files at or below some paths; everything when there are none."""
    if not paths:
        return list(found)
    real = [os.path.realpath(path) for path in paths]
    kept = []
    for each in found:
        file = _full(each, layer_roots)
        if file is not None and any(file == path or file.startswith(path.rstrip("/") + "/") for path in real):
            kept.append(each)
    return kept


def _full(found: Finding, layer_roots: dict[str, Path]) -> str | None:
    file = found.file or ""
    for shown, root in layer_roots.items():
        if shown in ("", "."):
            return os.path.realpath(root / file)
        if file == shown or file.startswith(f"{shown}/"):
            return os.path.realpath(root / file[len(shown) + 1 :])
    return None
