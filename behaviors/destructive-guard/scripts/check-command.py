#!/usr/bin/env python3
"""Says whether a command line destroys what cannot be brought back.

usage: check-command.py                    with what a hook is told, one JSON object, on standard input
       check-command.py --command COMMAND  over one command line
exit:  0 go on, 2 blocked (the reason on standard error), 1 the input could not be read

With AIWG_ALLOW_DESTRUCTIVE=1 in the environment of the platform nothing is blocked. Needs Python 3.8 and nothing else.
"""

import json
import os
import re
import shlex
import sys

LIMIT = 64 * 1024
DEEPEST = 4

ADVICE = "Ask the user, and say what would be lost. Keep it first where you can: git stash, a branch, a copy, a backup."
PREFIXES = {
    "sudo",
    "doas",
    "env",
    "nice",
    "nohup",
    "time",
    "command",
    "builtin",
    "exec",
    "xargs",
    "ionice",
    "stdbuf",
    "timeout",
}
WITH_VALUE = {"-u", "-g", "-n", "-c", "-I", "-P", "-L", "-d", "-s", "-C", "-h", "-p"}
SHELLS = {"sh", "bash", "zsh", "dash", "ksh"}
KEYWORDS = {"then", "do", "else", "elif", "if", "while", "until", "!", "{", "("}
SYSTEM = {"bin", "boot", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "root", "sbin", "srv", "sys", "usr",
          "var", "Users", "System", "Library", "Applications"}  # fmt: skip
