"""An artifact of a project as a package of it needs it: paths that start at the project start at the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from aiwg.artifact.arguments import PATH_TOOLS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.core.patterns import lazy_pattern
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Location
from aiwg.render.outputs import BlockOutput, Output

_ELSEWHERE = ("//", "~/")
"""How a path begins that does not start at the project."""

_ABOVE = "../"

_ANYWHERE = "**"
_RELATIVE = lazy_pattern(r"\.{1,2}/")


def way_up(folder: str) -> str:
    """Return the path from a package to the project, with a slash at its end."""
    return "../" * (folder.count("/") + 1)


def in_package(placements: Iterable[Placement], folder: str) -> Iterator[Placement]:
    """Yield what lies in a package: without the rules and patterns that no file of it can match."""
    for each in placements:
        target = each.pointer_to
        if target is not None:
            each = replace(each, pointer_to=Location(target.key, way_up(folder) + target.path, target.selector))
        for artifact in _adapted(each.artifact, folder):
            yield each if artifact is each.artifact and target is None else replace(each, artifact=artifact)


def reaches_out(artifact: Artifact, folder: str) -> bool:
    """Say whether a restriction covers files outside a package: started there, a platform applies it only inside."""
    argument = str(artifact.fields.get("argument", ""))
    if artifact.kind != "permission" or artifact.fields.get("tool") not in PATH_TOOLS or not argument:
        return False
    if artifact.fields.get("effect") == "allow" or argument.startswith((*_ELSEWHERE, _ABOVE)):
        return False
    return not argument.removeprefix("/").startswith(f"{folder}/")


def moved(output: Output, folder: str) -> Output:
    """Return an output of a package at its path in the project."""
    path = f"{folder}/{output.path}"
    if isinstance(output, BlockOutput):
        return BlockOutput(path, output.style, output.sections, output.platforms, output.room)
    return replace(output, path=path)


def _adapted(artifact: Artifact, folder: str) -> Iterator[Artifact]:
    fields = artifact.fields
    if artifact.kind == "ignore":
        lines = [new for line in artifact.body.splitlines() for new in _ignored(line, folder)]
        yield replace(artifact, body="".join(f"{line}\n" for line in lines))
    elif artifact.kind == "permission" and fields.get("tool") in PATH_TOOLS and fields.get("argument"):
        for argument in _arguments(str(fields["argument"]), folder):
            changed = argument != fields["argument"]
            yield artifact.with_(fields={**fields, "argument": argument}) if changed else artifact
    elif artifact.kind == "rule" and fields.get("activation") == "paths":
        paths = list(dict.fromkeys(new for path in fields["paths"] for new in _pattern_in(path, folder)))
        if paths:
            yield artifact if paths == list(fields["paths"]) else artifact.with_(fields={**fields, "paths": paths})
    elif KINDS[artifact.kind].starts_process and fields.get("command"):
        yield _started(artifact, folder)
    else:
        yield artifact


def _started(artifact: Artifact, folder: str) -> Artifact:
    """Return a server or a hook whose own folder, program and arguments are named from the package."""
    up, fields = way_up(folder), dict(artifact.fields)
    if isinstance(fields.get("cwd"), str) and not fields["cwd"].startswith(("/", "~", "$")):
        fields["cwd"] = up + fields["cwd"]
    if "event" not in fields:  # a hook's command line starts in the project: `render.hooks` sees to it
        command = str(fields["command"])
        if "/" in command and not command.startswith(("/", "~", "$")):
            fields["command"] = up + command.removeprefix("./")
        if "args" in fields:
            fields["args"] = [
                up + each.removeprefix("./") if _RELATIVE.match(each) else each for each in fields["args"]
            ]
    return artifact if fields == artifact.fields else artifact.with_(fields=fields)


def _arguments(argument: str, folder: str) -> Iterator[str]:
    """Yield what limits a permission in a package: nothing where it is for files outside, which cannot be named."""
    if argument.startswith(_ELSEWHERE):
        yield argument
        return
    if argument.startswith(_ABOVE):
        yield way_up(folder) + argument
        return
    anchor = "/" if argument.startswith("/") else ""
    for path in _pattern_in(argument.removeprefix("/"), folder, is_anchored=bool(anchor)):
        yield anchor + path if anchor or "/" in path or path == argument else f"/{path}"


def _ignored(line: str, folder: str) -> Iterator[str]:
    pattern = line.strip()
    if not pattern or pattern.startswith("#"):
        yield line
        return
    sign = "!" if pattern.startswith("!") else ""
    body = pattern.removeprefix("!")
    end = "/" if body.endswith("/") else ""
    is_anchored = "/" in body.rstrip("/")
    for path in _pattern_in(body.strip("/"), folder, is_anchored):
        anchor = "/" if is_anchored and not path.startswith(_ANYWHERE) else ""
        yield f"{sign}{anchor}{path}{end}"


def _pattern_in(pattern: str, folder: str, is_anchored: bool = False) -> Iterator[str]:
    """Yield a glob that starts at the project as globs that start at a package, each once; none if none fits there.

    One without a slash is for files of that name in any folder.
    """
    bare = pattern.removeprefix("./")
    if "/" not in bare and not is_anchored:
        yield pattern
        return
    yield from dict.fromkeys("/".join(rest) for rest in _rests(bare.split("/"), folder.split("/")))


def _rests(pattern: Sequence[str], folders: Sequence[str]) -> Iterator[list[str]]:
    """Yield what is left of a glob behind some folders; all that is in a folder which it names."""
    waiting, seen = [(0, 0)], set()
    while waiting:
        at, depth = waiting.pop()
        if (at, depth) in seen:
            continue
        seen.add((at, depth))
        if depth == len(folders) or at == len(pattern):
            yield list(pattern[at:]) or [_ANYWHERE]
        elif pattern[at] == _ANYWHERE:
            waiting += [(at + 1, depth), (at, depth + 1)]
        elif fnmatchcase(folders[depth], pattern[at]):
            waiting.append((at + 1, depth + 1))
