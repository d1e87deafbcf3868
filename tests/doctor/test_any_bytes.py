"""Whatever stands in the places of platforms, doctor gets to its end."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.doctor.corruption import broken_text
from aiwg.doctor.native_file import has_comments, read_page

from .conftest import Doctor, Place

SUFFIXES = (".md", ".mdc", ".toml", ".json", ".yaml")
PIECES = st.sampled_from(
    [
        "---\n",
        "name: x\n",
        "description: [",
        "{",
        "}",
        "\ufeff",
        "\r\n",
        "= ",
        '"',
        "'''",
        "//",
        "\0",
        "\u2028",
        "a: &a [*a]\n",
    ]
)


@given(
    st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=12).map(lambda parts: "".join(parts).encode())),
    st.sampled_from(SUFFIXES),
)
def test_any_bytes_are_read(data: bytes, suffix: str) -> None:
    """Any bytes are a page, or broken with a reason; nothing is raised."""
    page = read_page(data, f"x{suffix}")
    assert page.broken is None or page.broken.reason
    assert broken_text(data, suffix) is None or not page.values or page.broken
    has_comments(data.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: " * 50_000, "---\n" + "[" * 50_000 + "\n---\n"], ids=["json", "colons", "front"]
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_deep_texts_are_read(text: str, suffix: str) -> None:
    """A text that is nested without end is broken, and stops nobody."""
    read_page(text.encode(), f"x{suffix}")


def test_what_is_no_file(place: Place, doctor: Doctor) -> None:
    """Pipes, folders, dangling links and names that are no UTF-8 among the agents end in findings, not in a crash."""
    folder = place.path(".claude/agents")
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    (folder / "dangling.md").symlink_to("nowhere")
    os.mkdir(os.fsencode(folder) + b"/\xff")
    with open(os.fsencode(folder) + b"/\xffx.md", "wb") as stream:
        stream.write(b"x")
    said = doctor("-v")
    assert said.exit == 5
    assert ("file-unparsable", ".claude/agents/pipe.md") in said.bad
    assert ".claude/agents/folder.md" not in {file for _, file in said.bad}
