"""`aiwg docs`: list the topics, show one, or find words in all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from aiwg.commands.docs.render import linked_topics, names_of, rendered
from aiwg.commands.docs.sections import Section, find, sections_of
from aiwg.commands.docs.topics import Topic, all_topics
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.fs import resources
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.terminal.marks import verbs
from aiwg.output.terminal.pager import say_page

SCHEMA = "aiwg.docs/1"
MOST = 12
"""Results of a search that are shown."""

MOST_LINKED = 5
"""Other pages that are named below a page."""


def run_docs(words: Sequence[str], as_json: bool, pager: bool) -> int:
    """Show the topics, a page or the results of a search; return the exit code.

    Raises UserError (usage) if no page holds the words.
    """
    topics = all_topics()
    section, results = _looked_up(words, topics)
    if as_json:
        say_json({"schema": SCHEMA, **_as_json(topics, section, results)})
    elif section:
        _show(section, topics, _other_commands(words), pager)
    elif words:
        _list_results(words, results)
    else:
        _list_topics(topics)
    return Exit.OK


def _looked_up(words: Sequence[str], topics: Sequence[Topic]) -> tuple[Section | None, list[Section]]:
    """Return the part to show, or None and the results of a search."""
    if not words:
        return None, []
    named = next((topic for topic in topics if topic.name == words[0].lower()), None)
    if named and len(words) == 1:
        return sections_of(named)[0], []
    results = find(words[1:], [named]) if named else []
    results = results or find(words, topics)
    if not results:
        raise _nothing_found(words, topics)
    exact = [each for each in results if each.heading.lower() == " ".join(words[1:] if named else words).lower()]
    certain = exact if len(exact) == 1 else results if len(results) == 1 else []
    return (certain[0], []) if certain else (None, results)


def _nothing_found(words: Sequence[str], topics: Sequence[Topic]) -> UserError:
    typed = " ".join(words)
    near = suggest(typed, [topic.name for topic in topics])
    hints = [f"{near[0].upper()}{near[1:]}"] if near else []
    hints += [f"See: {command}" for command in _other_commands(words)]
    return UserError(f'no page has "{typed}".', exit=Exit.USAGE, hint="   ".join([*hints, "All topics: aiwg docs"]))


def _other_commands(words: Sequence[str]) -> list[str]:
    """Return the commands that show more about words: the help of a command, the facts of a platform."""
    helps = [f"aiwg {word} --help" for word in words if word in verbs]
    platforms = resources.platforms_folder()
    ids = [word for word in words if word.replace("-", "").isalnum()]
    return helps + [f"aiwg platforms {id}" for id in ids if os.path.isdir(os.path.join(platforms, id))]


def _show(section: Section, topics: Sequence[Topic], commands: Sequence[str], pager: bool) -> None:
    names = names_of({topic.name: topic.file for topic in topics})
    lines = rendered(section.text, names)
    others = [topic for topic in linked_topics(section.text, names) if topic != section.topic.name]
    see = [*commands, *(f"aiwg docs {topic}" for topic in others[:MOST_LINKED])]
    if see:
        lines += ["", f"See also: {paint('   '.join(see), 'hint')}"]
    say_page("\n".join(lines), pager)


def _list_results(words: Sequence[str], results: Sequence[Section]) -> None:
    say(f'"{" ".join(words)}" is in {len(results)} places:\n')
    rows = [[f"aiwg docs {_command(each)}", each.heading if each.level > 1 else each.topic.summary] for each in results]
    for line in table([[paint(row[0], "hint"), row[1]] for row in rows[:MOST]]):
        say(line)
    if len(results) > MOST:
        say(f"\n{len(results) - MOST} more: add a word.")
    if others := _other_commands(words):
        say(f"\nSee also: {paint('   '.join(others), 'hint')}")


def _command(section: Section) -> str:
    """Return the words that show a part."""
    heading = section.heading if section.heading.isascii() else ""
    return section.topic.name if section.level == 1 else f"{section.topic.name} {heading.lower()}".rstrip()


def _list_topics(topics: Sequence[Topic]) -> None:
    for number, name in enumerate(dict.fromkeys(topic.section for topic in topics)):
        say(f"{paint(name, 'bold')}" if not number else f"\n{paint(name, 'bold')}")
        for line in table([[topic.name, topic.summary] for topic in topics if topic.section == name]):
            say(line)
    say(f"\nShow one: {paint('aiwg docs TOPIC', 'hint')}   find words: {paint('aiwg docs merge conflict', 'hint')}")


def _as_json(topics: Sequence[Topic], section: Section | None, results: Sequence[Section]) -> dict[str, object]:
    """Return the topics, the results or the page; the other two are empty."""
    is_list = section is None and not results
    listed = [{"topic": each.name, "section": each.section, "summary": each.summary} for each in topics if is_list]
    found = [{"topic": each.topic.name, "heading": each.heading, "level": each.level} for each in results]
    page = {"topic": section.topic.name, "heading": section.heading, "text": section.text} if section else None
    return {"topics": listed, "results": found, "page": page}
