"""Markdown as HTML: all text is escaped, nothing is loaded, and only a few tags of the text itself are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from aiwg.adr.document import MarkdownDocument
from aiwg.core.patterns import lazy_pattern

Leads = Callable[[str], str | None]
"""Returns where a link of the text leads on the page, or None when it leads to nothing there."""

_SPECIAL = lazy_pattern(r"[`*_\[\]<\\]")
_INLINE = lazy_pattern(
    r"(?P<ticks>`{1,5})(?P<code>[^`\n](?:[^\n]{0,400}?[^`\n])?)(?P=ticks)(?!`)"
    r"|!\[(?P<alt>[^\[\]\n]{0,300})\]\([^()\s]{0,400}\)"
    r"|\[(?P<text>(?:[^\[\]\n]|\\\[|\\\]){1,300})\]\(<?(?P<target>[^()\s<>]{0,400})>?\)"
    r"|<(?P<auto>https?://[^\s<>]{1,400})>"
    r"|\*\*(?P<bold>[^*\n]{1,400})\*\*|__(?P<bold_too>[^_\n]{1,400})__"
    r"|(?<![\w*])\*(?P<italic>[^*\s][^*\n]{0,400})\*(?!\w)|(?<![\w_])_(?P<italic_too>[^_\s][^_\n]{0,400})_(?!\w)"
    r"|\\(?P<plain>[\\`*_{}\[\]()#+.!<>|-])"
)
_ITEM = lazy_pattern(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])[ \t]++(?P<task>\[[ xX]\][ \t]++)?(?P<said>.*)")
_HEADING = lazy_pattern(r" {0,3}(?P<marks>#{1,6})[ \t]++(?P<title>.*)")
_RULE = lazy_pattern(r"[ \t]*+\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-*+:?+[ \t]*+)*+\Z")
_FENCE = lazy_pattern(r" {0,3}(?P<fence>`{3,}|~{3,})")
_CELL = lazy_pattern(r"(?<!\\)\|")
_FOLDING = lazy_pattern(r"[ \t]*(?:</?details>|<summary>(?P<summary>[^<\n]*)</summary>)[ \t]*\Z", re.IGNORECASE)
_CONTROL = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text_of(value: str) -> str:
    """Return a value as text of a page, or of an attribute in quotes."""
    return escape(_CONTROL.sub("\ufffd", value), quote=True)


def html_of(text: str, leads: Leads) -> str:
    """Return a Markdown text as HTML. Frontmatter and comments are left out; headings go down one level."""
    page = MarkdownDocument(text.replace("\r\n", "\n"))
    start = page.front.end if page.front else 0
    parts, last = [], page.text.find("\n", start) + 1 if page.front else 0
    for each in page.hidden:
        if each.kind == "comment" and each.start >= last:
            parts.append(page.text[last : each.start])
            last = each.end
    return _Blocks("".join((*parts, page.text[last:])).split("\n"), leads).html()


class _Blocks:
    def __init__(self, lines: list[str], leads: Leads) -> None:
        self.lines = lines
        self.leads = leads
        self.out: list[str] = []
        self.open_lists: list[tuple[int, str]] = []
        self.paragraph: list[str] = []
        self.details = 0

    def html(self) -> str:
        at = 0
        while at < len(self.lines):
            at = self._line(at)
        self._end_lists()
        self.out.append("</details>" * self.details)
        return "\n".join(self.out)

    def _line(self, at: int) -> int:
        """Take the block that begins on a line; return the line after it."""
        line = self.lines[at]
        if not line.strip():
            self._end_paragraph()
            return at + 1
        lead = line.lstrip(" \t")[:1]
        if lead in "`~" and (fence := _FENCE.match(line)):
            return self._code(at, fence["fence"])
        if lead == "#" and (heading := _HEADING.match(line)):
            return self._heading(at, len(heading["marks"]), heading["title"].rstrip(" \t#"), 1)
        if lead == "|" and at + 1 < len(self.lines) and _RULE.match(self.lines[at + 1]):
            return self._table(at)
        if lead == "<" and (folding := _FOLDING.match(line)):
            return self._folding(at, line, folding)
        below = self.lines[at + 1].strip() if at + 1 < len(self.lines) else ""
        if not self.paragraph and len(below) >= 3 and set(below) in ({"="}, {"-"}) and lead not in "-*+>|":
            return self._heading(at, 1 if below[0] == "=" else 2, line.strip(), 2)
        if lead in "-*_" and len(line.strip()) >= 3 and set(line.strip()) in ({"-"}, {"*"}, {"_"}):
            self._end_lists()
            self.out.append("<hr>")
            return at + 1
        if (lead in "-*+" or lead.isdigit()) and (item := _ITEM.match(line)):
            self._item(item)
            return at + 1
        if lead == ">":
            self._end_lists()
            self.out.append(f"<blockquote>{self._inline(line.strip().lstrip('> '))}</blockquote>")
            return at + 1
        if self.open_lists and not self.paragraph and line[:1] not in (" ", "\t"):
            self._end_lists()
        self.paragraph.append(line.strip())
        return at + 1

    def _end_paragraph(self) -> None:
        if self.paragraph:
            said = self._inline(" ".join(self.paragraph))
            self.out.append(said if self.open_lists else f"<p>{said}</p>")
            self.paragraph = []

    def _end_lists(self, indent: int = -1) -> None:
        """Close the open lists that are deeper than an indent."""
        self._end_paragraph()
        while self.open_lists and self.open_lists[-1][0] > indent:
            self.out.append(f"</li></{self.open_lists.pop()[1]}>")

    def _item(self, item: re.Match[str]) -> None:
        indent = len(item["indent"].expandtabs(4))
        kind = "ol" if item["mark"][0].isdigit() else "ul"
        self._end_lists(indent)
        if self.open_lists and self.open_lists[-1][0] == indent:
            self.out.append("</li>")
        else:
            self.out.append(f"<{kind}>")
            self.open_lists.append((indent, kind))
        box = "" if item["task"] is None else "&#9745; " if item["task"][1] in "xX" else "&#9744; "
        self.out.append(f"<li>{box}")
        self.paragraph = [item["said"]]

    def _heading(self, at: int, level: int, title: str, lines: int) -> int:
        self._end_lists()
        deeper = min(level + 1, 6)
        self.out.append(f"<h{deeper}>{self._inline(title)}</h{deeper}>")
        return at + lines

    def _code(self, at: int, fence: str) -> int:
        self._end_paragraph()
        end = at + 1
        while end < len(self.lines):
            bare = self.lines[end].strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                break
            end += 1
        code = text_of("\n".join(self.lines[at + 1 : end]))
        self.out.append(f"<pre><code>{code}</code></pre>")
        return end + 1

    def _table(self, at: int) -> int:
        self._end_lists()
        rows = [f"<tr>{''.join(f'<th>{each}</th>' for each in self._cells(self.lines[at]))}</tr>"]
        at += 2
        while at < len(self.lines) and self.lines[at].lstrip().startswith("|"):
            rows.append(f"<tr>{''.join(f'<td>{each}</td>' for each in self._cells(self.lines[at]))}</tr>")
            at += 1
        self.out.append(f"<table>{''.join(rows)}</table>")
        return at

    def _cells(self, line: str) -> list[str]:
        bare = line.strip().removeprefix("|")
        bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
        return [self._inline(cell.strip()) for cell in _CELL.split(bare)]

    def _folding(self, at: int, line: str, folding: re.Match[str]) -> int:
        self._end_lists()
        if folding["summary"] is not None:
            said = self._inline(folding["summary"])
            self.out.append(f"<summary>{said}</summary>" if self.details else f"<p>{said}</p>")
        elif "/" not in line:
            self.details += 1
            self.out.append("<details open>")
        elif self.details:
            self.details -= 1
            self.out.append("</details>")
        return at + 1

    def _inline(self, text: str) -> str:
        if not _SPECIAL.search(text):
            return text_of(text)
        parts, last = [], 0
        for match in _INLINE.finditer(text):
            parts += [text_of(text[last : match.start()]), self._span(match)]
            last = match.end()
        return "".join((*parts, text_of(text[last:])))

    def _span(self, match: re.Match[str]) -> str:
        if match["code"] is not None:
            return f"<code>{text_of(match['code'].strip())}</code>"
        if match["alt"] is not None:
            return f"<em>image: {text_of(match['alt'] or 'no description')}</em>"
        if match["text"] is not None:
            said, where = self._inline(match["text"].replace("\\", "")), self.leads(match["target"])
            return f'<a href="{text_of(where)}">{said}</a>' if where else said
        if match["auto"] is not None:
            return f'<a href="{text_of(match["auto"])}">{text_of(match["auto"])}</a>'
        bold = match["bold"] or match["bold_too"]
        if bold is not None:
            return f"<strong>{self._inline(bold)}</strong>"
        italic = match["italic"] or match["italic_too"]
        return f"<em>{self._inline(italic)}</em>" if italic is not None else text_of(match["plain"])
