#!/bin/sh
# Take the newest version of each source and deploy it, in the clone that is the current folder. For tools that run a
# command in many clones and open the pull requests: rollout.py, multi-gitter, turbolift. A clone without aiwg.yaml
# stays as it is. If aiwg refuses the update, the exit code is not 0, and none of these tools pushes a branch.
set -eu
[ -f aiwg.yaml ] || exit 0
aiwg update --yes --sync
