"""Parts of a page by their headings, and those that hold the words that somebody looks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt

from aiwg.commands.docs.topics import Topic
from aiwg.core.dataclass import dataclass

IN_NAME, IN_HEADING, IN_SUMMARY, IN_TEXT = 30, 10, 3, 1
"""The weight of a word in the name of a topic, in a heading, in the line about a topic, and in the text below."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, without its marks, and the Markdown from it to the next heading of its level or above."""

    topic: Topic
    heading: str
    level: int
    text: str
    own: str
    """The text up to the next heading of any level."""


def sections_of(topic: Topic) -> list[Section]:
    """Return the parts of a page; the first is the page itself."""
    text = topic.read()
    lines = text.splitlines(keepends=True)
    found = list(_headings(text))
    ends = [line for _, line, _ in found[1:]] + [len(lines)]
    sections = []
    for number, (level, start, heading) in enumerate(found):
        later = (line for other, line, _ in found[number + 1 :] if other <= level)
        whole = "".join(lines[start : next(later, len(lines))])
        sections.append(Section(topic, heading, level, whole, "".join(lines[start : ends[number]])))
    return sections


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the level, the first line and the plain text of each heading."""
    tokens = MarkdownIt("commonmark").parse(text)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.map and token.level == 0:
            plain = "".join(child.content for child in inside.children or () if child.content)
            yield int(token.tag[1:]), token.map[0], plain


def find(words: Sequence[str], topics: Iterable[Topic]) -> list[Section]:
    """Return the parts that hold all words, best first."""
    wanted = [word.lower() for word in words]
    scored = [
        (score, section) for topic in topics for section in sections_of(topic) if (score := _score(wanted, section)) > 0
    ]
    return [section for _, section in sorted(scored, key=lambda each: -each[0])]


def _score(words: Sequence[str], section: Section) -> int:
    """Return how well a part fits; 0 if it lacks a word."""
    is_page = section.level == 1
    heading, text = section.heading.lower(), section.own.lower()
    total = 0
    for word in words:
        here = IN_HEADING * (word in heading) + IN_TEXT * (word in text)
        if is_page:
            here += IN_NAME * (word in section.topic.name) + IN_SUMMARY * (word in section.topic.summary.lower())
        if not here:
            return 0
        total += here
    return total
