#!/bin/sh
# Lists the commits since the last tag as Markdown, grouped by top-level directory.
#
# usage: changes_since_tag.sh [FROM [TO]]
#   FROM  tag or commit to start after; default: the nearest tag, else the whole history
#   TO    tag or commit to end with; default: HEAD
# exit: 0 ok (also when there is nothing to list), 1 not a git repository, 2 wrong usage
#
# A commit that touches several directories is listed under each. Merge commits are left out.
# Files in the root are grouped under "(root)", commits without files under "(no files)".

set -eu

usage() {
  echo "usage: changes_since_tag.sh [FROM [TO]]" >&2
  exit 2
}

commit_exists() {
  git rev-parse --quiet --verify "$1^{commit}" >/dev/null 2>&1
}

[ $# -le 2 ] || usage
for arg do
  case $arg in -* | '') usage ;; esac
done

if ! command -v git >/dev/null 2>&1 || ! git rev-parse --git-dir >/dev/null 2>&1; then
  echo "changes_since_tag.sh: not in a git repository, or git is missing" >&2
  exit 1
fi

from=${1:-}
to=${2:-HEAD}

if [ "$to" = HEAD ] && ! commit_exists HEAD; then
  echo "# No commits yet"
  exit 0
fi
for name in "$from" "$to"; do
  if [ -n "$name" ] && ! commit_exists "$name"; then
    echo "changes_since_tag.sh: no such tag or commit: $name" >&2
    exit 2
  fi
done
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  echo "changes_since_tag.sh: shallow clone, older commits and tags may be missing (git fetch --unshallow --tags)" >&2
fi

if [ -z "$from" ]; then
  from=$(git describe --tags --abbrev=0 "$to" 2>/dev/null) || from=
fi
if [ -n "$from" ]; then
  range=$from..$to
  title="Changes since $from"
else
  range=$to
  title="All changes (no earlier tag)"
fi

LC_ALL=C
export LC_ALL
git -c core.quotePath=false -c log.showRoot=true -c diff.relative=false \
  log --no-merges --no-color --no-notes --no-show-signature --name-only --format='%x01%h %s' "$range" -- |
  awk -v title="$title" -v range="$range" '
    function add(group) {
      if ((group, commit) in seen) return
      seen[group, commit] = 1
      if (!(group in size)) groups[++n] = group
      size[group]++
      lines[group] = lines[group] "- " commit "\n"
    }
    function flush() {
      if (commit != "" && !placed) add("(no files)")
    }
    /^\001/ {
      flush()
      commit = substr($0, 2)
      placed = 0
      commits++
      next
    }
    /./ {
      path = $0
      sub(/^"/, "", path)
      slash = index(path, "/")
      add(slash ? substr(path, 1, slash - 1) : "(root)")
      placed = 1
    }
    END {
      flush()
      printf "# %s\n\nRange `%s`, %d %s without merges.\n", title, range, commits, commits == 1 ? "commit" : "commits"
      for (i = 2; i <= n; i++) {
        group = groups[i]
        for (j = i - 1; j > 0 && groups[j] > group; j--) groups[j + 1] = groups[j]
        groups[j + 1] = group
      }
      for (i = 1; i <= n; i++)
        printf "\n## %s (%d)\n\n%s", groups[i], size[groups[i]], lines[groups[i]]
    }'
