"""Files beside a skill's text: which of them no client loads by itself, so that they may travel without consent."""

from __future__ import annotations

from aiwg.artifact.model import Asset
from aiwg.trust.key_classes import loaded_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PLACES: Final = frozenset(
    {
        "scripts",
        "references",
        "reference",
        "assets",
        "docs",
        "templates",
        "template",
        "examples",
        "resources",
        "data",
        "fonts",
        "images",
        "schemas",
        "tests",
        "lib",
        "src",
        "core",
        "evaluations",
        "evals",
    }
)
"""First folders that the Agent Skills specification or common use keeps for what the text itself points to."""

SUFFIXES: Final = frozenset(
    {
        "md",
        "markdown",
        "mdx",
        "txt",
        "rst",
        "adoc",
        "csv",
        "tsv",
        "html",
        "htm",
        "css",
        "svg",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "webp",
        "ico",
        "bmp",
        "pdf",
        "docx",
        "pptx",
        "xlsx",
        "odt",
        "ttf",
        "otf",
        "woff",
        "woff2",
        "xsd",
        "dtd",
        "tex",
        "bib",
        "j2",
        "jinja",
        "tmpl",
        "template",
        "mustache",
        "hbs",
        "py",
        "pyi",
        "sh",
        "bash",
        "zsh",
        "fish",
        "ps1",
        "bat",
        "rb",
        "pl",
        "lua",
        "r",
        "go",
        "rs",
        "java",
        "kt",
        "swift",
        "c",
        "h",
        "cc",
        "cpp",
        "hpp",
        "cs",
        "js",
        "mjs",
        "cjs",
        "ts",
        "tsx",
        "jsx",
        "php",
        "sql",
        "ipynb",
        "diff",
        "patch",
        "dot",
        "log",
        "mp3",
        "mp4",
        "wav",
        "zip",
        "gz",
        "tar",
    }
)
"""Suffixes of texts, pictures, documents and programs, which run only when somebody starts them."""

NAMES: Final = frozenset(
    {
        "license",
        "licence",
        "notice",
        "readme",
        "copying",
        "authors",
        "changelog",
        "contributing",
        "version",
        "makefile",
        "dockerfile",
    }
)
"""Names without a suffix that are mere text, or programs that somebody has to start."""

FOLDERS: Final = frozenset(
    {
        "hooks",
        "commands",
        "agents",
        "skills",
        "monitors",
        "bin",
        "extensions",
        "plugins",
        "output-styles",
        "workflows",
        "modes",
        "prompts",
        "rules",
        "node_modules",
    }
)
"""Folders that make a folder a plugin, or hold what a plugin brings."""


def is_loaded(asset: Asset) -> bool:
    """Say whether some client may load or run a file of a skill's folder by itself; what nobody knows may be."""
    *folders, name = asset.path.casefold().split("/")
    if not folders and name in (".gitignore", ".gitkeep"):
        return False
    if any(part.startswith(".") for part in (*folders, name)) or name in loaded_files():
        return True
    if folders and folders[0] in FOLDERS:
        return True
    if folders and folders[0] in PLACES:
        return False
    stem, dot, suffix = name.rpartition(".")
    return (suffix not in SUFFIXES) if dot and stem else name not in NAMES
