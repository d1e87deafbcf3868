"""Twenty repositories of decision records, as teams keep them with different tools: written for these tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.adr.brackets import brackets_to


@dataclass(frozen=True)
class Repository:
    """The files of a repository; `old` and `new` name two records in force, the second one later."""

    name: str
    folder: str
    files: dict[str, str]
    old: str
    new: str
    more: dict[str, str] = field(default_factory=dict)


def _adr_tools(n: int, title: str, status: str = "Accepted", extra: str = "") -> str:
    return (
        f"# {n}. {title}\n\nDate: 2019-0{n % 9 + 1}-04\n\n## Status\n\n{status}\n{extra}\n## Context\n\nTeams wait for "
        f"each other, see [the log](../notes.md).\n\n## Decision\n\nWe will {title.lower()}.\n\n## Consequences\n\n"
        "* One more thing to run\n* Less waiting\n"
    )


def _madr2(title: str, status: str = "accepted") -> str:
    return (
        f"# {title}\n\n* Status: {status} <!-- optional -->\n* Deciders: Ann, Bob <!-- optional -->\n"
        "* Date: 2020-11-12\n\nTechnical Story: #12\n\n"
        "## Context and Problem Statement\n\nHow do we do it?\n\n## Decision Drivers\n\n"
        "* Readable\n* Cheap\n\n## Considered Options\n\n* One\n* Two\n\n## Decision Outcome\n\n"
        'Chosen option: "One", because it is there.\n\n### Positive Consequences\n\n* quick\n\n'
        "## Pros and Cons of the Options\n\n### One\n\n* Good, because small\n* Bad, because new\n\n## Links\n\n"
        "* [Website](https://example.org)\n"
    )


def _madr(title: str, four: bool, status: str = "accepted", quotes: str = "") -> str:
    people = "decision-makers: Ann\nconsulted: Bob\ninformed: all" if four else "deciders: Ann, Bob"
    confirm = "### Confirmation\n\nA test fails otherwise.\n" if four else "## Validation\n\nReview.\n"
    return (
        f"---\n# These are optional.\nstatus: {quotes}{status}{quotes}\ndate: 2022-10-09\n{people}\n---\n\n"
        f"# {title}\n\n## Context and Problem Statement\n\nWhich one?\n\n## Considered Options\n\n* One\n* Two\n\n"
        '## Decision Outcome\n\nChosen option: "One", because of speed.\n\n### Consequences\n\n'
        f"* Good, because fast\n* Bad, because new\n\n{confirm}"
        "\n## More Information\n\nAsk Ann.\n"
    )


def _log4brains(title: str, status: str = "accepted") -> str:
    return (
        f"# {title}\n\n- Status: {status}\n- Deciders: Ann\n- Date: 2021-01-13\n- Tags: dev, tools\n\n## Context and "
        "Problem Statement\n\nMachines differ.\n\n## Considered Options\n\n- One\n- Two\n\n## Decision Outcome\n\n"
        'Chosen option: "One", because it runs everywhere.\n'
    )


def _brackets(n: int, title: str, level: int = 3) -> str:
    text = brackets_to(level).replace("ADR-007", f"ADR-{n:03}").replace("Queue webhooks in PostgreSQL", title)
    return text.replace("**Status**: Proposed", "**Status**: Accepted").replace(
        "**Current Status**: Proposed", "**Current Status**: Accepted"
    )


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _setext(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip("#")
        marks = len(line) - len(bare)
        lines += [bare.strip(), ("=" if marks == 1 else "-") * len(bare.strip())] if marks in (1, 2) else [line]
    return "\n".join(lines)


TITLES = ("Use Redis for sessions", "Send mail through a queue", "Build with Gradle")


def _numbered(make: list[str], pattern: str = "{n:04}-{slug}.md") -> dict[str, str]:
    slugs = [title.lower().replace(" ", "-") for title in TITLES]
    return {pattern.format(n=n, slug=slugs[n - 1]): text for n, text in enumerate(make, 1)}


def _repository(
    name: str, folder: str, texts: list[str], pattern: str = "{n:04}-{slug}.md", more: dict[str, str] | None = None
) -> Repository:
    files = _numbered(texts, pattern)
    names = list(files)
    return Repository(name, folder, files, names[0], names[1], more or {})


def _tools(**more: str) -> list[str]:
    return [_adr_tools(n, title, **more) for n, title in enumerate(TITLES, 1)]


REPOSITORIES = [
    _repository("adr-tools", "doc/adr", _tools()),
    _repository("adr-tools with .adr-dir", "records", _tools(), more={".adr-dir": "records\n"}),
    _repository("adr-tools, CRLF", "docs/adr", [_crlf(each) for each in _tools()]),
    _repository("adr-tools, underlined headings", "docs/adr", [_setext(each) for each in _tools()]),
    _repository(
        "adr-tools, amended",
        "doc/adr",
        [
            _adr_tools(1, TITLES[0], extra="\nAmended by [3. Build with Gradle](0003-build-with-gradle.md)\n"),
            _adr_tools(2, TITLES[1]),
            _adr_tools(3, TITLES[2], extra="\nAmends [1. Use Redis for sessions](0001-use-redis-for-sessions.md)\n"),
        ],
    ),
    _repository("adr-tools in subfolders", "doc/adr", _tools(), "part{n}/{n:04}-{slug}.md"),
    _repository("MADR 2", "docs/adr", [_madr2(title) for title in TITLES]),
    _repository("MADR 2, docs/decisions", "docs/decisions", [_madr2(title) for title in TITLES], "{n:04}-{slug}.md"),
    _repository("MADR 2, CRLF", "docs/adr", [_crlf(_madr2(title)) for title in TITLES]),
    _repository("MADR 3", "docs/decisions", [_madr(title, four=False) for title in TITLES]),
    _repository("MADR 3, quoted", "docs/decisions", [_madr(title, four=False, quotes='"') for title in TITLES]),
    _repository("MADR 3, byte order mark", "docs/adr", ["\ufeff" + _madr(title, four=False) for title in TITLES]),
    _repository("MADR 4", "docs/decisions", [_madr(title, four=True) for title in TITLES]),
    _repository("MADR 4, ADR-0001", "adr", [_madr(title, four=True) for title in TITLES], "ADR-{n:04}-{slug}.md"),
    _repository("MADR 4, CRLF, no last line end", "docs/adr", [_crlf(_madr(t, four=True)).rstrip() for t in TITLES]),
    _repository("log4brains", "docs/adr", [_log4brains(title) for title in TITLES], "2021010{n}-{slug}.md"),
    _repository(
        "log4brains with settings",
        "decisions",
        [_log4brains(title) for title in TITLES],
        "2021010{n}-{slug}.md",
        {".log4brains.yml": "project:\n  name: x\n  adrFolder: ./decisions\n"},
    ),
    _repository("brackets", ".aiwg/architecture", [_brackets(n, t) for n, t in enumerate(TITLES, 1)]),
    _repository("brackets, CRLF", "docs/adr", [_crlf(_brackets(n, t)) for n, t in enumerate(TITLES, 1)]),
    _repository(
        "brackets, adr-001",
        ".aiwg/architecture/adr",
        [_brackets(n, title, 1) for n, title in enumerate(TITLES, 1)],
        "adr-{n:03}-{slug}.md",
    ),
]
