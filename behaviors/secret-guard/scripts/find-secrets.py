#!/usr/bin/env python3
"""Finds what looks like a credential in a text that is about to be written or run.

usage: find-secrets.py                  with what a hook is told, one JSON object, on standard input
       find-secrets.py --text [FILE...] over files, else over standard input as it is
exit:  0 nothing found, 2 found (kind and line on standard error, never the value), 1 the input could not be read

Needs Python 3.7 and nothing else.
"""

import json
import math
import re
import sys

LIMIT = 2 * 1024 * 1024
SHOWN = 10
LONGEST_LINE = 20000
SHORTEST_LINE = 12

TOKENS = (
    ("private key", r"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    ("AWS access key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"),
    ("GitHub token", r"\bgithub_pat_[A-Za-z0-9_]{60,255}\b"),
    ("GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}"),
    ("Stripe key", r"\b[rs]k_live_[A-Za-z0-9]{20,}"),
    ("Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("model provider's key", r"\bsk-(?:ant-|proj-|or-)[A-Za-z0-9_-]{32,}"),
    ("npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("PyPI token", r"\bpypi-AgEIcHlwaS[A-Za-z0-9_-]{40,}"),
    ("password in an address", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"]{1,64}:(?P<value>[^\s/:@'\"]{6,128})@"),
)
ASSIGNED = re.compile(
    r"(?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?"
    r"[\"']?\s{0,8}(?:[:=]|=>|:=)\s{0,8}[\"'](?P<value>[^\"'\s]{12,256})[\"']"
)
FAKE = re.compile(
    r"(?i)example|sample|dummy|fake|placeholder|change.?me|your[_-]|redacted|secret-?here|x{4}|\*{3}|\.{3}|"
    r"^test|^<|\$\{|\$\(|\{\{|^%|process\.env|os\.environ|(.)\1{7}"
)
COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in TOKENS)


def looks_random(value):
    """Say whether a quoted value is a secret rather than a word, a path or a name: letters and digits, much spread."""
    if not (re.search(r"[A-Za-z]", value) and re.search(r"\d", value)):
        return False
    counts = [value.count(char) for char in set(value)]
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
    return bits >= 3.0 and not re.match(r"[./~]|[\w-]+\.[\w.-]+(?:/|$)|\w+://", value)


def kinds_in(line):
    """Yield the kind of each credential that a line seems to hold."""
    line = line[:LONGEST_LINE]
    for kind, pattern in COMPILED:
        for match in pattern.finditer(line):
            if not FAKE.search(match.groupdict().get("value") or match.group()):
                yield kind
    for match in ASSIGNED.finditer(line):
        if not FAKE.search(match.group("value")) and looks_random(match.group("value")):
            yield "value of a secret"


def findings(text):
    """Return the (line, kind) of everything found, each kind once a line."""
    found = []
    for number, line in enumerate(text[:LIMIT].splitlines(), 1):
        for kind in dict.fromkeys(kinds_in(line)) if len(line) >= SHORTEST_LINE else ():
            found.append((number, kind))
    return found


def new_texts(told):
    """Yield every text of a tool's input that is new: not what an edit takes away, and no removed line of a patch."""
    waiting = [told.get("input"), told.get("command")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [each for key, each in value.items() if not str(key).lower().startswith("old")]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            yield without_removed(value)


def without_removed(text):
    """Return a text; of a patch without the lines that it removes."""
    if not re.search(r"(?m)^(?:@@|\*\*\* Begin Patch|diff --git )", text):
        return text
    return "\n".join("" if line.startswith("-") else line for line in text.split("\n"))


def report(found):
    """Say what was found; return the exit status."""
    if not found:
        return 0
    lines = ["secret-guard: this holds what looks like a credential:"]
    lines += ["  line {}: {}".format(number, kind) for number, kind in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append("  ... and {} more".format(len(found) - SHOWN))
    lines.append(
        "Put it into an environment variable or the secret store, and refer to it there. "
        "An example must be obviously fake."
    )
    print("\n".join(lines), file=sys.stderr)
    return 2


def main(arguments):
    """Look, report and return the exit status."""
    if arguments and arguments[0] != "--text":
        print(__doc__, file=sys.stderr)
        return 1
    try:
        if arguments[1:]:
            found = []
            for name in arguments[1:]:
                with open(name, "rb") as stream:
                    found += findings(without_removed(stream.read(LIMIT).decode("utf-8", "replace")))
            return report(found)
        text = sys.stdin.buffer.read(LIMIT * 2).decode("utf-8", "replace")
        if arguments:
            return report(findings(without_removed(text)))
        told = json.loads(text)
        if not isinstance(told, dict):
            raise ValueError("not an object")
        return report([each for new in new_texts(told) for each in findings(new)])
    except (OSError, ValueError, RecursionError) as error:
        print("secret-guard: could not look: {}".format(str(error)[:200]), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
