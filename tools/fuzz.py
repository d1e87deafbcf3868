"""Feeds damaged documents to everything that reads text: an answer or the one refusal that is promised, and soon.

Each target has valid documents to start from. An execution may take a time in proportion to its bytes, with a floor;
what takes longer is a hang. An execution damages one of them (splices, duplicates, deletes, flips
and inserts tokens, cuts off, nests deeply), calls the target, and checks what it promises: which exception it may
raise, and what must hold when it raises none. A damaged document that is still accepted is damaged further later on.
The same seed and numbers give the same executions.

    python tools/fuzz.py --seconds 60
    python tools/fuzz.py --seed 7 --executions 20000 --only yaml-keys,block=5000
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fuzz_import import IMPORTING
from fuzz_import_width import WIDTHS
from fuzz_target import Broken, Target, check
from fuzz_texts import MATCHING

from aiwg.apply import journal
from aiwg.apply.state import State
from aiwg.artifact import frontmatter
from aiwg.artifact.recorded_paths import check_paths
from aiwg.core import strict_yaml
from aiwg.core.digest import digest
from aiwg.core.errors import UserError
from aiwg.fs.roots import Roots
from aiwg.manifest import BLOCK, FILE, KEYS, KeyRecord, Manifest, Record, SharedPart, parse_manifest
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path
from aiwg.merge.keys import MISSING, KeyPath, Member, Value, edit, get, parse
from aiwg.merge.paths import same
from aiwg.plan.keys import digest_found
from aiwg.plan.writable import Writable
from aiwg.source import repair

FLOOR, PER_BYTE = 0.25, 25e-6
"""Seconds of CPU after which one execution counts as a hang: some for any, and more for each byte."""

DEADLOCK = 900.0
"""Seconds for 500 executions after which Python itself is taken to hang: the stack is printed and the run ends."""

POOL = 400
MAX_LENGTH = 20_000
COLUMNS = ("executions", "accepted", "hangs", "tracebacks", "slowest", "seconds")
"""The slowest execution is in milliseconds of CPU."""

TARGETS: dict[str, Target] = {each.name: each for each in (*MATCHING, *IMPORTING, *WIDTHS)}
Mutation = Callable[[str, random.Random, Sequence[str]], str]


class Hang(BaseException):
    """An execution took longer than any may."""


@dataclass(slots=True)
class Tally:
    """What came of the executions of one target."""

    executions: int = 0
    accepted: int = 0
    hangs: int = 0
    tracebacks: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    found: dict[str, str] = field(default_factory=dict)


def target(name: str, *seeds: str) -> Callable[[Callable[[str, random.Random], bool]], None]:
    """Register what feeds a text to something, and the documents to start from."""

    def register(run: Callable[[str, random.Random], bool]) -> None:
        TARGETS[name] = Target(name, seeds, run)

    return register


FRONT = """name: reviewer
description: Use to review. Says what is wrong
model: deep
tools: [read, grep, "bash(git *)"]
access: read
paths:
  - src/**/*.py
  - "**/*.ts"
x: {a: 1, b: [true, null, 1.5]}
text: |
  several
  lines
