"""The README for package indexes: links to files of this repository become addresses of the repository.

An index shows the README without the repository, so relative links and pictures lead nowhere there. `AIWG_REPOSITORY`
is the address of the repository, and `AIWG_REF` the tag or commit of the release. Without them the README stays as it
is: builds on your own machine need no address.

Hatch loads this file as a metadata hook, so it imports nothing of this project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY, REF = "AIWG_REPOSITORY", "AIWG_REF"
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<path>(?![a-z]+:|#|/)[^)\s]+)\)")


def with_addresses(readme: str, repository: str, ref: str) -> str:
    """Return the text with the address of each linked file; pictures get the address of their bytes."""

    def addressed(link: re.Match[str]) -> str:
        form = "raw" if link["picture"] else "blob"
        return f"{link['picture']}[{link['text']}]({repository.rstrip('/')}/{form}/{ref}/{link['path']})"

    return _LINK.sub(addressed, readme)


def metadata_of(root: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts of the metadata that depend on the address: `readme`, and `urls` where there is one."""
    text = (root / "README.md").read_text(encoding="utf-8")
    repository, ref = variables.get(REPOSITORY, ""), variables.get(REF, "HEAD")
    if not repository:
        return {"readme": {"content-type": "text/markdown", "text": text}, "urls": {}}
    urls = {"Source": repository, "Changelog": f"{repository.rstrip('/')}/blob/{ref}/CHANGELOG.md"}
    return {
        "readme": {"content-type": "text/markdown", "text": with_addresses(text, repository, ref)},
        "urls": urls,
    }


class ReadmeHook(MetadataHookInterface):
    """Gives the metadata its readme and its addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to the metadata of a build."""
        metadata.update(metadata_of(Path(self.root), os.environ))
