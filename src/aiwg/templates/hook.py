#!/usr/bin/env python3
"""Runs hooks in one form for every platform. Written by aiwg: edit the source of the hooks, not this file.

usage: hook.py PLATFORM HOOK...      with what the platform tells its hooks on standard input

Beside this file, PLATFORM.json says what the platform calls things, how it is told to block, and what each hook
runs. A hook gets one JSON object on standard input: event, platform, project and, as far as the platform tells
them, tool, input, command, path, prompt, output, session and cwd; `native` is all that the platform said. It ends
with 0 to go on, or with 2 to block, its reason on standard error. Anything else is a failed hook: it blocks nothing.

Needs Python 3.7 and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from typing import Any

BLOCK = 2
PATH_TOOLS = ("read", "write", "edit", "notebook", "list", "grep", "glob")
PATCHED = re.compile(r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$", re.MULTILINE)
TOLD = ("input", "command", "path", "prompt", "output", "session", "cwd")


def main(arguments: list[str]) -> int:
    """Run the hooks in order until one blocks; answer as the platform wants it and return the exit code."""
    platform, names = arguments[0], arguments[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, platform + ".json"), encoding="utf-8") as stream:
        settings = json.load(stream)
    text = sys.stdin.read()
    result = Result()
    for name in names:
        hook = settings["hooks"].get(name)
        if hook is None:
            continue
        result.event = hook["event"]
        told, tools = tell(hook, settings, parsed(text), platform)
        if not concerns(hook, told, tools):
            continue
        is_native = hook.get("contract") == "native"
        code, out, err = run(hook, text if is_native else json.dumps(told), told["project"])
        if is_native and code != 0:  # the platform's own answer
            sys.stdout.write(out)
            sys.stderr.write(err)
            return code
        if code == BLOCK:
            return block(settings, result, err.strip() or name + " blocks this")
        sys.stderr.write(err)
        result.failed = result.failed or code != 0
        result.add(out.strip(), is_native)
    return go_on(settings, result)


class Result:
    """What the hooks of one event came to: what they said, for the agent or as answers in the platform's own form."""

    def __init__(self) -> None:
        self.event = ""
        self.said: list[str] = []
        self.answers: dict[str, Any] = {}
        self.failed = False

    def add(self, out: str, is_native: bool) -> None:
        """Add what one hook printed; of several answers the later one wins, key by key."""
        answer = parsed(out) if is_native else None
        if isinstance(answer, dict):
            self.answers.update(answer)
        elif out:
            self.said.append(out)


def parsed(text: str) -> Any:
    """Return the value of a JSON text, the text itself when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def find(value: Any, paths: Any) -> Any:
    """Return what stands at the first dotted path that leads somewhere; JSON inside a text is looked into."""
    for path in [paths] if isinstance(paths, str) else paths or ():
        found = value
        for key in path.split("."):
            found = parsed(found) if isinstance(found, str) else found
            if isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            else:
                found = found.get(key) if isinstance(found, dict) else None
        if found is not None:
            return found
    return None


def tell(hook: Any, settings: Any, native: Any, platform: str) -> tuple[Any, list[str]]:
    """Return what a hook is told, and all neutral names of the tool that it is about."""
    names = settings.get("payload", {})
    told = {"event": hook["event"], "platform": platform, "native": native}
    for field in TOLD:
        value = find(native, names.get(field))
        if value is not None:
            told[field] = parsed(value) if field == "input" and isinstance(value, str) else value
    tools = neutral(find(native, names.get("tool")), settings.get("tools", {}))
    if tools:
        told["tool"] = tools[0]
    elsewhere = settings.get("scope") in ("user", "package")
    told["project"] = (find(native, names.get("project")) or told.get("cwd") or os.getcwd()) if elsewhere else ROOT
    return told, tools


def neutral(tool: Any, tools: Any) -> list[str]:
    """Return the neutral names of a platform's tool; its own name when there is none; nothing without a tool."""
    if not isinstance(tool, str):
        return []
    for name in (tool, tool.rpartition(".")[2]):  # some tell the tool's group before its name
        if name in tools:
            return list(tools[name])
    pattern = re.escape(tools.get("mcp") or "").replace(r"\{server\}", "(?P<server>.+?)")
    match = re.fullmatch(pattern.replace(r"\{tool\}", "(?P<tool>.+)"), tool)
    if match:
        return [f"mcp({match.groupdict().get('server', '*')}/{match.group('tool')})"]
    return [tool]


def concerns(hook: Any, told: Any, tools: list[str]) -> bool:
    """Say whether an event concerns a hook: it asks for no tool, for this one, or nobody knows which one it is."""
    wanted = hook.get("match")
    return not wanted or not tools or any(fits(each, tool, told) for each in wanted for tool in tools)


def fits(wanted: str, tool: str, told: Any) -> bool:
    """Say whether a tool is the one that `name` or `name(pattern)` asks for, as far as the platform tells."""
    name, _, pattern = split(wanted)
    inner = split(tool)
    if inner[0] != name:
        return False
    if not pattern:
        return True
    if name == "mcp":
        server, _, called = pattern.partition("/")
        own, _, own_name = inner[2].partition("/")
        return (own == "*" or fnmatchcase(own, server)) and fnmatchcase(own_name, called or "*")
    if name == "bash":
        values, look = commands(told), like_command
    elif name in PATH_TOOLS:
        values, look = paths(told), like_path
    else:
        values, look = texts(told.get("input")), like_text
    return not values or any(look(value, pattern, told) for value in values)  # nobody knows what it is about