anchor: &a [x]
alias: *a
"""
SLIPS = """description: Use it: always
paths: *.ts, @x, **/*.py
argument-hint: [one] [two]
quoted: "a \\u00e9 \\" b"
- not: a list
"""
MARKDOWN = f"---\n{FRONT}---\n\n# Title\n\nBody with --- in it.\n---\nmore\n"
HTML = "# Mine\n\ntext\n\n<!-- aiwg:begin (written by aiwg) -->\nours\n<!-- aiwg:end -->\nmine again\n"
HASH = "mine/\r\n# a comment\r\n\r\n# aiwg:begin x\r\nbuild/\r\n# aiwg:end\r\n"
JSON = (
    '{\n  "mcpServers": {\n    "own": {"command": "x", "args": ["-y"], "env": {}}\n  },\n  "a": [1, 2.5, null]\n}\n',
    '{\r\n\t// mine\r\n\t"permissions": {"allow": ["Bash(ls)", /* c */ "Read(x)",], deny: []},\r\n\t\'q\': +.5e3,\r\n}',
    '\ufeff{"hooks": {"Stop": [{"matcher": "", "hooks": [{"type": "command", "command": "x"}]}]}, "b": "\\u00e9\\n"}',
)
TOML = (
    '# mine\nmodel = "x"   # why\n\n[mcp_servers.own]\ncommand = "y"\nargs = [\n  "a", # c\n]\n\n[a."b c"]\nd = 1\n',
    'a.b.c = 1979-05-27T07:32:00Z\nt = """\nx\ny"""\nr = {p = 1, q = [true, {s = 0x1F}]}\n\n[[l]]\nk = inf\n\n[[l]]\n',
)
YAML = (
    "# mine\nmcpServers:\n  own:\n    command: x\n    args: [a, 'b c']\n\na:\n- 1\n- k: v\n  # c\n- |\n  text\n",
    "base: &b {x: 1, y: [2, 3]}\nother:\n  <<: *b\n  z: !!str 5\npermissions: {allow: [one, two], deny: []}\nn: ~\n",
)


@target("frontmatter", MARKDOWN, "---\n---\n", "no front\n", "---\na: b\n--- \nx")
def _feed_split(text: str, rng: random.Random) -> bool:
    try:
        found = frontmatter.split(text)
    except frontmatter.UnclosedFrontmatterError:
        return False
    check(text.endswith(found.body), "the body is what the file ends with")
    head = text[: len(text) - len(found.body)]
    check(found.body_line == head.count("\n") + 1 or not found.body, "the body starts on the line that is said")
    check(found.front is None or found.front in head, "the frontmatter stands before the body")
    return True


def _last_line(text: str) -> int:
    return len(re.split("\r\n|\r|\n", text))


def _check_lines(document: strict_yaml.Document, text: str) -> None:
    last = _last_line(text)
    check(all(1 <= line <= last for line in document.lines.values()), "every line number is one of the text")
    json.dumps(document.value, ensure_ascii=False).encode()


@target("strict-yaml", FRONT, SLIPS, *YAML)
def _feed_strict_yaml(text: str, rng: random.Random) -> bool:
    try:
        document = strict_yaml.parse(text)
    except strict_yaml.YamlError as error:
        check(bool(error.reason) and 1 <= (error.line or 1) <= _last_line(text), "a refusal says why and where")
        return False
    _check_lines(document, text)
    return True


@target("mend", FRONT, SLIPS, "a: b: c\nd: *x # y\n")
def _feed_mend(text: str, rng: random.Random) -> bool:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as files are read
    try:
        mended = repair.parse_mending(text)
    except strict_yaml.YamlError as error:
        check(bool(error.reason) and 1 <= (error.line or 1) <= _last_line(text), "a refusal says why and where")
        return False
    _check_lines(mended.document, mended.text)
    check(strict_yaml.parse(mended.text).value == mended.document.value, "the mended text says what was understood")
    return True


@target("block", HTML, HASH, "# Mine", "", "---\na: b\n---\ntext\n\n", "\ufeff# x\r\n")
def _feed_block(text: str, rng: random.Random) -> bool:
    style = rng.choice(("html", "hash"))
    at = rng.choice(("end", "start"))
    body = rng.choice(("", "ours\n", "a\n\nb", "# x\n<!-- y -->\n", text[:40]))
    try:
        found = block.find(text, style)
        placed = block.put(text, body, style, at)
        again = block.find(placed.text, style)
        check(again is not None, "what was put is found")
        inner = body.replace("\r\n", "\n").replace("\r", "\n")
        inner += "\n" if inner and not inner.endswith("\n") else ""
        check(again is not None and again.body == inner, "what was put is what is found")
        rest = block.drop(placed.text, style, placed.lead, placed.tail)
    except EditRefusedError:
        return False
    if found is None:
        check(rest == text, "what was put comes out without a trace")
    else:
        check(rest == block.drop(text, style), "what stands around a block stays")
        check(placed.text.startswith(text[: found.start]) and placed.text.endswith(text[found.end :]), "as it was")
    return True


