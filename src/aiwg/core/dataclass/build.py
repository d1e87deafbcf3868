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
    fields = _fields_of(cls)
    names = tuple(fields)
    added: dict[str, Any] = {FIELDS: names, "__match_args__": names, "__replace__": replace}
    makers = {number: each.make for number, each in enumerate(fields.values()) if each.make is not MISSING}
    scope: dict[str, Any] = {"MISSING": MISSING, **{f"m{number}": make for number, make in makers.items()}}
    swaps = frozen and slots and len(names) >= MANY
    added["__init__"] = _initialiser(cls, fields, "swapped" if swaps else "frozen" if frozen else "plain", scope)
    if "__repr__" not in cls.__dict__:
        added["__repr__"] = _representer([name for name, each in fields.items() if each.repr])
    compared = [name for name, each in fields.items() if each.compare]
    if eq and "__eq__" not in cls.__dict__:
        added.update(_comparers(compared))
        own = cls.__dict__.get("__hash__")
        if own is not None:
            added["__hash__"] = own
        elif not frozen:
            added["__hash__"] = None
    if frozen:
        added.update(__setattr__=_no_set, __delattr__=_no_delete)
        if slots:
            added.update(__getstate__=_state, __setstate__=_restore)
        if swaps:
            added["__init_subclass__"] = _refuse_subclass
    made = _with_slots(cls, names, added) if slots else _with_attributes(cls, names, added)
    if swaps:
        scope.update(swap=_swap, open=type(cls.__name__, (), {"__slots__": names}), own=made)
    elif frozen:
        scope.update(_setters(made, names, slots))
    return made


_REQUIRED = _Field(MISSING, MISSING, True, True)
"""A field of which nothing is said but its type."""

_NO_BASES = (object,)


def _fields_of(cls: type) -> dict[str, _Field]:
    """Return the fields of a class by name, in their order."""
    # inspect, which knows better, costs more to import than all of this saves for a small command
    annotations = cls.__dict__.get("__annotations__") or getattr(cls, "__annotations__", {})  # noqa: RUF063
    content = {**cls.__dict__}  # every command asks for thousands of fields: this loop is written to cost little
    found: dict[str, _Field] = {}
    has_default = False
    for name, annotation in annotations.items():
        text = annotation if annotation.__class__ is str else str(annotation)
        if text.startswith(("ClassVar", "typing.ClassVar")):
            continue
        if name not in content:
            each = _REQUIRED
        else:
            given = content[name]
            each = given if given.__class__ is _Field else _Field(given, MISSING, True, True)
            if each.default is not MISSING and each.default.__class__.__hash__ is None:
                kind = each.default.__class__
                raise ValueError(f"mutable default {kind} for field {name} is not allowed: use default_factory")
        if each.default is not MISSING or each.make is not MISSING:
            has_default = True
        elif has_default:
            raise TypeError(f"non-default argument {name!r} follows default argument")
        found[name] = each
    for name, value in content.items():
        if value.__class__ is _Field and name not in found:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    return found


def _initialiser(cls: type, fields: dict[str, _Field], way: str, scope: dict[str, Any]) -> FunctionType:
    """Return `__init__` of a class: a compiled one for as many fields, with its names put in.

    `way`: the fields are set "plain", by functions ("frozen"), or while the value is of another class ("swapped").
    """
    names = tuple(fields)
    code = _template(f"{way}_made" if len(scope) > 1 else way, len(names))
    known = code.co_names
    if way != "frozen":
        attributes = {f"f{number}": name for number, name in enumerate(names)}
        known = tuple([attributes.get(name, name) for name in known])
    code = code.replace(co_name="__init__", co_varnames=("self", *names), co_names=known)
    defaults = [each.default for each in fields.values() if each.default is not MISSING or each.make is not MISSING]
    made = FunctionType(code, scope, "__init__", tuple(defaults) or None)
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


def _comparers(names: list[str]) -> dict[str, Any]:
    """Return equality and hash by the values of some fields; values of two classes are never equal."""
    values = _values_of(names)

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hash_of(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hash_of}


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


def _with_slots(cls: type, names: tuple[str, ...], added: dict[str, Any]) -> type:
    """Return the class made anew with slots: these cannot be added to one that exists."""
    content = {name: value for name, value in cls.__dict__.items() if name not in names}
    for name in ("__dict__", "__weakref__"):
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
