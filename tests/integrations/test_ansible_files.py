"""The files of the Ansible collection, as far as they can be checked without Ansible."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg import __version__
from aiwg.plan import actions
from tests.integrations.conftest import ROOT, texts_of_page

COLLECTION = ROOT / "integrations" / "ansible"
CODE = sorted(COLLECTION.glob("plugins/**/*.py"))
ACTIONS = ("deploy", "facts")
OLDEST = (3, 10)
"""The oldest Python that ansible-core 2.16 supports on the machine that runs it, where the plugins run."""


def literal(file: Path, name: str) -> Any:
    """Return the value of a constant at the top of a Python file."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{file.name} has no {name}")


def options(module: str) -> set[str]:
    """Return the documented options of an action, its own and those of every action."""
    own = yaml.safe_load(literal(COLLECTION / f"plugins/modules/{module}.py", "DOCUMENTATION"))
    assert own["extends_documentation_fragment"] == ["aiwg.context.place"]
    return {*own["options"], *yaml.safe_load(_common())["options"]}


def _common() -> str:
    tree = ast.parse((COLLECTION / "plugins/doc_fragments/place.py").read_text(encoding="utf-8"))
    (text,) = (
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    return text


def variables() -> set[str]:
    """Return the documented variables of the role."""
    specification = yaml.safe_load((COLLECTION / "roles/install/meta/argument_specs.yml").read_text(encoding="utf-8"))
    return set(specification["argument_specs"]["main"]["options"])


def texts() -> Iterator[str]:
    """Yield every YAML text of the page, and the examples of the modules."""
    page = (ROOT / "docs" / "ansible.md").read_text(encoding="utf-8")
    for heading in re.findall(r"^## (.+)$", page, re.MULTILINE):
        if "```yaml" in page.partition(f"## {heading}\n")[2].partition("\n## ")[0]:
            yield from texts_of_page("ansible", heading, "yaml")
    for module in ACTIONS:
        yield literal(COLLECTION / f"plugins/modules/{module}.py", "EXAMPLES")


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key of a YAML document with its value, at any depth."""
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from entries(each)
    if isinstance(value, dict):
        yield from value.items()


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.name)
def test_the_code_runs_on_the_oldest_python(file: Path) -> None:
    """The plugins use no syntax that is newer than the oldest Python that runs Ansible."""
    ast.parse(file.read_text(encoding="utf-8"), feature_version=OLDEST)


def test_texts_name_documented_options_and_variables() -> None:
    """Each task and variable in the page and the examples is one that the collection documents."""
    of_playbooks = {
        name
        for file in COLLECTION.glob("playbooks/*.yml")
        for name in re.findall(r"aiwg_\w+", file.read_text(encoding="utf-8"))
    }
    known = variables() | of_playbooks
    seen = set()
    for text in texts():
        for key, value in entries(yaml.safe_load(text)):
            if key in ("aiwg.context.deploy", "aiwg.context.facts"):
                assert set(value) <= options(key.rpartition(".")[2]), value
                seen.add(key)
            if key.startswith("aiwg_"):
                assert key in known
                seen.add(key)
    assert {"aiwg.context.deploy", "aiwg.context.facts", "aiwg_policy", "aiwg_projects", "aiwg_managed"} <= seen


def test_every_variable_of_the_role_has_a_default() -> None:
    """The defaults of the role and its documented variables are the same names."""
    assert set(yaml.safe_load((COLLECTION / "roles/install/defaults/main.yml").read_text())) == variables()


def test_the_module_knows_every_action_of_a_plan() -> None:
    """Each action that aiwg reports is one that writes, drift, a conflict, or one that the module leaves out."""
    module = COLLECTION / "plugins/action/deploy.py"
    writes, drift, conflict = (literal(module, name) for name in ("WRITES", "DRIFT", "CONFLICT"))
    assert set(drift) == set(actions.DRIFT)
    assert conflict == actions.CONFLICT
    assert set(writes) == {*actions.WRITES, actions.ADOPT}


def test_the_licence_is_the_one_of_the_project() -> None:
    """The archive holds the same licence as the project."""
    assert (COLLECTION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_collection_has_the_version_of_aiwg() -> None:
    """The archive has the version of aiwg whose JSON it reads."""
    assert yaml.safe_load((COLLECTION / "galaxy.yml").read_text(encoding="utf-8"))["version"] == __version__
