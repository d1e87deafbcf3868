"""Setting up a project: what to start with, which platforms, what git keeps; aiwg.yaml and a source to start from."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap

import click

from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.commands.deploy import OutputOptions, run_deploy
from aiwg.commands.init_git import COMMIT, EXCLUDE, IGNORE, check_choice, keep_choice, say_still_tracked, why_not_asked
from aiwg.commands.init_import import IMPORT, KEEP_OUT, import_now, import_question, native_files, say_found
from aiwg.commands.init_questions import INDENT, AnswerChoice, Dialogue, Question, flags_of
from aiwg.commands.init_settings import ChosenSettings, said_in_file, start_named, write_settings
from aiwg.config import FILE
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.sources import read_sources
from aiwg.deployment.workspace import Workspace, detected, open_workspace
from aiwg.output.console import is_terminal, paint, print_error, say, table
from aiwg.render.documents import yaml_text
from aiwg.scaffold.templating import instructions_template, template_text

ALL, DETECTED, NONE = "all", "detected", "none"
MINE, BASICS, ADR, EVERYTHING = "mine", "basics", "adr", "everything"
WIDTH = 79
NOW, PLAN, LATER = "now", "plan", "later"


@dataclass(frozen=True, slots=True)
class InitRequest:
    """What the options of a set-up say; None or nothing: they leave it to a question."""

    platforms: tuple[str, ...] = ()
    start: str | None = None
    outputs: str | None = None
    deploy: bool | None = None
    imports: bool | None = None
    ask: bool = True


@dataclass(frozen=True, slots=True)
class _Questions:
    imports: Question
    start: Question
    platforms: Question
    outputs: Question
    write: Question


def run_init(project: Path, request: InitRequest) -> int:
    """Write what is missing of a project's setup; return the exit code."""
    workspace = open_workspace(project, "project")
    found = detected(workspace)
    named = _meant(workspace, request.platforms, found)
    if request.start is not None:
        start_named(request.start)  # what is wrong with an option is told before anything is asked or written
    check_choice(workspace, request.outputs)
    dialogue = Dialogue(request.ask and is_terminal())
    natives = native_files(workspace, found)
    questions = _questions(workspace, request, import_question(natives, request.imports))
    _greet(dialogue, project)
    say_found(natives)
    dialogue.expect((questions.imports, questions.start, questions.platforms, questions.outputs, questions.write))
    imports = bool(natives) and dialogue.answer(questions.imports) == IMPORT
    start = dialogue.answer(questions.start)
    chosen = named or _chosen(workspace, found, dialogue)
    outputs = dialogue.answer(questions.outputs)
    decided = dialogue.decided({"bundles": questions.start, "outputs": questions.outputs})
    texts = [] if natives else _texts()  # your own words come by the import, now or later
    kept = _write_all(workspace, ChosenSettings(chosen, start_named(start), outputs, decided), texts)
    code: int = import_now(workspace, natives) if imports else Exit.OK
    keep_choice(workspace, outputs if "outputs" in decided else "")
    intent = Deploy(Targets(project, "project", tuple(adapter.id for adapter in chosen)))
    write = _write_now(questions.write, intent, dialogue)
    if write == NOW:
        say()
        code = code or run_deploy(intent, OutputOptions(started=time.perf_counter()))
        say(f"Next: edit .aiwg/instructions.md; {paint('aiwg sync --watch', 'hint')} updates the tools.")
    else:
        first = [] if imports else _IMPORT_FIRST if natives else _EDIT_FIRST
        _say_next(workspace, chosen, kept, first)
    if outputs == IGNORE:
        say_still_tracked(workspace)
    if dialogue.answers:
        _say_the_same(
            *flags_of((questions.imports, IMPORT if imports else KEEP_OUT), (questions.outputs, outputs)),
            "" if questions.start.needless else f"--start {start}",
            f"-p {','.join(intent.targets.platforms)}" if chosen else "",
            "--deploy" if write == NOW else "--no-deploy",
        )
    return code


