"""URLs, refs and paths of git repositories: which of them aiwg hands to git, and why it refuses the others.

The rules for refs are those of git-check-ref-format(1). A URL or ref that begins with a hyphen would be an option, one
with `::` would start a program of its choice (gitremote-helpers(7)).
"""

from __future__ import annotations

from typing import Final

from aiwg.artifact.ids import is_git_folder, shown
from aiwg.core.patterns import lazy_pattern

MAX_TEXT: Final = 2048
COMMIT = lazy_pattern(r"^(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_SCHEME = lazy_pattern(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = lazy_pattern(r"^[A-Za-z0-9+._-]*::")
_SCP = lazy_pattern(r"^(?:[A-Za-z0-9._~-]+@)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<path>[^:]+)\Z")
_BAD_IN_REF = lazy_pattern(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")
SCHEMES: Final = ("https", "ssh", "git+ssh", "ssh+git", "file")

Why = tuple[str, str | None]
"""What is wrong, and a hint."""


def why_no_url(url: str) -> Why | None:
    """Return why a URL is not one that aiwg hands to git, None when it is."""
    if not url or len(url) > MAX_TEXT or not url.isprintable() or any(char.isspace() for char in url):
        return "is not a URL: it is empty or too long, or has spaces or control characters", None
    if url.startswith("-"):
        return f'"{url}" begins with a hyphen: git would take it for an option', None
    if _HELPER.match(url):
        return f'"{url}" starts a program', "use an https, ssh or file URL"
    scheme = _SCHEME.match(url)
    if scheme is None:
        return _why_no_scp(url)
    name, rest = scheme[1].lower(), url[scheme.end() :]
    if name not in SCHEMES:
        return f"{name}:// is not supported", "use an https, ssh or file URL"
    return _why_no_location(name, rest)


def _why_no_scp(url: str) -> Why | None:
    found = _SCP.match(url)
    if found is None:
        how = "write it in full, for example: https://github.com/owner/repository.git"
        if url.startswith(("/", "~")):
            how = "write file:///path/to/repository.git, or use path: FOLDER"
        return f'"{url}" is not a full URL', how
    if found["host"].startswith("-") or found["path"].startswith("-"):
        return "its host or path begins with a hyphen: ssh would take it for an option", None
    if len(found["host"]) == 1:
        return f'"{url}" is a path of one machine', "use an https, ssh or file URL"
    return None


def _why_no_location(scheme: str, rest: str) -> Why | None:
    location, _, path = rest.partition("/")
    user, at, host = location.rpartition("@")
    if at and (":" in user or scheme == "https"):
        return "contains a password or token, and git would keep it for everyone", (
            "remove it; git asks your credential helper or SSH agent"
        )
    if "?" in rest or "#" in rest:
        return "contains ? or #, which can hide a token", "use the plain URL that git clone takes"
    if user.startswith("-") or host.startswith("-") or path.startswith("-"):
        return "its host or path begins with a hyphen: ssh would take it for an option", None
    if scheme == "file":
        return None if not location and path else ("names no local repository", "file:///path/to/repository.git")
    if not host or not path.strip("/"):
        return "names no repository", "for example: https://github.com/owner/repository.git"
    return None


def why_no_ref(ref: str) -> Why | None:
    """Return why a text cannot be a tag, a branch or a commit, None when it can."""
    hint = "name a tag, a branch or a full commit: ref: v1.4.0"
    if ref.startswith("-"):
        return f'"{shown(ref)}" begins with a hyphen: git would take it for an option', hint
    parts = ref.split("/")
    if (
        not ref
        or len(ref) > MAX_TEXT
        or not ref.isprintable()
        or _BAD_IN_REF.search(ref)
        or ref in ("@", "HEAD")
        or ref.endswith((".", "/"))
        or any(part.startswith(".") or part.endswith(".lock") or not part for part in parts)
    ):
        return f'"{shown(ref)}" cannot be a tag, a branch or a commit', hint
    return None


def why_no_path(path: str) -> Why | None:
    """Return why a text cannot be a folder inside a repository, None when it can."""
    parts = path.strip("/").removeprefix("./").split("/")
    if path.startswith("/") or ".." in parts or "\\" in path or any(is_git_folder(part) for part in parts):
        return f'"{shown(path)}" would leave the repository', "name a folder inside it: path: context"
    if not path.isprintable() or len(path) > MAX_TEXT or (path and any(part in ("", ".") for part in parts)):
        return f'"{shown(path)}" is not a folder of a repository', "name a folder inside it: path: context"
    return None
