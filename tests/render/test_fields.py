"""Field rules: canonical values become native ones, and what does not arrive is a loss."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import split_list
from aiwg.artifact.spellings import tool_named
from aiwg.render.documents import document, toml_text, yaml_text
from aiwg.render.fields import apply_rules, derive_access, losses_of
from aiwg.render.placeholders import translate_command
from aiwg.render.values import NameTables, native_tools, without_braces

TOOLS = {"read": "Look", "bash": ["Run", "Shell"], "mcp": "m_{server}_{tool}"}


def native(rule: Any, **values: Any) -> dict[str, Any]:
    """Return the native keys that one rule makes."""
    return apply_rules(
        field_rules([rule]), values, NameTables(TOOLS, {"deep": "big", "inherit": None}, platform_names=("x",))
    ).keys


@pytest.mark.parametrize(
    ("rule", "values", "wanted"),
    [
        ("color", {"color": "red"}, {"color": "red"}),
        ({"colour": {"from": "color", "as": "hex"}}, {"color": "red"}, {"colour": "#e5484d"}),
        ({"colour": {"from": "color", "as": "hex"}}, {"color": "#fA0"}, {"colour": "#ffAA00"}),
        ({"colour": {"from": "color", "as": "hex"}}, {"color": "#1e90ff"}, {"colour": "#1e90ff"}),
        ({"colour": {"from": "color", "as": "hex"}}, {"color": "#1e90f"}, {}),
        ({"ms": {"from": "timeout", "unit": "ms"}}, {"timeout": 1.5}, {"ms": 1500}),
        ({"a.b": {"const": False}}, {}, {"a": {"b": False}}),
        ({"globs": {"from": "paths", "as": "csv"}}, {"paths": ["a/*.{x,y}", "b"]}, {"globs": "a/*.x, a/*.y, b"}),
        ({"globs": {"from": "paths", "as": "csv", "default": "**"}}, {}, {"globs": "**"}),
        ({"on": {"from": "activation", "map": {"always": 1}, "else": 0}}, {"activation": "paths"}, {"on": 0}),
        ({"m": {"from": "access", "map": {"read": "r"}, "unless": "tools"}}, {"access": "read", "tools": ["read"]}, {}),
        ({"title": {"from": ["title", "id"]}}, {"id": "x"}, {"title": "x"}),
        ({"tools": {"as": "csv"}}, {"tools": ["read", "bash"]}, {"tools": "Look, Run, Shell"}),
        ({"tools": {"as": "action-map"}}, {"tools": ["read"]}, {"tools": {"Look": True}}),
        ("model", {"model": "deep"}, {"model": "big"}),
        ("model", {"model": "inherit"}, {}),
        ("model", {"model": {"x": "own-id", "default": "fast"}}, {"model": "own-id"}),
        ("model", {"model": "somebody-elses-id"}, {}),
    ],
)  # fmt: skip
def test_rules(rule: Any, values: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Each kind of rule writes what the adapter reference says."""
    assert native(rule, **values) == wanted


def test_unknown_values_are_losses() -> None:
    """A tier without a model, a tool without a name and a field without a rule are each reported."""
    fields = {"model": "fast", "tools": ["read", "dance"], "color": "red", "name": "n"}
    made = apply_rules(field_rules(["model", "tools"]), fields, NameTables(TOOLS, {}, platform_names=("x",)))
    assert {(loss.field, loss.freer) for loss in losses_of(fields, made)} == {
        ("model", False),
        ("tools", False),
        ("color", False),
    }


def test_a_lost_restriction_is_marked() -> None:
    """An agent that only reads, denies tools or limits one does more where that is lost, and the loss says so."""
    fields = {"tools": ["read"], "deny_tools": ["bash"]}
    made = apply_rules([], fields, NameTables(platform_names=("x",)))
    assert {(loss.field, loss.freer) for loss in losses_of(fields, made)} == {("tools", True), ("deny_tools", True)}
    limited = apply_rules(field_rules(["tools"]), {"tools": ["bash(git *)"]}, NameTables(TOOLS, platform_names=("x",)))
    assert [(loss.field, loss.freer) for loss in limited.losses] == [("tools limits", True)]


