"""Faults of class yaml: frontmatter as people and their editors get it wrong."""

from __future__ import annotations

import pytest
import yaml

from tests.stopwatch import within

from .harness import Box


def deployed_front(box: Box, path: str) -> dict[str, object]:
    """Return the frontmatter of a deployed file as a YAML 1.1 reader, the least careful one, sees it."""
    _, front, _ = box.read(path).split("---\n", 2)
    value = yaml.safe_load(front)
    assert isinstance(value, dict)
    return value


def test_yaml_01_alias_bomb(box: Box) -> None:
    """Aliases that would multiply into millions of nodes are refused, in little time."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    box.agent("description: d\nl0: &l0 [x, x, x, x, x, x, x, x, x]\n" + "\n".join(levels))
    with within(5):
        box.refuses(3, "source/agents/helper.md:", "aliases")


def test_yaml_01_alias_of_itself(box: Box) -> None:
    """An alias that stands inside what it names is refused, not followed for ever."""
    box.agent("description: d\nx: &x [1, {y: *x}]")
    box.refuses(3, "source/agents/helper.md:3: ", "aliases")


@pytest.mark.parametrize("levels", [1, 7])
def test_yaml_02_merge_keys(box: Box, levels: int) -> None:
    """A merge key is refused with its line, be it one or a bomb of them, in little time."""
    lines = ["description: d", "m0: &m0 {a: 1}"]
    lines += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, levels + 1)]
    box.agent("\n".join(lines))
    with within(5):
        box.refuses(3, "source/agents/helper.md:4: ", "merge key (<<)")


def test_yaml_03_duplicate_keys(box: Box) -> None:
    """A key that is there twice is refused, and both lines are named."""
    box.agent("description: one\nmodel: fast\ndescription: two")
    box.refuses(3, 'source/agents/helper.md:4: frontmatter has the key "description" twice, first on line 2')


def test_yaml_03_duplicate_keys_further_in(box: Box) -> None:
    """A key that is there twice inside a mapping, or in a settings file, is refused too."""
    box.agent("description: d\noverrides:\n  claude:\n    model: a\n    model: b")
    box.put("source/mcp.yaml", "servers:\n  one:\n    command: a\n  one:\n    command: b\n")
    box.refuses(
        3,
        'source/agents/helper.md:6: frontmatter has the key "model" twice, first on line 5',
        'source/mcp.yaml:4: has the key "one" twice, first on line 2',
    )


@pytest.mark.parametrize(("front", "line"), [("\tdescription: d", 2), ("description: d\nmetadata:\n\ta: 1", 4)])
def test_yaml_04_tabs(box: Box, front: str, line: int) -> None:
    """A tab that indents is refused with its line."""
    box.agent(front)
    box.refuses(3, f"source/agents/helper.md:{line}: ", "tab")


def test_yaml_05_old_booleans_stay_text(box: Box) -> None:
    """What YAML 1.1 takes for a boolean stays the text that was written, as a key and as a value."""
    box.agent("description: yes\ncolor: off\non: Yes\nno: NO")
    box.works()
    front = deployed_front(box, ".claude/agents/helper.md")
    assert front == {"name": "helper", "description": "yes", "color": "off", "on": "Yes", "no": "NO"}


@pytest.mark.parametrize(
    "text", ["2024-01-01", "2024-01-01T10:00:00Z", "1.10", "012", "12:30:45", "1_000", "0x1F", "1e3", ".5", "+1"]
)
def test_yaml_06_numbers_and_dates_stay_text(box: Box, text: str) -> None:
    """What YAML would turn into another number or a date stays the text that was written."""
    box.agent(f"description: {text}\nversion: {text}")
    box.works()
    front = deployed_front(box, ".claude/agents/helper.md")
    assert (front["description"], front["version"]) == (text, text)


@pytest.mark.parametrize("glob", ["*.ts", "**/*.ts", "@scope/x.ts"])
def test_yaml_07_unquoted_glob(box: Box, glob: str) -> None:
    """An unquoted glob is read as meant, with a warning that names file and line."""
    box.rule(f"---\ndescription: d\npaths: {glob}\n---\nBe kind.\n")
    result = box.works("warning  source/rules/kind.md:3: ", "needs quotes")
    assert result.err.count("warning") == 1
    assert deployed_front(box, ".claude/rules/kind.md")["paths"] == [glob]


def test_yaml_07_unquoted_globs_in_a_list(box: Box) -> None:
    """Unquoted globs in a list are read as meant, each with its line."""
    box.rule('---\ndescription: d\npaths:\n  - "*.js"\n  - *.ts\n  - **/*.tsx\n---\nBe kind.\n')
    box.works("source/rules/kind.md:5: ", "source/rules/kind.md:6: ")
    assert deployed_front(box, ".claude/rules/kind.md")["paths"] == ["*.js", "*.ts", "**/*.tsx"]


def test_yaml_07_cursor_globs_written_raw(box: Box) -> None:
    """A comma list of globs as Cursor writes it arrives as the globs it names."""
    box.rule("---\ndescription: d\nglobs: *.ts,src/**/*.{js,jsx}\nalwaysApply: false\n---\nBe kind.\n")
    box.works("source/rules/kind.md:3: ")
    assert deployed_front(box, ".claude/rules/kind.md")["paths"] == ["*.ts", "src/**/*.{js,jsx}"]


def test_yaml_07_several_lines_are_not_guessed(box: Box) -> None:
    """A slip that is not one plain line is refused with its line."""
    box.rule("---\npaths:\n  *.ts\n  *.js\n---\nBe kind.\n")
    box.refuses(3, "source/rules/kind.md:3: ")


@pytest.mark.parametrize(
    "text", ["Use when: asked", "[a] [b]", "@me and you", "ends with a colon:", 'say "a": b', "it's: fine"]
)
def test_yaml_08_colon_in_a_plain_value(box: Box, text: str) -> None:
    """A one-line description that wanted quotes is read as meant, with a warning that names file and line."""
    box.agent(f"name: helper\ndescription: {text}")
    result = box.works("warning  source/agents/helper.md:3: ", "double quotes")
    assert result.err.count("warning") == 1
    assert deployed_front(box, ".claude/agents/helper.md")["description"] == text


@pytest.mark.parametrize(
    "deep",
    [
        "x: " + "[" * 50_000,
        "x: " + "{a: " * 50_000,
        "x:\n  " + "- " * 50_000,
        "x:\n  " + "? " * 50_000,
        "x: [" + "[\n" * 50_000,
        "x: " + ("[" * 99 + " # " + "]" * 99 + "\n") * 500,
    ],
)
def test_yaml_09_deep_nesting(box: Box, deep: str) -> None:
    """Nesting that would crash a parser is refused before it is parsed, however it is laid out."""
    box.agent(f"description: d\n{deep}")
    box.refuses(3, "source/agents/helper.md:", "nested deeper", apart=True)


def test_yaml_09_deep_indentation(box: Box) -> None:
    """Block mappings thousands of levels deep are refused before they are parsed."""
    box.agent("description: d\n" + "".join(f"{' ' * n}a:\n" for n in range(1000)))
    box.refuses(3, "source/agents/helper.md:", "nested deeper", apart=True)


@pytest.mark.parametrize(
    ("front", "shape"), [("- a\n- b", "a list"), ("just text", "a single value"), ("[]", "a list")]
)
def test_yaml_10_not_a_mapping(box: Box, front: str, shape: str) -> None:
    """Frontmatter that is a list or a single value is refused."""
    box.agent(front)
    box.refuses(3, "source/agents/helper.md:2: ", f"frontmatter is {shape}")


@pytest.mark.parametrize("front", ["", "# only a comment", "null"])
def test_yaml_10_empty(box: Box, front: str) -> None:
    """Empty frontmatter is refused where the kind needs what it should say."""
    box.agent(front)
    box.refuses(3, "source/agents/helper.md:1: an agent needs a description")


def test_yaml_11_unclosed(box: Box) -> None:
    """Frontmatter that is never closed is refused, and no body is lost."""
    box.put("source/agents/helper.md", "---\ndescription: d\n\nYou help.\n----\n")
    box.refuses(3, "source/agents/helper.md:1: ", "never closes it", "just ---")


def test_yaml_12_only_the_first_block_is_frontmatter(box: Box) -> None:
    """Later --- lines, and what looks like frontmatter between them, are body, byte for byte."""
    body = "Above.\n\n---\nname: other\n---\n\nBelow.\n---\n"
    box.agent("name: helper\ndescription: d", body=body)
    box.works()
    assert box.read(".claude/agents/helper.md") == f"---\nname: helper\ndescription: d\n---\n\n{body}"


def test_yaml_12_second_document_in_a_settings_file(box: Box) -> None:
    """A settings file that holds a second document is refused with its line."""
    box.put("source/mcp.yaml", "servers:\n  a: {command: x}\n---\nservers: {}\n")
    box.refuses(3, "source/mcp.yaml:3: contains a second document")


@pytest.mark.parametrize("value", ["2024-13-45", "9" * 5000])
def test_yaml_13_impossible_values_stay_text(box: Box, value: str) -> None:
    """A date that is none and a number of 5000 digits are text where text is wanted."""
    box.agent(f"name: helper\ndescription: d\nx: {value}")
    box.works()
    assert f'x: "{value}"' in box.read(".claude/agents/helper.md")


@pytest.mark.parametrize("value", ["2024-13-45", "9" * 5000, "1e999", ".inf", "nan", "[1]", "true"])
def test_yaml_13_impossible_values_in_typed_fields(box: Box, value: str) -> None:
    """Where a number is wanted they are refused with their line."""
    box.agent(f"name: helper\ndescription: d\ntemperature: {value}\nmaxTurns: {value}")
    box.refuses(
        3,
        "source/agents/helper.md:4: temperature must be a number",
        "source/agents/helper.md:5: maxTurns must be a whole number",
    )


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.system [id]", "!!python/name:os.system", "!x y", "!!binary aGk="]
)
def test_yaml_14_tags(box: Box, value: str) -> None:
    """A tag that asks for more than plain values is refused with its line."""
    box.agent(f"description: d\nx: {value}")
    box.refuses(3, "source/agents/helper.md:3: frontmatter uses the tag ", "not allowed")


def test_yaml_15_many_blank_lines(box: Box) -> None:
    """A frontmatter of very many blank lines costs linear time."""
    box.agent("description: d" + "\n" * 300_000)
    with within(3):
        assert box.deploy().exit == 0
