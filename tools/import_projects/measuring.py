"""One project through aiwg: imported, deployed to the tools that it uses, compared, and taken back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aiwg.adapter.discover import Registry
from aiwg.adapter.environment import Environment
from aiwg.loading import DiskReader, LoadedItem, StartFolder, look_around
from aiwg.loading.model import GATED
from import_projects import judge
from import_projects.trial import AIWG, Trial, cost

TEXTS = frozenset({"instructions", "rules", "agents", "skills", "commands"})
MASK = "[a secret that aiwg left out]"

Load = tuple[str, tuple[str, ...], bool, str]
"""A text that a tool loads: when, for which files, whether a setting decides it, and the text."""

Loads = Mapping[str, tuple[Load, LoadedItem]]
"""What a tool loads, by the real path."""


def loads(trial: Trial, registry: Registry, platform: str) -> Loads:
    """Return the texts of a project that a tool loads by itself, by any of its surfaces, each file once."""
    here = StartFolder(str(trial.folder), DiskReader(), Environment(home=str(trial.home), variables={}))
    adapter = registry.get(platform)
    found: dict[str, tuple[Load, LoadedItem]] = {}
    for surface in adapter.surfaces:
        for item in look_around(adapter, here, surface).items:
            wanted = item.kind in TEXTS and item.path.startswith(f"{trial.folder}/")
            if wanted and (item.is_loaded or item.state == GATED):
                lines = (item.text + item.later).splitlines()
                text = judge.folded(judge.body("\n".join(line for line in lines if "aiwg:" not in line)))
                if text:
                    found.setdefault(item.real, ((item.when, tuple(item.globs), bool(item.gates), text), item))
    return found


def measured(project: Path, work: Path, registry: Registry) -> dict[str, Any]:
    """Return the figures of one project."""
    trial = Trial(project, work)
    start = trial.state()
    code, said = trial.aiwg("import", "--dry-run", "--json")
    if code == 2:
        return {"refused": True}
    report = json.loads(said)
    tools = report["platforms"]
    before = {tool: loads(trial, registry, tool) for tool in tools}
    found = cost([AIWG, "import"], trial)
    figures = {"tools": tools, "cpu": round(found.cpu, 2), "peak": round(found.peak)}
    figures |= _held(trial, report, before)
    figures["differences"] = dict(sorted(Counter(each["change"] for each in report["differences"]).items()))
    imported = trial.state()
    trial.aiwg("trust", "--yes")
    figures["deploy_exit"], _ = trial.aiwg("deploy", "--accept-freer", "-p", ",".join(tools))
    figures |= _compared(trial, registry, before)
    figures["copies"] = sorted(_copies(trial, imported))
    figures |= _taken_back(trial, start, imported)
    return figures


def _held(trial: Trial, report: dict[str, Any], before: Mapping[str, Loads]) -> dict[str, Any]:
    listed = [item for each in before.values() for _, item in each.values()]
    own = {item.path for item in listed if not item.parent and "#" not in item.path}
    loaded = {os.path.realpath(path) for path in own}
    texts = judge.native_texts(trial.folder, sorted(os.path.relpath(path, trial.folder) for path in own))
    held, source = judge.bodies_in(trial.folder / ".aiwg"), trial.folder / ".aiwg"
    everything = judge.all_text(source)
    told = {each["path"].partition("#")[0] for each in report["keys"] if each["level"] != "kept" or each["reason"]}
    told |= {each["path"] for each in report["differences"]}
    counts: Counter[str] = Counter()
    missing, silent, paths = [], [], []
    for text in texts:
        is_loaded = os.path.realpath(trial.folder / text.paths[0]) in loaded
        counts["texts"] += 1
        counts["loaded"] += is_loaded
        paths += [list(text.paths)] if is_loaded else []
        if (
            judge.is_held(text, held, everything, MASK)
            or judge.without_includes(trial.folder, text, held)
            or (told & set(text.paths) and judge.is_made_of(text, held))
        ):
            counts["held"] += 1
            counts["loaded_held"] += is_loaded
            continue
        if is_loaded:
            missing.append(text.paths[0])
        if not told & set(text.paths):
            silent.append(text.paths[0])
    servers = judge.servers_of(trial.folder)
    named = judge.server_names(source)
    gone = [f"{path}#{name}" for path, name in servers if not judge.is_named(name, named)]
    keys = {each["path"] for each in report["keys"] if each["level"] != "kept"}
    silent += [each for each in gone if each not in keys]
    figures = {**counts, "missing": missing, "silent": silent, "servers": len(servers)}
    return {**figures, "servers_held": len(servers) - len(gone), "paths": paths}


def _compared(trial: Trial, registry: Registry, before: Mapping[str, Loads]) -> dict[str, Any]:
    """Return what tools do not load as before, and what they load twice that they loaded once."""
    lost, twice = [], []
    for tool, loaded in before.items():
        after = loads(trial, registry, tool)
        now = [load for load, _ in after.values()]
        for load, item in loaded.values():
            if not any(load[:3] == each[:3] and load[3] in each[3] for each in now):
                lost.append(f"{tool}: {item.shown}")
        for text in {load[3] for load, _ in loaded.values()}:
            if text.startswith("@") and " " not in text:
                continue  # a pointer is no text of its own
            was, found = _with_text(loaded, text), _with_text(after, text)
            if len(found) > max(len(was), 1):
                twice.append(f"{tool}: {', '.join(found)}")
    return {"lost": lost, "twice": sorted(twice)}


def _with_text(loaded: Loads, text: str) -> list[str]:
    """Return the files that hold a text, alone or with more, without those that a setting decides about."""
    return [item.shown for load, item in loaded.values() if text in load[3] and not load[2]]


def _copies(trial: Trial, imported: dict[str, str]) -> Iterator[str]:
    """Yield deployed files whose text lies in a file beside them for the same tool, whatever our model says."""
    texts = judge.native_texts(trial.folder)
    mine: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        if text.paths[0] in imported:
            mine.setdefault(_readers(text), []).append(text.paths[0])
    for text in texts:
        if text.paths[0] not in imported and _readers(text) in mine:
            yield f"{text.paths[0]} beside {mine[_readers(text)][0]}"


def _readers(text: judge.NativeText) -> tuple[str, ...]:
    """Return what two files have in common that one tool loads as the same text: the tool, the folder, the text."""
    return text.tool, "/".join(text.paths[0].split("/")[:2]), text.parts[0]


def _taken_back(trial: Trial, start: dict[str, str], imported: dict[str, str]) -> dict[str, Any]:
    """Return whether undo and remove leave the project as it was, byte for byte."""
    if trial.state() != imported:  # else the deploy was refused, and there is nothing of it to undo
        trial.aiwg("undo")
    undone = trial.state() == imported
    trial.aiwg("deploy", "--accept-freer", "-p", "detected")
    trial.aiwg("remove")
    removed = _without(trial.state()) == start
    shutil.rmtree(trial.folder / ".aiwg", ignore_errors=True)
    trial.aiwg("import")
    trial.aiwg("undo")
    return {"undone": undone and _without(trial.state()) == start, "removed": removed}


def _without(state: dict[str, str]) -> dict[str, str]:
    return {path: value for path, value in state.items() if not path.startswith(".aiwg/")}


def commit_of(project: Path) -> tuple[str, str]:
    """Return the name of a clone, owner/name where its remote tells it, and its commit."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(project), *words], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return done.stdout.strip()

    remote = git("remote", "get-url", "origin").removesuffix(".git").replace(":", "/").split("/")
    return "/".join(remote[-2:]) if len(remote) > 1 else project.name, git("rev-parse", "HEAD")[:10]
