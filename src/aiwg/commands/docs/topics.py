"""The pages of the documentation that ship with aiwg, by topic."""

from __future__ import annotations

import os

from aiwg.core.dataclass import dataclass
from aiwg.core.read import read_whole
from aiwg.core.strict_yaml import parse
from aiwg.fs.resources import docs_folder

NAVIGATION = "nav.yaml"
"""The order of the pages: sections with topics, each with one line about it, or with that and its file."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page: its name, the section that lists it, one line about it, and its file."""

    name: str
    section: str
    summary: str
    file: str

    def read(self) -> str:
        """Return the page as Markdown."""
        return read_whole(self.file).decode("utf-8")


def all_topics() -> list[Topic]:
    """Return the topics in the order of the navigation; pages that do not ship with aiwg are left out."""
    folder = docs_folder()
    document = parse(read_whole(os.path.join(folder, NAVIGATION)).decode("utf-8"), trusted=True).value
    topics = [
        topic_of(folder, section, name, entry)
        for section, entries in document.items()
        for name, entry in entries.items()
    ]
    return [topic for topic in topics if os.path.isfile(topic.file)]


def topic_of(folder: str, section: str, name: str, entry: str | dict[str, str]) -> Topic:
    """Return the topic of an entry."""
    if isinstance(entry, str):
        return Topic(name, section, entry, os.path.join(folder, f"{name}.md"))
    return Topic(name, section, entry["summary"], os.path.normpath(os.path.join(folder, entry["file"])))
