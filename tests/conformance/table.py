"""The table of clients: one YAML file each in `clients/`, read strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.folders import installed_folder

FOLDER = Path(__file__).parent / "clients"


@dataclass(frozen=True, slots=True)
class Client:
    """A real client: what to install, how to point it at our model, and how to make it load things.

    Texts may hold {home}, {project} and {url} (of the model); `ask` holds {prompt} and `serve` {port}; `provoke` may
    hold {name} (also as {snake}), {path}, {folder} and {command}.
    """

    name: str
    platform: str
    """The id of the platform that it proves."""
    licence: str
    npm: Mapping[str, str] = field(default_factory=dict)
    pypi: Mapping[str, str] = field(default_factory=dict)
    """Packages with their versions; the first one's version is the client's."""
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: Sequence[Mapping[str, Any]] = ()
    """Files of the person who runs it: `path`, and `merge` (a mapping) or `text`; `scope` where only one needs it."""
    accept: Sequence[str] = ()
    """What the person has answered in advance, by name; see accept.py."""
    prepare: Sequence[Sequence[str]] = ()
    """Commands to run before anything else; what they print is no evidence."""
    listings: Sequence[Sequence[str]] = ()
    """Commands that list what was loaded, without a model."""
    ask: Sequence[str] = ()
    """The command that sends a {prompt} to the model and ends."""
    ask_plainly: Sequence[str] = ()
    """The same, where nothing is permitted in advance."""
    serve: Mapping[str, Any] = field(default_factory=dict)
    """A server to be asked over HTTP instead: `command`, `ready`, `listings`, `agent`."""
    hello: str = "hello there"
    provoke: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """How it is made to load the body of a `skill`, `agent`, `command` or `skill-for-people`; what belongs to a `file`
    that it works on, or to a `folder`, where that takes starting there; to run a command in its `shell`; and to use
    tools where only a `hook` waits for one."""
    packages: Sequence[Mapping[str, Any]] = ()
    """The packages that it installs: each the `target` of `aiwg package`, commands to `validate` and `install` it with
    {packages} and {root} (of the one package), and by form what it calls the things in it, where that is not their
    name: `called`. `cannot_show` are artifacts that it cannot show there, each with the reason."""
    cannot_show: Mapping[str, str] = field(default_factory=dict)
    """What it cannot show without a person at the terminal, and why: `agent body`, `hook/on-stop`."""
    timeout: float = 90
    """Seconds that one command may take."""

    @property
    def version(self) -> str:
        """The version that is pinned."""
        return next(iter({**self.npm, **self.pypi}.values()))

    @property
    def folder(self) -> Path:
        """Where it is installed, if it is."""
        return installed_folder(self.name, self.version)

    @property
    def is_installed(self) -> bool:
        """Whether the pinned version is installed; the installer leaves this file when it is through."""
        return (self.folder / "installed").is_file()

    @property
    def programs(self) -> Path:
        """The folder with the client's own program."""
        return self.folder / ("node_modules/.bin" if self.npm else "bin")


@cache
def clients() -> dict[str, Client]:
    """Return all clients by name. Raises TypeError for a key that no client has."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _read(path: Path) -> Client:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) | {"name": path.stem}
    # BaseLoader keeps every version the text it is; what has types goes through the ordinary one
    typed = yaml.safe_load(path.read_text(encoding="utf-8"))
    data |= {key: typed[key] for key in ("settings", "provoke", "timeout", "serve") if key in typed}
    unknown = data.keys() - {each.name for each in fields(Client)}
    if unknown:
        raise TypeError(f"{path.name}: {', '.join(sorted(unknown))} is nothing that a client has")
    return Client(**data)