@pytest.mark.parametrize(
    ("typed", "neutral"),
    [("Read", "read"), ("Bash(git *)", "bash(git *)"), ("mcp__srv__go", "mcp(srv/go)"), ("mcp(srv/*)", "mcp(srv/*)"),
     ("MultiEdit", "edit"), ("WebFetch", "web_fetch"), ("Agent", "task"), ("Mystery", "Mystery")],
)  # fmt: skip
def test_tools_in_claudes_spelling_are_understood(typed: str, neutral: str) -> None:
    """Existing content names tools as Claude does; each gets its neutral name, limits kept."""
    assert tool_named(typed) == neutral


def test_access_follows_from_tools() -> None:
    """An agent with a tool that writes, limited or not, is not a reading one."""
    assert derive_access({"tools": ["read", "grep"]}) == "read"
    assert derive_access({"tools": ["read", "bash(git *)"]}) == "write"
    assert derive_access({"tools": ["bash"], "access": "read"}) == "read"
    assert derive_access({}) is None


def test_mcp_tools_have_a_pattern() -> None:
    """A tool of a server is written the platform's way; without one it is unknown."""
    assert native_tools(["mcp(srv/go)"], TOOLS) == (["m_srv_go"], [])
    assert native_tools(["mcp(srv/go)"], {}) == ([], ["mcp(srv/go)"])


@given(st.lists(st.text("ab*/.", min_size=1, max_size=6), max_size=4))
def test_lists_survive_commas(items: list[str]) -> None:
    """A comma list of globs splits into what it was made of."""
    assert split_list(", ".join(items)) == items


def test_braces_are_written_out() -> None:
    """Alternatives in braces become globs without commas, nested ones too."""
    assert sorted(without_braces("a.{b,c.{d,e}}")) == ["a.b", "a.c.d", "a.c.e"]
    assert without_braces("{x}") == ["{x}"]


PLAIN = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text("abcdefgh-_", min_size=1, max_size=8), VALUES, max_size=4))
def test_yaml_reads_back(fields: dict[str, Any]) -> None:
    """What is written as YAML is read back by an independent parser, strings as strings."""
    assert (YAML(typ="safe", pure=True).load(io.StringIO(yaml_text(fields))) or {}) == fields


TOML_VALUES = st.recursive(
    st.booleans() | st.integers(-(10**6), 10**6) | PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(st.dictionaries(st.text("abcdefgh-_", min_size=1, max_size=8), TOML_VALUES, max_size=4))
def test_toml_reads_back(fields: dict[str, Any]) -> None:
    """What is written as TOML is read back, texts of several lines and odd characters too."""
    assert tomllib.loads(toml_text(fields)) == fields


def test_line_parsers_get_plain_lines() -> None:
    """For line parsers a text is one line without quotes."""
    assert document("md-lines", {"a": 'x: "y"\nz', "b": True}, "body\n") == '---\na: x: "y" z\nb: true\n---\n\nbody\n'


@pytest.mark.parametrize(
    ("body", "syntax", "wanted", "lost"),
    [
        ("$1 and $ARGUMENTS", {"args": "$ARGUMENTS", "arg": "${n0}"}, "$0 and $ARGUMENTS", []),
        ("$1 `$1`\n```\n$1\n```\n$2", {"arg": "<{n}>"}, "<1> `$1`\n```\n$1\n```\n<2>", []),
        ("$ARGUMENTS", {}, "$ARGUMENTS", ["$ARGUMENTS"]),
        ("$10 $ARGUMENTS[0] costs $5", {"arg": "<{n}>"}, "$10 $ARGUMENTS[0] costs <5>", []),
        ("Log: !`git log`", {"shell": "!{{cmd}}"}, "Log: !{git log}", []),
        ("Log: !`git log`", {}, "Log: !`git log`", ["!`command`"]),
    ],
)
def test_placeholders_are_translated_outside_code(
    body: str, syntax: dict[str, str], wanted: str, lost: list[str]
) -> None:
    """Placeholders in prose take the platform's form; code stays; what has no form is reported."""
    assert translate_command(body, syntax) == (wanted, lost)
