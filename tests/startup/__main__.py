"""Writes the record of the modules that the common commands load."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.startup.loaded import RECORD, modules_by_command, text_of

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        RECORD.write_text(text_of(modules_by_command(Path(folder))), encoding="utf-8")
