"""Lines, tables and colours: what takes which room, where a line breaks, and where it does not."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.artifact.ids import shown
from aiwg.cli.app import COMMANDS, run
from aiwg.output.console import paint, say, table
from aiwg.output.terminal import marks
from aiwg.output.terminal.marks import NO_BREAK, bare
from aiwg.output.terminal.width import columns_of, width_of
from aiwg.output.terminal.wrap import fit, shortened, wrapped

from .screen import FakeTerminal, overflowing, plain, terminal, words

PATH = ".claude/skills/a-skill-with-a-very-long-name-indeed/references/page.md"


@pytest.fixture(autouse=True)
def verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line's own verbs be known, as in every run of it."""
    monkeypatch.setattr(marks, "verbs", set(COMMANDS))
    monkeypatch.setattr("aiwg.output.terminal.commands.verbs", set(COMMANDS))


def lines(text: str, columns: int) -> list[str]:
    """Return a line as it stands on a terminal."""
    return [bare(line).replace(NO_BREAK, " ") for line in fit(text, columns)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plain", 5),
        ("数据库", 6),
        ("한국어", 6),
        ("\uff46\uff55", 4),
        ("👍", 2),
        ("❤\ufe0f", 2),
        ("e\u0301", 1),
        (paint("red", "error"), 3),
        ("", 0),
    ],
)
def test_width(text: str, columns: int) -> None:
    """Wide letters and pictures take two columns, marks above letters and colours none."""
    assert width_of(text) == columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three four five", ["one two three four", "five"]),
        ("  one two three four five", ["  one two three four", "    five"]),
        ("- one two three four five", ["- one two three four", "  five"]),
        ("aiwg: one two three four", ["aiwg: one two three", "  four"]),
        ("error  one two", ["error  one two"]),
        ("  path/of/a.md   you edited it", ["  path/of/a.md", "      you edited it"]),
        ("数据库迁移的审查流程和发布说明", ["数据库迁移的审查流程", "和发布说明"]),
        ("数据库迁移的审查流程\uff0c发布", ["数据库迁移的审查流", "程\uff0c发布"]),
        (f"see {PATH} now", ["see", PATH, "now"]),
        (f"  see {PATH}", ["  see", PATH]),
        ("a\tb", ["a   b"]),
    ],
)
def test_a_line_breaks_between_words(text: str, expected: list[str]) -> None:
    """A line breaks at spaces and gaps, in Chinese between letters; a path that is longer stands alone."""
    assert lines(text, 20) == expected


@pytest.mark.parametrize(
    "command",
    [
        "aiwg adr check 1 --level L3",
        "aiwg diff .claude/agents/x.md",
        "aiwg deploy --force",
        "aiwg platforms ID",
        "aiwg trust --yes hook/format",
        "aiwg sync --watch",
        "aiwg import --scope user -p claude",
        'aiwg adr new "Use one queue"',
    ],
)
@pytest.mark.parametrize("around", ["{}", "Run it: {}", "To see all of it, run {}, or look elsewhere.", "See ({})."])
def test_a_command_is_one_word(command: str, around: str) -> None:
    """No line break parts a command, wherever it stands in a text and however narrow the terminal is."""
    for columns in (20, 30, 40):
        assert any(command in line for line in lines(around.format(command), columns))


@pytest.mark.parametrize(
    "text",
    [
        "aiwg wrote nothing because nobody agreed to it at all",
        "aiwg deploy writes the files and aiwg sync keeps them up to date",
        "aiwg doctor --fix repairs it if that is possible at all here",
    ],
)
def test_a_sentence_about_a_command_breaks(text: str) -> None:
    """The words after a command are not part of it."""
    assert all(width_of(line) <= 24 for line in lines(text, 24))


TEXTS = st.text(alphabet=st.sampled_from("ab数한👍é./- \ufdd0\ufdef"), max_size=120)


