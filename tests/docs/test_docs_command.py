"""`aiwg docs`: topics, pages and words, on terminals of two widths and for programs."""

from __future__ import annotations

import json
import signal
from itertools import chain

import pytest
from markdown_it import MarkdownIt

from aiwg.cli.app import run
from aiwg.commands.docs.sections import sections_of
from aiwg.commands.docs.topics import all_topics
from tests.terminal.screen import first_difference, overflowing, plain, terminal, words

LONG = 12_000
"""Letters of a page from which it is tried at one width alone."""

TOPICS = {topic.name: topic for topic in all_topics()}


def shown(monkeypatch: pytest.MonkeyPatch, columns: int, *arguments: str) -> str:
    """Return what `aiwg docs` prints on a terminal."""
    with terminal(monkeypatch, columns) as screen:
        assert run(["docs", *arguments]) == 0
    return plain(screen.getvalue())


def code_lines(text: str) -> list[str]:
    """Return the lines of all blocks of code."""
    blocks = (token.content for token in MarkdownIt("commonmark").parse(text) if token.type in ("fence", "code_block"))
    return [line.expandtabs(4).strip() for line in chain(*(block.splitlines() for block in blocks))]


@pytest.mark.parametrize("name", TOPICS)
def test_a_page_fits_the_terminal_and_keeps_code_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page has the same words at 80 and 40 columns, no line too long but code and addresses, and all its code."""
    code = code_lines(TOPICS[name].read())
    narrow = shown(monkeypatch, 40, name)
    wide = shown(monkeypatch, 80, name) if len(narrow) < LONG else ""
    for text, columns in ((wide, 80), (narrow, 40)) if wide else ((narrow, 40),):
        lines = [line.strip() for line in text.splitlines()]
        assert [line for line in code if line not in lines] == []
        assert [line for line in overflowing(text, columns) if line.strip() not in code] == []
    if wide and "|---" not in TOPICS[name].read():  # a narrow table is stacked
        assert words(wide) == words(narrow), first_difference(words(wide), words(narrow))


def test_the_list_has_each_topic_once_with_a_line_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`aiwg docs` lists every topic with its summary on one line of 80 columns."""
    lines = shown(monkeypatch, 80).splitlines()
    for topic in TOPICS.values():
        assert [line for line in lines if line.split()[:1] == [topic.name] and line.endswith(topic.summary)], topic.name


def test_every_part_of_a_page_is_found_by_its_topic_and_heading(capsys: pytest.CaptureFixture[str]) -> None:
    """The words that a search names for a part show that part, if its heading is there once."""
    for section in sections_of(TOPICS["teams"])[1:]:
        assert run(["docs", "--json", "teams", *section.heading.split()]) == 0
        page = json.loads(capsys.readouterr().out)["page"]
        assert page == {"topic": "teams", "heading": section.heading, "text": section.text}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        (["merge", "conflict"], "teams"),
        (["pre-commit"], "pre-commit"),
        (["write", "an", "adapter"], "writing-an-adapter"),
    ],
)
def test_words_find_the_page_about_them(typed: list[str], first: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A search names the page about the words first, or shows it."""
    assert run(["docs", "--json", *typed]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["page"] or found["results"][0])["topic"] == first


def test_a_platform_or_a_command_leads_to_its_own_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Words that name a platform or a command show the command that has everything about it."""
    assert run(["docs", "cursor"]) == 0
    assert "aiwg platforms cursor" in capsys.readouterr().out
    assert run(["docs", "remove"]) == 0
    assert "aiwg remove --help" in capsys.readouterr().out


def test_an_unknown_word_gets_the_closest_topic(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that no page has is an error of usage that names the closest topic."""
    assert run(["docs", "teems"]) == 2
    assert "Did you mean teams?" in capsys.readouterr().err


def test_a_page_in_a_pipe_is_plain_and_needs_no_pager(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal a page is printed as plain text at once."""
    assert run(["docs", "safety"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.startswith("Safety\n")


def test_a_long_page_goes_through_the_pager_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a page that is longer than the screen goes through the pager; --no-pager prints it."""
    paged: list[str] = []

    def show(page: str) -> None:
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0), "a line about progress would be written over the page"
        paged.append(page)

    monkeypatch.setattr("click.echo_via_pager", show)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setenv("LINES", "24")
    assert shown(monkeypatch, 80, "safety") == ""
    assert shown(monkeypatch, 80, "--no-pager", "safety") == plain(paged[0])
    assert shown(monkeypatch, 80, "hooks", "answer") != ""
