# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT
"""Runs `aiwg status` and `aiwg doctor` on a target; modules/facts.py documents it."""

from __future__ import annotations

from ansible.errors import AnsibleActionFail
from ansible_collections.aiwg.context.plugins.plugin_utils.program import AiwgAction, told

SERIOUS = ("error", "warning")


class ActionModule(AiwgAction):
    """Looks at a target."""

    def run(self, tmp=None, task_vars=None):
        """Return the result of the task."""
        result = super().run(tmp, task_vars)
        self.take_options({"doctor": {"type": "bool", "default": True}})
        version = self.document_of(["version", "--json"])
        facts = {"installed": version is not None}
        if version is not None:
            facts["version"], facts["executable"] = version["version"], self.path
            facts["status"] = self.document_of(["status", "--json", *self.scope_arguments()])
            if self.options["doctor"]:
                facts["doctor"] = summary_of(self.document_of(["doctor", "--json", *self.scope_arguments()]))
        return {**result, "changed": False, "ansible_facts": {"aiwg": facts}}

    def document_of(self, arguments):
        """Return the JSON of a command, None where aiwg is not installed.

        An exit code that only says "there is something to do" is no failure. Raises AnsibleActionFail for an error.
        """
        ran = self.run_aiwg(arguments)
        if ran is None:
            return None
        code, document = ran
        if document.get("schema", "").startswith("aiwg.error/"):
            raise AnsibleActionFail(told(document), result={"exit_code": code})
        return document


def summary_of(document):
    """Return the parts of the doctor's report that a playbook decides with."""
    return {
        "summary": document["summary"],
        "findings": [each for each in document["findings"] if each["level"] in SERIOUS],
        "policies": document["policies"],
    }
