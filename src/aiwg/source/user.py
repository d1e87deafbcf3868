"""The user's own folder, in a module that imports nothing else: who asks for it may need no source."""

from __future__ import annotations

import os
from pathlib import Path


def user_folder() -> Path:
    """Return the folder of the user's own source and platforms."""
    from platformdirs import user_config_path

    return user_config_path("aiwg", appauthor=False)


def shown_user_folder() -> str:
    """Return that folder as messages name it."""
    home, text = os.environ.get("HOME", ""), str(user_folder())
    return "~" + text[len(home) :] if home and text.startswith(home + "/") else text
