"""Where the data that ships with aiwg lies: beside the package in a wheel, two levels up in a checkout."""

from __future__ import annotations

import os

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package."""
_WHEEL = os.path.join(_HERE, "_bundle")
_CHECKOUT = os.path.dirname(os.path.dirname(_HERE))


def platforms_folder() -> str:
    """Return the folder of the bundled adapters."""
    wheel = os.path.join(_WHEEL, "platforms")
    return wheel if os.path.isdir(wheel) else os.path.join(_CHECKOUT, "platforms")


def packages_folder() -> str:
    """Return the folder of the forms that clients install packages in."""
    wheel = os.path.join(_WHEEL, "packages")
    return wheel if os.path.isdir(wheel) else os.path.join(_CHECKOUT, "packages")


def keys_file() -> str:
    """Return the file with what native keys do, over all bundled adapters."""
    return os.path.join(_HERE, "adapter", "keys.json")


def source_folder() -> str:
    """Return the root of the bundled source."""
    wheel = os.path.join(_WHEEL, "source")
    return wheel if os.path.isdir(wheel) else _CHECKOUT


def docs_folder() -> str:
    """Return the folder of the documentation."""
    wheel = os.path.join(_WHEEL, "docs")
    return wheel if os.path.isdir(wheel) else os.path.join(_CHECKOUT, "docs")


def templates_folder() -> str:
    """Return the folder of the texts that new files start from."""
    return os.path.join(_HERE, "templates")


def hook_runner() -> bytes:
    """Return the script that runs hooks in one form on every platform; it is deployed beside them."""
    with open(os.path.join(templates_folder(), "hook.py"), "rb") as stream:
        return stream.read()