def commands(told: Any) -> list[str]:
    """Return a command line, and the commands that it is made of."""
    line = told.get("command")
    whole = [" ".join(str(part) for part in line), str(line[-1])] if line and isinstance(line, list) else [line]
    lines = [each for each in whole if isinstance(each, str) and each.strip()]
    return lines + [part.strip() for each in lines for part in re.split(r"&&|\|\||[;|\n&]", each) if part.strip()]


def paths(told: Any) -> list[str]:
    """Return the files that a tool is about; a patch names its own."""
    if told.get("path"):
        return [str(told["path"])]
    patches = [text for text in (told.get("command"), *texts(told.get("input"))) if isinstance(text, str)]
    return [found.strip() for text in patches for found in PATCHED.findall(text)]


def texts(value: Any) -> list[str]:
    """Return the texts that a tool was called with."""
    values = value.values() if isinstance(value, dict) else [value]
    return [each for each in values if isinstance(each, str) and each]


def like_command(value: str, pattern: str, told: Any) -> bool:
    """Say whether a command is like `git push *`, which `git push` alone is too."""
    start, rest = (pattern[:-2], "(?: .*)?") if pattern.endswith(" *") else (pattern, "")
    return re.match(re.escape(start).replace(r"\*", ".*") + rest + r"\Z", value, re.DOTALL) is not None


def like_path(value: str, pattern: str, told: Any) -> bool:
    """Say whether a file is like `src/**`, `.env` in any folder, `/x` of the project, `//x` or `~/x` of the machine."""
    project = told["project"]
    full = os.path.normpath(os.path.join(told.get("cwd") or project, os.path.expanduser(value)))
    if pattern.startswith(("//", "~/")):
        return globbed(full, os.path.expanduser(pattern).replace("//", "/", 1))
    inside = os.path.relpath(full, project)
    if pattern.startswith("/"):
        return globbed(inside, pattern[1:])
    return globbed(inside, pattern if "/" in pattern else "**/" + pattern)


def globbed(path: str, pattern: str) -> bool:
    """Say whether a path, or a folder above it, is what a glob names."""
    found = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    found = re.sub(r"\\\{([^{}]*)\\\}", lambda match: "(?:" + match.group(1).replace(",", "|") + ")", found)
    found = re.sub(
        r"\\\[!?([^\[\]\\]+)\\\]", lambda match: match.group().replace("\\[!", "[^").replace("\\", ""), found
    )
    return re.match(found.replace(r"\?", "[^/]") + r"(?:/.*)?\Z", path, re.DOTALL) is not None


def like_text(value: str, pattern: str, told: Any) -> bool:
    """Say whether a text is what was asked for, or an address of the domain that was."""
    if pattern.startswith("domain:"):
        hosts = re.findall(r"(?<![a-z])[a-z]+://([^/:\s]+)", value)
        return any(fnmatchcase(host.lower(), pattern[7:]) for host in hosts)
    return fnmatchcase(value, pattern) or fnmatchcase(value + " ", pattern)


def split(tool: str) -> tuple[str, str, str]:
    """Return the name, the bracket and the argument of `name(argument)`."""
    return (tool[:-1] if tool.endswith(")") else tool).partition("(")


def run(hook: Any, text: str, project: str) -> tuple[int, str, str]:
    """Run what a hook runs, in the project; return its exit code and what it said."""
    command = ["sh", "-c", hook["command"]] if "command" in hook else starting(os.path.join(ROOT, hook["script"]))
    folder = os.path.join(project, hook.get("cwd", ""))
    try:
        done = subprocess.run(  # noqa: S603  # running what the hook names is the purpose
            command,
            input=text.encode(),
            capture_output=True,
            cwd=folder,
            env={**os.environ, "AIWG_PROJECT_DIR": project, **hook.get("env", {})},
            timeout=hook.get("timeout"),
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return 1, "", f"{error}\n"
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def starting(path: str) -> list[str]:
    """Return how a script is started: as what it is when it may be executed, else by its kind."""
    if os.access(path, os.X_OK):
        return [path]
    return [sys.executable if path.endswith(".py") else "sh", path]


def block(settings: Any, result: Result, reason: str) -> int:
    """Block in the platform's own way; say the reason all the same where it cannot."""
    form = settings.get("block", {}).get(result.event)
    if isinstance(form, dict):
        print(json.dumps(filled(form, reason)))
        return 0
    sys.stderr.write(reason + "\n")
    return form if isinstance(form, int) else go_on(settings, result)


def go_on(settings: Any, result: Result) -> int:
    """Let the platform go on, and hand over what the hooks said where it takes that."""
    text = "\n".join(result.said)
    form = settings.get("context", {}).get(result.event) if text else None
    form = form or settings.get("pass", {}).get(result.event)
    if form == "{text}":
        print(text)
    elif form is not None or result.answers:
        print(json.dumps({**(filled(form, text) or {}), **result.answers}))
    return 1 if result.failed and isinstance(settings.get("block", {}).get(result.event), int) else 0


def filled(form: Any, text: str) -> Any:
    """Return an answer with its {text} filled in."""
    if isinstance(form, dict):
        return {key: filled(value, text) for key, value in form.items()}
    return text if form == "{text}" else form


ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that the paths of scripts start from: the project, the home folder, or the package."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
