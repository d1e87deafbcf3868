"""The fixture that all fault tests share."""

from __future__ import annotations

from .harness import box
from .instruments import plain_renames

__all__ = ["box", "plain_renames"]
