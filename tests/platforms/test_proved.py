"""Who says that a client was seen to load what we deploy has the record of it, for that very version."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import load_adapter
from tests.conftest import PLATFORM_IDS, PLATFORMS

RECORD = PLATFORMS.parent / "tests" / "conformance" / "proved.yaml"
PROVED: dict[str, dict[str, Any]] = yaml.load(RECORD.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_grade_client_is_proved(platform: str) -> None:
    """An adapter of grade `client` names the version of which the suite with real clients has its record."""
    evidence = load_adapter(PLATFORMS / platform, "test").data["evidence"]
    if evidence["grade"] == "client":
        assert PROVED.get(platform, {}).get("version") == str(evidence["version"])


@pytest.mark.parametrize("platform", sorted(PROVED))
def test_record_is_of_a_platform(platform: str) -> None:
    """What is recorded as proved is of a platform that we have, and names a scope and the kinds proved there."""
    assert platform in PLATFORM_IDS
    assert any(PROVED[platform]["scopes"].values())
