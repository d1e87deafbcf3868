"""The pages: complete, escaped, without a request, and written over nothing but pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aiwg.adr.site.html import html_of
from tests.adr.conftest import NYGARD, Runner, put
from tests.adr.shapes import SHAPES
from tests.adr.steps import filled_to

VOID = {"meta", "br", "hr", "input"}


class Checker(HTMLParser):
    """Reads a page: its tags are closed in order, and what it would load or run is collected."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.scripts = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        if tag not in VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            self.handlers += [name] if name.startswith("on") else []
            if name in ("src", "srcset", "data", "poster", "action", "background") or (tag == "link"):
                self.loads.append(f"{tag} {name}={value}")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        """See that a tag closes the one that is open."""
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.text += f"{data} "


def read(text: str) -> Checker:
    """Return what a page holds."""
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert checker.open == []
    return checker


HOSTILE = (
    "</title><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)' onload='x",
    "<img src=https://example.org/x.png onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](https://example.org/p.png) [d](data:text/html,x)",
    "</script><script>alert(2)</script> <!-- --> ]]> &lt; &amp;",
    "\x00\x07\u2028 \udcff <svg onload=alert(1)>",
    "`<b>` **<i>** _<u>_ <https://example.org/\"onclick=x>",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_records_stays_text(adr: Runner, project: Path, hostile: str) -> None:
    """A title, a status, a tag or a body makes no element, no attribute and no request, on any page."""
    title = " ".join(hostile.split())
    body = NYGARD.format(n=1, t=f"Use {title}").replace("Accepted", f"Accepted {title}")
    put(
        project / "docs/adr/0001-x.md",
        body.replace("Date: ", f"Tags: {title}\nDate: ") + f"\n{hostile}\n\n| a |\n|-|\n| {title} |\n",
    )
    adr("site")
    for file in sorted((project / "adr-site").rglob("*.html")):
        page = read(file.read_text(encoding="utf-8"))
        assert page.loads == []
        assert page.handlers == []
        assert page.scripts == (2 if file.name == "index.html" else 0)
        assert all(re.match(r"(?:\.\./)*(?:records/|index\.html)|https?://|mailto:|#", link) for link in page.links)
        assert "default-src 'none'" in file.read_text(encoding="utf-8")


def test_every_record_has_a_page_with_all_it_says(adr: Runner, project: Path) -> None:
    """In each form the words of the text are on the page, and the links between records lead to their pages."""
    for shape in SHAPES:
        put(project / "docs/adr" / shape.file, shape.text)
    put(project / "docs/adr/sub/0080-queue.md", filled_to(5).replace("ADR-007", "ADR-080"))
    adr("site", "--out", "public/adr")
    out = project / "public/adr"
    index = read((out / "index.html").read_text())
    links = {link for link in index.links if link.startswith("records/")}
    assert len(links) == len(SHAPES) + 1
    for link in links:
        page = read((out / link).read_text())
        for other in page.links:
            if not other.startswith("http"):
                assert ((out / link).parent / other).is_file(), other
    for shape in SHAPES:
        text = read((out / "records" / shape.file).with_suffix(".html").read_text()).text
        wanted = re.sub(r"<!--.*?-->|\]\([^)]*\)", " ", re.sub(r"\A---\n.*?\n---\n", "", shape.text, flags=re.DOTALL))
        missing = set(re.findall(r"\w+", wanted)) - set(re.findall(r"\w+", text))
        assert missing == set()
    assert "CREATE TABLE webhook_delivery" in read((out / "records/sub/0080-queue.html").read_text()).text


def test_a_second_run_changes_what_changed(adr: Runner, folder: Path, project: Path) -> None:
    """Nothing when nothing changed; a record that goes takes its page along; a file of somebody else's stops it."""
    adr("site")
    before = {file: file.stat().st_mtime_ns for file in (project / "adr-site").rglob("*")}
    assert "4 unchanged" in adr("site").out
    assert {file: file.stat().st_mtime_ns for file in (project / "adr-site").rglob("*")} == before
    (folder / "0002-use-b.md").unlink()
    assert "1 removed" in adr("site").out
    assert not (project / "adr-site/records/0002-use-b.html").exists()
    put(project / "adr-site/records/notes.html", "mine")
    adr("site")
    assert (project / "adr-site/records/notes.html").read_text() == "mine"
    put(project / "adr-site/index.html", "mine")
    assert "not a page of aiwg" in adr("site", expect=4).err
    assert (project / "adr-site/index.html").read_text() == "mine"


MARKDOWN = [
    ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
    ("# T\n## U ##", "<h2>T</h2>\n<h3>U</h3>"),
    ("T\n===\nx", "<h2>T</h2>\n<p>x</p>"),
    ("- a\n  - b\n- [x] c", "<ul>\n<li>\na\n<ul>\n<li>\nb\n</li></ul>\n</li>\n<li>&#9745; \nc\n</li></ul>"),
    ("1. a\n2. b\n\nx", "<ol>\n<li>\na\n</li>\n<li>\nb\n</li></ol>\n<p>x</p>"),
    ("```sql\n<a> & `b`\n```\nx", "<pre><code>&lt;a&gt; &amp; `b`</code></pre>\n<p>x</p>"),
    ("~~~\nnever closed", "<pre><code>never closed</code></pre>"),
    (
        "| a | b |\n| - | :-: |\n| `x` | c \\| d |",
        "<table><tr><th>a</th><th>b</th></tr><tr><td><code>x</code></td><td>c | d</td></tr></table>",
    ),
    (
        "**b** *i* __c__ snake_case_name 2*3*4",
        "<p><strong>b</strong> <em>i</em> <strong>c</strong> snake_case_name 2*3*4</p>",
    ),
    ("<details>\n<summary>S</summary>\n\nx\n</details>", "<details open>\n<summary>S</summary>\n<p>x</p>\n</details>"),
    ("<details>\nx", "<details open>\n<p>x</p>\n</details>"),
    ("</details>x <b>", "<p>&lt;/details&gt;x &lt;b&gt;</p>"),
    (
        "[a](0002-b.md) [c](x.txt) <https://e.org/>",
        '<p><a href="B">a</a> c <a href="https://e.org/">https://e.org/</a></p>',
    ),
    ("---\na: 1\n---\nx <!-- y\nz --> w", "<p>x  w</p>"),
    ("\\*a\\* `\\*`", "<p>*a* <code>\\*</code></p>"),
    ("> q", "<blockquote>q</blockquote>"),
    ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
]


@pytest.mark.parametrize(("text", "html"), MARKDOWN)
def test_markdown_becomes_html(text: str, html: str) -> None:
    """The parts that records are made of; anything else is shown as it was typed."""
    got = "".join(html_of(text, lambda target: "B" if target.endswith(".md") else None).split("\n"))
    assert got == "".join(html.split("\n"))
    read(html_of(text, lambda target: None))


def test_the_timeline_is_in_order(adr: Runner, folder: Path) -> None:
    """Mermaid's timeline has a section for each year and every record once, without what ends an event."""
    put(folder / "0009-x.md", NYGARD.format(n=9, t="Use a: b; #c"))
    lines = adr("graph", "--format", "timeline").out.splitlines()
    assert lines[:3] == ["timeline", "  title Decisions", "  section 2020"]
    assert "    2020-01-09 : ADR-009 Use a b c (Accepted)" in lines
    assert sum("ADR-" in line for line in lines) == 4
    assert lines.index("  section 2026") > lines.index("    2020-01-09 : ADR-009 Use a b c (Accepted)")
