# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT
"""Runs `aiwg deploy`, or `aiwg remove`, on a target; modules/deploy.py documents it."""

from __future__ import annotations

from ansible_collections.aiwg.context.plugins.plugin_utils.program import AiwgAction, told

OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "platforms": {"type": "list", "elements": "str", "default": []},
    "sources": {"type": "list", "elements": "str", "default": []},
    "frozen": {"type": "bool", "default": True},
    "offline": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
    "fail_on_waiting": {"type": "bool", "default": False},
}
OF_A_DEPLOY = ("sources", "offline", "force", "fail_on_waiting")
"""The options that mean nothing to a removal; `frozen` is one too, and true by default."""
WRITES = ("create", "update", "adopt", "delete")
DRIFT = ("edited", "deleted", "orphan")
CONFLICT = "conflict"
ACTION = ("action", "path", "platforms", "artifacts")
LEFT = ("path", "reason", "hint")
DRIFTED = ("action", "path", "reason")
LISTS = ("actions", "conflicts", "drift", "refused", "waiting", "kept", "platforms")
TOO_OLD = "This aiwg is too old for the collection: its JSON has no key 'changed'. Install aiwg 0.2.0 or newer."


class ActionModule(AiwgAction):
    """Deploys to a target."""

    def run(self, tmp=None, task_vars=None):
        """Return the result of the task."""
        result = super().run(tmp, task_vars)
        self.take_options(OPTIONS)
        ran = self.run_aiwg(self.arguments())
        return {**result, **(self.without_aiwg() if ran is None else self.outcome(*ran))}

    def without_aiwg(self):
        """Return the result where aiwg is not installed: in check mode, an earlier task may be going to do that."""
        if not self._task.check_mode:
            return failed(self.not_found())
        return unknown("aiwg is not installed yet") if self.is_present() else unchanged()

    def is_present(self):
        """Say whether the task deploys, and does not remove."""
        return self.options["state"] == "present"

    def not_there_yet(self):
        """Return the folders of the task that do not exist: an earlier task may be going to make them."""
        if not (self._task.check_mode and self.is_present()):
            return []
        project = self.options["project"] if self.options["scope"] == "project" else ""
        return self.missing([each for each in (project, *self.options["sources"]) if each])

    def arguments(self):
        """Return the command line of aiwg without its name."""
        options = self.options
        arguments = [*self.scope_arguments(), "--json"]
        for platform in options["platforms"]:
            arguments += ["--platform", platform]
        if self._task.check_mode:
            arguments.append("--dry-run")
        if self._task.diff:
            arguments.append("--diff")
        if not self.is_present():
            return ["remove", *arguments]
        for source in options["sources"]:
            arguments += ["--source", source]
        arguments += [f"--{name}" for name in ("offline", "force") if options[name]]
        return ["deploy", "--frozen" if options["frozen"] else "--no-frozen", *arguments]

    def without_effect(self):
        """Return a warning for each option of the task that a removal does not heed."""
        if self.is_present():
            return []
        given = [name for name in OF_A_DEPLOY if self.options[name]]
        return [f"The option {name} has no effect with state: absent." for name in given]

    def outcome(self, code, document):
        """Return the result for what aiwg printed."""
        if code and document.get("schema", "").startswith("aiwg.error/"):
            if missing := self.not_there_yet():
                return unknown(f"{missing[0]} does not exist yet")
            return failed(told(document), exit_code=code, problems=document.get("problems", []))
        if "changed" not in document:
            return failed(TOO_OLD, exit_code=code)
        result = {**result_of(document, code), "warnings": self.without_effect()}
        if self._task.diff:
            result["diff"] = [{"prepared": text} for text in diffs_of(document)]
        if result["waiting"]:
            names = ", ".join(result["waiting"])
            if self.options["fail_on_waiting"]:
                return failed(f"These artifacts need an approval: {names}", **result)
            result["warnings"].append(f"aiwg does not deploy these artifacts before you approve them: {names}")
        return failed(reason_of(result), **result) if code else result


def unchanged():
    """Return the result of a task that changes nothing."""
    return {"changed": False, "exit_code": 0, "warnings": [], **{key: [] for key in LISTS}}


def unknown(why):
    """Return the result of a check that cannot know what the task will change."""
    return {**unchanged(), "changed": True, "warnings": [f"{why}, so the changes are unknown."]}


def failed(message, **result):
    """Return the result of a task that failed."""
    return {"failed": True, "msg": message, **result}


def result_of(document, code):
    """Return the result of the task: the parts of aiwg's plan that a playbook needs."""
    actions = document["actions"]
    return {
        "changed": document["changed"],
        "actions": [{key: each[key] for key in ACTION} for each in actions if each["action"] in WRITES],
        "conflicts": [{key: each[key] for key in LEFT} for each in actions if each["action"] == CONFLICT],
        "drift": [{key: each[key] for key in DRIFTED} for each in actions if each["action"] in DRIFT],
        "refused": document["refused"],
        "waiting": document["withheld"],
        "kept": document["kept"],
        "platforms": document["platforms"],
        "exit_code": code,
    }


def diffs_of(document):
    """Return the changed lines of each file that is written, as `diff -u` shows them."""
    return [each["diff"] for each in document["actions"] if each["action"] in WRITES and each.get("diff")]


def reason_of(result):
    """Return the message of a task that aiwg did not complete, from the lists in its result."""
    parts = []
    if result["conflicts"]:
        paths = ", ".join(each["path"] for each in result["conflicts"])
        parts.append(f"Your own files are in conflict, and aiwg kept them: {paths}.")
        parts += sorted({each["hint"] for each in result["conflicts"] if each["hint"]})
    if result["refused"]:
        names = ", ".join(each["artifact"] for each in result["refused"])
        parts.append(f"These artifacts have errors: {names}.")
    return " ".join(parts) or "aiwg ended with exit code {}.".format(result["exit_code"])
