"""The words in the code that reach people: string literals of more than one word, and the help of commands."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

_BARE = (ast.Name, ast.alias, ast.arg, ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)


def messages(code: str) -> Iterator[tuple[int, str]]:
    """Yield each literal that may reach people, with its line. Patterns, docstrings and single words do not."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            yield node.lineno, ast.get_docstring(node) or ""
        if isinstance(node, ast.JoinedStr):
            yield from _of_some_words(node.lineno, "".join(_text(part) or "{}" for part in node.values))
            waiting += [part for part in node.values if not isinstance(part, ast.Constant)]
        elif isinstance(node, ast.Constant):
            yield from _of_some_words(node.lineno, _text(node))
        else:
            waiting += _parts(node)


def room(path: Path) -> str:
    """Return the folder of src/aiwg that a module is in, or the module's own name."""
    return path.parts[0].removesuffix(".py")


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lazy_pattern":
        return ()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        module = node.func.value
        if isinstance(module, ast.Name) and module.id == "re":
            return ()
    return [part for part in ast.iter_child_nodes(node) if not isinstance(part, _BARE)]


def _of_some_words(line: int, text: str) -> Iterator[tuple[int, str]]:
    if " " in text.strip():
        yield line, text


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _makes_command(decorator: ast.expr) -> bool:
    made_by = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = made_by.attr if isinstance(made_by, ast.Attribute) else getattr(made_by, "id", "")
    return name in ("command", "group")
