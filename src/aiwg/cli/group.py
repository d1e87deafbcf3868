"""The command group of click: help texts, errors, completion, and every command line that is not a plain one."""

from __future__ import annotations

import importlib
import itertools
import keyword
from collections.abc import Mapping, Sequence

import click

from aiwg.cli.verbs import COMMANDS
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.output import console

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


def run_by_click(arguments: Sequence[str]) -> int:
    """Run a command line; return its exit code. Raises what the command raises, and click's errors."""
    _refuse_empty(arguments)
    result = application.main(list(arguments), prog_name="aiwg", standalone_mode=False, obj=tuple(arguments))
    return int(result) if isinstance(result, int) else 0


def _refuse_empty(arguments: Sequence[str]) -> None:
    """Raise UserError for an empty argument, as of a script whose variable is not set.

    Read as a missing option it would widen what is done: `remove --platform ""` would remove everything.
    """
    for before, word in itertools.pairwise(arguments):
        name, equals, value = word.partition("=")
        if not word:
            message = f"the argument after {before} is empty."
        elif name.startswith("--") and equals and not value:
            message = f"the value of {name} is empty."
        else:
            continue
        raise UserError(message, exit=Exit.USAGE, hint="Is a variable of your script empty?")


def code_of(error: Exception, as_json: bool) -> int:
    """Return the exit code of an error of click, having said it. Raises every other error again."""
    if isinstance(error, click.UsageError):
        console.print_error(_usage(error), as_json)
        return int(Exit.USAGE)
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        raise KeyboardInterrupt from error
    raise error


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
