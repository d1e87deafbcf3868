"""The entry point. The cheapest questions are answered before anything is imported, not even `__future__`."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        if None in (sys.stdin, sys.stdout, sys.stderr):
            _open_what_is_closed()
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:  # before there was anything to interrupt
        from aiwg.output import console

        code = 130
        console.print_interrupted("--json" in sys.argv)
    if _is_alone():
        _leave(code)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if sys.getfilesystemencoding() != "utf-8":
        _run_in_utf8()
    if arguments in (["--version"], ["-V"], ["version"]):
        from aiwg import __version__

        return _say(f"aiwg {__version__}")
    if sys.platform == "win32":
        return _refuse_windows()
    from aiwg.module_finder import find_modules_of

    find_modules_of("aiwg")
    if arguments[:1] in (["deploy"], ["sync"]):
        from aiwg.noop_cache import syncs

        said = syncs.unchanged(arguments)
        if said is not None and said.replace("\n", "").isprintable():
            is_quiet = "--json" not in arguments and {"-q", "--quiet"}.intersection(arguments)
            return 0 if is_quiet else _say(said)
        return _run_whole(arguments)
    return _answer(arguments)


def _answer(arguments: list[str]) -> int:
    """Say what was said last time, if it holds; else run the command, and keep its answer where that may be done."""
    from aiwg.noop_cache import answers

    place = answers.place_of(arguments) if answers.is_kept(arguments) else None
    if place is None:
        return _run_whole(arguments)
    code = answers.say_again(place)
    if code is not None:
        return code
    from aiwg.noop_cache.keeping import answer_kept

    with answer_kept(place) as answer:
        from aiwg.output import console

        console.listeners.append(answer.hear)
        code = _run_whole(arguments)
        answer.end(code)
    return code


def _run_whole(arguments: list[str]) -> int:
    import gc

    from aiwg.cli.app import run

    gc.disable()  # what one command leaves in cycles is little, and looking for it takes a twentieth of its time
    return run(arguments)


def _is_alone() -> bool:
    """Say whether nothing of this process goes on after the command: no program around it, and no other thread."""
    script = sys._getframe(2)
    threads = sys.modules.get("threading")
    return script.f_back is None and not sys.flags.inspect and (threads is None or threads.active_count() == 1)


def _leave(code: int) -> None:
    """End the process at once. To free all objects first, as Python does, is a fifth of the time of a short command.

    Return when something cannot be written: Python says so at its own end.
    """
    import atexit
    import os

    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return
    os._exit(code)


def _say(text: str) -> int:
    """Print a line; return the exit code. A reader who has gone is no failure, a full disk is one."""
    import os

    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else the interpreter tries again at its end, and complains
        return 0 if isinstance(error, BrokenPipeError) else 1
    return 0


def _refuse_windows() -> int:
    """Say where aiwg runs; return the exit code for a wrong use. Nothing else may be imported there."""
    print("aiwg: does not run on native Windows. It needs Linux, macOS or WSL.", file=sys.stderr)
    print("  Install WSL: wsl --install   Then, in its terminal: pipx install aiwg", file=sys.stderr)
    return 2


def _open_what_is_closed() -> None:
    """Open standard streams that were closed, as for a daemon: else a file that is opened next would be one of them."""
    import os

    while (descriptor := os.open(os.devnull, os.O_RDWR)) < 3:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  for the whole run


def _run_in_utf8() -> None:
    """Start again in UTF-8 mode: under a locale of another encoding, names on disk would be read wrongly."""
    import os

    os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "aiwg", *sys.argv[1:]])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
