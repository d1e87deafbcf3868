"""Doctor on a project that is well."""

from __future__ import annotations

from .conftest import Doctor


def test_a_healthy_project_is_clean(doctor: Doctor) -> None:
    """Nothing is wrong with what was just deployed: no error, no warning, exit 0 even when strict."""
    said = doctor("--strict")
    assert said.bad == []
    assert said.exit == 0