def _greet(dialogue: Dialogue, project: Path) -> None:
    if dialogue.asks:
        say(f"Set up aiwg in {shown(str(project.resolve()))}   {paint('Enter takes the first answer', 'faint')}")


def _questions(workspace: Workspace, request: InitRequest, imports: Question) -> _Questions:
    config = workspace.config
    mine = AnswerChoice(MINE, "Only my own content")
    everything = AnswerChoice(EVERYTHING, "Everything that comes with aiwg, and my own")
    basics = AnswerChoice(BASICS, "The basics (how to work, no secrets) and my own")
    adr = AnswerChoice(ADR, "Architecture decisions (ADRs) and my own")
    named = said_in_file(workspace.project)
    start = Question(
        "content", "Start with which content?", (everything, basics, adr, mine), EVERYTHING, request.start,
        f"{FILE} says it" if named & {"bundles", "sources"} else "",
    )  # fmt: skip
    why = f"{FILE} names them" if config.platforms else ""
    platforms = Question("tools", "Which tools?", (), "", ",".join(request.platforms) or None, why)
    outputs = Question(
        "commit or ignore",
        "Commit the files that aiwg writes?",
        (
            AnswerChoice(COMMIT, "Yes: the team gets them with git pull"),
            AnswerChoice(IGNORE, "No: .gitignore lists them, and everyone runs aiwg deploy"),
            AnswerChoice(EXCLUDE, "No: only this clone ignores them, in git's own exclude file"),
        ),
        COMMIT,
        request.outputs,
        f"{FILE} says it" if "outputs" in named else why_not_asked(workspace.project),
    )
    given = None if request.deploy is None else NOW if request.deploy else LATER
    choices = (
        AnswerChoice(NOW, "Yes"),
        AnswerChoice(PLAN, "Show the plan first"),
        AnswerChoice(LATER, "Later, with aiwg deploy"),
    )
    return _Questions(
        imports, start, platforms, outputs, Question("write now", "Write the files now?", choices, LATER, given)
    )


def _write_all(workspace: Workspace, settings: ChosenSettings, texts: Iterable[tuple[str, str]]) -> bool:
    """Write what is missing, and say so; return whether aiwg.yaml was there already."""
    project = workspace.project
    files = StartingFiles(project)
    rows = [write_settings(files, workspace, settings)]
    rows += [_written(files, path, text) for path, text in texts]
    rows += [_made(files, folder) for folder in (".aiwg/agents", ".aiwg/skills")]
    for line in table(rows, indent=""):
        say(line)
    for file in read_sources(project).hidden.get("instructions/instructions", ()):
        what = "the bundled instructions" if file.startswith("(bundled)") else shown(file)
        say(f"  Your .aiwg/instructions.md replaces {what}.")
    return rows[0][0] == paint("kept", "faint")


def _texts() -> list[tuple[str, str]]:
    rule = yaml_text({"description": "How large a change is, and when it is done."})
    return [
        (
            ".aiwg/instructions.md",
            instructions_template().decode(),
        ),
        (".aiwg/rules/small-changes.md", template_text("example-rule.md", front=rule)),
    ]


def _written(files: StartingFiles, path: str, text: str) -> list[str]:
    if files.create(path, text):
        return [paint("wrote", "ok"), path, ""]
    return [paint("kept", "faint"), path, paint("there already", "faint")]


def _made(files: StartingFiles, folder: str) -> list[str]:
    if files.make_folder(folder):
        return [paint("made", "ok"), f"{folder}/", ""]
    return [paint("kept", "faint"), f"{folder}/", paint("there already", "faint")]


