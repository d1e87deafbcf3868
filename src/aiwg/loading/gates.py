"""Whether the gates of a place are open here: what the person's settings say, else what holds without a word."""

from __future__ import annotations

from aiwg.adapter.model import Place
from aiwg.loading.settings import Settings

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"


class Gates:
    """The gates of one platform, each looked at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.described = settings.adapter.data.get("gates", {})
        self._states: dict[str, str] = {}

    def state(self, name: str) -> str:
        """Return whether a gate is open, closed, or nobody can say here."""
        if name not in self._states:
            self._states[name] = self._look(name)
        return self._states[name]

    def is_open(self, name: str) -> bool:
        """Say whether a gate is open for certain."""
        return self.state(name) == OPEN

    def closed(self, place: Place) -> str | None:
        """Return the sentence of the closed gates of a place, or None."""
        return ", and ".join(self.says(name) for name in place.gates if self.state(name) == CLOSED) or None

    def unknown(self, place: Place) -> tuple[str, ...]:
        """Return the sentences of the gates of which nobody can say here whether they are open."""
        return tuple(self.says(name) for name in place.gates if self.state(name) == UNKNOWN)

    def says(self, name: str) -> str:
        """Return what a person must do to open a gate."""
        return str(self.described.get(name, {}).get("say", name))

    def _look(self, name: str) -> str:
        gate = self.described.get(name, {})
        if "check" in gate:
            for _, value in self.settings.values(gate["check"]):
                return OPEN if value == gate.get("is", True) else CLOSED
        return str(gate.get("default", UNKNOWN))
