"""The folders of one user, as platformdirs names them; on Linux without importing it, which costs 50 M instructions."""

from __future__ import annotations

import os
import sys

_BELOW_HOME = {"config": ".config", "state": ".local/state", "cache": ".cache"}


def user_path(what: str) -> str:
    """Return the folder of aiwg below the user's folder for `config`, `state` or `cache`. It may be missing.

    Raises RuntimeError when there is no home folder.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        set_apart = os.environ.get(f"XDG_{what.upper()}_HOME", "")
        if os.path.isabs(set_apart):
            return os.path.join(set_apart, "aiwg")
        home = os.environ.get("HOME", "")
        if os.path.isabs(home):
            return f"{home.rstrip('/')}/{_BELOW_HOME[what]}/aiwg"
    import platformdirs

    found: str = getattr(platformdirs, f"user_{what}_dir")("aiwg", appauthor=False)
    return found