PUTS: tuple[tuple[KeyPath, tuple[object, ...]], ...] = (
    (("ours",), (1, "x", {}, {"k": [1, {"z": "é"}]}, [])),
    (("mcpServers", "new"), ({"command": "x", "args": ["-y"]}, "t")),
    (("mcp_servers", "new"), ({"command": "x", "env": {"A": "b"}},)),
    (("permissions", "allow", Value("Bash(x)")), ("Bash(x)",)),
    (("hooks", "Stop", Member("matcher", "m")), ({"matcher": "m", "hooks": [{"command": "c"}]},)),
    (("a",), (2, {"q": 1}, ["l"])),
    (("base", "x"), (5,)),
)
DROPS: tuple[KeyPath, ...] = (("b",), ("mcpServers", "own"), ("other",), ("l",), ("mcp_servers",))


def _overlaps(path: KeyPath, others: Sequence[KeyPath]) -> bool:
    return any(path[: len(other)] == other[: len(path)] for other in others)


def _feed_keys(format: str, text: str, rng: random.Random) -> bool:
    """Edit a text and check that exactly the edit is in it, and that it can be taken out again."""
    try:
        before = parse(text, format)
    except EditRefusedError as error:
        check(bool(error.reason), "a refusal says why")
        return False
    check(all(len(digest_found(get(before, path))) == 64 for path, _ in PUTS), "every value has a hash")
    chosen = rng.sample(PUTS, rng.randint(1, 3))
    puts = [(path, rng.choice(values)) for path, values in chosen]
    targets = [path for path, _ in puts]
    drops = [path for path in rng.sample(DROPS, rng.choice((0, 0, 1, 2))) if not _overlaps(path, targets)]
    try:
        edited = edit(text, format, puts, drops)
    except EditRefusedError:
        return True
    after = parse(edited.text, format)
    check(all(same(get(after, path), value) for path, value in puts), "what was put is there")
    check(all(get(after, path) is MISSING for path in drops), "what was dropped is gone")
    if not drops and all(get(before, path) is MISSING for path, _ in puts):
        back = edit(edited.text, format, [], [path for path, _ in puts], edited.made)
        check(back.text == text, "what was put comes out without a trace")
    return True


@target("json-keys", *JSON)
def _feed_json(text: str, rng: random.Random) -> bool:
    return _feed_keys("json", text, rng)


@target("toml-keys", *TOML)
def _feed_toml(text: str, rng: random.Random) -> bool:
    return _feed_keys("toml", text, rng)


@target("yaml-keys", *YAML)
def _feed_yaml(text: str, rng: random.Random) -> bool:
    return _feed_keys("yaml", text, rng)


def _manifest() -> Manifest:
    hash = digest(b"x")
    key = KeyRecord(("mcpServers", "own"), hash, True, ("mcp_server/own",), ("one",))
    member = KeyRecord(("hooks", "Stop", {"member": ["matcher", ""]}), hash, artifacts=("hook/a",), platforms=("one",))
    keys = SharedPart(format="json", keys=(key, member), made=(("mcpServers",), ()))
    records = {
        ".one/agents/a.md": Record(FILE, hash, True, artifacts=("agent/a",), platforms=("one", "two")),
        "AGENTS.md": Record(BLOCK, hash, created=True, part=SharedPart("html", "\n\n"), platforms=("one",)),
        ".mcp.json": Record(KEYS, part=keys, platforms=("one",)),
    }
    return Manifest(["one", "two"], ["agent/a"], ["../s"], {"skill": [".agents/skills"]}, records, [".one", ".aiwg"])


