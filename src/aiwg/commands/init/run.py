"""Setting up a project: six questions, then aiwg.yaml, a source to start from, and the first deploy."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import FOLDERS_OF_NEW_PROJECT
from aiwg.commands.init.git_choice import (
    IGNORE,
    check_choice,
    keep_choice,
    outputs_question,
    say_still_tracked,
)
from aiwg.commands.init.imports import ImportChoice, choose_imports, import_now, native_files, say_found
from aiwg.commands.init.questions import Dialogue
from aiwg.commands.init.report import Outcome, made, say_next, say_the_same
from aiwg.commands.init.settings import ChosenSettings, names_source, start_named, write_set_up
from aiwg.commands.init.start import StartChoice, choose_start, start_question
from aiwg.commands.init.tools import NONE, choose_tools, platforms_meant, tools_question
from aiwg.commands.init.write import NOW, FirstDeploy, choose_to_write, deploy_now
from aiwg.commands.schema.editors import schema_to_start
from aiwg.config import FILE
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.sources import read_sources
from aiwg.deployment.workspace import Workspace, detected, open_recovered
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output import console
from aiwg.output.console import paint, say
from aiwg.output.written import say_files
from aiwg.render.documents import yaml_text
from aiwg.scaffold.templating import instructions_template, template_text
from aiwg.source.load import PARTS


@dataclass(frozen=True, slots=True)
class InitRequest:
    """What the options of a set-up say; None or nothing: they leave it to a question.

    `yes`: ask nothing, and agree to the source that `start` names.
    """

    imports: tuple[str, ...] = ()
    start: str | None = None
    platforms: tuple[str, ...] = ()
    outputs: str | None = None
    approve: tuple[str, ...] = ()
    deploy: bool | None = None
    yes: bool = False


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers to the first four questions, after which the project's own files are written."""

    imports: ImportChoice
    start: StartChoice
    chosen: Sequence[Adapter]
    outputs: str
    decided: frozenset[str]
    has_natives: bool
    skipped: frozenset[str]


def run_init(project: Path, request: InitRequest) -> int:
    """Write what is missing of a project's setup; return the exit code."""
    workspace, recovered = open_recovered(project, "project")
    if recovered:
        say("Recovered from an interrupted run.", error=True)
    dialogue = Dialogue(not request.yes and console.is_terminal())
    answers = _asked(workspace, request, dialogue)
    is_kept = (workspace.project / FILE).exists()
    _write_source(workspace, answers)
    code: int = import_now(answers.imports) if answers.imports.is_any else Exit.OK
    approved = _approved(project, request, dialogue)
    intent = Deploy(Targets(project, "project", tuple(adapter.id for adapter in answers.chosen)))
    first = FirstDeploy(intent, answers.imports)
    write = choose_to_write(first, request.deploy, dialogue)
    if write == NOW:
        code = code or deploy_now(first)
    outcome = Outcome(
        answers.chosen,
        is_kept,
        write == NOW and not code,
        answers.imports.is_left,
        answers.imports.is_any,
        approved == [] or approved == [NONE],
    )
    say_next(workspace, outcome)
    if answers.outputs == IGNORE:
        say_still_tracked(workspace)
    if dialogue.answers:
        say_the_same(_flags(answers, approved, write == NOW))
    return code


def _asked(workspace: Workspace, request: InitRequest, dialogue: Dialogue) -> _Answers:
    """Return the answers to the first four questions; nothing is written.

    Raises UserError for a wrong option, before anything is asked.
    """
    found = detected(workspace)
    named = platforms_meant(workspace, request.platforms, found)
    if request.start is not None and not names_source(request.start):
        start_named(request.start)
    check_choice(workspace, request.outputs)
    natives = native_files(workspace, list({each.id: each for each in (*found, *named)}.values()))
    _greet(workspace, dialogue)
    say_found(natives)
    imports = choose_imports(workspace, natives, request.imports, dialogue)
    start_asked = start_question(workspace, request.start)
    start = choose_start(workspace, start_asked, dialogue, request.yes)
    tools_asked = tools_question(workspace, request.platforms)
    chosen = choose_tools(workspace, tools_asked, found, dialogue)
    outputs_asked = outputs_question(workspace, request.outputs)
    outputs = dialogue.answer(outputs_asked)
    questions = {"bundles": start_asked, "outputs": outputs_asked}
    skipped = {each.name for each in (*questions.values(), tools_asked) if each.needless and each.given is None}
    skipped |= set() if imports.is_asked else {"import"}
    return _Answers(imports, start, chosen, outputs, dialogue.decided(questions), bool(natives), frozenset(skipped))


