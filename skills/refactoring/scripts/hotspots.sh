#!/bin/sh
# Lists the files that most commits touched lately, with their number of lines: where structure pays.
#
# usage: hotspots.sh [COUNT [SINCE]]     COUNT: default 20     SINCE: what `git log --since` takes, default 1.year
# exit:  0 ok (also when there is nothing to list), 1 not a git repository, 2 wrong usage
#
# Prints "commits lines path". Files that are gone, binary or links are left out; merges are not counted.

set -eu

usage() {
  echo "usage: hotspots.sh [COUNT [SINCE]]" >&2
  exit 2
}

[ $# -le 2 ] || usage
count=${1:-20}
since=${2:-1.year}
case $count in '' | *[!0-9]* | 0* | ??????*) usage ;; esac
case $since in '' | -*) usage ;; esac

if ! command -v git >/dev/null 2>&1 || ! top=$(git rev-parse --show-toplevel 2>/dev/null); then
  echo "hotspots.sh: not in a git repository, or git is missing" >&2
  exit 1
fi
cd -- "$top"
git rev-parse --quiet --verify HEAD >/dev/null 2>&1 || exit 0

LC_ALL=C
export LC_ALL
git -c core.quotePath=false log --no-merges --no-renames --name-only --format= --since="$since" -- |
  awk 'length > 0 { commits[$0]++ } END { for (path in commits) printf "%d\t%s\n", commits[path], path }' |
  sort -t "$(printf '\t')" -k1,1nr -k2,2 |
  while IFS="$(printf '\t')" read -r commits path; do
    [ -f "$path" ] && [ ! -h "$path" ] && grep -qI '' "$path" 2>/dev/null || continue
    printf '%6d %7d  %s\n' "$commits" "$(wc -l <"$path")" "$path"
  done |
  awk -v count="$count" 'NR <= count'
