"""Which fields are lost on the way, by platform, kind and field, the most telling first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kinds_said
from aiwg.core.dataclass import dataclass
from aiwg.core.dataclass import field as given
from aiwg.output import console
from aiwg.output.console import paint, say
from aiwg.render.delivery import Delivery, DeliveryList
from aiwg.render.values import Loss

LABEL = "  Lost: "


@dataclass(slots=True)
class Lost:
    """One field of one kind: who loses it where, whether that lets an agent do more, and what is kept of it."""

    kind: str
    field: str
    artifacts: set[str] = given(default_factory=set)
    platforms: set[str] = given(default_factory=set)
    freer: bool = False
    kept: str = ""

    @property
    def weight(self) -> tuple[bool, int, int, str, str]:
        """Return what the lost fields are sorted by: restrictions first, then by how many lose it."""
        return (not self.freer, -len(self.platforms), -len(self.artifacts), self.kind, self.field)


def losses(arrivals: Iterable[Delivery]) -> list[Lost]:
    """Return the lost fields, the heaviest first."""
    found: dict[tuple[str, str], Lost] = {}
    for arrival in arrivals:
        kind = arrival.artifact.split("/")[0]
        for loss in arrival.losses:
            lost = found.setdefault((kind, loss.field), Lost(kind, loss.field))
            lost.artifacts.add(arrival.artifact)
            lost.platforms.add(arrival.platform)
            lost.freer = lost.freer or loss.freer
            lost.kept = loss.reason if loss.reason.startswith("kept") else lost.kept
    return sorted(found.values(), key=lambda lost: lost.weight)


def print_losses(adapters: Sequence[Adapter], arrivals: DeliveryList) -> None:
    """Print a line per platform with all its lost fields."""
    lines = []
    width = max(len(adapter.id) for adapter in adapters)
    for adapter in adapters:
        found = losses(arrivals.at(adapter.id))
        if found:
            lines.append((f"{adapter.id:<{width}}  ", _by_kind(found), adapter.id))
    for number, (name, text, id) in enumerate(lines):
        is_last = number == len(lines) - 1
        hint = f"aiwg platforms {id if len(lines) == 1 else 'ID'}" if is_last else ""
        _print_line((LABEL if number == 0 else " " * len(LABEL)) + name, text, hint)


def _by_kind(found: Iterable[Lost]) -> str:
    """Return `agents: color (6), tools (6, kept as sandbox_mode); commands: model (2)`."""
    fields: dict[str, list[str]] = defaultdict(list)
    for lost in found:
        kept = f", {lost.kept}" if lost.kept else ""
        fields[lost.kind].append(f"{lost.field} ({len(lost.artifacts)}{kept})")
    return "; ".join(f"{kinds_said(kind)}: {', '.join(listed)}" for kind, listed in fields.items())


def _print_line(label: str, text: str, next_command: str) -> None:
    """Print a labelled text, broken at the width of the terminal, with the next command, if any, after it."""
    indent = " " * len(label)
    room = console.width() - len(label)
    lines = console.wrapped(shown(text), room)
    hint = paint(next_command, "hint")
    if next_command and len(lines[-1]) + len(next_command) + 3 <= room:
        lines[-1] += f"   {hint}"
    elif next_command:
        lines.append(hint)
    for line in lines:
        say(f"{label}{line}")
        label = indent


_SENTENCES = {
    "not supported": ("unsupported", "{name} does not support {field} for {kinds}; aiwg leaves it out."),
    "unknown here": ("unknown-key", "{name} does not know the key {field}; aiwg leaves it out."),
    "kept as its access": ("kept", "{name} has no {field} for {kinds}; aiwg keeps the limit as its access."),
    "the platform reads only single-line values": ("one-line", "{name} reads only one line of {field}."),
    "a line in the instructions names the rule": (
        "pointer",
        "{name} cannot limit {kinds} to files; a line in its instructions names the rule.",
    ),
    "always loaded; the text names its files": (
        "always-loaded",
        "{name} cannot limit {kinds} to files; it always loads the text, which names its files.",
    ),
    "ignored: the model may start it too": ("ignored", "{name} ignores {field}: the model may start it too."),
}
"""The code and the sentence of reasons that stand in no other words."""

_BEGINNINGS = {
    "shortened to ": "shortened",
    "longer than ": "too-long",
    "no native value for ": "no-value",
    "no native name for ": "no-name",
    "no model of its own ": "no-model",
    "the platform reads only the text": "text-only",
}
"""The code of reasons that hold a value."""


def loss_json(loss: Loss, kind: str, name: str) -> dict[str, object]:
    """Return a loss with a code that stays and a sentence; `name` is the platform's, `kind` the artifact's kind."""
    code, sentence = _SENTENCES.get(loss.reason, ("", ""))
    if not code:
        found = (each for beginning, each in _BEGINNINGS.items() if loss.reason.startswith(beginning))
        code, sentence = next(found, "changed"), "{name} does not get all of {field}: {reason}."
    reason = loss.reason.rstrip(".")
    text = sentence.format(name=name, field=loss.field, kinds=kinds_said(kind), reason=reason)
    more = " Agents have fewer restrictions there." if loss.freer else ""
    return {"field": loss.field, "code": code, "text": f"{text}{more}", "freer": loss.freer}
