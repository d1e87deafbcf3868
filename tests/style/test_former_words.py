"""The sentences that read as translated are gone, and so are the words of the project's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from style.messages import messages
from style.prose import texts

ROOT = Path(__file__).parents[2]

SENTENCES = [
    "platform really reads",
    "takes it away again",
    "where that cannot be",
    "your bytes untouched",
    "what a reader of the sources cannot see",
    "--fix mends",
    "take ours away",
    "nobody knows, so nothing",
    "would run waits for",
    "cannot be told a deny",
    "Take our files back",
    "sentences that turn an agent",
    "may be there all the same",
    "keep it: rename or exclude ours",
    "take ours: --force",
    "less restricted in",
    "agents may do more there than you said",
    "may load twice 3",
    "needs your consent before",
    "these would run on your machine, or say",
    "Nothing was allowed",
    "nobody to ask here",
    "then aiwg trust, as it runs",
    "nothing asks for it any more",
    "takes the place of (bundled)",
    "a claim has no",
    "do not hold what they should",
    "which Accepted stands for",
    "that is writing is waited for",
    "how many more there are is told",
    "says it better",
    "findings that are not told",
    "Typing it allows",
    "certain loads too many",
    "but it is rubbish",
]
"""Parts that tell a former sentence of a page, a message or a help text from all others."""

WORDS = [
    "mended",
    "stands in the way",
    "what stands",
    "its books are in order",
    "carried by",
    "withheld",
    "waits for your consent",
    "Goes nowhere yet",
    "remembers other places",
    "agents are freer",
    "overhear",
    "shortfall",
    "nobody knows",
]
"""Words of the project's own that reach nobody any more."""


def _said() -> dict[str, str]:
    """Return the prose of the pages and the messages of the code, white space as one blank, by file."""
    pages = [ROOT / "CONTRIBUTING.md", ROOT / "platforms/README.md", *sorted((ROOT / "docs").glob("*.md"))]
    found = {str(page): " ".join(each.text for each in texts(page.read_text(encoding="utf-8"))) for page in pages}
    source = ROOT / "src" / "aiwg"
    for module in source.rglob("*.py"):
        if module.name != "template_lines.py":
            found[str(module)] = "\n".join(text for _, text in messages(module.read_text(encoding="utf-8")))
    found |= {str(file): file.read_text(encoding="utf-8") for file in (source / "templates").glob("*.j2")}
    return {path: " ".join(text.split()).lower() for path, text in found.items()}


SAID = _said()


@pytest.mark.parametrize("part", [*SENTENCES, *WORDS])
def test_a_former_wording_is_gone(part: str) -> None:
    """No page, message, help text or template has it."""
    wording = re.compile(rf"\b{re.escape(part.lower())}" if part[0].isalpha() else re.escape(part.lower()))
    assert [path for path, text in SAID.items() if wording.search(text)] == []
