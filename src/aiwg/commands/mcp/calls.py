"""One call of a tool: its arguments checked, its answer bounded, and every failure a sentence."""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path
from typing import Any, Final

from aiwg.artifact.ids import shown
from aiwg.commands.mcp.arguments import checked
from aiwg.commands.mcp.bounds import fitted, page_of, without_surrogates
from aiwg.commands.mcp.tools import TOOLS, Tool, most_of
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.fs.git import without_git

MOST_PROBLEMS: Final = 20
"""Problems that the text of one error lists."""

_turns = threading.Lock()
"""Calls take turns: the functions of the commands work for one caller at a time."""


def answer(project: Path, name: str, arguments: object) -> dict[str, Any]:
    """Return the answer of a tool. Raises UserError for everything that keeps it from one."""
    tool = next((each for each in TOOLS if each.name == name), None)
    if tool is None:
        names = [each.name for each in TOOLS]
        hint = suggest(name, names) or f"The tools are: {', '.join(names)}"
        raise UserError(f'there is no tool "{shown(name[:100])}".', exit=Exit.USAGE, hint=hint)
    given = checked(arguments, tool.input_schema)
    with _turns, without_git():
        document = _answered(tool, project, given)
    if tool.pages:
        limit = min(int(given.get("limit", tool.page_size)), most_of(tool))  # to JSON, 5.0 is a whole number, too
        document = page_of(document, tool.pages, int(given.get("offset", 0)), limit)
    bounded: dict[str, Any] = fitted(without_surrogates(document))
    return bounded


def _answered(tool: Tool, project: Path, given: Any) -> dict[str, Any]:
    """Return the whole answer. Raises UserError, also for what the command line answers for all commands."""
    try:
        return tool.answer(project, given)
    except UserError:
        raise
    except RecursionError:
        raise UserError("something is nested too deeply to be read.", hint="aiwg lint finds it.") from None
    except MemoryError:
        raise UserError("there is not enough memory.", exit=Exit.IO) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise UserError(f"{where}{error.strerror or error}.", exit=Exit.IO) from None
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        raise UserError(
            f"aiwg failed ({type(error).__name__}). The server's log has the details.", exit=Exit.IO
        ) from None


def text_of_error(error: UserError) -> str:
    """Return an error as an agent should read it: the message, each problem with its place, and the next step."""
    lines = [error.message]
    for each in error.problems[:MOST_PROBLEMS]:
        where = f"{each.where()}: " if each.file else ""
        lines.append(f"{each.level}: {where}{each.message}" + (f" ({each.hint})" if each.hint else ""))
    if len(error.problems) > MOST_PROBLEMS:
        lines.append(f"... and {len(error.problems) - MOST_PROBLEMS} more")
    if error.hint:
        lines.append(error.hint)
    text: str = without_surrogates("\n".join(shown(line) for line in lines))
    return text
