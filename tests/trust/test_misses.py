"""What clients act on is written nowhere without consent, on no platform; what is harmless goes everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.deployment.gate.verify import Breach, breaches
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.findings.model import Finding
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from tests.conftest import PLATFORM_IDS, put

MISSES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "misses.yaml").read_text())
FOLDERS = {"command": "commands/{}.md", "rule": "rules/{}.md", "agent": "agents/{}.md", "skill": "skills/{}/SKILL.md"}
NEEDED = {"agent": ("name", "description"), "skill": ("name", "description")}


def write(root: Path) -> None:
    """Write every miss as an artifact of its own, called by its number."""
    for number, miss in enumerate(MISSES):
        id, kind = f"m{number}", miss["kind"]
        keys: dict[str, Any] = {"name": id, "description": "Use it."} if kind in NEEDED else {}
        keys |= miss.get("keys", {})
        if "overrides" in miss:
            keys["overrides"] = dict.fromkeys(("codex", "claude", "qwen-code"), miss["overrides"])
        body = miss.get("body", "Do it.\n")
        file = root / FOLDERS[kind].format(id)
        put(
            file,
            f"---\n{json.dumps(keys)[1:-1]}\n---\n{body}" if not keys else f"---\n{yaml.safe_dump(keys)}---\n{body}",
        )
        for asset in miss.get("assets", ()):
            put(file.parent / asset, "{}\n")


def is_held(miss: dict[str, Any], number: int, path: str, text: str) -> bool:
    """Say whether an output holds what has to wait for consent."""
    assets = any(path.endswith(f"/m{number}/{asset}") for asset in miss.get("assets", ()))
    return assets or any(word in text for word in miss.get("held", ()))


def texts_of(outputs: list[Output], number: int) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of everything that one miss led to."""
    key = f"{MISSES[number]['kind']}/m{number}"
    for output in outputs:
        if key not in output.artifacts:
            continue
        if isinstance(output, FileOutput):
            yield output.path, output.data.decode("utf-8", "replace")
        elif isinstance(output, BlockOutput):
            yield output.path, output.sections[key].text
        else:
            yield output.path, json.dumps([entry.value for entry in output.entries if key in entry.artifacts])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[bool, list[Output]]]:
    """Return the outputs for each platform, without consent and with it."""
    found: dict[str, dict[bool, list[Output]]] = {id: {} for id in PLATFORM_IDS}
    patch = pytest.MonkeyPatch()
    patch.setattr("aiwg.audit.auditor.Auditor.problems", lambda self, consents: [])
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        patch.delenv(name, raising=False)
    patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    for consent in (False, True):
        project = tmp_path_factory.mktemp("project")
        source = project / ".aiwg" if not consent else tmp_path_factory.mktemp("source")
        write(source)
        put(project / "aiwg.yaml", "sources: [project]\n")
        for id in PLATFORM_IDS:
            targets = Targets(project, "project", (id,), (str(source),) if consent else ())
            found[id][consent] = [*plan_deployment(Deploy(targets, accept_freer=True)).outputs]
    patch.undo()
    return found


@pytest.mark.parametrize("number", range(len(MISSES)), ids=[miss["what"] for miss in MISSES])
def test_it_waits_for_consent(number: int, written: dict[str, dict[bool, list[Output]]]) -> None:
    """Without consent no output on any platform holds it; with consent some output does."""
    miss, arrived = MISSES[number], False
    for id, outputs in written.items():
        for path, text in texts_of(outputs[False], number):
            assert not is_held(miss, number, path, text), (id, path, text)
            assert "first" not in miss or not text.startswith(miss["body"][:10]), (id, path)
        arrived = arrived or any(is_held(miss, number, *each) for each in texts_of(outputs[True], number))
    assert arrived or "first" in miss


def test_a_text_that_begins_like_keys_stands_below_keys_of_aiwgs_own(
    written: dict[str, dict[bool, list[Output]]],
) -> None:
    """Even with consent: what a text begins with is never the beginning of a file that holds it."""
    for number, miss in enumerate(MISSES):
        if "first" not in miss:
            continue
        for id, outputs in written.items():
            for path, text in texts_of(outputs[True], number):
                assert (
                    path.endswith((".toml", ".json"))
                    or not text.startswith(miss["body"][:10])
                    or _is_block(outputs[True], path)
                ), (id, path)


def test_the_last_look_finds_each_of_them_by_itself(project: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is held back before, each output of each platform that holds one is refused."""
    monkeypatch.setattr("aiwg.audit.auditor.Auditor.problems", lambda self, consents: [])
    monkeypatch.setattr("aiwg.deployment.load_sources.withhold", lambda catalog, *more: (catalog, []))
    seen: list[Breach] = []

    def only_look(*given: Any) -> list[Finding]:
        seen.extend(breaches(*given))
        return []

    monkeypatch.setattr("aiwg.deployment.gate.verify.check_outputs", only_look)
    write(project / ".aiwg")
    put(project / "aiwg.yaml", "sources: [project]\n")
    count = 0
    for id in PLATFORM_IDS:
        seen.clear()
        outputs = [*plan_deployment(Deploy(Targets(project, "project", (id,)), accept_freer=True)).outputs]
        found = {breach.artifact for breach in seen}
        for number, miss in enumerate(MISSES):
            held = [path for path, text in texts_of(outputs, number) if is_held(miss, number, path, text)]
            assert not held or f"{miss['kind']}/m{number}" in found, (id, miss["what"], held)
            count += len(held)
    assert count > 1000


def _is_block(outputs: list[Output], path: str) -> bool:
    return any(isinstance(output, BlockOutput) and output.path == path for output in outputs)
