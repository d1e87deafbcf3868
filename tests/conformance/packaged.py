"""Packages in real clients: the sample is packaged, checked by the client, installed, and nothing is deployed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.evidence import Evidence, Finding
from tests.conformance.expect import Expected, expectations
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.server import serving
from tests.conformance.probe import ask
from tests.conformance.room import SYSTEM_PATH, Room, Step
from tests.conformance.sample import Sample, write_sample
from tests.conformance.table import Client

NAME = "project"
"""The name of the only package: that of the project's folder."""

HEAD = """\
# What real clients were seen to load of a package that they installed.
# Written by `make package-clients`, never by hand.
"""
RECORD = Path(__file__).with_name("packaged.yaml")

ONCE, TWICE, LOST, SAID, UNSEEN = "loaded", "twice", "lost", "reported", "unseen"
"""What became of an artifact: LOST is what a client does not load although its target has a place for it, UNSEEN what
it cannot show here."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """What one client did with the package: what it loaded, what it complained of, and the commands that failed."""

    client: Client
    findings: list[Finding]
    reported: list[str]
    failed: list[Step]
    unseen: Sequence[str] = ()

    def outcomes(self) -> dict[str, str]:
        """Return by artifact what became of it; one is loaded only where each of its parts is."""
        found = dict.fromkeys(self.reported, SAID)
        for finding in self.findings:
            artifact = finding.expected.piece.artifact
            now = TWICE if finding.times > 1 and _is_text(finding) else LOST if finding.is_missing else ONCE
            order = (ONCE, TWICE, LOST)
            found[artifact] = max(found.get(artifact, ONCE), now, key=order.index)
        return found | {artifact: UNSEEN for artifact in self.unseen if found.get(artifact) == LOST}


def _is_text(finding: Finding) -> bool:
    return finding.part == "description"


def run_packaged(client: Client, way: Mapping[str, Any], folder: Path) -> Packaged:
    """Package the sample for a target, install it in a fresh room, run the client there, and return what it showed.

    Raises AssertionError when packaging fails.
    """
    room = Room(client, folder, "user")
    room.furnish()
    sample = write_sample(folder / "source", room.project, room.marks)
    said = package(room, sample, way["target"])
    packages, root = folder / "packages", folder / "packages" / said["packages"][0]["folder"]
    expected = [_called(each, way, root) for each in expectations(sample, _as_plan(said))]
    reported = [each["artifact"] for each in said["packages"][0]["artifacts"] if each["level"] == "unsupported"]
    evidence, failed = Evidence(), list[Step]()
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        room.settle()
        for line in client.prepare:
            room.run(room.filled(line))
        for line in _commands(way):
            step = room.run(room.filled(line, packages=str(packages), root=str(root)))
            failed += [step] if step.code != 0 else []
        ask(room, [*expected, *_reads(sample, expected)], evidence)
    for number, request in enumerate(model.requests, 1):
        (folder / f"request-{number}.json").write_text(request.text, encoding="utf-8")
        evidence.add("request", f"request {number}", request.text)
    evidence.add("marks", "marks", room.marks.read_text(encoding="utf-8"))
    unseen = list(way.get("cannot_show", {}))
    return Packaged(client, evidence.findings(expected, client), reported, failed, unseen)


def package(room: Room, sample: Sample, target: str) -> dict[str, Any]:
    """Run `aiwg package` on the sample with a version, which the clients' checks want; return what it says."""
    (room.project / "aiwg.yaml").write_text("package: {version: 1.0.0, author: Probe, license: MIT}\n")
    command = [sys.executable, "-m", "aiwg", "package", target, "--project", str(room.project), "--json"]
    command += ["--source", str(sample.source), "-o", str(room.folder / "packages"), "--allow-weaker-permissions"]
    environment = {"HOME": str(room.home), "PATH": SYSTEM_PATH}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _as_plan(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the packaging says in the shape of a deploy's plan."""
    return {"fidelity": [each for package in said["packages"] for each in package["artifacts"]]}


def _called(expected: Expected, way: Mapping[str, Any], root: Path) -> Expected:
    form = way.get("called", {}).get(expected.form, "{name}")
    return replace(expected, name=form.replace("{name}", expected.name), path=str(root / expected.path))


def _reads(sample: Sample, expected: Sequence[Expected]) -> list[Expected]:
    """Return what has the client read a file, which hooks wait for, where no part of the package is about that file."""
    there = {each.piece.artifact for each in expected}
    apart = [piece for piece in sample.pieces if piece.trigger and piece.artifact not in there]
    return [Expected(piece, "unsupported", "rule", piece.artifact, "", {}) for piece in apart]


def _commands(way: Mapping[str, Any]) -> list[Sequence[str]]:
    check = way.get("validate")
    return [*([check] if check else []), *way["install"]]


def record_packaged(clients: Sequence[Client], folder: Path) -> None:
    """Run some clients, and write what they loaded into the record, beside what others were seen to load."""
    known = yaml.safe_load(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for client in clients:
        loaded = {}
        for way in client.packages:
            done = run_packaged(client, way, folder / f"{client.name}-{way['target']}")
            loaded[way["target"]] = done.outcomes()
            for step in done.failed:
                print(f"{client.name}: {' '.join(step.command)} ended with {step.code}\n{step.output}{step.errors}")
            print(f"{client.name} {way['target']}: {json.dumps(done.outcomes(), indent=1)}", flush=True)
        if loaded:
            known[client.name] = {"version": client.version, "targets": loaded}
    text = f"{HEAD}{yaml.safe_dump(known)}"
    RECORD.write_text(text, encoding="utf-8")
