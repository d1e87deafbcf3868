#!/bin/sh
# Reports merge conflict markers left in changed or untracked files.
#
# usage: check-conflicts.sh [DIR]      DIR: any folder of the repository, default "."
# exit:  0 clean, or not in a git work tree, or git is missing
#        2 markers found; they are listed on stderr as path:line: marker
#
# Only files that differ from the last commit are read, and nothing is written.
# A file is reported when a line starts with seven "<" or seven ">" and a space.
# A line of seven "=" alone is not enough: it is also a heading underline.

set -u
unset CDPATH
cd -- "${1:-.}" 2>/dev/null || exit 0
command -v git >/dev/null 2>&1 || exit 0

LC_ALL=C
GIT_OPTIONAL_LOCKS=0 # never compete with a git command that runs at the same time
outer='^(<{7}|>{7}) '
inner='^(<{7}|[|]{7}|>{7}) |^={7}[[:cntrl:]]?$'
export LC_ALL GIT_OPTIONAL_LOCKS outer inner

top=$(git rev-parse --show-toplevel 2>/dev/null </dev/null) || exit 0
cd -- "$top" 2>/dev/null || exit 0

changed() {
  if git rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
    git diff -z --name-only --no-renames --diff-filter=d --ignore-submodules HEAD --
  else
    git ls-files -z --cached
  fi
  git ls-files -z --others --exclude-standard
}

# Gets file names as arguments. One grep decides for all; only a hit costs one grep per file.
# shellcheck disable=SC2016 # expanded by the sh that xargs starts
scan='
for file do
  shift
  if [ -f "$file" ] && [ ! -h "$file" ]; then set -- "$@" "./$file"; fi
done
[ $# -gt 0 ] && grep -qsE "$outer" "$@" || exit 0
for file do
  grep -qsE "$outer" "$file" || continue
  grep -nE "$inner" "$file" | while IFS= read -r hit; do
    number=${hit%%:*}
    case $number in *[!0-9]*) continue ;; esac # "Binary file matches"
    printf "%s:%s: %.7s\n" "${file#./}" "$number" "${hit#*:}"
  done
done
'

found=$(changed 2>/dev/null </dev/null | xargs -0 -n 200 sh -c "$scan" sh 2>/dev/null | awk '!seen[$0]++')
[ -n "$found" ] || exit 0

total=$(printf '%s\n' "$found" | wc -l)
{
  echo "conflict-guard: merge conflict markers are left in these files:"
  printf '%s\n' "$found" | head -n 20
  [ "$total" -le 20 ] || echo "... and $((total - 20)) more"
  echo "Resolve each conflict: keep the right lines of both sides and delete the marker lines."
} >&2
exit 2
