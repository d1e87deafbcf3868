"""Running a command line: the one place where errors become messages and exit codes."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import FrameType

from aiwg.cli.plain_line import run_plain
from aiwg.cli.verbs import COMMANDS as COMMANDS  # part of this module
from aiwg.core.changes import begin_changes
from aiwg.core.errors import Exit, UserError
from aiwg.output import console
from aiwg.output.terminal import marks

COMPLETING = "_AIWG_COMPLETE"


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return its exit code. No failure of what is around it leaves a traceback."""
    signal.signal(signal.SIGTERM, _interrupted)
    begin_changes()
    console.begin_output()
    _mend_umask()
    marks.verbs.update(COMMANDS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an encoding without a character is no reason to fail
    try:
        code = _answered(arguments)
    except KeyboardInterrupt:
        code = int(Exit.INTERRUPTED)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one changes nothing any more
        _try_to(lambda: console.print_interrupted("--json" in arguments))
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
            code = None if COMPLETING in os.environ else run_plain(arguments)
            if code is None:
                from aiwg.cli.group import run_by_click

                code = run_by_click(arguments)
        _flush()
        return int(code)
    except UserError as error:
        if COMPLETING not in os.environ:  # a shell that asks for completions wants names or nothing
            console.print_error(error, as_json)
        return int(error.exit)
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
    except Exception as error:
        if "click" not in sys.modules:
            raise
        from aiwg.cli.group import code_of

        return code_of(error, as_json)


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
