"""What a page of a report says, how large it is, and what it lets in."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
import jinja2.nodes
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from aiwg.output.html import document, text
from aiwg.output.html.compact import runs
from aiwg.output.html.document import embedded
from aiwg.output.html.page import render_fleet, render_report
from aiwg.output.html.tools import Scale
from tests.report_page import synthetic

TEMPLATES = Path(document.__file__).parent / "templates"
SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schemas"
STATES = {
    "usual": synthetic.report(),
    "varied": synthetic.report(30, 12, varied=True),
    "empty": synthetic.report(0, 0),
    "broken": synthetic.broken(),
    "fresh": synthetic.fresh(),
    "without a tool": synthetic.report(5, 0),
    "example": json.loads((Path(__file__).parent.parent / "report" / "example.json").read_text(encoding="utf-8")),
}
SIZES = {"usual": (1_000, 42, False), "varied": (1_000, 42, True)}


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"
        self.scripts += [""] if self._in_script else []

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._in_script = self._in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        """Keep the text of a script."""
        if self._in_script:
            self.scripts[-1] += data


def data_of(page: str) -> Any:
    """Return the data that the script of a page reads."""
    [written] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(written)


def opened(numbers: list[int]) -> list[int]:
    """Return the numbers of runs, as the script of the page reads them."""
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [start + each for start, length in pairs for each in range(length)]


@pytest.mark.parametrize("name", STATES)
def test_the_made_up_reports_are_reports(name: str) -> None:
    """Every report that these tests make is one that the command may make."""
    schema = json.loads((SCHEMAS / "report.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(STATES[name])) == []


def test_the_made_up_fleet_is_a_fleet() -> None:
    """The fleet that these tests make is one that the command may make."""
    schema = json.loads((SCHEMAS / "fleet.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(synthetic.fleet())) == []


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_the_same_for_the_same_report(name: str) -> None:
    """Rendering twice gives the same bytes, whatever the order of the keys."""
    report = STATES[name]
    backwards = json.loads(json.dumps(report), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert render_report(report) == render_report(backwards)


@pytest.mark.parametrize("name", STATES)
def test_every_anchor_is_there_once(name: str) -> None:
    """Ids are unique, and each link in the page has its target."""
    elements = Elements(render_report(STATES[name])).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    links = [attributes["href"] for tag, attributes in elements if tag == "a"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link and link.startswith("#")} <= set(ids)


@pytest.mark.parametrize("name", SIZES)
def test_a_large_page_stays_small(name: str) -> None:
    """1,000 artifacts on 42 tools are under 1 MB, even where each arrives in a way of its own."""
    artifacts, tools, varied = SIZES[name]
    page = render_report(synthetic.report(artifacts, tools, varied=varied))
    assert len(page.encode()) < 1_000_000
    assert page.count('<td class="c ') < 5_000


def test_the_data_of_a_page_is_the_report() -> None:
    """Every cell has its outcome and path in the data of the script, and every artifact is in one row."""
    report = synthetic.report(200, 12, varied=True)
    data = data_of(render_report(report))
    letters = {word[:4]: letter for letter, (word, _) in data["levels"].items()}
    for tool, column in enumerate(report["deliveries"]):
        for index, (outcome, path) in enumerate(column):
            number, place = data["cells"][data["rows"][data["row"][index]][tool]]
            level = report["outcomes"][outcome]["level"]
            assert data["outcomes"][number][0] == letters["need" if level == "held" else level.replace("-", " ")[:4]]
            assert place == path
            assert path < 0 or data["paths"][path] == report["paths"][path]
    members = sorted(each for row in data["patterns"] for each in opened(row))
    assert members == list(range(200))


def test_the_files_of_a_page_are_those_of_the_report() -> None:
    """Each file of the report is in the data once, with its artifacts, tools and state."""
    report = synthetic.report(200, 6)
    data = data_of(render_report(report))
    listed = re.findall(r'data-folder="(\d+)">(.*?)</button>', render_report(report))
    assert [int(number) for number, _ in listed] == list(range(len(data["files"])))
    found = set()
    for number, folder in listed:
        for name, _, tools, artifacts in data["files"][int(number)]:
            said = tuple(data["tools"][tool][0] for tool in data["toolSets"][tools])
            for each in [[one] for one in artifacts] if "{id}" in name else [artifacts]:
                filled = name.replace("{id}", report["artifacts"][each[0]]["name"])
                found.add((f"{folder.removeprefix('(project root)')}/{filled}".lstrip("/"), tuple(each), said))
    assert found == {
        (f"{folder['folder']}/{file['name']}".lstrip("/"), tuple(file["artifacts"]), tuple(file["tools"]))
        for folder in report["files"]
        for file in folder["files"]
    }


@pytest.mark.parametrize("seed", range(5))
def test_no_string_of_a_report_becomes_markup(seed: int) -> None:
    """A page of hostile strings has the elements, attributes and scripts of the template, and no others."""
    usual = Elements(render_report(synthetic.report(20, 5)))
    page = render_report(synthetic.hostile(synthetic.report(20, 5), seed))
    found = Elements(page)
    allowed = {(tag, name) for tag, attributes in usual.found for name in attributes}
    assert {tag for tag, _ in found.found} <= {tag for tag, _ in usual.found}
    assert {(tag, name) for tag, attributes in found.found for name in attributes} <= allowed
    assert len(found.scripts) == len(usual.scripts) == 3
    assert found.scripts[0] == usual.scripts[0]
    assert found.scripts[2] == usual.scripts[2]
    assert page.replace("\n", "").isprintable()
    assert not [1 for _, attributes in found.found if str(attributes.get("href")).startswith("javascript")]


@pytest.mark.parametrize("seed", range(3))
def test_no_string_of_a_fleet_becomes_markup(seed: int) -> None:
    """A fleet of hostile strings has the elements of the template, and links to nothing but pages beside it."""
    page = render_fleet(synthetic.hostile(synthetic.fleet(40), seed))
    elements = Elements(page).found
    links = [str(attributes["href"]) for tag, attributes in elements if tag == "a"]
    usual = {tag for tag, _ in Elements(render_fleet(synthetic.fleet(40))).found}
    assert {tag for tag, _ in elements} <= {*usual, "code"}  # a command that nobody can see whole is no button
    assert page.replace("\n", "").isprintable()
    assert not [link for link in links if ":" in link or ".." in link or link.startswith("/")]


def test_data_cannot_end_its_element() -> None:
    """Data in the page holds no character that a parser of HTML takes for markup."""
    assert not set("<>&") & set(embedded({"a": list(synthetic.HOSTILE)}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\u202eb\x00\ud800", "a\\u202eb\\x00\\ud800"),
        ("x" * 200, "x" * text.NAME + "\u2026"),
        (None, ""),
        (7, "7"),
        ("caf\u00e9 \u65e5\u672c", "caf\u00e9 \u65e5\u672c"),
    ],
)
def test_text_shows_all_that_it_holds(value: object, shown: str) -> None:
    """Invisible characters stand as escapes, and long text is cut."""
    assert text.safe(value) == shown


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://git.example.com/acme/context", True),
        ("http://example.com/a?b=c#d", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" https://example.com", False),
        ("https://example.com/\"onclick='x'", False),
        ("https://ex\u0430mple.com", False),
        ("data:text/html,x", False),
        ("git@example.com:acme/context.git", False),
        ("//example.com", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: object, works: bool) -> None:
    """An address that is not plainly one of the web stays text."""
    assert text.link(url) == (url if works else None)


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("fleet/01-shop.html", "fleet/01-shop.html"),
        ("fleet/a b.html", "fleet/a%20b.html"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("../secret.html", None),
        ("/etc/passwd", None),
        ("//example.com/x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_fleet_links_to_pages_beside_it(path: object, href: str | None) -> None:
    """A link of a fleet leads to a file in its folder or below, never to a scheme or another place."""
    assert text.beside(path) == href


def test_a_copied_command_runs_alone() -> None:
    """A command is quoted for a shell, and one with hidden characters or of great length has no copy button."""
    assert text.command({"argv": ["aiwg", "diff", "a; rm -rf $(x)"]}) == {
        "text": "aiwg diff 'a; rm -rf $(x)'",
        "is_copied": True,
    }
    for argument in ("a\nrm x", "a\u202eb", "x" * 2000):
        made = text.command({"argv": ["aiwg", "diff", argument]})
        assert made is not None
        assert not made["is_copied"]
        assert made["text"].isprintable()
    assert text.command(None) is None


def test_a_command_with_hidden_characters_is_no_button() -> None:
    """Wherever the page shows a command, only one that can be seen whole is a button that copies it."""
    report = synthetic.report()
    for each in (*report["next"], *report["findings"], *report["held"]):
        each["command"] = {"argv": ["aiwg", "diff", "a\u202eb"], "text": ""}
    page = render_report(report)
    assert '<code class="cmd">aiwg diff' in page
    assert '<button class="cmd" type="button">aiwg diff' not in page


def test_no_template_asks_for_a_name_that_every_mapping_has() -> None:
    """In a template `it.copy` is a method of a mapping, whatever its keys are; so no such name is used."""
    for file in sorted(TEMPLATES.rglob("*.j2")):
        parsed = jinja2.Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
        asked = {node.attr for node in parsed.find_all(jinja2.nodes.Getattr)}
        assert not asked & {*dir({})}, file.name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-30T12:25:22+00:00", "30 November 2026, 12:25 UTC"),
        ("2026-01-02", "2 January 2026"),
        ("2026-13-02", "2026-13-02"),
        ("2026-00-02", "2026-00-02"),
        ("yesterday", "yesterday"),
        (None, ""),
    ],
)
def test_times_are_said(value: object, shown: str) -> None:
    """An ISO time is a date for people, and anything else stays as it is."""
    assert text.moment(value) == shown


@pytest.mark.parametrize(("numbers", "found"), [([], []), ([3, 4, 5, 9], [3, 3, 9, 1]), ([1, 3], [1, 1, 3, 1])])
def test_runs_are_ends(numbers: list[int], found: list[int]) -> None:
    """Rising numbers are the start and length of each run."""
    assert runs(numbers) == found
    assert opened(found) == numbers


@pytest.mark.parametrize("chars", [0, 1, 4, 39, 400, 7_332, 75_840, 4_000_000, 10**12])
def test_an_axis_has_round_numbers(chars: int) -> None:
    """An axis has two to six labels in even steps that begin at 0; none where nothing is loaded."""
    ticks = Scale(chars).ticks()
    assert len(ticks) <= 6
    assert (ticks[:1] == [("0", 0)]) is (chars > 0)
    values = [int(label.replace(",", "")) for label, _ in ticks]
    assert len({after - before for before, after in pairwise(values)}) <= 1
    assert all(0 <= place <= 1000 for _, place in ticks)


def test_bars_share_one_scale() -> None:
    """The parts of each bar add up to its tokens on the scale of the longest, to a thousandth."""
    report = synthetic.report()
    page = render_report(report)
    bars = re.findall(r'<div class="bar".*?</div>', page)
    sums = [sum(map(int, re.findall(r"\bw(\d+)\"", bar))) for bar in bars]
    sizes = [sum(load["chars"] + load["cut"] for load in tool["loads"]) for tool in report["tools"]]
    assert max(sums) in (999, 1000, 1001)
    assert sums == [pytest.approx(1000 * size / max(sizes), abs=1.5) for size in sizes]
