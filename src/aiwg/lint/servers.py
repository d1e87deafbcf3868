"""MCP servers: secrets written out, variables in one platform's syntax, commands that are not one word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from aiwg.core.suggest import suggest
from aiwg.findings.fix import Fix, in_line
from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

SECRET_LITERAL = Rule(
    "secret-literal",
    WARNING,
    "a literal secret",
    "aiwg writes it to files that people often commit. `${NAME}` keeps it in the environment; for platforms without "
    "variables, aiwg reports it.",
)
OWN_VARIABLE = Rule(
    "own-variable",
    WARNING,
    "a variable in the syntax of one platform",
    "aiwg translates only `${NAME}`; other forms stay as they are and do not work elsewhere.",
    "writes ${NAME}",
)
COMMAND_WORDS = Rule(
    "command-words",
    WARNING,
    "a command with arguments",
    "Clients start the command as one program, and no file has this whole name. Put arguments under args.",
)
BAD_URL = Rule(
    "bad-url",
    WARNING,
    "an invalid address",
    "A remote server needs http:// or https:// and a host.",
)
UNKNOWN_TRANSPORT = Rule(
    "unknown-transport",
    WARNING,
    "an unknown type of server",
    "A server with a url is http or sse; a server with a command is stdio.",
)
TIMEOUT_UNIT = Rule(
    "timeout-unit",
    WARNING,
    "a timeout that looks like milliseconds",
    "aiwg reads it in seconds and converts it for each platform. A thousand seconds are a quarter of an hour.",
)
RULES = (SECRET_LITERAL, OWN_VARIABLE, COMMAND_WORDS, BAD_URL, UNKNOWN_TRANSPORT, TIMEOUT_UNIT)

LONG_TIMEOUT = 1000
_SECRET_NAME = re.compile(
    r"(?:^|[_.-])(?:(?:api|access|private|secret|auth)[_-]?key|token|secret|passw(?:or)?d|pwd|credentials?|pat|bearer)"
    r"(?:$|[_.-])|^(?:authorization|x-api-key|cookie|proxy-authorization)$|(?:key|token|secret|password)$",
    re.IGNORECASE,
)
_SECRET_FLAG = re.compile(r"^--?(?:api-?key|token|password|secret|auth(?:-token)?)(?:=(?P<value>.+))?$", re.IGNORECASE)
_MADE_UP = re.compile(
    r"^(?:|x+|\*+|<.*>|your[-_ ].*|changeme|example|placeholder|todo|true|false|[0-9]{1,5}|none)$", re.IGNORECASE
)
_VARIABLE = re.compile(r"\$\{[A-Za-z_]")
_OTHERS = re.compile(r"\$\{env:(?P<a>[A-Za-z_]\w*)\}|(?<!\$)\{env:(?P<b>[A-Za-z_]\w*)\}|\$env:(?P<c>[A-Za-z_]\w*)|"
                     r"%(?P<d>[A-Z_][A-Z0-9_]*)%|(?<![\w$\\])\$(?P<e>[A-Z_][A-Z0-9_]+)\b|"
                     r"\{\{\s*(?P<f>[A-Z_][A-Z0-9_]*)\s*\}\}")  # fmt: skip


def check_server(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about an MCP server."""
    if subject.kind != "mcp_server":
        return
    yield from _secrets(subject)
    yield from _variables(subject)
    yield from _start(subject)
    yield from check_timeout(subject)


def check_timeout(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the timeout of a server or a hook that looks like milliseconds."""
    timeout = subject.artifact.fields.get("timeout")
    if isinstance(timeout, int | float) and timeout >= LONG_TIMEOUT:
        line = subject.line_of("timeout")
        message = f"the timeout is {timeout:,} seconds"
        column = subject.page.column_of(line, f"{timeout}")
        yield subject.found(TIMEOUT_UNIT, message, line, column, hint=f"if you mean milliseconds: {timeout / 1000:g}")


def _values(subject: CheckTarget) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text of a server that may hold a variable, and where it stands."""
    fields = subject.artifact.fields
    for key in ("env", "headers"):
        yield from (((key, name), value) for name, value in fields.get(key, {}).items())
    yield from ((("args", number), value) for number, value in enumerate(fields.get("args", ())))
    yield from (((key,), str(fields[key])) for key in ("url", "command", "cwd") if key in fields)


def _place(subject: CheckTarget, path: tuple[str | int, ...], text: str) -> tuple[int, int | None]:
    line = subject.line_of(*path)
    name = str(path[-1]) if path[0] in ("env", "headers") else ""
    after = subject.page.column_of(line, name) or 1
    return line, subject.page.column_of(line, text, after + len(name))


def _secrets(subject: CheckTarget) -> Iterator[Finding]:
    flag = False
    for path, value in _values(subject):
        named = path[0] in ("env", "headers") and _SECRET_NAME.search(str(path[-1]))
        match = _SECRET_FLAG.match(value) if path[0] == "args" else None
        secret = value if named or flag else match["value"] if match and match["value"] else ""
        flag = bool(match and not match["value"])
        bare = secret.removeprefix("Bearer ").removeprefix("Basic ").strip()
        if not bare or _VARIABLE.search(secret) or _OTHERS.search(secret) or _MADE_UP.match(bare):
            continue
        name = str(path[-1]) if named else "an argument"
        line, column = _place(subject, path, secret)
        variable = re.sub(r"\W", "_", name).upper() if named else "NAME"
        yield subject.found(
            SECRET_LITERAL,
            f"{name} is a plain secret",
            line,
            column,
            hint=f"write ${{{variable}}}, and set it where the client runs",
        )


def _variables(subject: CheckTarget) -> Iterator[Finding]:
    for path, value in _values(subject):
        for match in _OTHERS.finditer(value):
            name = next(group for group in match.groups() if group)
            line, column = _place(subject, path, match[0])
            fix: Fix | None = in_line(line, column, column + len(match[0]), f"${{{name}}}") if column else None
            message = f"{match[0]} stays as it is"
            yield subject.found(OWN_VARIABLE, message, line, column, hint=f"write ${{{name}}}", fix=fix)


def _start(subject: CheckTarget) -> Iterator[Finding]:
    fields = subject.artifact.fields
    command, url, kind = str(fields.get("command", "")), str(fields.get("url", "")), fields.get("type")
    if " " in command.strip() and "args" not in fields and not command.startswith(("/", "./", "~", "${")):
        line = subject.line_of("command")
        words = command.split()
        hint = f"command: {words[0]}, args: [{', '.join(words[1:])}]"
        yield subject.found(
            COMMAND_WORDS, f'the command is "{command}"', line, subject.page.column_of(line, command), hint=hint
        )
    if url and not url.startswith("${"):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            line = subject.line_of("url")
            message = f'"{url}" is not an address'
            yield subject.found(BAD_URL, message, line, subject.page.column_of(line, url), hint="https://host/path")
    wanted = ("http", "sse", "streamable-http", "streamableHttp") if url else ("stdio", "local")
    if kind is not None and kind not in wanted:
        line = subject.line_of("type")
        hint = suggest(str(kind), wanted) or f"one of: {', '.join(wanted[:2])}"
        message = f'unknown type "{kind}" for a server with a {"url" if url else "command"}'
        yield subject.found(UNKNOWN_TRANSPORT, message, line, subject.page.column_of(line, str(kind)), hint=hint)