@target("manifest", _manifest().text(), Manifest().text())
def _feed_manifest(text: str, rng: random.Random) -> bool:
    try:
        found = parse_manifest(text, "the manifest")
    except UserError as error:
        check(bool(error.message) and bool(error.hint), "a refusal says why and what to do")
        return False
    written = found.text()
    written.encode()
    check(parse_manifest(written, "the manifest").text() == written, "what was read is what is written")
    for path, record in found.records.items():
        check_paths([path], "the manifest")
        check(not (record.lead + record.tail).strip("\r\n"), "what stands around a block of ours is blank")
        for key in record.keys:
            decode_path(key.path)
        if record.own == BLOCK:
            block.drop("text\n", record.style, record.lead, record.tail)
        if record.own == KEYS:
            edit(
                "",
                record.format,
                [],
                [decode_path(key.path) for key in record.keys],
                [decode_path(path) for path in record.made],
            )
    return True


def _journal() -> str:
    paths = {".one/agents/a.md": digest(b"x"), "AGENTS.md": digest(b"ours\n"), "gone.md": None}
    return json.dumps({"schema": journal.SCHEMA, "manifest": _manifest().text(), "paths": paths})


WRITABLE = Writable()
WRITABLE.add_file(r"[.]one/agents/.+")
WRITABLE.add_block("AGENTS[.]md")


class Sandbox:
    """A project with files of the user's, in memory where that can be: recovering from a journal touches none."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a random name
        self.folder = Path(tempfile.mkdtemp(prefix="aiwg-fuzz-", dir=memory if memory.is_dir() else None))
        self.files = {"AGENTS.md": b"ours\n", "mine.txt": b"mine", ".one/agents/a.md": b"mine too"}
        for path, data in self.files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
        self.state = State(Roots("project", self.folder, self.folder / ".aiwg"))
        self.state.prepare()

    def recover(self, text: str) -> None:
        """Let a journal of this text be recovered from, with the manifest that goes with the files."""
        self.state.manifest.write_text(_manifest().text(), encoding="utf-8")
        self.state.journal.write_bytes(text.encode("utf-8", "surrogatepass"))
        journal.recover(self.state, lambda *manifests: lambda: WRITABLE)

    def is_whole(self) -> bool:
        """Say whether every file of the user's is as it was."""
        return all((self.folder / path).read_bytes() == data for path, data in self.files.items())


SANDBOX: list[Sandbox] = []


@target("journal", _journal())
def _feed_journal(text: str, rng: random.Random) -> bool:
    if not SANDBOX:
        SANDBOX.append(Sandbox())
    sandbox = SANDBOX[0]
    try:
        sandbox.recover(text)
    except UserError as error:
        check(bool(error.message), "a refusal says why")
        return False
    finally:
        check(sandbox.is_whole(), "recovering touches nothing of the user's")
    check(not sandbox.state.has_journal, "a journal is dealt with once")
    parse_manifest(sandbox.state.manifest.read_text(encoding="utf-8"), "the manifest")
    return True


TOKENS: tuple[str, ...] = (
    *"{}[]()<>\"'\\/*#:,-+.!&|=?%@`~^$ \t\r\n\0",
    *("//", "/*", "*/", "'''", '"""', "---\n", "...\n", "\r\n", "<<: *a", "&a ", "*a", "!!binary ", "- ", "? ", ": "),
    *("\n\n", "\n  ", "true", "null", "0x1f", "1e999", "9" * 40, "-0", ".5", "NaN", "1979-05-27", "é", "\u2028"),
    *("\ufeff", "\u0085", "\ud800", "\U0001f600", "\\u00", "\\ud800", "\\x41", "%YAML 1.1\n", "[[", "]]", "a.b", "''"),
    *("<!-- aiwg:begin -->\n", "<!-- aiwg:end -->\n", "# aiwg:begin\n", "# aiwg:end\n", "<<<<<<< HEAD\n", "../", "~/"),
    *("ours", "mcpServers", "permissions", '"a": ', "a = ", "a: ", "[a]\n", "[[a]]\n", '"paths"', "null,", "{},"),
)
NESTING = ("[", "{", "- ", "? ", '{"a":', "a: ", "a.", "[a.", "(", '"', "'", "\\", "/*", "&a ", " ", "\n", "#", "---\n")


