"""aiwg find: questions as people type them find the right artifact, in every spelling and with slips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.commands.find.index import IndexedArtifact, SearchIndex
from aiwg.deployment.sources import about
from aiwg.source.layers import Layer, load_layers

ROOT = Path(__file__).parents[2]
ARTIFACTS = list(load_layers([Layer("bundled", ROOT, "")], ROOT).catalog)
BUNDLED = [(each.named, each.id) for each in ARTIFACTS if each.kind != "instructions"]
QUERIES = {
    "review my pull request": "skill/code-review",
    "find bugs in a diff": "command/fix-bug",
    "debug a failing test": "skill/debugging",
    "how should I design an API?": "agent/api-designer",
    "architecture decision record": "skill/adr",
    "decide between two designs": "agent/architect",
    "write a commit message": "rule/commit-messages",
    "leaked password": "behavior/secret-guard",
    "credentials": "rule/no-secrets",
    "update dependencies": "rule/dependencies",
    "documentation in markdown": "rule/markdown-docs",
    "exceptions": "rule/error-handling",
    "prepare a new version": "command/prepare-release",
    "it is too slow": "agent/performance-engineer",
    "refactoring legacy code": "skill/refactoring",
    "rm -rf": "behavior/destructive-guard",
    "unit testing": "agent/test-engineer",
    "write down what went wrong in the outage": "skill/post-mortem",
    "threats and attackers": "skill/threat-model",
    "migrate the database schema": "skill/migration-plan",
}
"""Questions as people ask them, and an artifact that answers."""


@pytest.fixture(scope="module")
def bundle_index() -> SearchIndex:
    """Return an index of the bundled source."""
    return SearchIndex.of(
        (IndexedArtifact(each.named, each.kind, each.id, about(each), "on-demand", "ready"), each.body)
        for each in ARTIFACTS
    )


@pytest.mark.parametrize("query", QUERIES)
def test_a_question_finds_the_artifact_that_answers(query: str, bundle_index: SearchIndex) -> None:
    """The right artifact of the bundled source is among the first three."""
    assert QUERIES[query] in [each.key for each in bundle_index.search(query, (), 3)]


def _spellings(id: str) -> Iterator[str]:
    """Yield a name in every way that people write names."""
    words = id.replace("/", "-").split("-")
    yield from (" ".join(words), " ".join(words).upper(), "_".join(words), "-".join(words))
    yield words[0] + "".join(word.title() for word in words[1:])
    yield "".join(word.title() for word in words)


@pytest.mark.parametrize(("key", "id"), BUNDLED, ids=[key for key, _ in BUNDLED])
def test_every_spelling_of_a_name_finds_it(key: str, id: str, bundle_index: SearchIndex) -> None:
    """Whatever the case and the marks between its words, a name is found among the first three."""
    for typed in _spellings(id):
        assert key in [each.key for each in bundle_index.search(typed, (), 3)], typed


@pytest.mark.parametrize(("key", "id"), BUNDLED, ids=[key for key, _ in BUNDLED])
def test_a_misspelt_name_finds_it(key: str, id: str, bundle_index: SearchIndex) -> None:
    """Without a letter, with one twice or two in the wrong order, a long word of a name finds it, or one like it."""
    for word in (each for each in id.split("-") if len(each) > 6):
        for at in range(2, len(word) - 2):
            slips = {word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]}
            slips.add(word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :])
            for slip in slips - {word}:
                found = bundle_index.search(slip, (), 10)
                is_related = any(part.startswith(word[:5]) for each in found for part in each.id.split("-"))
                assert is_related or key in [each.key for each in found], slip


def test_names_with_signs_are_told_apart() -> None:
    """C, C++, C# and .NET are four names, in a query as in a text."""
    texts = {"plain": "For C.", "plus": "For C++.", "sharp": "For C#.", "net": "For .NET 9."}
    index = SearchIndex.of(
        (IndexedArtifact(f"skill/{id}", "skill", id, said, "on-demand", "ready"), "") for id, said in texts.items()
    )
    for query, id in (("C++", "plus"), ("c#", "sharp"), (".net", "net"), ("c", "plain"), ("dotnet", "net")):
        assert [each.id for each in index.search(query, (), 1)] == [id], query


def test_common_words_count_only_alone() -> None:
    """A word that says nothing of a subject finds an artifact only where the query has no other."""
    texts = {"a": "What you need for it.", "b": "Parsers."}
    index = SearchIndex.of(
        (IndexedArtifact(f"skill/{id}", "skill", id, said, "on-demand", "ready"), "") for id, said in texts.items()
    )
    assert [each.id for each in index.search("what do I need for parsers", (), 5)] == ["b"]
    assert [each.id for each in index.search("what", (), 5)] == ["a"]
