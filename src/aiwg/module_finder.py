"""Finds the modules of aiwg faster than Python does: importing some 250 of them is most of a small command.

Python looks for each in a listing of its folder, under five endings, and asks three times for the state of its file.
The place of a module of aiwg is known: here each takes one read of its compiled file and one look at its source. The
rules of Python hold, and whatever is not plain is left to it: a file that is not compiled yet or is older than its
source, one that was compiled elsewhere or is checked by its hash, and modules that are in no folder.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader  # importlib.machinery imports more than these

TYPE_CHECKING = False  # typing itself costs more to import than this module
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

FIRST_BYTES = 16
"""What is before the code in a compiled file (PEP 552): a magic number, flags, and the time and size of its source."""

PLAIN = MAGIC_NUMBER + b"\0\0\0\0"
"""How a file begins that this Python compiled, and that is compared with its source by time and size."""

LARGEST = 0xFFFFFFFF
"""Of the time and the size, four bytes each are written, the lowest ones."""


class _LoaderOfCompiled(SourceFileLoader):
    """Loads a module from code that was read when the module was found; asked again, it does what its base does."""

    def __init__(self, name: str, source: str, code: CodeType) -> None:
        super().__init__(name, source)
        self._read: CodeType | None = code

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module. Raises what its base raises."""
        code, self._read = self._read, None
        return code or super().get_code(fullname)


class ModuleFinder:
    """Finds the modules of one package, in the folders of its packages."""

    def __init__(self, package: str, ending: str, make_spec: type[ModuleSpec]) -> None:
        self._below, self._ending, self._make_spec = f"{package}.", ending, make_spec

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a module, None for one that Python has to find itself."""
        if path is None or not name.startswith(self._below) or len(path) != 1:
            return None
        last = name.rpartition(".")[2]
        return self._spec(name, path[0], last) or self._spec(name, f"{path[0]}/{last}", "__init__")

    def _spec(self, name: str, folder: str, last: str) -> ModuleSpec | None:
        """Return how to load the module in a file of a folder, None if there is no such file that can be used."""
        source, compiled = f"{folder}/{last}.py", f"{folder}/__pycache__/{last}{self._ending}"
        try:
            code = _code_of(compiled, source)
        except (OSError, EOFError, ValueError, TypeError, AttributeError):
            return None
        if code is None:
            return None
        is_package = last == "__init__"
        spec = self._make_spec(name, _LoaderOfCompiled(name, source, code), origin=source, is_package=is_package)
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(folder)
        spec.has_location, spec.cached = True, compiled
        return spec


def _code_of(compiled: str, source: str) -> CodeType | None:
    """Return the code in a compiled file, None if it is not that of its source.

    Raises OSError where a file is missing, and EOFError, ValueError, TypeError or AttributeError for a damaged one.
    """
    descriptor = os.open(compiled, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = os.read(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)
    info = os.stat(source)
    written = (int(info.st_mtime) & LARGEST | (info.st_size & LARGEST) << 32).to_bytes(8, "little")
    if data[:FIRST_BYTES] != PLAIN + written:
        return None
    code: CodeType = marshal.loads(memoryview(data)[FIRST_BYTES:])  # noqa: S302  as Python itself does with this file
    return code if code.co_filename == source else None


def find_modules_of(package: str) -> None:
    """Let this process find the modules of a package faster, if it was imported from files in a folder."""
    spec = sys.modules[package].__spec__
    if spec is None or type(spec.loader) is not SourceFileLoader or not spec.origin or not spec.cached:
        return
    # where Python keeps compiled files, and whether it optimizes them, is in the name of the package's own
    beginning = os.path.join(os.path.dirname(spec.origin), "__pycache__", "__init__")
    is_known = any(isinstance(finder, ModuleFinder) for finder in sys.meta_path)
    if spec.cached.startswith(beginning) and not is_known:
        sys.meta_path.insert(0, ModuleFinder(package, spec.cached[len(beginning) :], type(spec)))
