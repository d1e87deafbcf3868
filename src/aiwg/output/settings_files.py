"""The settings files of a platform for people: which it reads from the start folder, and which it does not."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.artifact.ids import shown
from aiwg.loading import SettingsFile
from aiwg.loading.settings_files import READ
from aiwg.output.console import paint, say, table


def say_settings(files: Sequence[SettingsFile]) -> None:
    """Print a line for each settings file: those that are read, then those that are not, with the reason."""
    _say_part("Settings read from here", [each for each in files if each.state == READ])
    _say_part("Settings not read from here", [each for each in files if each.state not in (READ, "unknown")])
    _say_part("Settings above, perhaps not read from here", [each for each in files if each.state == "unknown"])


def _say_part(title: str, files: Sequence[SettingsFile]) -> None:
    rows: dict[tuple[str, str], list[str]] = {}
    for each in files:
        note = each.why if each.state != "unknown" else ""
        note = note or (f"if you {each.gates[0]}" if each.gates else "")
        rows.setdefault((each.shown, note), []).append(each.kind.replace("_", " "))
    if rows:
        say(f"\n{paint(title, 'hint')}")
    listed = [
        [f"  {shown(path)}", ", ".join(kinds), paint(shown(note), "faint")] for (path, note), kinds in rows.items()
    ]
    for line in table(listed, indent=""):
        say(line)
