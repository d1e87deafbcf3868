"""The command group, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import importlib
import io
import keyword
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import FrameType

import click

from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.output import console
from aiwg.output.terminal import marks

COMMANDS = {
    "deploy": "Write the sources to the files that platforms read.",
    "status": "Show deployed files, your edits and pending changes.",
    "sync": "Update the deployed files, once or while you edit.",
    "doctor": "Check that platforms load the deployed files; fix problems.",
    "diff": "Show the changes that a deploy would make.",
    "remove": "Delete everything aiwg wrote, or the files of one platform.",
    "undo": "Restore the state before the last deploy, remove or undo.",
    "list": "List the artifacts of the sources.",
    "find": "Find artifacts by words in their names, descriptions and texts.",
    "show": "Show one artifact: fields, text and target files.",
    "platforms": "List the platforms, or show the details of one.",
    "context": "Show the files that a platform loads here.",
    "budget": "Show the tokens that each platform's context costs.",
    "report": "Show everything about a project on one page, or as JSON.",
    "mentions": "List references between artifacts; find broken ones.",
    "explain": "Explain a file: its owner, its sources and its readers.",
    "init": "Set up a project: aiwg.yaml and a source to start from.",
    "import": "Import the files that your tools read into the source.",
    "reconcile": "Write edits of deployed files back into the source.",
    "convert": "Convert the files of one tool for other tools, once.",
    "add": "Add a source from a repository or a folder, after a review.",
    "update": "Update sources to their newest version, after a review.",
    "outdated": "List sources that have a newer version.",
    "remove-source": "Remove a source.",
    "cache": "Show or empty the cache of fetched sources.",
    "vendor": "Copy sources into the project: clones need no network.",
    "package": "Make packages that other people install in their tools.",
    "new": "Create a new artifact from a template.",
    "adr": "Write, check and connect architecture decision records.",
    "doc": "Write and check documents that belong to records.",
    "lint": "Check the sources, or an adapter, for mistakes.",
    "audit": "Find hidden text, secrets and commands that would run.",
    "trust": "Approve what the project's own source can run.",
    "mcp": "Let agents ask aiwg about this project, over MCP.",
    "docs": "Show the documentation.",
    "schema": "Print the JSON schemas of the files that you write, for editors.",
    "completion": "Print the shell completion for bash, zsh or fish.",
    "help": "Show the help of aiwg or of a command.",
    "version": "Print the version.",
}
COMPLETING = "_AIWG_COMPLETE"
_EXTRA = lazy_pattern(r"Got unexpected extra arguments? \((.*)\)\Z")
"""The message of click about a word too many."""


class FittingContext(click.Context):
    """A context whose help texts are as wide as the terminal."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes them, which no other command imports."""
        from aiwg.output.terminal.help import FittingFormatter

        return FittingFormatter()


