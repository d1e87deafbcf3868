"""Where an adapter's named directories lie for this person on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PROJECT, SYSTEM, USER, PathSpec
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern

_VARIABLE = lazy_pattern(r"^\{([a-z_]+)\}")
_SYSTEMS = {"darwin": "macos", "win32": "windows"}


def current_os() -> str:
    """Return linux, macos or windows."""
    return _SYSTEMS.get(sys.platform, "linux")


@dataclass(frozen=True, slots=True)
class Environment:
    """Home, environment variables and operating system: all that path resolution depends on.

    `home` is absolute, or empty when there is none to use.
    """

    home: str
    variables: Mapping[str, str] = field(default_factory=dict)
    system: str = "linux"

    @classmethod
    def current(cls) -> Environment:
        """Return this process's environment. A HOME that is unset, empty or relative counts as none."""
        home = os.environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", "")
        return cls(
            home.rstrip("/") if os.path.isabs(home) and os.path.isdir(home) else "",
            os.environ,  # not a copy: which of them counted can be told
            current_os(),
        )

    def located(self, adapter: Adapter, spec: PathSpec) -> tuple[str, str]:
        """Return the scope of a path and its prefix: "", "~/", or an absolute folder ending in "/"."""
        if spec.anchor == "":
            return PROJECT, ""
        if spec.anchor == "~":
            return USER, "~/"
        if spec.anchor == "/":
            return SYSTEM, "/"
        scope, path = self._directory(adapter, spec.anchor)
        return scope, path + "/" if path and spec.rest else path

    def variables_used(self, adapter: Adapter) -> dict[str, str]:
        """Return the environment variables that move this adapter's directories, as they are set."""
        names = [entry.get("env") for entry in adapter.data.get("dirs", {}).values() if isinstance(entry, dict)]
        return {name: self.variables[name] for name in names if name and self.variables.get(name)}

    def _directory(self, adapter: Adapter, name: str) -> tuple[str, str]:
        raw = adapter.data.get("dirs", {}).get(name)
        if raw is None:
            return USER, self._built_in(name)
        entry = {"default": raw} if isinstance(raw, str) else raw
        default = str(entry.get(self.system) or entry.get("default") or "")
        moved = self.variables.get(entry["env"], "") if "env" in entry else ""
        scope, path = self._expanded(adapter, default)
        if moved:
            expanded = self.home + moved[1:] if moved.startswith("~") else moved
            if not os.path.isabs(expanded):
                raise UserError(
                    f'{entry["env"]} is set to "{moved}", which is not an absolute path.',
                    exit=Exit.USAGE,
                    hint=f"Set it to a full path, or unset it, then run again ({adapter.name} reads it).",
                )
            path = self._homeward(os.path.normpath(expanded))
        return scope, path

    def _expanded(self, adapter: Adapter, text: str) -> tuple[str, str]:
        match = _VARIABLE.match(text) if text.startswith("{") else None
        if match:
            scope, base = self._directory(adapter, match[1])
            return scope, base + text[match.end() :]
        return (USER if text.startswith("~") else SYSTEM), text.replace("\\", "/")

    def _built_in(self, name: str) -> str:
        config = self.variables.get("XDG_CONFIG_HOME") or "~/.config"
        places = {
            "xdg_config": config,
            "xdg_data": self.variables.get("XDG_DATA_HOME") or "~/.local/share",
            "appdata": self.variables.get("APPDATA") or "~/AppData/Roaming",
            "localappdata": self.variables.get("LOCALAPPDATA") or "~/AppData/Local",
            "documents": "~/Documents",
            "vscode": {
                "macos": "~/Library/Application Support/Code/User",
                "windows": "~/AppData/Roaming/Code/User",
            }.get(self.system, f"{config}/Code/User"),
        }
        return self._homeward(places[name].replace("\\", "/"))

    def _homeward(self, path: str) -> str:
        if self.home and (path == self.home or path.startswith(self.home + "/")):
            return "~" + path[len(self.home) :]
        return path