def _chosen(workspace: Workspace, found: Sequence[Adapter], dialogue: Dialogue) -> Sequence[Adapter]:
    """Return the platforms to name: those of aiwg.yaml, else the answer to a question, else the detected ones."""
    if workspace.config.platforms:
        return _meant(workspace, workspace.config.platforms, found)
    if not dialogue.asks:
        return found
    dialogue.head("Tools to write for:")
    for adapter in found:
        say(f"{INDENT}{adapter.id}  {paint(f'{adapter.name}, used in this project', 'faint')}")
    for adapter in _installed(workspace):
        if adapter not in found:
            say(f"{INDENT}{adapter.id}  {paint(f'{adapter.name}, installed on this machine', 'faint')}")
    say(f"{INDENT}{paint('all of them: aiwg platforms', 'faint')}")
    default = ", ".join(adapter.id for adapter in found) or NONE
    while True:
        typed = str(click.prompt(f"{INDENT}Ids, separated by commas", default=default, type=str))
        words = [word.strip() for word in typed.split(",") if word.strip()]
        try:
            chosen = [] if words == [NONE] else _meant(workspace, words, found)
        except UserError as error:
            print_error(error, as_json=False)
            continue
        dialogue.remember("tools", typed)
        return chosen


def _meant(workspace: Workspace, words: Sequence[str], found: Sequence[Adapter]) -> list[Adapter]:
    """Return the platforms that words mean, each once. Raises UserError (usage) for a word that is none."""
    meant: dict[str, Adapter] = {}
    for word in words:
        if word == ALL:
            adapters = workspace.registry.all()
        else:
            adapters = list(found) if word == DETECTED else [workspace.registry.named(word)]
        meant.update((adapter.id, adapter) for adapter in adapters)
    return [meant[id] for id in sorted(meant)]


def _installed(workspace: Workspace) -> list[Adapter]:
    """Return the platforms of which a command is on the PATH: a hint, no more."""
    return [
        adapter
        for adapter in workspace.registry.all()
        if any(shutil.which(name) for name in adapter.data.get("detect", {}).get("commands", ()))
    ]


def _write_now(question: Question, intent: Deploy, dialogue: Dialogue) -> str:
    """Return whether to deploy now. A person is told how many files that are, and may see the plan first."""
    tools = len(intent.targets.platforms)
    if question.given is not None or not dialogue.asks or not tools:
        return question.given or LATER
    count = len(plan_deployment(intent).plan.changes)
    files = f"{count} file{'' if count == 1 else 's'} for {tools} tool{'' if tools == 1 else 's'}"
    asked = replace(question, text=f"Write {files} now?")
    answer = dialogue.answer(asked)
    if answer == PLAN:
        run_deploy(intent, OutputOptions(dry_run=True, started=time.perf_counter()))
        dialogue.number -= 1
        answer = dialogue.answer(replace(asked, choices=tuple(each for each in asked.choices if each.word != PLAN)))
    return answer


_IMPORT_FIRST = [["aiwg import", "copy what your tools already load into .aiwg/"]]
_EDIT_FIRST = [["edit .aiwg/instructions.md", "say what every agent should know"]]


def _say_next(workspace: Workspace, chosen: Sequence[Adapter], kept: bool, first: Sequence[Sequence[str]]) -> None:
    say()
    ids = [adapter.id for adapter in chosen]
    if kept and set(ids) - set(workspace.config.platforms):
        say(f"{FILE} was there and stays as it is. For these platforms it should say: platforms: [{', '.join(ids)}]")
    elif not chosen:
        installed = ", ".join(adapter.id for adapter in _installed(workspace))
        hint = f" On this machine: {installed}." if installed else ""
        say(f"No platform is named yet: nothing here shows which.{hint}")
        say(f"  Name them in {FILE}, or once: {paint('aiwg deploy --platform ID', 'hint')}")
    named = "" if ids else " -p ID"
    say("Next")
    for line in table(
        [
            *([paint(command, "hint") if command.startswith("aiwg") else command, said] for command, said in first),
            [paint("aiwg new rule ID", "hint"), "write a rule, an agent, a skill, ..."],
            [paint(f"aiwg deploy{named} --dry-run", "hint"), "see what would be written"],
            [paint(f"aiwg deploy{named}", "hint"), f"write it for {', '.join(ids)}" if ids else "write it"],
        ]
    ):
        say(line)


def _say_the_same(*flags: str) -> None:
    text = " ".join(["aiwg init", *(flag for flag in flags if flag)])
    say("The same without questions:")
    for line in wrap(text, WIDTH, initial_indent="  ", subsequent_indent=INDENT, break_on_hyphens=False):
        say(paint(line, "hint"))
