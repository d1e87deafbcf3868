"""What limits a tool: commands, paths, domains and names, in the spellings that clients accept."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PATH_TOOLS: Final = frozenset({"read", "write", "edit", "notebook", "list", "grep", "glob"})
"""Tools that a path limits."""

UNLIMITED: Final = frozenset({"todo", "ask", "web_search"})
"""Tools that no client limits."""

_BY_START: Final = frozenset({"shell", "shelltool", "runshellcommand"})
"""Spellings whose argument is the start of a command, with or without a star."""

_WORD_AND_REST = lazy_pattern(r"^([\w./-]+):(.+)\Z")
_HOST = lazy_pattern(r"^(?:\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::[0-9]+)?)\Z")
_ADDRESS = lazy_pattern(r"^(?:https?|\*)://([^/]+)(/\*{0,2})?\Z")
_HOME = lazy_pattern(r"^(?:\$HOME|\$\{HOME\})/")


class ArgumentError(ValueError):
    """A spelling that cannot be understood: the message says what it has, after the name of its key."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def neutral_argument(tool: str, argument: str, spelled: str = "") -> str | None:
    """Return what limits a neutral tool, in the neutral form; None for no limit at all.

    `spelled` is the name that was written, in lower case. Commands: `git push *`. Paths: `docs/**` is below the
    project, `/x` at its top, `//x` of the machine, `~/x` of the home folder. Domains: `domain:example.com`.

    Raises ArgumentError.
    """
    text = argument.strip()
    if not text:
        raise ArgumentError(f"has {tool}() without an argument", f"{tool} alone means all of it")
    if tool == "bash":
        return _command(text, spelled)
    if tool in PATH_TOOLS:
        return _path(tool, text)
    if text in ("*", "**", ":*"):
        return None
    if tool == "web_fetch":
        return _domain(text)
    if tool in UNLIMITED:
        raise ArgumentError(f"limits {tool} to {text}: no platform can do that", f"{tool} alone means all of it")
    return f"{text[:-2].rstrip()} *" if text.endswith(":*") else text


def _command(text: str, spelled: str) -> str | None:
    if text in ("*", "**", ":*"):
        return None
    if text.endswith(":*"):
        return f"{text[:-2].rstrip()} *"
    if spelled not in _BY_START:
        return text
    parted = _WORD_AND_REST.match(text)
    text = f"{parted[1]} {parted[2]}" if parted else text
    return text if "*" in text or (parted and spelled == "shell") else f"{text} *"


def _path(tool: str, text: str) -> str:
    if "\\" in text:
        raise ArgumentError(f"has a backslash in {tool}({text})", "separate folders with /")
    if text.startswith("!"):
        raise ArgumentError(f"excludes {text[1:]} from {tool}", "write the allowed patterns; a deny wins over an allow")
    text = _HOME.sub("~/", text)
    if text.startswith("./"):
        text = text[2:] if "/" in text[2:].rstrip("/") else text[1:]
    return f"{text}**" if text.endswith("/") else text


def _domain(text: str) -> str:
    host = text.removeprefix("domain:")
    address = _ADDRESS.match(host)
    host = address[1] if address else host
    if not _HOST.match(host):
        raise ArgumentError(f"limits web_fetch to {text}", "web_fetch(domain:example.com)")
    return f"domain:{host.lower()}"
