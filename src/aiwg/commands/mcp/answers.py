"""The answer of each tool: the JSON of a command, made by the function of that command, without what is held back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.commands.mcp.arguments import is_inside, path_inside
from aiwg.commands.mcp.consent import held_back, redacted
from aiwg.core.errors import Exit, UserError
from aiwg.output.console import collect_json

Arguments = Mapping[str, Any]
MOST_FOUND: Final = 500
"""Artifacts that one search finds at most; a page has fewer."""


def list_artifacts(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg list --json` prints."""
    from aiwg.commands.list import run_list

    held = held_back(project)
    with collect_json() as documents:
        run_list(given.get("kind"), (), project, as_json=True, verbose=False)
    (document,) = documents
    return {**document, "artifacts": [redacted(each, held) for each in document["artifacts"]]}


def find_artifacts(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg find WORDS --json` prints. The index in the user's cache is read, and never written."""
    from aiwg.commands.find.documents import documents_of
    from aiwg.commands.find.index import SearchIndex
    from aiwg.commands.find.run import FindQuery, find_json
    from aiwg.commands.find.store import index_place, stored_index
    from aiwg.deployment.intent import Targets
    from aiwg.deployment.on_demand.reading import read_for_agents
    from aiwg.deployment.sources import kind_meant

    query = FindQuery((given["words"],), tuple(given.get("kinds", ())), MOST_FOUND)
    kinds = [kind_meant(kind) for kind in query.kinds]
    targets = Targets(project, "project")
    where = index_place(targets)
    index = stored_index(where) if where is not None else None
    index = index or SearchIndex.of(documents_of(read_for_agents(targets)))
    return find_json(query, index.search(given["words"], kinds, MOST_FOUND), "")


def read_artifact(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg show ID --body --json` prints."""
    from aiwg.commands.find.body import run_body
    from aiwg.deployment.intent import Targets

    with collect_json() as documents:
        run_body(given["artifact"], Targets(project, "project"), as_json=True)
    return _only(documents)


def show_artifact(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg show ID --json` prints."""
    from aiwg.commands.show import run_show
    from aiwg.deployment.intent import Targets

    held = held_back(project)
    targets = Targets(project, "project", tuple(given.get("platforms", ())))
    with collect_json() as documents:
        run_show(given["artifact"], targets, as_json=True, verbose=False)
    return redacted(documents[0], held)


def context_of(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg context PLATFORM --json` prints: names and sizes of files, never their text."""
    from aiwg.commands.context import run_context

    files = [path_inside(project, path) for path in given.get("files", ())]
    start = Path(path_inside(project, given["folder"])) if "folder" in given else None
    with collect_json() as documents:
        run_context(given["platform"], files, given.get("surface"), project, start, as_json=True, verbose=False)
    return _only(documents)


def explain_path(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg explain PATH --json` prints."""
    from aiwg.commands.explain import run_explain

    path = path_inside(project, given["path"])
    with collect_json() as documents:
        run_explain(str(project / path), project, as_json=True)
    return _only(documents)


def check_deployment(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg doctor --scope project --json` prints on a machine without git."""
    from aiwg.commands.doctor import DoctorOptions, run_doctor

    with collect_json() as documents:
        run_doctor(project, "project", tuple(given.get("platforms", ())), DoctorOptions(as_json=True))
    return _only(documents)


def plan_of(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg deploy --dry-run --offline --json` prints."""
    from aiwg.commands.deploy import OutputOptions, run_deploy
    from aiwg.commands.fetched import FetchChoice
    from aiwg.deployment.intent import ArtifactFilter, Deploy, Targets

    targets = Targets(project, "project", tuple(given.get("platforms", ())))
    wanted = ArtifactFilter(tuple(given.get("kinds", ())), tuple(given.get("only", ())))
    manner = OutputOptions(dry_run=True, as_json=True, fetching=FetchChoice(frozen=True, offline=True))
    with collect_json() as documents:
        run_deploy(Deploy(targets, wanted), manner)
    return _only(documents)


def list_records(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg adr list --json` prints."""
    from aiwg.commands.adr.list import Wanted, run_list

    _refuse_links_out(project)
    wanted = Wanted(status=given.get("status"), tag=given.get("tag"), in_force=given.get("in_force", False))
    with collect_json() as documents:
        run_list(project, wanted, as_json=True)
    return _only(documents)


def check_records(project: Path, given: Arguments) -> dict[str, Any]:
    """Return what `aiwg adr check --json` prints."""
    from aiwg.commands.adr.check import run_check

    _refuse_links_out(project)
    with collect_json() as documents:
        run_check(given.get("records", ()), given.get("level"), project, as_json=True, as_sarif=False, verbose=False)
    return _only(documents)


def draft_record(project: Path, given: Arguments) -> dict[str, Any]:
    """Return the text of a new decision record, for a person to write."""
    from aiwg.adr.titles import weakness
    from aiwg.commands.adr.new import Wish, draft
    from aiwg.commands.adr.template import ASSETS, NAME
    from aiwg.decisions.folder import decision_folder

    _refuse_links_out(project)
    own = Path(".aiwg") / ASSETS / NAME
    if not is_inside(project, project / own):
        raise _leads_out(own.as_posix())
    template = "adr-short" if given.get("form") == "short" else None
    wish = Wish(given.get("supersedes"), template, tuple(given.get("tags", ())), given.get("domain"))
    record, older = draft(decision_folder(project), given["title"], wish, author="")
    return {
        "schema": "aiwg.adr-draft/1",
        "id": record.id,
        "number": record.number,
        "file": record.file,
        "supersedes": older.id if older else None,
        "weakness": weakness(given["title"]),
        "text": record.text,
        "written": False,
    }


def _refuse_links_out(project: Path) -> None:
    """Refuse to read decision records of which one is a link to a file outside the project."""
    from aiwg.decisions.folder import decision_folders

    for folder in decision_folders(project):
        for name in folder.names:
            if not is_inside(project, project / folder.path / name):
                raise _leads_out(folder.shown(name))


def _leads_out(path: str) -> UserError:
    return UserError(f"{path} is a link to a file outside the project.", exit=Exit.REFUSED, hint="Remove the link.")


def _only(documents: list[Any]) -> dict[str, Any]:
    document: dict[str, Any] = documents[0]
    return document
