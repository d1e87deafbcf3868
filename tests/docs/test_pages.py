"""The pages of the documentation: all listed, with links that lead somewhere and commands that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
import pytest
from docsite.nav import DOCS, ROOT, sections

from aiwg.adapter.discover import checked_adapter
from aiwg.cli.group import application

PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md"), *(ROOT / "platforms").glob("*/README.md")]
)
LINK = re.compile(r"\]\((?P<path>[^()\s#]*)(?:#(?P<anchor>[^()\s]+))?\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = HEADING.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}


def test_every_page_is_in_the_navigation_once() -> None:
    """docs/nav.yaml lists each page of docs/ once, and no page that is not there."""
    listed = [topic.file for topics in sections().values() for topic in topics]
    assert len(listed) == len(set(listed))
    assert {file for file in listed if file.parent == DOCS} == set(DOCS.glob("*.md")) - {DOCS / "README.md"}
    assert all(file.is_file() for file in listed)


def test_a_summary_fits_one_line_of_a_terminal() -> None:
    """The line about a topic fits beside its name in 80 columns."""
    topics = [topic for topics in sections().values() for topic in topics]
    width = max(len(topic.name) for topic in topics)
    assert [topic.name for topic in topics if width + len(topic.summary) + 4 > 80] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_in_the_repository(page: Path) -> None:
    """Each link of a page leads to a file of the repository, and to a heading that it has."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for link in LINK.finditer(text):
        if "://" in link["path"]:
            continue
        there = (page.parent / link["path"]).resolve() if link["path"] else page
        if not there.exists() or (link["anchor"] and link["anchor"] not in anchors(there)):
            broken.append(link[0])
    assert broken == []


def commands(page: Path) -> Iterator[list[str]]:
    """Yield each command line of aiwg in the shell examples of a page."""
    for block in SHELL.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            reader = shlex.shlex(line, posix=True, punctuation_chars=True)
            reader.whitespace_split = True
            for is_operator, words in groupby(reader, lambda word: set(word) <= set("|&;()<>")):
                found = list(words)
                if not is_operator and found[0] == "aiwg":
                    yield found[1:]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.parent.name != "platforms"], ids=lambda p: p.stem
)
def test_commands_in_examples_exist(page: Path) -> None:
    """Each `aiwg` command in a shell example exists, and has the options that the example uses."""
    for words in commands(page):
        context = click.Context(application, info_name="aiwg")
        command: click.Command = application
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            name = words.pop(0)
            found = command.get_command(context, name)
            assert found is not None, (page.name, name)
            command, context = found, click.Context(found, info_name=name, parent=context)
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        known |= set(context.help_option_names)
        used = {word.partition("=")[0] for word in words if re.match(r"--?[A-Za-z]", word)}
        assert used <= known, (page.name, context.command_path, used - known)


def test_the_adapter_of_the_page_is_valid(tmp_path: Path) -> None:
    """The example in "Write an adapter" is a valid adapter."""
    example = re.search(r"^```yaml\n(.*?)^```", (DOCS / "writing-an-adapter.md").read_text(), re.MULTILINE | re.DOTALL)
    assert example
    folder = tmp_path / "my-tool"
    folder.mkdir()
    (folder / "platform.yaml").write_text(example[1], encoding="utf-8")
    adapter, problems = checked_adapter(folder, "example")
    assert adapter is not None
    assert problems == []


def test_the_figures_of_the_readme_are_those_of_the_pages() -> None:
    """Each measured number in the README is in the page that it links to, or counted here."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    benchmarks = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    once = (DOCS / "exactly-once.md").read_text(encoding="utf-8")
    first = re.search(r"^\| 1000x42 first \| ([\d.]+) s \| ([\d.]+) s", benchmarks, re.MULTILINE)
    noop = re.search(r"^\| 1000x42 no-op \| ([\d.]+) s \| ([\d.]+) s", benchmarks, re.MULTILINE)
    assert first
    assert noop
    clients = set(re.findall(r"^\| [^|]+ \| (\S+) [\d.]+ \|", once, re.MULTILINE))
    for figure in (
        f"{float(first[1]):.1f} s of CPU (rulesync: {float(first[2]):.0f} s)",
        f"{float(noop[1]):.2f} s ({float(noop[2]):.0f} s)",
        f"{len(list((ROOT / 'platforms').glob('*/platform.yaml')))} tools",
        f"in {len(clients)} clients",
    ):
        assert figure in readme, figure
    assert "1,000 forged" in (DOCS / "safety.md").read_text(encoding="utf-8")
