"""Our value classes behave as those of the standard library, wherever ours know what is asked of them."""

from __future__ import annotations

import ast
import copy
import dataclasses
import importlib
import itertools
import os
import pickle
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from aiwg.core.dataclass import build as ours

SOURCE = Path(__file__).parent.parent / "src" / "aiwg"
TOOL = Path(__file__).parent.parent / "tools" / "initialiser_table.py"
initialiser_table = SimpleNamespace(**runpy.run_path(os.fspath(TOOL)))
LIBRARIES: list[Any] = [dataclasses, ours]
OPTIONS = [
    {"frozen": frozen, "slots": slots, "eq": eq} for frozen, slots, eq in itertools.product((False, True), repeat=3)
]
every_option = pytest.mark.parametrize("options", OPTIONS, ids=str)


def made(library: Any, options: dict[str, bool]) -> Any:
    """Return a class with fields of every sort, made by a library."""

    class Value:
        """A value."""

        kind: ClassVar[str] = "value"
        one: int
        two: str = "b"
        three: list[int] = library.field(default_factory=list)
        four: int = library.field(default=4, repr=False)
        five: int = library.field(default=5, compare=False)

        @property
        def twice(self) -> int:
            return self.one * 2

    return library.dataclass(**options)(Value)


def outcome(work: Callable[[], object]) -> object:
    """Return what something gives, or the error that it raises, in words."""
    try:
        return work()
    except Exception as error:
        names = [each.__name__ for each in type(error).__mro__ if each.__name__ in ("TypeError", "AttributeError")]
        return names, str(error)


CALLS: dict[str, Callable[[Any], object]] = {
    "by position": lambda cls: repr(cls(1, "x", [3], 9, 8)),
    "by name": lambda cls: repr(cls(five=8, one=1, three=[3])),
    "defaults": lambda cls: (cls(1).two, cls(1).three, cls(1).four, cls(1).five),
    "a new list each time": lambda cls: cls(1).three is cls(1).three,
    "one is missing": lambda cls: cls(),
    "one is unknown": lambda cls: cls(1, six=6),
    "one too many": lambda cls: cls(1, "x", [3], 4, 5, 6),
    "one twice": lambda cls: cls(1, one=1),
    "equal": lambda cls: (cls(1) == cls(1), cls(1) == cls(2), cls(1) != cls(2)),
    "what is not compared": lambda cls: cls(1, five=1) == cls(1, five=2),
    "another class": lambda cls: (cls(1) == 1, cls(1).__eq__(1)),
    "hash": lambda cls: len({hash(each) for each in (cls(1, three=()), cls(1, three=(), five=3))}),
    "no hash of a list": lambda cls: isinstance(hash(cls(1)), int),
    "assign": lambda cls: setattr(cls(1), "one", 2),
    "delete": lambda cls: delattr(cls(1), "one"),
    "property": lambda cls: cls(3).twice,
    "class variable": lambda cls: (cls.kind, cls(1).kind),
    "names": lambda cls: (cls.__name__, cls.__qualname__, cls.__module__, cls.__doc__, cls.__match_args__),
    "copy": lambda cls: repr(copy.copy(cls(1, "x"))),
    "deep copy": lambda cls: repr(copy.deepcopy(cls(1, "x", [1]))),
    "slots": lambda cls: (hasattr(cls(1), "__dict__"), getattr(cls, "__slots__", None)),
    "a default on the class": lambda cls: isinstance(cls.__dict__.get("two"), str),
    "a factory on the class": lambda cls: "three" in cls.__dict__ and not hasattr(cls, "__slots__"),
}


@every_option
@pytest.mark.parametrize("call", CALLS)
def test_it_does_what_the_standard_library_does(options: dict[str, bool], call: str) -> None:
    """Every use of a class has the same result, or the same error in the same words."""
    theirs, own = (outcome(lambda library=library: CALLS[call](made(library, options))) for library in LIBRARIES)  # type: ignore[misc]  # bound at once
    assert own == theirs