class Verbs(click.Group):
    """A group whose verbs are imported only when they are used: one module each."""

    context_class = FittingContext
    verbs: Mapping[str, str] = COMMANDS
    module = "aiwg.cli.{}"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order people need them."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb, importing its file."""
        if cmd_name not in self.verbs:
            return None
        # a word of the language is no name of a module that can be imported by a statement
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name.replace("-", "_")
        module = importlib.import_module(self.module.format(name))
        command: click.Command = module.command
        command.context_class = FittingContext
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that was typed; suggest the closest for one that is none."""
        if args and args[0] not in self.verbs and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise _unknown(self, ctx, args)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.verbs.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.option("-V", "--version", is_flag=True, help="Print the version.")
@click.pass_context
def application(ctx: click.Context, version: bool) -> None:
    """Deploy one source tree of AI context to the files that AI coding tools actually read.

    \b
    aiwg deploy --platform cursor     write the files that Cursor reads
    aiwg sync --watch                 update them while you edit
    aiwg doctor                       check that every tool loads them
    """
    if version:
        from aiwg import __version__

        console.say(f"aiwg {__version__}")
    elif ctx.invoked_subcommand is None:
        from aiwg.commands.start_page import say_start_page

        say_start_page()


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return its exit code. No failure of what is around it leaves a traceback."""
    signal.signal(signal.SIGTERM, _interrupted)
    _mend_umask()
    marks.verbs.update(COMMANDS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an encoding without a character is no reason to fail
    try:
        code = _answered(arguments)
    except (click.Abort, KeyboardInterrupt):
        code = int(Exit.INTERRUPTED)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one changes nothing any more
        _try_to(lambda: console.say("aiwg: interrupted.", error=True))
    except OSError:  # what was to be said about another failure cannot be said
        code = int(Exit.IO)
    for stream in (sys.stdout, sys.stderr):
        if not _try_to(stream.flush):
            console.silence(stream)  # else the interpreter tries again at its end, and complains
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is left to be done, so nothing to be interrupted
    return code


def _answered(arguments: Sequence[str]) -> int:
    as_json = "--json" in arguments
    try:
        with _progress(arguments):
            result = application.main(list(arguments), prog_name="aiwg", standalone_mode=False, obj=tuple(arguments))
        _flush()
        return int(result) if isinstance(result, int) else 0
    except UserError as error:
        if COMPLETING not in os.environ:  # a shell that asks for completions wants names or nothing
            console.print_error(error, as_json)
        return int(error.exit)
    except click.UsageError as error:
        console.print_error(_usage(error), as_json)
        return int(Exit.USAGE)
    except click.exceptions.Exit as error:
        return error.exit_code
    except BrokenPipeError:  # a watch whose reader has gone
        return int(Exit.OK)
    except RecursionError:
        hint = "Find the file with hundreds of nested brackets: aiwg lint"
        console.print_error(UserError("aiwg cannot read a file: it is nested too deeply.", hint=hint), as_json)
        return int(Exit.SOURCE)
    except MemoryError:
        hint = "No file is half written. Deploy fewer artifacts at once: --only ID"
        console.print_error(UserError("aiwg ran out of memory.", exit=Exit.IO, hint=hint), as_json)
        return int(Exit.IO)
    except OSError as error:
        console.print_error(_of_system(error), as_json)
        return int(Exit.IO)


def _progress(arguments: Sequence[str]) -> AbstractContextManager[None]:
    """Return what shows a waiting person how far a command is: nothing for programs, with -q, and in a watch."""
    silent = {"--json", "--sarif", "-q", "--quiet", "--watch"}.intersection(arguments) or COMPLETING in os.environ
    if silent or sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    from aiwg.output.terminal.transient import transient_progress

    return transient_progress(f"aiwg {arguments[0]}" if arguments else "aiwg")


def _of_system(error: OSError) -> UserError:
    try:
        os.getcwd()
    except OSError:
        return UserError(
            "the current folder does not exist any more.", exit=Exit.IO, hint="Change to a folder that exists."
        )
    where = f"{error.filename}: " if error.filename else ""
    return UserError(f"{where}{error.strerror or error}.", exit=Exit.IO)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        console.silence(sys.stdout)


def _try_to(act: Callable[[], object]) -> bool:
    """Do something for which an error of the system changes nothing; say whether it went well."""
    try:
        act()
    except (OSError, KeyboardInterrupt):
        return False
    return True


def _mend_umask() -> None:
    """Keep what is written usable by its owner and not writable by everybody, whatever the umask was."""
    os.umask((os.umask(0) | 0o002) & ~0o700)


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _unknown(group: Verbs, ctx: click.Context, args: Sequence[str]) -> UserError:
    """Return the error about a command that is none, with the line that may be meant."""
    from aiwg.core.suggest import closest

    lines: Sequence[str] = ()
    if ctx.parent is None:
        lines = _meant(args)
    elif near := closest(args[0], group.verbs):
        lines = [f"{ctx.command_path} {near}"]
    every = f"All commands: {'aiwg help' if ctx.parent is None else f'{ctx.command_path} --help'}"
    return UserError(f'there is no command "{args[0]}".', exit=Exit.USAGE, hint=_did_you_mean(lines, every))


def _usage(error: click.UsageError) -> UserError:
    message = " ".join(error.format_message().split())  # lists of choices come on lines of their own
    message = _EXTRA.sub(r"unexpected argument: \1.", message)
    help = f"Help: {error.ctx.command_path} --help" if error.ctx else None
    hint = help
    if isinstance(error, click.NoSuchOption):
        message = f"there is no option {error.option_name} here."
    is_guessed = isinstance(error, click.NoSuchOption) or message.startswith("unexpected argument")
    if error.ctx is not None and is_guessed and (error.ctx.parent is None or error.ctx.parent.parent is None):
        import shlex  # an error may cost more than a command

        arguments = error.ctx.find_root().obj or ()
        wrong = error.option_name if isinstance(error, click.NoSuchOption) else ""
        lines = [line for line in _meant(arguments, wrong) if line != f"aiwg {shlex.join(arguments)}"]
        hint = _did_you_mean(lines, help) if lines else help
    return UserError(message[:1].lower() + message[1:], exit=Exit.USAGE, hint=hint)


def _meant(arguments: Sequence[str], wrong: str = "") -> list[str]:
    """Return the lines that may be meant by arguments, of which an option may be wrong."""
    from aiwg.cli.guesses import lines_meant

    def find(name: str) -> click.Command | None:
        return application.get_command(click.Context(application), name)

    return lines_meant(arguments, list(COMMANDS), find, wrong)


def _did_you_mean(lines: Sequence[str], otherwise: str | None) -> str | None:
    return f"Did you mean: {'   or: '.join(lines)}" if lines else otherwise