PUMPED = 150
"""One text in so many is filled up to the most that it may have, with a part of it repeated."""


def damaged(text: str, rng: random.Random, others: Sequence[str], most: int = MAX_LENGTH) -> str:
    """Return the text with one to six things done to it that no writer would do."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        mutation: Mutation = rng.choice(MUTATIONS)
        text = mutation(text, rng, others)
    if rng.randrange(PUMPED) == 0:
        start, end = _span(text, rng)
        piece = text[start:end] or rng.choice(TOKENS)
        return (text[:end] + piece * (MAX_LENGTH // len(piece)) + text[end:])[:MAX_LENGTH]
    return text[:most]


def _span(text: str, rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, len(text))
    return start, min(len(text), start + rng.choice((1, 1, 2, 3, 5, 8, 20, 80)))


def _insert(text: str, rng: random.Random, others: Sequence[str]) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(TOKENS) + text[at:]


def _delete(text: str, rng: random.Random, others: Sequence[str]) -> str:
    start, end = _span(text, rng)
    return text[:start] + text[end:]


def _duplicate(text: str, rng: random.Random, others: Sequence[str]) -> str:
    start, end = _span(text, rng)
    at = rng.choice((end, rng.randint(0, len(text))))
    return text[:at] + text[start:end] + text[at:]


def _flip(text: str, rng: random.Random, others: Sequence[str]) -> str:
    if not text:
        return text
    at = rng.randrange(len(text))
    other = chr((ord(text[at]) ^ (1 << rng.randrange(8))) % 0x110000)
    return text[:at] + other + text[at + 1 :]


def _replace(text: str, rng: random.Random, others: Sequence[str]) -> str:
    start, end = _span(text, rng)
    return text[:start] + rng.choice(TOKENS) + text[end:]


def _splice(text: str, rng: random.Random, others: Sequence[str]) -> str:
    other = rng.choice(others)
    start, end = _span(other, rng)
    at, after = _span(text, rng)
    return text[:at] + other[start:end] + text[rng.choice((at, after)) :]


def _cut(text: str, rng: random.Random, others: Sequence[str]) -> str:
    at = rng.randint(0, len(text))
    return text[:at] if rng.random() < 0.7 else text[at:]


def _lines(text: str, rng: random.Random, others: Sequence[str]) -> str:
    """Delete, double, move, indent or join a line, or give all lines another ending."""
    lines = text.split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(to, lines[at])
    elif kind == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif kind == 3:
        lines[at] = rng.choice((" ", "  ", "\t", "    ", "- ")) + lines[at]
    elif kind == 4:
        lines[at] = lines[at].lstrip()
    else:
        return text.replace("\n", rng.choice(("\r\n", "\r", " ", "\n\n")))
    return "\n".join(lines)


def _nest(text: str, rng: random.Random, others: Sequence[str]) -> str:
    """Repeat something that opens, sometimes with what closes it."""
    if rng.random() < 0.5:
        return _insert(text, rng, others)
    piece, count = rng.choice(NESTING), rng.choice((3, 30, 120, 250, 1500))
    closing = {"[": "]", "{": "}", '{"a":': "}"}.get(piece, "")
    at = rng.randint(0, len(text))
    return text[:at] + piece * count + rng.choice(("", "1")) + closing * count + text[at:]


MUTATIONS = (_insert, _insert, _delete, _delete, _duplicate, _flip, _replace, _replace, _splice, _cut, _lines, _nest)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Hang in what takes more CPU time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    raise Hang


def feed(aim: Target, tally: Tally, pool: list[str], rng: random.Random, others: Sequence[str], most: int) -> None:
    """Run one execution of a target and note what came of it."""
    text = damaged(rng.choice(pool), rng, others, most)
    tally.executions += 1
    started = time.process_time()
    try:
        with limited(FLOOR + PER_BYTE * len(text)):
            accepted = aim.run(text, rng)
    except Hang:
        tally.hangs += 1
        tally.found.setdefault(f"hang {len(tally.found)}", repr(text))
        return
    except Exception as error:
        tally.tracebacks += 1
        tally.found.setdefault(_place(error), f"{_last_lines(error)}\n{text!r}")
        return
    tally.slowest = max(tally.slowest, 1000 * (time.process_time() - started))
    if accepted:
        tally.accepted += 1
        if len(text) < 1500:
            if len(pool) < POOL:
                pool.append(text)
            else:
                pool[rng.randrange(len(aim.seeds), POOL)] = text


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno} {error if type(error) is Broken else ''}"


def _last_lines(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)[-3:]).strip()


def fuzz(
    wanted: Mapping[str, int | None], seed: int, seconds: float | None, most: int = MAX_LENGTH
) -> dict[str, Tally]:
    """Feed the targets in turn until each had its executions or its share of the time; return what came of it."""
    tallies: dict[str, Tally] = {}
    others = [text for aim in TARGETS.values() for text in aim.seeds]
    before = signal.signal(signal.SIGPROF, _ring)
    try:
        for name, executions in wanted.items():
            aim, tally, rng = TARGETS[name], Tally(), random.Random(f"{seed} {name}")  # noqa: S311 - no secret
            tallies[name], pool = tally, list(aim.seeds)
            started = time.perf_counter()
            share = None if seconds is None else seconds / len(wanted)
            while executions is None or tally.executions < executions:
                if tally.executions % 500 == 0:
                    faulthandler.dump_traceback_later(DEADLOCK, exit=True)
                feed(aim, tally, pool, rng, others, most)
                if share is not None and time.perf_counter() - started > share:
                    break
            tally.seconds = time.perf_counter() - started
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGPROF, before)
        while SANDBOX:
            shutil.rmtree(SANDBOX.pop().folder)
    return tallies


def said(tallies: dict[str, Tally], seed: int) -> str:
    """Return the result as a table, and below it each fault with what caused it."""
    total = Tally(*(sum(getattr(tally, name) for tally in tallies.values()) for name in COLUMNS))
    total.slowest = max((tally.slowest for tally in tallies.values()), default=0.0)
    rows = [f"seed {seed}", f"{'':<14}" + "".join(f"{name:>12}" for name in COLUMNS)]
    for name, tally in {**tallies, "total": total}.items():
        counts = "".join(f"{getattr(tally, column):>12,}" for column in COLUMNS[:-2])
        rows.append(f"{name:<14}{counts}{tally.slowest:>12.1f}{tally.seconds:>12.1f}")
    for name, tally in tallies.items():
        rows += [f"\n{name}: {place}\n{detail}" for place, detail in tally.found.items()]
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as asked; return 1 when anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same executions (default: 0)")
    parser.add_argument("--executions", type=int, help="executions per target")
    parser.add_argument("--seconds", type=float, help="seconds for all targets together (default: 60)")
    parser.add_argument("--only", default="", help=f"NAME or NAME=EXECUTIONS, comma-separated: {', '.join(TARGETS)}")
    parser.add_argument("--length", type=int, default=MAX_LENGTH, help="characters of a text that is not pumped up")
    chosen = parser.parse_args(arguments)
    typed = [each.partition("=") for each in chosen.only.split(",") if each] or [(name, "", "") for name in TARGETS]
    wanted = {name: int(count) if count else chosen.executions for name, _, count in typed}
    unknown = [name for name in wanted if name not in TARGETS]
    if unknown:
        parser.error(f"there is no target {unknown[0]}; they are: {', '.join(TARGETS)}")
    seconds = chosen.seconds if chosen.seconds or any(wanted.values()) else 60.0
    faulthandler.enable()
    tallies = fuzz(wanted, chosen.seed, seconds, chosen.length)
    print(said(tallies, chosen.seed))
    return int(any(tally.found for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