DATABASES = {"psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "sqlplus", "duckdb", "clickhouse-client", "cockroach"}
REMOVES = re.compile(r"\bdrop\s+(?:database|schema|table|view|user|role|tablespace)\b|\btruncate\s+\w", re.IGNORECASE)
CHANGES = re.compile(r"\bdelete\s+from\b|\bupdate\s+\S+\s+set\b", re.IGNORECASE)
HEREDOC = re.compile(r"\s*(?:cat|tee)\b.*<<-?\s*['\"]?(\w+)")


def check(line, depth=0):
    """Return why a command line must not run, or None."""
    if depth > DEEPEST:
        return None
    line = without_texts(line)
    for inner in inner_commands(line):
        reason = check(inner, depth + 1)
        if reason:
            return reason
    for words in commands(line):
        reason = check_words(words, depth)
        if reason:
            return reason
    if re.search(r">\s*/dev/(?:sd|nvme|hd|vd|disk|mmcblk)\w*", line):
        return "writing to a disk overwrites its file system."
    if any(os.path.basename(words[0]) in DATABASES for words in commands(line)):
        return check_sql(line)
    return None


def without_texts(line):
    """Return a command line without the here-documents that are only written somewhere."""
    lines = line.split("\n")
    kept, index = [], 0
    while index < len(lines):
        kept.append(lines[index])
        opening = HEREDOC.match(lines[index])
        index += 1
        if opening:
            rest = [each.strip() for each in lines[index:]]
            index += rest.index(opening.group(1)) + 1 if opening.group(1) in rest else 0
    return "\n".join(kept)


def inner_commands(line):
    """Return what stands in $(...) and in backticks."""
    return re.findall(r"\$\(([^()]*)\)", line) + re.findall(r"`([^`]*)`", line)


def commands(line):
    """Return the words of each command of a line, without what only runs another command."""
    found, current = [], []
    for word in words_of(line):
        if word and not set(word) - set(";&|\n()"):
            found.append(current)
            current = []
        else:
            current.append(word)
    return [bare for bare in (without_prefix(each) for each in [*found, current]) if bare]


def words_of(line):
    """Return the words and operators of a line, also where its quotes do not match."""
    lexer = shlex.shlex(line.replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=";&|()")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        return re.sub(r"([;&|()]+)", r" \1 ", line.replace('"', " ").replace("'", " ")).split()


def without_prefix(words):
    """Return a command without sudo, env, xargs, assignments and the words of the shell before it."""
    rest = list(words)
    while rest:
        name = os.path.basename(rest[0])
        if rest[0] in KEYWORDS or re.match(r"[A-Za-z_]\w*=", rest[0]):
            rest.pop(0)
        elif name in PREFIXES:
            rest.pop(0)
            while rest and rest[0].startswith("-"):
                option = rest.pop(0)
                if option in WITH_VALUE and rest:
                    rest.pop(0)
            rest = rest[1:] if name == "timeout" else rest
        else:
            return rest
    return rest


def check_words(words, depth):
    """Return why one command must not run, or None."""
    name, rest = os.path.basename(words[0]), words[1:]
    if name in SHELLS or name == "eval":
        texts = rest if name == "eval" else rest[1:] if rest and re.match(r"-\w*c$", rest[0]) else []
        return check(" ".join(texts) if name == "eval" else texts[0], depth + 1) if texts else None
    if name.startswith("mkfs") or name in ("wipefs", "shred"):
        return name + " makes what was there unreadable."
    if name == "dd" and any(re.match(r"of=/dev/(?!null|stdout|zero)", word) for word in rest):
        return "dd to a device overwrites what is on it."
    checker = CHECKERS.get(name)
    return checker(rest) if checker else None


def split_options(words):
    """Return the options and the other words; after -- there are no options."""
    options, others = [], []
    for index, word in enumerate(words):
        if word == "--":
            others += words[index + 1 :]
            break
        (options if word.startswith("-") and word != "-" else others).append(word)
    return options, others


def has(options, short, long):
    """Say whether one of the options is the long one, or a bundle with the short letter in it."""
    return any(option == long or re.match("-[A-Za-z]*" + short + "[A-Za-z]*$", option) for option in options)


def is_precious(path):
    """Say whether a path is one whose removal takes everything along: root, home, here, a system folder, .git."""
    if re.match(r"\$\{?\w+\}?/+\*?$", path):  # the variable may be empty
        return True
    plain = path.rstrip("/*") if path.strip("/*") else ""
    if plain in ("", "~", "$HOME", "${HOME}", "$PWD", "${PWD}", ".", ".."):
        return True
    plain = os.path.normpath(plain)
    parts = plain.strip("/").split("/")
    if parts[-1] == ".git" or set(parts) == {".."}:
        return True
    return plain.startswith("/") and (len(parts) == 1 or (parts[0] in ("home", "Users") and len(parts) == 2)) and (
        parts[0] in SYSTEM or not parts[0]
    )  # fmt: skip


def check_rm(rest):
    """Return why a removal must not run, or None."""
    options, paths = split_options(rest)
    recursive = has(options, "[rR]", "--recursive")
    for path in paths:
        if recursive and is_precious(path):
            return "rm -r of {} takes everything along.".format(path[:80])
    return None


def check_find(rest):
    """Return why a search that deletes must not run, or None."""
    deletes = "-delete" in rest or any(
        word in ("-exec", "-execdir") and index + 1 < len(rest) and os.path.basename(rest[index + 1]) == "rm"
        for index, word in enumerate(rest)
    )
    starts = []
    for word in rest:
        if word.startswith(("-", "(", "!")):
            break
        starts.append(word)
    filters = {"-name", "-iname", "-path", "-mtime", "-mmin", "-size", "-regex", "-newer", "-empty"}
    if deletes and any(is_precious(start) for start in starts or ["."]) and not filters.intersection(rest):
        return "find that deletes from {} takes everything along.".format((starts or ["."])[0][:80])
    return None


def check_git(rest):
    """Return why a git command must not run, or None."""
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in ("-C", "-c", "--git-dir", "--work-tree") else rest[1:]
    options, others = split_options(rest[1:])
    return next(
        (reason for verb, is_meant, reason in GIT if rest[:1] == [verb] and is_meant(options, others)),
        None,
    )


def forces(options, others):
    """Say whether a git command is forced; a push also by a + before a branch."""
    return has(options, "f", "--force") or any(word.startswith("+") for word in others)


def deletes_there(options, others):
    """Say whether a push deletes on the other side."""
    empty = any(word.startswith(":") for word in others[1:])
    return has(options, "d", "--delete") or "--mirror" in options or empty


def takes_everything(options, others):
    """Say whether a checkout or a restore is about the whole folder, and not about the index alone."""
    return bool({".", "./", ":/", "*"}.intersection(others)) and not {"--staged", "-S"}.intersection(options)


def forgets_branch(options, others):
    """Say whether a branch is deleted without a look at what else holds its commits."""
    return has(options, "D", "-D") or {"--delete", "--force"}.issubset(options)


LOST = "throws away changes that no commit holds."
GIT = (
    ("reset", lambda options, others: "--hard" in options, "git reset --hard " + LOST),
    (
        "clean",
        lambda options, others: has(options, "f", "--force") and not has(options, "n", "--dry-run"),
        "git clean -f deletes files that no commit holds.",
    ),
    ("push", forces, "git push --force overwrites commits of others; --force-with-lease looks first."),
    ("push", deletes_there, "this push deletes branches or tags on the other side."),
    ("branch", forgets_branch, "git branch -D forgets commits that no other branch holds."),
    ("checkout", takes_everything, "git checkout of everything " + LOST),
    ("restore", takes_everything, "git restore of everything " + LOST),
    ("checkout", lambda options, others: has(options, "f", "--force"), "git checkout --force " + LOST),
    ("switch", lambda options, others: has(options, "f", "--force"), "git switch --force " + LOST),
    ("stash", lambda options, others: others[:1] == ["drop"], "git stash drop forgets what was put aside."),
    ("stash", lambda options, others: others[:1] == ["clear"], "git stash clear forgets what was put aside."),
    (
        "reflog",
        lambda options, others: others[:1] in (["expire"], ["delete"]),
        "this removes the last way back to lost commits.",
    ),
    ("filter-branch", lambda options, others: True, "git filter-branch rewrites the history of everybody."),
    ("filter-repo", lambda options, others: True, "git filter-repo rewrites the history of everybody."),
    (
        "update-ref",
        lambda options, others: has(options, "d", "--delete"),
        "git update-ref -d forgets a branch and its commits.",
    ),
    (
        "worktree",
        lambda options, others: others[:1] == ["remove"] and has(options, "f", "--force"),
        "git worktree remove --force " + LOST,
    ),
)


def check_sql(text):
    """Return why a text with SQL in it must not run, or None."""
    for statement in text.split(";"):
        removes = REMOVES.search(statement)
        if removes:
            return "{} removes data for good.".format(removes.group().split()[0].upper())
        changes = CHANGES.search(statement)
        if changes and not re.search(r"\bwhere\b", statement, re.IGNORECASE):
            return "{} without WHERE takes every row.".format(changes.group().split()[0].upper())
    return None


def check_infrastructure(name):
    """Return a check for a tool whose words say what it destroys."""

    def check_tool(rest):
        if "--dry-run" in rest or any(word.startswith(("--dry-run=client", "--dry-run=server")) for word in rest):
            return None
        plain = [word for word in rest if not word.startswith("-")]
        for verbs, option in DESTROYS[name]:
            if all(verb in plain for verb in verbs) and (option is None or option in rest):
                return "{} destroys what is running or stored.".format(" ".join([name, *verbs]))
        return None

    return check_tool


DESTROYS = {
    "terraform": [(["destroy"], None), (["apply"], "-destroy"), (["state", "rm"], None)],
    "tofu": [(["destroy"], None), (["apply"], "-destroy"), (["state", "rm"], None)],
    "pulumi": [(["destroy"], None)],
    "kubectl": [
        (["delete", "namespace"], None),
        (["delete", "ns"], None),
        (["delete", "pvc"], None),
        (["delete"], "--all"),
    ],
    "helm": [(["uninstall"], None)],
    "docker": [(["system", "prune"], None), (["volume", "rm"], None), (["volume", "prune"], None)],
    "podman": [(["system", "prune"], None), (["volume", "rm"], None), (["volume", "prune"], None)],
    "aws": [(["s3", "rb"], None), (["s3", "rm"], "--recursive"), (["rds", "delete-db-instance"], None)],
    "gcloud": [(["projects", "delete"], None), (["sql", "instances", "delete"], None)],
    "gh": [(["repo", "delete"], None), (["release", "delete"], None)],
    "npm": [(["unpublish"], None)],
    "dropdb": [([], None)],
    "redis-cli": [(["FLUSHALL"], None), (["flushall"], None), (["FLUSHDB"], None), (["flushdb"], None)],
}
CHECKERS = {
    "rm": check_rm,
    "find": check_find,
    "git": check_git,
    **{name: check_infrastructure(name) for name in DESTROYS},
}


def main(arguments):
    """Check, say the reason and return the exit status."""
    try:
        if arguments[:1] == ["--command"]:
            line = " ".join(arguments[1:])
        else:
            told = json.loads(sys.stdin.buffer.read(LIMIT * 8).decode("utf-8", "replace"))
            line = told.get("command")
            line = shlex.join(map(str, line)) if isinstance(line, list) else line
        if not isinstance(line, str):
            return 0
        reason = check(line[:LIMIT])
    except (ValueError, AttributeError, RecursionError) as error:
        print("destructive-guard: could not look: {}".format(str(error)[:200]), file=sys.stderr)
        return 1
    if reason is None or os.environ.get("AIWG_ALLOW_DESTRUCTIVE") == "1":
        return 0
    print("destructive-guard: {}\n{}".format(reason, ADVICE), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
