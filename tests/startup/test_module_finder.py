"""The finder of aiwg's own modules: it gives what Python gives, and leaves all that is not plain to it."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

import pytest

from aiwg.module_finder import ModuleFinder
from tests.conftest import put
from tests.test_architecture import FILES, SOURCE

ENDING = f".{sys.implementation.cache_tag}.pyc"
FOUND = """import atexit, sys
from aiwg.__main__ import main
sys.argv = ["aiwg", "sync"]

def say():
    loaders = {name: type(module.__loader__).__name__ for name, module in sys.modules.items() if name[:5] == "aiwg."}
    print(sorted(name for name, loader in loaders.items() if loader == "SourceFileLoader"))
    print(len(loaders))

atexit.register(say)
main()
"""


def compiled(source: Path, mode: py_compile.PycInvalidationMode = py_compile.PycInvalidationMode.TIMESTAMP) -> Path:
    """Compile a module and return the compiled file."""
    return Path(py_compile.compile(str(source), doraise=True, invalidation_mode=mode) or "")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a package with a module and a package inside, all compiled."""
    folder = tmp_path / "outer"
    for name in ("__init__.py", "module.py", "inner/__init__.py"):
        put(folder / name, f"VALUE = {name!r}\n")
        compiled(folder / name)
    return folder


def found(package: Path, name: str) -> ModuleSpec | None:
    """Return what the finder says of a module in the package."""
    return ModuleFinder("outer", ENDING, ModuleSpec).find_spec(f"outer.{name}", [str(package)])


@pytest.mark.parametrize("name", ["module", "inner"])
def test_a_module_is_what_python_makes_of_it(package: Path, name: str) -> None:
    """A module that the finder gives has the name, files, folders and code that Python gives it."""
    own, usual = found(package, name), PathFinder.find_spec(f"outer.{name}", [str(package)])
    assert own is not None
    assert usual is not None
    for fact in ("name", "origin", "cached", "submodule_search_locations", "has_location", "parent"):
        assert getattr(own, fact) == getattr(usual, fact), fact
    assert own.loader is not None
    assert usual.loader is not None
    for _ in range(2):  # a debugger asks for the code again
        assert own.loader.get_code(own.name) == usual.loader.get_code(usual.name)  # type: ignore[attr-defined]
    assert own.loader.get_source(own.name) == f"VALUE = {Path(own.origin or '').relative_to(package).as_posix()!r}\n"  # type: ignore[attr-defined]


def younger(source: Path) -> None:
    """Give a source another time."""
    os.utime(source, (1, 1))


def longer(source: Path) -> None:
    """Give a source another size at the same time."""
    info = source.stat()
    source.write_text(source.read_text() + "MORE = 1\n")
    os.utime(source, ns=(info.st_atime_ns, info.st_mtime_ns))


def compiled_elsewhere(source: Path) -> None:
    """Compile a source under another name, as in a folder that was moved afterwards."""
    py_compile.compile(str(source), dfile="/elsewhere/module.py", doraise=True)


def compiled_with(mode: py_compile.PycInvalidationMode) -> Callable[[Path], None]:
    """Return what compiles a source in another way."""

    def act(source: Path) -> None:
        compiled(source, mode)

    return act


def changed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return what changes the bytes of the compiled file."""

    def act(source: Path) -> None:
        file = compiled(source)
        file.write_bytes(change(file.read_bytes()))

    return act


FAULTS: dict[str, Callable[[Path], None]] = {
    "another time": younger,
    "another size": longer,
    "no source": lambda source: source.unlink(),
    "not compiled": lambda source: compiled(source).unlink(),
    "checked by hash": compiled_with(py_compile.PycInvalidationMode.CHECKED_HASH),
    "unchecked hash": compiled_with(py_compile.PycInvalidationMode.UNCHECKED_HASH),
    "compiled elsewhere": compiled_elsewhere,
    "of another Python": changed(lambda data: b"\0\0\r\n" + data[4:]),
    "empty": changed(lambda data: b""),
    "cut in its head": changed(lambda data: data[:10]),
    "cut in its code": changed(lambda data: data[:40]),
    "no code": changed(lambda data: data[:16] + b"N"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_is_not_plain_is_left_to_python(package: Path, fault: Callable[[Path], None]) -> None:
    """A compiled file that is not surely that of its source is not used."""
    assert found(package, "module") is not None
    fault(package / "module.py")
    assert found(package, "module") is None


def test_other_packages_are_left_to_python(package: Path) -> None:
    """Only modules of the package itself, in one folder, are found."""
    finder = ModuleFinder("outer", ENDING, ModuleSpec)
    assert finder.find_spec("outer", None) is None
    assert finder.find_spec("outermost.module", [str(package)]) is None
    assert finder.find_spec("outer.module", [str(package), str(package)]) is None


def test_no_name_is_a_module_and_a_package() -> None:
    """No module of aiwg has the name of a folder beside it: which of them counts is not asked."""
    assert [str(file.relative_to(SOURCE)) for file in FILES if file.with_suffix("").is_dir()] == []


def test_a_run_finds_its_modules_so(tmp_path: Path) -> None:
    """From its second run on, all modules of aiwg but the first two are found by the finder."""
    env = {"HOME": str(tmp_path), "PATH": os.defpath, "LANG": "C.UTF-8"}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", FOUND], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )
    others, count = done.stdout.splitlines()[-2:]
    assert (others, int(count) > 20) == ("['aiwg.__main__', 'aiwg.module_finder']", True), done.stderr
