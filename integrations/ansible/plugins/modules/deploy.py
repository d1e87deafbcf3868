#!/usr/bin/python
# Copyright (c) 2026 The aiwg authors
# MIT License (see LICENSE)
# SPDX-License-Identifier: MIT

from __future__ import annotations

DOCUMENTATION = r"""
module: deploy
short_description: Deploy AI context with aiwg
description:
  - Writes the rules, skills, agents, hooks and other artifacts of a source to the files that AI coding platforms read.
  - Runs C(aiwg deploy), or C(aiwg remove) with O(state=absent), on the target. aiwg never overwrites your own files.
  - If one of your files is in conflict, aiwg deploys everything else, and the task fails with the list of conflicts.
version_added: 0.2.0
author:
  - The aiwg authors (@aiwg)
options:
  state:
    description:
      - V(present) deploys the sources.
      - V(absent) deletes everything that aiwg wrote. Your own files stay exactly as they are.
    type: str
    choices: [present, absent]
    default: present
  platforms:
    description:
      - IDs of platforms, such as V(claude) or V(cursor). C(aiwg platforms) lists all of them.
      - Default with O(state=present) are the platforms of the last deploy, else those that aiwg detects.
      - Default with O(state=absent) are all platforms.
    type: list
    elements: str
    default: []
  sources:
    description:
      - Folders on the target to deploy instead of the usual sources. Later ones win.
      - aiwg remembers them for the next deploy.
      - Their hooks, servers and permissions deploy without an approval, because the task names the source.
      - Has no effect with O(state=absent).
    type: list
    elements: str
    default: []
  frozen:
    description:
      - Fail unless C(aiwg.lock) and C(aiwg.yaml) agree, so that a task never moves a source to a new version.
      - Has no effect with O(state=absent).
    type: bool
    default: true
  offline:
    description:
      - Use only sources that were fetched or vendored before, and not the network.
      - Has no effect with O(state=absent).
    type: bool
    default: false
  force:
    description:
      - Overwrite deployed files that somebody edited. aiwg backs them up first.
      - Has no effect with O(state=absent). Files that somebody edited stay then.
    type: bool
    default: false
  fail_on_waiting:
    description:
      - Fail if an artifact needs an approval, such as a hook of the project itself.
      - Otherwise the task shows a warning, and aiwg deploys everything else.
      - A policy approves artifacts for whole machines. The role P(aiwg.context.install#role) writes one.
      - Has no effect with O(state=absent).
    type: bool
    default: false
requirements:
  - aiwg 0.2.0 or newer on the target
attributes:
  check_mode:
    description:
      - Predicts the changes with C(--dry-run). Writes nothing.
      - If aiwg is not installed yet, or a folder does not exist yet, the task shows a warning and predicts a change.
    support: full
  diff_mode:
    description: Shows the changed lines of each file.
    support: full
extends_documentation_fragment:
  - aiwg.context.place
seealso:
  - module: aiwg.context.facts
"""

EXAMPLES = r"""
- name: Deploy the sources of a repository
  aiwg.context.deploy:
    project: /srv/shop

- name: Deploy a company's source to the home folder of a user
  aiwg.context.deploy:
    scope: user
    platforms: [claude, codex]
    sources: [/opt/company-context]
  become: true
  become_user: ana

- name: Remove everything that aiwg wrote to a repository
  aiwg.context.deploy:
    project: /srv/shop
    state: absent
"""

RETURN = r"""
actions:
  description: The paths that the task changed, or would change in check mode.
  returned: always
  type: list
  elements: dict
  contains:
    action:
      description: The change, such as V(create), V(update), V(adopt) or V(delete).
      type: str
    path:
      description: The path, relative to the project or to the home folder.
      type: str
    platforms:
      description: The platforms that read the path.
      type: list
      elements: str
    artifacts:
      description: The artifacts in the path.
      type: list
      elements: str
  sample:
    - action: create
      path: .claude/rules/style.md
      platforms: [claude]
      artifacts: [rule/style]
conflicts:
  description: Your own files that are in conflict with an artifact. aiwg keeps them.
  returned: always
  type: list
  elements: dict
  contains:
    path:
      description: The path of your file.
      type: str
    reason:
      description: The reason for the conflict.
      type: str
    hint:
      description: The ways to solve the conflict.
      type: str
  sample:
    - path: .claude/rules/style.md
      reason: your own file, not written by aiwg
      hint: "To keep your version, rename or exclude the artifact."
refused:
  description: The artifacts that have an error, with its file and line.
  returned: always
  type: list
  elements: dict
  sample: []
waiting:
  description: The artifacts that aiwg deploys after an approval.
  returned: always
  type: list
  elements: str
  sample: [hook/format]
kept:
  description: The artifacts that changed without an approval. Their earlier version stays.
  returned: always
  type: list
  elements: str
  sample: []
drift:
  description: The deployed files that somebody edited or deleted. aiwg leaves them as they are without O(force=true).
  returned: always
  type: list
  elements: dict
  contains:
    action:
      description: V(edited), V(deleted), or V(orphan) for an edited file that no source produces any more.
      type: str
    path:
      description: The path, relative to the project or to the home folder.
      type: str
    reason:
      description: The state of the file.
      type: str
  sample: []
platforms:
  description: The IDs of the platforms.
  returned: always
  type: list
  elements: str
  sample: [claude]
exit_code:
  description: The exit code of aiwg. V(4) is a conflict, for example.
  returned: always
  type: int
  sample: 0
"""
