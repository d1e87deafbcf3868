"""Makes classes of values out of annotations, from functions that are compiled already.

As in `dataclasses`: the order of fields, defaults, equality within one class, hashes of frozen classes, `repr`,
messages of errors. Not known, and refused: inheritance, keyword-only fields, `order`, `init=False`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from types import CodeType, FunctionType

from aiwg.core.dataclass import initialisers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MISSING: Any = object()
FIELDS = "__value_fields__"
"""The attribute of a class that holds the names of its fields."""

MANY = 14
"""From so many fields on, a frozen value with slots is filled while it is of a class without a guard.

A third of the time of as many setters, for a second class beside each: with fewer fields neither is worth it.
"""

_showing: set[int] = set()
"""The values of which a text is being made: one that holds itself is not followed."""


class FrozenInstanceError(AttributeError):
    """Somebody assigns to a field of a frozen value, or deletes it."""


class _Field:
    """What `field()` says of one field."""

    __slots__ = ("compare", "default", "make", "repr")

    def __init__(self, default: Any, make: Any, repr: bool, compare: bool) -> None:
        self.default, self.make, self.repr, self.compare = default, make, repr, compare


def field(*, default: Any = MISSING, default_factory: Any = MISSING, repr: bool = True, compare: bool = True) -> Any:
    """Describe a field. Raises ValueError for two defaults at once."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return _Field(default, default_factory, repr, compare)


def dataclass(cls: type | None = None, /, *, eq: bool = True, frozen: bool = False, slots: bool = False) -> Any:
    """Return the class with the methods of a value; raises TypeError or ValueError for a field that cannot be one."""
    if cls is None:
        return lambda cls: _built(cls, eq, frozen, slots)
    return _built(cls, eq, frozen, slots)


def _built(cls: type, eq: bool, frozen: bool, slots: bool) -> type:
    if cls.__bases__ != _NO_BASES and any(hasattr(base, FIELDS) for base in cls.__bases__):
        raise TypeError(f"{cls.__name__} inherits from a value class, which is not supported")
    content = {**cls.__dict__}
    fields = _Fields(cls, content)
    names = tuple(fields.names)
    scope: dict[str, Any] = {"MISSING": MISSING, **fields.makers}
    swaps = frozen and slots and len(names) >= MANY
    way = "swapped" if swaps else "frozen" if frozen else "plain"
    added = {FIELDS: names, "__match_args__": names, "__replace__": replace}
    added["__init__"] = _initialiser(cls, names, fields, way, scope)
    if "__repr__" not in content:
        added["__repr__"] = _representer(fields.names_but(fields.unshown))
    if eq and "__eq__" not in content:
        added["__eq__"], own_hash = _comparers(fields.names_but(fields.uncompared))
        if content.get("__hash__") is None:
            added["__hash__"] = own_hash if frozen else None
    if frozen:
        added["__setattr__"], added["__delattr__"] = _no_set, _no_delete
        if slots:
            added["__getstate__"], added["__setstate__"] = _state, _restore
        if swaps:
            added["__init_subclass__"] = _refuse_subclass
    made = _with_slots(cls, content, names, added) if slots else _with_attributes(cls, names, added)
    if swaps:
        scope.update(swap=_swap, open=type(cls.__name__, (), {"__slots__": names}), own=made)
    elif frozen:
        scope.update(_setters(made, names, slots))
    return made


_NO_BASES = (object,)


class _Fields:
    """The fields of a class: their names in their order, their defaults, and what is special about some.

    `makers` make the values of fields with a `default_factory`, by their names in initialisers. Every command asks for
    some 170 classes, so all of this is written to cost little.
    """

    def __init__(self, cls: type, content: dict[str, Any]) -> None:
        """Read them from the content of a class. Raises TypeError or ValueError for a field that cannot be one."""
        self.names: list[str] = []
        self.defaults: list[Any] = []
        self.makers: dict[str, Callable[[], Any]] = {}
        self.unshown: set[str] = set()
        self.uncompared: set[str] = set()
        # inspect, which knows better, costs more to import than all of this saves for a small command
        for name, annotation in (content.get("__annotations__") or getattr(cls, "__annotations__", {})).items():
            text = annotation if annotation.__class__ is str else str(annotation)
            if text.startswith(("ClassVar", "typing.ClassVar")):
                continue
            if name in content:
                self._add_default(name, content[name])
            elif self.defaults:
                raise TypeError(f"non-default argument {name!r} follows default argument")
            self.names.append(name)
        for name, value in content.items():
            if value.__class__ is _Field and name not in self.names:
                raise TypeError(f"{name!r} is a field but has no type annotation")

    def _add_default(self, name: str, given: Any) -> None:
        if given.__class__ is not _Field:
            self.defaults.append(given)
        else:
            if given.make is not MISSING:
                self.makers[f"m{len(self.names)}"] = given.make
            if given.make is not MISSING or given.default is not MISSING:
                self.defaults.append(given.default)
            elif self.defaults:
                raise TypeError(f"non-default argument {name!r} follows default argument")
            if not given.repr:
                self.unshown.add(name)
            if not given.compare:
                self.uncompared.add(name)
            given = given.default
        if given.__class__.__hash__ is None:
            kind = given.__class__
            raise ValueError(f"mutable default {kind} for field {name} is not allowed: use default_factory")

    def names_but(self, some: set[str]) -> list[str]:
        """Return the names without some of them."""
        return [name for name in self.names if name not in some] if some else self.names