@given(TEXTS, st.integers(20, 60))
def test_no_word_is_lost_or_cut(text: str, columns: int) -> None:
    """Whatever is broken has the same words in the same order, and only one word is wider than the terminal."""
    broken = "\n".join(fit(text, columns))
    assert words(bare(broken)) == words(bare(text))
    assert overflowing(bare(broken), columns) == []


@given(TEXTS, st.integers(20, 60))
def test_wrapping_keeps_words(text: str, columns: int) -> None:
    """A wrapped text has the same words in the same order."""
    assert words(bare("\n".join(wrapped(text, columns, 2, 4)))) == words(bare(text))


@given(TEXTS, st.integers(8, 60))
def test_shortening_cuts_after_a_word(text: str, columns: int) -> None:
    """A shortened text is the beginning of the text, and of its words none is cut."""
    short = bare(shortened(text, columns)).removesuffix(" ...").split()
    assert "".join(bare(text).split()).startswith("".join(short))


def test_a_colour_does_not_run_into_the_indent() -> None:
    """Each line ends the colours that it begins, and the next one begins them again."""
    first, second = fit(f"  {paint('one two three four five', 'hint')}", 20)
    assert first.endswith(marks.PLAIN)
    assert second.startswith(f"    {marks.OF['hint']}")


ROWS = [["first-name", "12", "short"], ["other", "3", "a text that goes on and on for a while"]]


@pytest.mark.parametrize("columns", [80, 60, 50, 40, 30, 20])
@pytest.mark.parametrize("right", [(), (1,), (1, 2)])
def test_a_table_fits(columns: int, right: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A table breaks its last column or stacks its rows, and no cell is lost."""
    with terminal(monkeypatch, columns) as screen:
        for line in table(ROWS, right=right):
            say(line)
    assert overflowing(screen.getvalue(), columns) == []
    assert sorted(words(screen.getvalue())) == sorted(" ".join(cell for row in ROWS for cell in row).split())


def test_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe no message and no row is broken, whatever COLUMNS says: programs read lines."""
    monkeypatch.setenv("COLUMNS", "40")
    say("a word " * 30)
    for line in table([["name", "a word " * 30]]):
        say(line)
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("said", "columns"), [("40", 40), ("200", 200), ("", 80), ("0", 80), ("-4", 80), ("x", 80), ("3", 20), ("٤٠", 80)]
)
def test_the_width_of_a_terminal(said: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS counts if it is a number; a terminal that tells no width has 80 columns, none has less than 20."""
    monkeypatch.setenv("COLUMNS", said)
    assert columns_of(FakeTerminal()) == columns
    assert columns_of(None) is None


@pytest.mark.parametrize(
    ("variables", "is_terminal", "coloured"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colours_are_asked_for_or_forbidden(
    variables: dict[str, str], is_terminal: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR forbids colours, FORCE_COLOR asks for them, TERM=dumb has none; the words stay the same."""
    with terminal(monkeypatch, 80) as screen:
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        monkeypatch.setattr(screen, "isatty", lambda: is_terminal)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        say(f"It is {paint('good', 'ok')}.")
        assert ("\x1b" in screen.getvalue()) is coloured
    assert plain(screen.getvalue()) == "It is good.\n"


def test_json_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON on a terminal is the same as in a pipe."""
    with terminal(monkeypatch, 40) as screen:
        assert run(["platforms", "nosuch", "--json"]) == 2
    assert '"schema": "aiwg.error/1"' in screen.getvalue()
    assert max(map(len, screen.getvalue().splitlines())) > 40
    assert sys.stdout is not screen


def test_foreign_text_holds_no_mark(capsys: pytest.CaptureFixture[str]) -> None:
    """A text of a file cannot ask for a colour or a space: its noncharacters are escaped."""
    say(shown(f"a{NO_BREAK}b{marks.OF['error']}"))
    assert capsys.readouterr().out == "a\\ufdeeb\\ufdd0\n"