def _approved(project: Path, request: InitRequest, dialogue: Dialogue) -> list[str] | None:
    """Return what is approved, by name; None where nothing needs it, or nobody can be asked."""
    if not (request.approve or dialogue.asks):
        return None
    from aiwg.commands.init.approvals import choose_approvals  # a set-up in CI approves nothing

    return choose_approvals(project, request.approve, dialogue)


def _greet(workspace: Workspace, dialogue: Dialogue) -> None:
    project = shown(str(workspace.project.resolve()))
    if (workspace.project / FILE).exists():
        say(f"{FILE} exists: aiwg changes only the settings that you choose now.")
        if not dialogue.asks:
            say("To change others, edit the file.")
    elif dialogue.asks:
        say(f"Set up aiwg in {project}")
        say(paint("Enter takes the first answer.", "faint"))


def _write_source(workspace: Workspace, answers: _Answers) -> None:
    """Write what is missing of aiwg.yaml and the source, and say so."""
    project = workspace.project
    settings = ChosenSettings(
        answers.chosen, answers.start.bundles, answers.outputs, answers.decided, answers.start.source
    )
    starts_empty = not answers.has_natives and not _has_content(project)
    texts = list(_texts()) if starts_empty else []
    if not os.path.lexists(project / FILE):
        texts.append(schema_to_start("aiwg", f"{PROJECT_FOLDER}/"))  # aiwg.yaml names it for editors
    rows = list(write_set_up(workspace, settings, texts))
    files = StartingFiles(project)
    rows += [made(files, f"{PROJECT_FOLDER}/{folder}") for folder in FOLDERS_OF_NEW_PROJECT]
    say_files(rows)
    for file in read_sources(project).hidden.get("instructions/instructions", ()):
        what = "the bundled instructions" if file.startswith("(bundled)") else shown(file)
        say(f"  Your .aiwg/instructions.md replaces {what}.")
    keep_choice(workspace, answers.outputs if "outputs" in answers.decided else "")


def _has_content(project: Path) -> bool:
    """Say whether the project's source holds anything but the texts to start from, as they come."""
    source = project / PROJECT_FOLDER
    starts = {project / path: text for path, text in _texts()}
    files = [file for part in PARTS for file in _files_in(source / part)]
    return any(file not in starts or file.read_bytes() != starts[file].encode() for file in files)


def _files_in(part: Path) -> Iterator[Path]:
    if part.is_file():
        yield part
    elif part.is_dir():
        yield from (file for file in part.rglob("*") if file.is_file())


def _texts() -> list[tuple[str, str]]:
    rule = yaml_text({"description": "How large a change is, and when it is done."})
    return [
        (f"{PROJECT_FOLDER}/instructions.md", instructions_template().decode()),
        (f"{PROJECT_FOLDER}/rules/small-changes.md", template_text("example-rule.md", front=rule)),
    ]


def _flags(answers: _Answers, approved: Sequence[str] | None, is_now: bool) -> Iterator[Sequence[str]]:
    """Yield the options that give the same answers without questions; none for a skipped question."""
    if "import" not in answers.skipped:
        yield from (("--import", each) for each in answers.imports.answer)
    if "start" not in answers.skipped:
        yield "--start", answers.start.answer
    if "tools" not in answers.skipped:
        yield "-p", ",".join(adapter.id for adapter in answers.chosen) or NONE
    if "outputs" not in answers.skipped:
        yield (f"--{answers.outputs}",)
    if approved is not None:
        yield from (("--approve", each) for each in approved or [NONE])
    yield ("--deploy" if is_now else "--no-deploy",)
    if answers.start.source is not None:
        yield ("--yes",)
