"""The words in the code that reach people: string literals of more than one word, and the help of commands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def messages(code: str) -> Iterator[tuple[int, str]]:
    """Yield each literal that may reach people, with its line. Patterns, docstrings and single words do not."""
    tree = ast.parse(code)
    skipped = {id(part) for node in ast.walk(tree) for part in _silent(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if _is_text(part) else "{}" for part in node.values)  # type: ignore[attr-defined, misc] # _is_text narrows
        elif _is_text(node) and id(node) not in skipped:
            text = node.value  # type: ignore[attr-defined] # _is_text narrows
        else:
            continue
        if " " in text.strip():
            yield node.lineno, text
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            yield node.lineno, ast.get_docstring(node) or ""


def room(path: Path) -> str:
    """Return the folder of src/aiwg that a module is in, or the module's own name."""
    return path.parts[0].removesuffix(".py")


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the literals that no person sees: docstrings, patterns, and the parts of f-strings, which count whole."""
    if isinstance(node, _SCOPES) and node.body and isinstance(node.body[0], ast.Expr):
        yield node.body[0].value
    elif isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
        yield from node.args


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _makes_command(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).partition("(")[0].rpartition(".")[2] in ("command", "group")
