"""Each text of the golden files, after each act of a formatter and after each edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.core.content import Content
from aiwg.formatters.normal_form import NormalForms, kind_of, normal_form, reduced, split_frontmatter
from aiwg.formatters.same import is_same
from tests.golden.archive import File, unpack

from .imitating import ACTS, COARSE, EDITS

GOLDEN = Path(__file__).parent.parent / "golden"
KINDS = sorted(ACTS)


def golden_texts() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of all golden files that differ, Markdown once per frontmatter or body."""
    seen: set[object] = set()
    for archive in sorted(GOLDEN.glob("*/*.txt")):
        for path, file in unpack(archive.read_bytes().decode()).items():
            if not isinstance(file, File):
                continue
            kind = kind_of(path)
            key: tuple[object, ...] = (file.data,)
            if kind == "markdown":
                front, body = split_frontmatter(file.data)
                key = (front is None, reduced(body)) if b"MARK" in body else (file.data,)
            if (kind, key) not in seen:
                seen.add((kind, key))
                yield path, file.data.decode()


TEXTS = list(golden_texts())


def changed(kind: str, acts: dict[str, object]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each text of a kind that an act changes: its path, the act, the text before and after."""
    for path, text in TEXTS:
        if kind_of(path) != kind or (kind == "yaml" and text.startswith("---")):
            continue
        for name, act in acts.items():
            after = act(text)  # type: ignore[operator]  # an act, told by the table
            if after != text:
                yield path, name, text, after


@pytest.mark.parametrize("kind", KINDS)
def test_acts_of_formatters_change_no_meaning(kind: str) -> None:
    """No act of a formatter is an edit, and the normal form of each text stays the same."""
    wrong, done = [], set()
    for path, name, before, after in changed(kind, ACTS[kind]):  # type: ignore[arg-type]
        done.add(name)
        one, other = before.encode(), after.encode()
        if not is_same(path, one, other) or normal_form(path, one) != normal_form(path, other):
            wrong.append((path, name))
    assert not wrong
    assert len(done) > len(ACTS[kind]) // 2, "too few acts found anything to do"


@pytest.mark.parametrize("kind", KINDS)
def test_forms_of_many_files_are_those_of_each(kind: str) -> None:
    """The forms that are made once for many files are those that each file has alone."""
    forms, seen = NormalForms(), 0
    for path, _, before, after in changed(kind, EDITS[kind]):  # type: ignore[arg-type]
        for text in (before, after):
            data = b"---\nname: x\n---\n" * (seen % 2) + text.encode()
            start = data.find(b"---\n", 4) + 4
            for content in (Content(data), Content(data[:start], data[start:].decode())):
                assert forms.of(path, content) == normal_form(path, data)
            seen += 1
    assert seen > 2


@pytest.mark.parametrize("kind", KINDS)
def test_edits_change_the_meaning(kind: str) -> None:
    """Each edit of a text is one, also for the normal form unless that ignores what it changes."""
    missed, done = [], set()
    for path, name, before, after in changed(kind, EDITS[kind]):  # type: ignore[arg-type]
        done.add(name)
        one, other = before.encode(), after.encode()
        is_known = name not in COARSE and normal_form(path, one) == normal_form(path, other)
        if name == "a comment" and path.endswith(".jsonc"):
            continue  # its readers take comments for nothing
        if is_same(path, one, other) or is_known:
            missed.append((path, name, is_known))
    assert not missed
    assert done == set(EDITS[kind])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a\nb\n", "a b\n", False),
        ("a\nb c\n", "a b\nc\n", False),
        ("a\n  b\n", "a\nb\n", True),
        ("a \nb\n", "a\nb\n", True),
        ("- a\n  b\n", "- a\nb\n", True),
        ("> a\n> b\n", "> a b\n", False),
        ("| a |\n|---|\n| b |\n", "| a | | b |\n", False),
        ("[a\nb](c)\n", "[a b](c)\n", False),
        ("![a\nb](c)\n", "![a b](c)\n", False),
        ("**a\nb**\n", "**a b**\n", False),
        ("a  \nb\n", "a   \nb\n", False),
        ("a  \nb\n", "a\\\nb\n", False),
        ("a  \nb\n", "a\nb\n", False),
        ("a   \n**b**\n", "a  \n**b**\n", False),
        ("a  \n", "a\n", True),
        ("a\fb\n", "a b\n", False),
        ("a\vb\n", "a b\n", False),
        ("- a\n\u2028b\n", "- a\nb\n", False),
        ("Title\n=====\n", "# Title\n", True),
        ("1. a\n1. b\n", "1. a\n2. b\n", True),
        ("- a\n- b\n", "- a\n\n- b\n", True),
        ("- a\n- b\n", "- a\n  - b\n", False),
        ("- a\n- b\n", "1. a\n2. b\n", False),
        ("| a | b |\n|--|--|\n| c | d |\n", "| a   | b   |\n| --- | --- |\n| c   | d   |\n", True),
        ("| a | b |\n|--|--|\n| c | d |\n", "| a | b |\n|--|:-:|\n| c | d |\n", False),
        ("see https://a.example/x\n", "see <https://a.example/x>\n", True),
        ("see [a](b 'c')\n", 'see [a](b "c")\n', True),
        ("see [a](b)\n", "see [a](c)\n", False),
        ("[a]: b\n\nsee [a]\n", "[a]: c\n\nsee [a]\n", False),
        ("__a__ *b*\n", "**a** _b_\n", True),
        ("**a** b\n", "*a* b\n", False),
        ("a `b\nc` d\n", "a `b c` d\n", False),
        ("    code\n", "   code\n", False),
        ("> a\nb\n", "> a\n> b\n", True),
        ("***\n", "---\n", True),
        ("a\u00a0b c\n", "a b\u00a0c\n", False),
        ("\u00a0a\n", "a\u00a0\n", False),
        ("a\rb\n", "a\nb\n", False),
        ("---\na: 1e3\n---\n", "---\na: '1e3'\n---\n", False),
        ("---\na: 'yes'\n---\n", "---\na: yes\n---\n", False),
        ("---\na: 'plain'\nb: 1\n---\n", "---\nb: 1\na: plain\n---\n", True),
        ("---\na: {'*': ask, git: deny}\n---\n", "---\na: {git: deny, '*': ask}\n---\n", False),
        ("---\na: [b, c]\n---\n", "---\na: &x [b, c]\n---\n", True),
        ("---\na: x: y\n---\n", "---\na:  x: y\n---\n", False),
    ],
)
def test_layout_of_markdown(one: str, other: str, same: bool) -> None:
    """Layout is no difference; structure, code, targets, hidden characters and values are."""
    assert is_same("a.md", one.encode(), other.encode()) is same
    assert is_same("a.md", other.encode(), one.encode()) is same


@pytest.mark.parametrize(
    ("path", "one", "other", "same"),
    [
        ("a.json", '{"a": [1, 2]}', '{ "a": [\n1,\n2] }\n', True),
        ("a.json", '{"a": 1}', '{"a": 1,}', False),
        ("a.jsonc", '{"a": 1}', '{"a": 1,}', True),
        ("a.jsonc", '{"a": 1}', '{"a": 1, "a": 1,}', False),
        ("a.json", '{"a": 1}', '{"a": 1.0}', False),
        ("a.json", '{"a": true}', '{"a": 1}', False),
        ("a.json", '{"b": 1, "a": 2}', '{"a": 2, "b": 1}', True),
        ("a.json", '{"*": 1, "a": 2}', '{"a": 2, "*": 1}', False),
        ("a.toml", "a = 1\nb = 'x'\n", 'b="x"\na=1\n', True),
        ("a.toml", "a = 1\n", "a = 1\na = 1\n", False),
        ("a.yaml", "a: [x]\n", "a:\n  - x\n", True),
        ("a.py", "x = {'a': 1}\n", 'x = {"a": 1}\n', True),
        ("a.py", "x = 1\n", "x = 2\n", False),
        ("a.sh", "#!/bin/sh\necho a \n", "#!/bin/sh\necho a\n", False),
        ("a.sh", "#!/bin/sh\necho a", "#!/bin/sh\necho a\n", True),
        (".cursorignore", "a\nb", "a\nb\n", True),
        (".cursorignore", "a\\ \n", "a\\\n", False),
    ],
)
def test_values(path: str, one: str, other: str, same: bool) -> None:
    """Files of values are compared as parsed, programs by what they do, other texts line by line."""
    assert is_same(path, one.encode(), other.encode()) is same
    assert is_same(path, other.encode(), one.encode()) is same


@pytest.mark.parametrize("path", ["a.md", "a.json", "a.yaml", "a.toml", "a.py", "a"])
@pytest.mark.parametrize("data", [b"\xff", b"[" * 100_000, b"> " * 20_000, b"*a " * 20_000, b"{", b"&a *a", b"\0"])
def test_any_bytes(path: str, data: bytes) -> None:
    """Whatever stands in a file, it has a normal form and is compared without a traceback."""
    assert isinstance(normal_form(path, data), str)
    assert not is_same(path, b"x", data)
    is_same(path, data, data + b"\n")
