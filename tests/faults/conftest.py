"""The fixture that all fault tests share."""

from __future__ import annotations

from .harness import box

__all__ = ["box"]
