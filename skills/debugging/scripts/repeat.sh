#!/bin/sh
# Runs a command many times and counts how often it fails.
#
# usage: repeat.sh COUNT COMMAND [ARGUMENT...]
# exit:  0 it never failed, 1 it failed at least once, 2 wrong usage, 130 interrupted
#
# The output of the first failure is printed at the end. Standard input is empty for every run.

set -u

usage() {
  echo "usage: repeat.sh COUNT COMMAND [ARGUMENT...]" >&2
  exit 2
}

[ $# -ge 2 ] || usage
count=$1
shift
case $count in '' | *[!0-9]* | 0* | ??????*) usage ;; esac

output=$(mktemp) || exit 2
first=$(mktemp) || exit 2
trap 'rm -f "$output" "$first"' EXIT
trap 'echo "interrupted after $run of $count runs, $failed failed" >&2; exit 130' INT TERM

run=0
failed=0
code=0
while [ "$run" -lt "$count" ]; do
  run=$((run + 1))
  "$@" >"$output" 2>&1 </dev/null
  status=$?
  if [ "$status" -ne 0 ]; then
    failed=$((failed + 1))
    if [ "$failed" -eq 1 ]; then
      code=$status
      number=$run
      cat "$output" >"$first"
    fi
  fi
done

if [ "$failed" -eq 0 ]; then
  echo "0 of $count runs failed"
  exit 0
fi
echo "$failed of $count runs failed; first in run $number, exit status $code:"
cat "$first"
exit 1
