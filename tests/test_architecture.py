"""Imports point one way, the code knows no platform by name, what should be pure is, and nothing grows too large."""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, put

SOURCE = Path(__file__).parent.parent / "src" / "aiwg"
FILES = sorted(SOURCE.rglob("*.py"))

ORDER = [
    {"core", "module_finder"},
    {"artifact", "findings", "merge"},
    {"adr", "formatters", "fs", "manifest"},
    {"source"},
    {"adapter"},
    {"loading"},
    {"config", "placement", "trust"},
    {"audit", "decisions", "render"},
    {"lint", "plan"},
    {"apply", "noop_cache"},
    {"deployment"},
    {"importing"},
    {"fetching"},
    {"doctor", "explain", "output", "watch"},
    {"scaffold"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
RANK = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
PURE = ("findings", "artifact", "adr", "placement", "render", "merge", "plan", "formatters")


MODULE_LINES, FUNCTION_LINES, FOLDER_MODULES = 300, 42, 25
ROOMS, ARROWS = 36, 200
"""The most folders and single modules at the top, and the most pairs of them of which one imports the other."""

GENERATED = {"audit/characters/table.py", "core/dataclass/initialisers.py"}
FLAT = ("cli", "commands")
"""Folders with one small file per command, of which there may be many."""

SIZES_TO_COME: dict[str, str] = {}
CIRCLES_TO_COME: dict[tuple[str, str], str] = {}
"""What is larger, or goes in a circle, until the work on it lands: each goes from here with it."""


def part_of(file: Path) -> str:
    """Return the first folder or module below the package that a file belongs to."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Return every node of the syntax tree of a file."""
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


@cache
def imported_by(file: Path) -> tuple[tuple[int, str], ...]:
    """Return the line and the dotted name of every import of our own code, lazy ones too, those for typing alone not.

    A name that is imported from a module comes with it: `errors.Exit`.
    """
    typing_only = {
        inner
        for node in nodes_of(file)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = list[tuple[int, str]]()
    for node in nodes_of(file):
        if node in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "aiwg":
            found += ((node.lineno, f"{node.module}.{alias.name}".removeprefix("aiwg.")) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("aiwg.")]
            found += ((node.lineno, name.removeprefix("aiwg.")) for name in names)
    return tuple(found)


@cache
def imports_of(file: Path) -> tuple[tuple[int, str], ...]:
    """Return the line and the part of every import of our own code."""
    parts = ((line, name.split(".")[0]) for line, name in imported_by(file))
    return tuple((line, part) for line, part in parts if part in RANK)


def test_imports_point_one_way() -> None:
    """A module imports only from its own part and from parts below it."""
    upwards = [
        f"{file.relative_to(SOURCE)}:{line} imports {other}"
        for file in FILES
        if (here := part_of(file)) != "__init__"
        for line, other in imports_of(file)
        if other != here and RANK[other] >= RANK[here]
    ]
    assert upwards == []


def test_no_platform_is_known_by_name() -> None:
    """No platform's id stands as a value in the code: adapters are data."""
    pattern = re.compile(rf"[\"']({'|'.join(map(re.escape, PLATFORM_IDS))})[\"']")
    found = [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("part", PURE)
def test_the_middle_is_pure(part: str) -> None:
    """Placing, rendering, merging and planning open no file and touch no operating system."""
    for file in (SOURCE / part).rglob("*.py"):
        for node in nodes_of(file):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & {"os", "shutil", "subprocess", "tempfile"}, file
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", file


def test_only_apply_writes() -> None:
    """Nothing writes but apply, the trust store and the no-op cache."""
    writing = re.compile(
        r"(?<!def )write_text|write_bytes|\.unlink\(|os\.(remove|unlink|rename|replace|mkdir|rmdir)|rmtree|\.mkdir\("
    )
    writers = {
        str(file.relative_to(SOURCE))
        for file in FILES
        if writing.search(file.read_text(encoding="utf-8")) and part_of(file) != "apply"
    }
    assert writers <= {"trust/store.py", "noop_cache/files.py", "fetching/store.py"}


def too_large(source: Path) -> Iterator[str]:
    """Yield the modules and functions that are too long, and the folders that hold too many modules."""
    folders: dict[str, int] = defaultdict(int)
    for file in sorted(source.rglob("*.py")):
        name, text = file.relative_to(source).as_posix(), file.read_text(encoding="utf-8")
        folders[name.rpartition("/")[0]] += file.name != "__init__.py"
        if text.count("\n") > MODULE_LINES and name not in GENERATED:
            yield name
        for node in nodes_of(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1  # decorators do not count
                if length > FUNCTION_LINES:
                    yield f"{name}:{node.name}"
    for folder, count in folders.items():
        if count > FOLDER_MODULES and not folder.startswith(FLAT):
            yield f"{folder}/"


def circles(source: Path) -> set[tuple[str, ...]]:
    """Return the modules that import each other, directly or through others, each circle as its sorted names."""
    modules = {
        ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__"): file
        for file in source.rglob("*.py")
    }
    reached: dict[str, set[str]] = {}
    for module, file in modules.items():
        named = {name if name in modules else name.rpartition(".")[0] for _, name in imported_by(file)}
        reached[module] = named & modules.keys() - {module}
    changed = True
    while changed:
        changed = False
        for others in reached.values():
            more = {further for other in others for further in reached[other]} - others
            others |= more
            changed = changed or bool(more)
    return {
        tuple(sorted(other for other in others if module in reached[other]))
        for module, others in reached.items()
        if module in others
    }


def classes_of(source: Path) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield every class with its place, those of the templates aside: they are files that a deploy writes."""
    for file in sorted(source.rglob("*.py")):
        name = file.relative_to(source).as_posix()
        if not name.startswith("templates/"):
            for node in nodes_of(file):
                if isinstance(node, ast.ClassDef):
                    yield f"{name}:{node.lineno}", node


def defined_twice(source: Path) -> dict[str, list[str]]:
    """Return the public class names that stand for more than one class, with their places."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, node in classes_of(source):
        if not node.name.startswith("_"):
            places[node.name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def misnamed_exceptions(source: Path) -> set[str]:
    """Return the names of exceptions that do not end in Error."""
    bases = {node.name: [ast.unparse(base).split(".")[-1] for base in node.bases] for _, node in classes_of(source)}

    def is_exception(name: str, seen: frozenset[str] = frozenset()) -> bool:
        known = getattr(builtins, name, None)
        if isinstance(known, type):
            return issubclass(known, BaseException)
        own = [] if name in seen else bases.get(name, [name] if name.endswith("Error") else [])
        return (name not in bases and bool(own)) or any(is_exception(base, seen | {name}) for base in own)

    return {name for name in bases if is_exception(name) and not name.endswith("Error")}


def test_nothing_is_too_large() -> None:
    """No module, function or folder is larger than one takes in at a sitting; what waits for its turn is listed."""
    assert set(too_large(SOURCE)) == set(SIZES_TO_COME)


def test_no_modules_import_each_other() -> None:
    """No circle of imports, lazy ones too; what waits for its turn is listed."""
    assert circles(SOURCE) == set(CIRCLES_TO_COME)


def test_the_rooms_and_their_imports_can_be_drawn() -> None:
    """The graph of folders that import each other stays small enough for one page."""
    rooms = {part_of(file) for file in FILES}
    arrows = {(part_of(file), other) for file in FILES for _, other in imports_of(file) if other != part_of(file)}
    assert len(rooms) <= ROOMS
    assert len(arrows) <= ARROWS


def test_a_class_name_means_one_thing() -> None:
    """A public class name is defined once."""
    assert defined_twice(SOURCE) == {}


def test_errors_are_called_so() -> None:
    """The name of every exception ends in Error."""
    assert misnamed_exceptions(SOURCE) == set()


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Return a package with one fault of each kind beside what is just allowed."""
    body, nested = "    pass\n", "        pass\n"
    put(tmp_path / "long.py", "#\n" * (MODULE_LINES + 1))
    put(tmp_path / "full.py", "#\n" * MODULE_LINES)
    put(tmp_path / "functions.py", f"@x\ndef fits():\n{body * 41}\nclass A:\n    async def grows(self):\n{nested * 42}")
    for number in range(FOLDER_MODULES + 1):
        for folder in ("crowd", "cli/adr"):
            put(tmp_path / folder / f"m{number}.py", "")
        put(tmp_path / "enough" / ("__init__.py" if number == 0 else f"m{number}.py"), "")
    put(tmp_path / "ring" / "a.py", "def f():\n    from aiwg.ring import b\n")
    put(tmp_path / "ring" / "b.py", "from aiwg.ring.c import x\n")
    put(tmp_path / "ring" / "c.py", "from aiwg.ring.a import f\n")
    put(tmp_path / "ring" / "d.py", "from aiwg.ring.a import f\n")
    put(tmp_path / "typed.py", "if TYPE_CHECKING:\n    from aiwg.back import y\n")
    put(tmp_path / "back.py", "from aiwg.typed import x\n")
    put(tmp_path / "one.py", "class Page: ...\nclass _Own: ...\nclass BadError(ValueError): ...\n")
    put(
        tmp_path / "two.py",
        "class Page: ...\nclass _Own: ...\nclass Cannot(BadError): ...\nclass Quiet(Warning): ...\n",
    )
    put(tmp_path / "three.py", "import json\nclass Torn(json.JSONDecodeError): ...\nclass Tear(Page): ...\n")
    put(tmp_path / "templates" / "hook.py", "class Page: ...\n")
    return tmp_path


def test_each_fault_is_seen(planted: Path) -> None:
    """Every check finds what was planted for it, and nothing that is allowed."""
    assert set(too_large(planted)) == {"long.py", "functions.py:grows", "crowd/"}
    assert circles(planted) == {("ring.a", "ring.b", "ring.c")}
    assert defined_twice(planted) == {"Page": ["one.py:1", "two.py:1"]}
    assert misnamed_exceptions(planted) == {"Cannot", "Quiet", "Torn"}