@every_option
def test_replace_makes_a_changed_one(options: dict[str, bool]) -> None:
    """Replacing gives a new value with the changes, and says what is no field."""

    def changed(library: Any, change: dict[str, Any]) -> object:
        return outcome(lambda: repr(library.replace(made(library, options)(1), **change)))

    for change in ({"two": "y"}, {}, {"one": 2, "five": 1}, {"six": 6}):
        assert changed(ours, change) == changed(dataclasses, change)
    assert outcome(lambda: ours.replace(1)) == outcome(lambda: dataclasses.replace(1))  # type: ignore[type-var]


WRONG: dict[str, Callable[[Any], object]] = {
    "order of defaults": lambda library: library.dataclass(_class({"a": 1}, "a", "b")),
    "a factory, then none": lambda library: library.dataclass(_class({"a": library.field(default_factory=set)}, *"ab")),
    "a list": lambda library: library.dataclass(_class({"a": []}, "a")),
    "a dict": lambda library: library.dataclass(_class({"a": {}}, "a")),
    "two defaults": lambda library: library.field(default=1, default_factory=list),
    "no annotation": lambda library: library.dataclass(_class({"a": library.field(default=1)})),
}


def _class(values: dict[str, object], *names: str) -> type:
    """Return a class with some annotations and values, in the order of the names."""
    return type("Wrong", (), {"__annotations__": dict.fromkeys(names, "object"), **values})


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_class_is_refused_in_the_same_words(case: str) -> None:
    """What cannot be a value class raises the same error."""
    theirs, own = (outcome(lambda library=library: WRONG[case](library)) for library in LIBRARIES)  # type: ignore[misc]
    assert isinstance(theirs, tuple)
    assert own == theirs


@every_option
def test_each_field_gets_its_own_value(options: dict[str, bool]) -> None:
    """With any number of fields, made ones among them, each argument arrives at the field of its place."""
    counts = [*range(34), 50, 59]  # some are in the table, some are compiled
    for count, from_where in itertools.product(counts, [None, 0, 2]):
        names = [f"name_{number}" for number in range(count)]
        makers = {} if from_where is None else {name: ours.field(default_factory=dict) for name in names[from_where:]}
        cls = ours.dataclass(**options)(_class(makers, *names))
        values = [object() for _ in names]
        for value in (cls(*values), cls(**dict(zip(names, values, strict=True)))):
            assert [getattr(value, name) for name in names] == values, (count, from_where)
        if from_where == 0:
            assert [getattr(cls(), name) for name in names] == [{} for _ in names], count


@every_option
def test_what_is_no_field_cannot_be_assigned(options: dict[str, bool]) -> None:
    """A frozen value and one with slots take no other attribute; the standard library has the wrong error there."""
    if options["frozen"] or options["slots"]:
        with pytest.raises(AttributeError, match="six"):
            made(ours, options)(1).six = 6


def test_names_of_fields_cannot_be_confused_with_names_of_the_table() -> None:
    """Fields called like the names in the compiled functions are fields like others."""
    for options in OPTIONS:
        cls = ours.dataclass(**options)(_class({"m1": ours.field(default_factory=list)}, "MISSING", "f0", "a1", "m1"))
        value = cls(1, 2, 3)
        assert (value.MISSING, value.f0, value.a1, value.m1) == (1, 2, 3, [])
        many = ["swap", "open", "own", "f0", "a0", *(f"more_{number}" for number in range(ours.MANY))]
        value = ours.dataclass(**options)(_class({}, *many))(*range(len(many)))
        assert [getattr(value, name) for name in many] == [*range(len(many))]


def test_a_value_of_many_fields_is_frozen_once_it_is_made() -> None:
    """However it is filled, a frozen value ends as one of its class, which lets nobody assign and has no subclass."""
    cls = ours.dataclass(frozen=True, slots=True)(_class({}, *(f"name_{number}" for number in range(ours.MANY))))
    value = cls(*range(ours.MANY))
    assert type(value) is type(copy.copy(value)) is type(ours.replace(value, name_0=1)) is cls
    with pytest.raises(ours.FrozenInstanceError):
        value.name_0 = 1
    with pytest.raises(TypeError, match="inherits from a value class"):
        type("Below", (cls,), {})


def test_inheritance_is_refused() -> None:
    """A value class has no fields from elsewhere: one that inherits from another is an error."""
    with pytest.raises(TypeError, match="inherits from a value class"):
        ours.dataclass(type("Child", (made(ours, {}),), {"__annotations__": {"more": "int"}}))


