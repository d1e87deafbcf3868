# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT
"""The options that every action has."""

from __future__ import annotations


class ModuleDocFragment:
    """Documents them once."""

    DOCUMENTATION = r"""
options:
  scope:
    description:
      - V(project) is the folder in O(project).
      - V(user) is the home folder of the user that runs the task. Use C(become_user) for the homes of other users.
    type: str
    choices: [project, user]
    default: project
  project:
    description: The folder of the project. Required if O(scope=project).
    type: str
  executable:
    description:
      - The path or name of aiwg on the target.
      - Default is the C(aiwg) in C(PATH), C(/opt/aiwg/bin), C(/usr/local/bin) or C(~/.local/bin).
    type: str
attributes:
  async:
    description: The action cannot run in the background.
    support: none
  platform:
    description: The targets on which the action runs. They need aiwg and a POSIX shell, and Ansible no Python there.
    platforms: posix
    support: full
"""
