"""The template of records: the strongest layer's, or the one that was named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.fs import resources

ASSETS = "skills/adr/assets"
NAME = "adr-template.md"


def template_text(project: Path, named: str | None = None) -> str:
    """Return the template: a file that was named, or the one of the project, yours or the bundled one, in that order.

    Raises UserError: usage when what was named is not there, source when it is not UTF-8 text.
    """
    for file in _places(project, named):
        try:
            return read_whole(file).decode("utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except UnicodeDecodeError:
            raise UserError(f"the template {file} is not UTF-8 text.") from None
    raise UserError(
        f'there is no template "{named or NAME}".',
        exit=Exit.USAGE,
        hint=f"Name a file, or one in {ASSETS} of a source",
    )


def _places(project: Path, named: str | None) -> Iterator[Path]:
    if named and (os.sep in named or os.path.isfile(named)):
        yield Path(named)
        return
    names = [NAME] if named is None else [named, f"{named}.md", f"{named}-template.md"]
    yield from (project / ".aiwg" / ASSETS / name for name in names)
    from aiwg.source.user import user_folder

    yield from (user_folder() / ASSETS / name for name in names)
    yield from (Path(resources.source_folder()) / ASSETS / name for name in names)