def test_what_a_class_defines_itself_stays() -> None:
    """Methods of the class's own are not replaced, and what runs after `__init__` runs."""
    for library in LIBRARIES:

        class Own:
            one: int

            def __post_init__(self) -> None:
                self.two = self.one + 1

            def __repr__(self) -> str:
                return "own"

            def __eq__(self, other: object) -> bool:
                return True

            def __hash__(self) -> int:
                return 7

        cls = library.dataclass(Own)
        assert (cls(1).two, repr(cls(1)), cls(1) == cls(2), hash(cls(1))) == (2, "own", True, 7)


def test_a_frozen_class_may_keep_what_it_works_out() -> None:
    """A cached property works in a frozen class without slots, as in the standard library."""
    for library in LIBRARIES:

        class Cached:
            one: int

            @cached_property
            def parts(self) -> list[int]:
                return [self.one]

        value = library.dataclass(frozen=True)(Cached)(1)
        assert value.parts is value.parts


def test_a_value_that_holds_itself_is_shown() -> None:
    """The text of a value in itself is three dots."""
    value = made(ours, {})(1)
    value.three.append(value)
    assert "three=[...]" in repr(value)


@ours.dataclass(frozen=True, slots=True)
class Pickled:
    """A value that another process can read."""

    one: int
    two: tuple[int, ...] = ()


def test_a_value_can_be_pickled() -> None:
    """A frozen value with slots is the same after pickling, by every protocol that can."""
    value = Pickled(1, (2, 3))  # type: ignore[call-arg]
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value


def test_values_inside_values_become_plain() -> None:
    """As a mapping, a value holds mappings for the values inside it."""
    inside = made(ours, {})(1)
    whole = made(ours, {})(2, three=[inside, (inside,), {"a": inside}])
    flat = {"one": 1, "two": "b", "three": [], "four": 4, "five": 5}
    assert ours.asdict(whole)["three"] == [flat, (flat,), {"a": flat}]


def test_the_table_is_what_its_tool_makes() -> None:
    """The compiled functions are those that the tool writes."""
    assert initialiser_table.TABLE.read_text(encoding="utf-8") == initialiser_table.text()


def test_no_class_of_ours_is_compiled_at_import() -> None:
    """The table has a function for each value class in the source."""
    made = Counter[str]()
    for module, name, _ in _value_classes():
        cls = getattr(importlib.import_module(module), name)
        code = (
            cls.__init__ if not hasattr(cls, "__post_init__") else cls.__init__.__closure__[0].cell_contents
        ).__code__
        made[code.co_filename] += 1
    assert made == {str(SOURCE / "core/dataclass/initialisers.py"): made.total()}


def _value_classes() -> list[tuple[str, str, bool]]:
    """Return the module, the name and whether it is frozen of every value class in the source."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        module = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            options = [ast.unparse(each) for each in getattr(node, "decorator_list", ())]
            if isinstance(node, ast.ClassDef) and any(each.startswith("dataclass") for each in options):
                found.append((module, node.name, any("frozen=True" in each for each in options)))
    return found


def test_every_frozen_class_is_frozen_at_run_time() -> None:
    """No field of any value in the source that is called frozen can be assigned or deleted."""
    frozen = [(module, name) for module, name, is_frozen in _value_classes() if is_frozen]
    assert len(frozen) > 100
    for module, name in frozen:
        cls = getattr(importlib.import_module(module), name)
        value = object.__new__(cls)
        first = cls.__match_args__[0]
        with pytest.raises(AttributeError, match="cannot assign"):
            setattr(value, first, None)
        with pytest.raises(AttributeError, match="cannot delete"):
            delattr(value, first)


def test_no_module_of_ours_imports_the_standard_one() -> None:
    """Only the type checker sees `dataclasses`: it costs as much to import as a whole small command."""
    for file in sorted(SOURCE.rglob("*.py")):
        if file.parent.name != "dataclass":
            assert "from dataclasses" not in file.read_text(encoding="utf-8"), file
    code = "import sys, aiwg.commands.deploy; print('dataclasses' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
