"""The language check finds planted wordings and measures, and passes over code and generated parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from style.__main__ import lowered, main, pages
from style.check import RULES, Rules, check_code, check_page, measured
from style.messages import messages, room
from style.prose import CODE, texts
from style.readability import averages, syllables

GOOD = "aiwg writes the file. It keeps your text.\n"
LONG = "aiwg " + "writes a file and " * 12 + "stops.\n"
HARD = "Deterministic reconciliation necessitates comprehensive organizational responsibility.\n"


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The rules of the project, with no remaining counts."""
    loaded = Rules.load()
    return Rules(loaded.banned, loaded.openings, loaded.limits, {})


PLANTED = [
    ("The file is ours.", 'ours": write'),
    ("`--fix` mends it.", 'mends": write'),
    ("Nobody knows it.", 'Nobody knows": write'),
    ("Agents there are freer.", 'freer": write'),
    ("The user is told so.", 'is told": write'),
    ("A file is in the way.", 'in the way": write'),
    ("aiwg takes it away.", 'takes it away": write'),
    ("A rule carried by a skill.", 'carried by": write'),
    ("The hook is held back.", 'held back": write'),
    ("It stands in the file.", 'stands in": write'),
    ("It shows where it is and what runs.", 'and what": write'),
    ("It says where the file lies.", 'says where": write'),
    ("What runs waits.", 'begins with "What"'),
    ("It waits. Nothing is lost.", 'begins with "Nothing"'),
    ("Where it is *known*, aiwg writes.", 'begins with "Where"'),
    ("aiwg reads. **What** it reads is data.", 'begins with "What"'),
]


@pytest.mark.parametrize(("text", "message"), PLANTED)
@pytest.mark.parametrize(
    "form", ["{}\n", "- {}\n", "1. {}\n", "# {}\n", "> {}\n", "| a | b |\n|---|---|\n| x | {} |\n"]
)
def test_a_planted_wording_is_found_with_its_line(rules: Rules, text: str, message: str, form: str) -> None:
    """Each wording is found in paragraphs, lists, headings, quotations and tables, on the line that holds it."""
    page = f"# Page\n\n{GOOD}\n{form.format(text)}"
    line = next(number for number, each in enumerate(page.splitlines(), 1) if text in each)
    found = [slip for slip in check_page("page.md", page, rules) if message in slip.message]
    assert [slip.line for slip in found] == [line]


@pytest.mark.parametrize(("text", "message"), PLANTED)
@pytest.mark.parametrize(
    "form",
    [
        "```\n{}\n```\n",
        "    {}\n",
        "`` {} ``\n",
        "<!-- generated: table -->\n{}\n<!-- /generated -->\n",
        "<!-- measured: table -->\n{}\n<!-- /measured -->\n",
        "<!-- {} -->\n",
    ],
)
def test_code_and_generated_parts_are_passed_over(rules: Rules, text: str, message: str, form: str) -> None:
    """The same wordings are accepted in code blocks, code spans, generated parts and comments."""
    assert [slip for slip in check_page("page.md", form.format(text), rules) if message in slip.message] == []


def test_a_wording_across_a_line_break_is_found_where_it_begins(rules: Rules) -> None:
    """A wording over two lines is found on the first one."""
    assert [slip.line for slip in check_page("p.md", "aiwg.\nThe user is\ntold so.\n", rules)] == [2]


def test_long_sentences_hard_words_and_long_lines_are_found(rules: Rules) -> None:
    """A page of long sentences, of hard words, or with a line of more than 120 letters fails."""
    keys = {slip.key for slip in check_page("p.md", LONG, rules)}
    assert keys == {"p.md length", "p.md grade", "p.md lines"}
    assert {slip.key for slip in check_page("p.md", HARD, rules)} == {"p.md grade"}
    assert list(check_page("p.md", GOOD, rules)) == []


def test_tables_and_headings_do_not_count_for_the_averages(rules: Rules) -> None:
    """Only paragraphs and items of lists have sentences; each item ends one."""
    assert averages(texts("# A heading of six whole words\n\n| a b c | d e f |\n|---|---|\n| g | h |\n")) == (0.0, 0.0)
    assert averages(texts("aiwg reads:\n\n- one file\n- two files\n"))[0] == 2.0


def test_a_code_span_is_one_word() -> None:
    """A code span takes the place of one word, even with a full stop in it."""
    text = texts("Run `aiwg deploy. Now` first. Then stop.\n")[0]
    assert [sentence for _, sentence in text.sentences()] == [f"Run {CODE} first.", "Then stop."]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("file", 1), ("files", 1), ("rules", 1), ("boxes", 2), ("table", 2), ("changed", 1), ("edited", 3),
        ("safely", 2), ("create", 2), ("approval", 3), ("permission", 3), ("manifest", 3), ("directory", 4),
        ("variable", 4), ("situation", 4), ("CI", 2), ("42", 1), ("the", 1), ("platform's", 2), ("ended", 2),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    """The counter agrees with a dictionary of pronunciation on words of each form."""
    assert syllables(word) == count


