"""The user's own folder, in a module that imports next to nothing: who asks for it may need no source."""

from __future__ import annotations

import os
from pathlib import Path

from aiwg.fs.user_folders import user_path


def user_folder() -> Path:
    """Return the folder of the user's own source and platforms."""
    return Path(user_path("config"))


def shown_user_folder() -> str:
    """Return that folder as messages name it."""
    home, text = os.environ.get("HOME", ""), str(user_folder())
    return "~" + text[len(home) :] if home and text.startswith(home + "/") else text
