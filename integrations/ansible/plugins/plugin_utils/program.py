# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT
"""Runs aiwg on a target with one command of its shell, and reads its JSON.

Ansible would copy a module there and start a Python for it, which costs several times what aiwg does.
"""

from __future__ import annotations

import json
import shlex

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

PLACE = {
    "scope": {"type": "str", "choices": ["project", "user"], "default": "project"},
    "project": {"type": "str"},
    "executable": {"type": "str"},
}
"""The options of every action: where aiwg works, and where it is."""

FOLDERS = "/opt/aiwg/bin:/usr/local/bin:$HOME/.local/bin"
"""The folders that are searched after PATH: a login shell has them, a task of Ansible often not."""

NOT_FOUND = 127
"""The exit code of a shell that finds no program."""

LINE = 'found=$(PATH="$PATH:{folders}"; command -v {name}) || exit {code}; echo "$found"; exec "$found" {arguments}'
"""Prints the path of aiwg, then what aiwg prints."""

ABSENT = 'number=0; for each in {paths}; do [ -e "$each" ] || echo $number; number=$((number + 1)); done'
"""Prints the numbers of the paths that do not exist."""

MISSING = "aiwg is not installed here. Install it with the role aiwg.context.install, or set the option executable."
NAMED_MISSING = "There is no program {!r} here. The option executable is the path or name of aiwg, without arguments."

NO_INPUT = b"\n"
"""Given as input where that is possible, so that SSH makes no terminal: it would mix errors into the JSON."""


class AiwgAction(ActionBase):
    """An action that runs aiwg on the target. `options` are those of the task, `path` is where aiwg was found."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False

    def take_options(self, more):
        """Take the options of the task, those that every action has and some more. Raises AnsibleActionFail."""
        _, self.options = self.validate_argument_spec(
            argument_spec={**PLACE, **more}, required_if=[("scope", "project", ("project",))]
        )
        self.path = None
        if self.options["project"]:
            self.options["project"] = self._remote_expand_user(self.options["project"])
        if self.options.get("sources"):
            self.options["sources"] = [self._remote_expand_user(each) for each in self.options["sources"]]

    def run_aiwg(self, arguments):
        """Return the exit code and the JSON document of a command; None where aiwg is not installed.

        Raises AnsibleActionFail when it prints no document.
        """
        name = shlex.quote(self.options["executable"] or "aiwg")
        line = LINE.format(folders=FOLDERS, name=name, code=NOT_FOUND, arguments=shlex.join(arguments))
        code, out, errors = self.run_line(line)
        self.path, _, printed = out.partition("\n")
        if code == NOT_FOUND and not out.strip() and not errors:
            return None
        try:
            return code, json.loads(printed[max(printed.find("{"), 0) :])
        except ValueError:
            why = errors or printed.strip() or f"{self.path} printed no JSON. Is it aiwg?"
            raise AnsibleActionFail(f"aiwg {arguments[0]} ended with exit code {code}: {why}") from None

    def run_line(self, line):
        """Run a line of shell on the target; return its exit code, its output and its errors."""
        command = f"{self._compute_environment_string()} /bin/sh -c {shlex.quote(line)}".strip()
        become = self._connection.become
        takes_input = self._connection.has_pipelining and (become is None or become.pipelining)
        ran = self._low_level_execute_command(command, in_data=NO_INPUT if takes_input else None)
        return ran["rc"], ran["stdout"].replace("\r\n", "\n"), ran["stderr"].strip()

    def missing(self, paths):
        """Return those of some paths that do not exist on the target."""
        if not paths:
            return []
        line = ABSENT.format(paths=shlex.join(paths))
        return [paths[int(number)] for number in self.run_line(line)[1].split()]

    def not_found(self):
        """Return the message for a target on which there is no aiwg."""
        named = self.options["executable"]
        return NAMED_MISSING.format(named) if named else MISSING

    def scope_arguments(self):
        """Return the arguments that say where a command works."""
        if self.options["scope"] == "user":
            return ["--scope", "user"]
        return ["--scope", "project", "--project", self.options["project"]]


def told(document):
    """Return the message of an error, with its problems and its hint."""
    lines = [document["message"]]
    for each in document.get("problems", []):
        place = ":".join(str(each[key]) for key in ("file", "line") if each.get(key))
        lines.append("{}: {}".format(place, each["message"]) if place else each["message"])
    if document.get("hint"):
        lines.append(document["hint"])
    return "\n".join(lines)