def test_a_sentence_ends_before_a_name_in_small_letters() -> None:
    """A sentence may begin with aiwg, and an abbreviation ends none."""
    text = texts("It (a rule.) aiwg reads, e.g. one file. `x` is it! ruler has none.\n")[0]
    assert [sentence for _, sentence in text.sentences()] == [
        "It (a rule.",
        "aiwg reads, e.g. one file.",
        f"{CODE} is it!",
        "ruler has none.",
    ]


CODE_WITH_MESSAGES = '''
"""What a module's docstring says is not for users."""
import re
PATTERN = re.compile("ours and theirs")
NAME = "ours"

def check(path):
    """Say what is ours."""
    raise UserError(f"{path} is ours")

@main.command()
def show():
    """Show a file. Nothing is written."""
    echo("It takes " "it away")
'''


def test_messages_and_help_texts_are_read_and_other_literals_are_not(rules: Rules) -> None:
    """Literals of more than one word and docstrings of commands are checked; other docstrings and patterns are not."""
    found = [(slip.line, slip.message) for slip in check_code(Path("cli/show.py"), CODE_WITH_MESSAGES, rules)]
    assert sorted(line for line, _ in found) == [9, 12, 14]
    assert {slip.key for slip in check_code(Path("cli/show.py"), CODE_WITH_MESSAGES, rules)} == {"src/aiwg/cli"}
    assert dict(messages(CODE_WITH_MESSAGES))[9] == "{} is ours"
    assert room(Path("config.py")) == "config"


def test_a_remaining_count_may_only_go_down(rules: Rules, tmp_path: Path) -> None:
    """The counts of the file are written back lower, and the rules above them stay as they are."""
    text = RULES.read_text(encoding="utf-8")
    file = tmp_path / "rules.yaml"
    file.write_text(lowered(text, {"docs/a.md words": 3, "docs/a.md grade": 9.5}), encoding="utf-8")
    loaded = Rules.load(file)
    assert loaded.remaining == {"docs/a.md words": 3, "docs/a.md grade": 9.5}
    assert loaded.banned == rules.banned
    file.write_text(lowered(text, {}), encoding="utf-8")
    assert Rules.load(file).remaining == {}
    assert measured(check_page("docs/a.md", "It is ours. It is ours.\n", rules)) == {"docs/a.md words": 2}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with rules that nothing breaks yet."""
    for path in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "platforms/README.md", "docs/a.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(GOOD, encoding="utf-8")
    (tmp_path / "src/aiwg/cli").mkdir(parents=True)
    (tmp_path / "src/aiwg/cli/show.py").write_text("", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(lowered(RULES.read_text(encoding="utf-8"), {}), encoding="utf-8")
    monkeypatch.setattr("style.__main__.ROOT", tmp_path)
    monkeypatch.setattr("style.__main__.RULES", tmp_path / "rules.yaml")
    return tmp_path


def test_new_slips_fail_and_remaining_ones_do_not(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More slips than remain fail with file and line; as many pass; `--write` lowers a count and never raises one."""
    assert main([]) == 0
    (tree / "docs/a.md").write_text("It is ours.\nIt is yours.\n", encoding="utf-8")
    (tree / "src/aiwg/cli/show.py").write_text(CODE_WITH_MESSAGES, encoding="utf-8")
    assert main([]) == 1
    told = capsys.readouterr().err
    assert "docs/a.md:2: " in told
    assert "src/aiwg/cli/show.py:9: " in told
    assert main(["--write"]) == 1, "a new slip is never written down"
    rules = (tree / "rules.yaml").read_text(encoding="utf-8")
    (tree / "rules.yaml").write_text(lowered(rules, {"docs/a.md words": 5, "src/aiwg/cli": 3}), encoding="utf-8")
    assert main(["--write"]) == 0
    assert Rules.load(tree / "rules.yaml").remaining == {"docs/a.md words": 2, "src/aiwg/cli": 3}
    (tree / "docs/a.md").write_text("It is ours.\n" * 3, encoding="utf-8")
    assert main([]) == 1
    assert "docs/a.md words: 3, and only 2 may remain" in capsys.readouterr().err


def test_changes_of_earlier_releases_are_not_read(tree: Path) -> None:
    """Of the changes only those of the newest release, and those after it, count."""
    newest = "## [Unreleased]\n\nIt is.\n\n## [0.2.0]\n\nIt was.\n\n"
    (tree / "CHANGELOG.md").write_text(f"{newest}## [0.1.0]\n\nIt is ours.\n", encoding="utf-8")
    assert pages()["CHANGELOG.md"] == newest
    assert main([]) == 0
