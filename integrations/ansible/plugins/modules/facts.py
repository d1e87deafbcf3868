#!/usr/bin/python
# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT

from __future__ import annotations

DOCUMENTATION = r"""
module: facts
short_description: Get the state of deployed AI context
description:
  - Runs C(aiwg status) and C(aiwg doctor) on the target, and returns both as the fact C(aiwg).
  - Writes nothing. Works if aiwg is not installed.
version_added: 0.2.0
author:
  - The aiwg authors (@aiwg)
options:
  doctor:
    description: Also check with C(aiwg doctor) that every platform loads the deployed files.
    type: bool
    default: true
attributes:
  check_mode:
    description: Returns the same facts.
    support: full
  diff_mode:
    description: There are no changes to show.
    support: none
extends_documentation_fragment:
  - aiwg.context.place
seealso:
  - module: aiwg.context.deploy
"""

EXAMPLES = r"""
- name: Look at a repository
  aiwg.context.facts:
    project: /srv/shop

- name: Stop if a platform does not load a deployed file
  ansible.builtin.assert:
    that: ansible_facts.aiwg.doctor.summary.error == 0
"""

RETURN = r"""
ansible_facts:
  description: The facts.
  returned: always
  type: dict
  contains:
    aiwg:
      description: The state of one project or home folder.
      returned: always
      type: dict
      contains:
        installed:
          description: V(true) if aiwg is on the target. Otherwise there are no other keys.
          type: bool
        version:
          description: The version of aiwg.
          type: str
        executable:
          description: The path of aiwg.
          type: str
        status:
          description:
            - The JSON of C(aiwg status), with C(deployed), C(clean), C(platforms), C(sources), C(drift), C(conflicts),
              C(pending) and more.
          type: dict
        doctor:
          description: The errors and warnings of C(aiwg doctor), and the active policies.
          returned: if O(doctor=true)
          type: dict
          contains:
            summary:
              description: The number of findings by level.
              type: dict
            findings:
              description: The errors and warnings.
              type: list
              elements: dict
            policies:
              description: The policies that apply on the target.
              type: list
              elements: dict
      sample:
        installed: true
        version: 0.2.0
        executable: /usr/local/bin/aiwg
"""