def _initialiser(cls: type, names: tuple[str, ...], fields: _Fields, way: str, scope: dict[str, Any]) -> FunctionType:
    """Return `__init__` of a class: a compiled one for as many fields, with its names put in.

    `way`: the fields are set "plain", by functions ("frozen"), or while the value is of another class ("swapped").
    """
    code = _template(f"{way}_made" if fields.makers else way, len(names))
    known = code.co_names
    if way != "frozen":
        attributes = {f"f{number}": name for number, name in enumerate(names)}
        known = tuple([attributes.get(name, name) for name in known])
    code = code.replace(co_name="__init__", co_varnames=("self", *names), co_names=known)
    made = FunctionType(code, scope, "__init__", tuple(fields.defaults) or None)
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    if not hasattr(cls, "__post_init__"):
        return made

    def initialise(self: Any, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        self.__post_init__()

    return initialise  # type: ignore[return-value]  # it is one


def _template(form: str, count: int) -> CodeType:
    """Return the code of an initialiser that is compiled already, if there is one for so many fields."""
    found = getattr(initialisers, f"{form}_{count}", None)
    if found is not None:
        return found.__code__  # type: ignore[no-any-return]  # that of a function
    from aiwg.core.dataclass.template import compiled

    return compiled(form, count)


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of some fields as a tuple."""
    if not names:
        return lambda self: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda self: (get(self),)


def _comparers(names: list[str]) -> tuple[Any, Any]:
    """Return equality and hash by the values of some fields; values of two classes are never equal."""
    values = _values_of(names)

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hash_of(self: Any) -> int:
        return hash(values(self))

    return equal, hash_of


def _representer(names: list[str]) -> Any:
    def text_of(self: Any) -> str:
        if id(self) in _showing:
            return "..."
        _showing.add(id(self))
        try:
            listed = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        finally:
            _showing.discard(id(self))
        return f"{self.__class__.__qualname__}({listed})"

    return text_of


_swap: Callable[[Any, type], None] = object.__dict__["__class__"].__set__
"""Makes a value one of another class with the same slots, past its guard."""


@classmethod  # type: ignore[misc]  # a method of the classes that are made here
def _refuse_subclass(cls: type) -> None:
    raise TypeError(f"{cls.__name__} inherits from a value class, which is not supported")


def _no_set(self: Any, name: str, value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """Return the values to pickle or copy: a frozen value cannot be filled field by field."""
    return [getattr(self, name) for name in getattr(self, FIELDS)]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(getattr(self, FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


def _setters(cls: type, names: tuple[str, ...], slots: bool) -> dict[str, Callable[[Any, Any], None]]:
    """Return what sets the fields of a frozen class past its guard, as initialisers name it."""
    if slots:
        content = cls.__dict__
        return {f"f{number}": content[name].__set__ for number, name in enumerate(names)}
    return {f"f{number}": _setter(name) for number, name in enumerate(names)}


def _setter(name: str) -> Callable[[Any, Any], None]:

    def set_attribute(self: Any, value: Any) -> None:
        object.__setattr__(self, name, value)

    return set_attribute


def _with_slots(cls: type, content: dict[str, Any], names: tuple[str, ...], added: dict[str, Any]) -> type:
    """Return the class made anew with slots: these cannot be added to one that exists."""
    for name in ("__dict__", "__weakref__", *names):
        content.pop(name, None)
    made = type(cls)(cls.__name__, cls.__bases__, {**content, **added, "__slots__": names})
    made.__qualname__ = cls.__qualname__
    return made


def _with_attributes(cls: type, names: tuple[str, ...], added: dict[str, Any]) -> type:
    for name in names:
        if isinstance(cls.__dict__.get(name), _Field):
            delattr(cls, name)
    for name, value in added.items():
        setattr(cls, name, value)
    return cls


def replace(value: Any, /, **changes: Any) -> Any:
    """Return a value with some fields changed. Raises TypeError for what is no value, or has no such field."""
    names = getattr(value.__class__, FIELDS, None)
    if names is None:
        raise TypeError("replace() should be called on dataclass instances")
    for name in names:
        if name not in changes:
            changes[name] = getattr(value, name)
    return value.__class__(**changes)


def asdict(value: Any) -> dict[str, Any]:
    """Return the fields of a value by name, values inside it too."""
    return {name: _plain(getattr(value, name)) for name in getattr(value.__class__, FIELDS)}


def _plain(value: Any) -> Any:
    if hasattr(value.__class__, FIELDS):
        return asdict(value)
    if isinstance(value, list | tuple):
        return value.__class__(_plain(each) for each in value)
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value
