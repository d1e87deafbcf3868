"""Whether the gates of a place are open here: what the person's settings say, else what holds without a word."""

from __future__ import annotations

from aiwg.adapter.model import Place
from aiwg.adapter.paths import PathSpec, parse_path
from aiwg.loading.settings import Settings

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"


class Gates:
    """The gates of one platform, each looked at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.described = settings.adapter.data.get("gates", {})
        self._states: dict[tuple[str, str], str] = {}

    def state(self, name: str, folder: str = "") -> str:
        """Return whether a gate is open, closed, or nobody can say here.

        `folder` is where the file behind it was found, the start folder by default: some are trusted one by one.
        """
        if (name, folder) not in self._states:
            self._states[name, folder] = self._look(name, folder)
        return self._states[name, folder]

    def is_open(self, name: str) -> bool:
        """Say whether a gate is open for certain."""
        return self.state(name) == OPEN

    def closed(self, place: Place, folder: str = "") -> str | None:
        """Return the sentence of the closed gates of a place as it lies in a folder, or None."""
        return ", and ".join(self.says(name) for name in place.gates if self.state(name, folder) == CLOSED) or None

    def unknown(self, place: Place, folder: str = "") -> tuple[str, ...]:
        """Return the sentences of the gates of which nobody can say here whether they are open."""
        return tuple(self.says(name) for name in place.gates if self.state(name, folder) == UNKNOWN)

    def holds_back(self, path: str, file: str) -> bool:
        """Say whether a settings file, at a path with a selector, is not read because of a gate before all of it."""
        folder = self.settings.folder_of(path, file)
        return any(self.state(name, folder) == CLOSED for name in self._before(parse_path(path)))

    def _before(self, spec: PathSpec) -> frozenset[str]:
        """Return the gates that every place in a settings file lies behind."""
        places = [place for cell in self.settings.adapter.cells.values() for place in cell.reads]
        gates = [place.gates for place in places if (place.spec.anchor, place.spec.rest) == (spec.anchor, spec.rest)]
        return frozenset(gates[0]).intersection(*gates[1:]) if gates else frozenset()

    def says(self, name: str) -> str:
        """Return what a person must do to open a gate."""
        return str(self.described.get(name, {}).get("say", name))

    def _look(self, name: str, folder: str) -> str:
        gate = self.described.get(name, {})
        if "check" in gate:
            for _, value in self.settings.values(gate["check"], folder):
                return OPEN if value == gate.get("is", True) else CLOSED
        return str(gate.get("default", UNKNOWN))
