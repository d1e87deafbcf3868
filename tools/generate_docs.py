"""Writes the documents that are derived from the code and the adapters, or with --check says which are stale.

Generated: the platform table in docs/platforms.md, a page in each platform's folder, platforms/README.md (the field
reference), src/aiwg/adapter/keys.json (what native keys do, over all adapters), docs/bundle.md, the JSON Schemas in
docs/schemas, docs/commands.md (every --help page), and the tables of codes in docs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import bundle_page
import check_codes
import click
import field_reference
import layout_page
import package_page
import platform_pages
import samples
from docsite.nav import list_of_pages
from exit_cases import exit_table

from aiwg.adapter.classes import union
from aiwg.adapter.discover import Registry, discover
from aiwg.cli.app import COMMANDS
from aiwg.cli.group import application
from aiwg.commands.schema.documents import documents as output_documents
from aiwg.commands.schema.published import json_text, published

ROOT = Path(__file__).parent.parent
PLATFORMS = ROOT / "platforms"


def command_pages() -> str:
    """Return every --help page."""
    parts = ["# Commands", "", "The help text of each command. `make docs` writes this page.", ""]
    context = click.Context(application, info_name="aiwg", terminal_width=100, max_content_width=100)
    for verb in COMMANDS:
        command = application.get_command(context, verb)
        if command is None:
            raise LookupError(verb)
        parts += help_page(command, verb, context)
    return "\n".join(parts)


def documents_table() -> str:
    """Return the table of the JSON documents, each with a link to its schema."""
    rows = ["| `schema` | printed by |", "|---|---|"]
    rows += [
        f"| [`{each.name}`](schemas/output/{each.file}) | {each.commands} |" for each in output_documents().values()
    ]
    return "\n".join(rows) + "\n"


def help_page(command: click.Command, verb: str, parent: click.Context) -> list[str]:
    """Return the lines of a verb's page, and of those below it."""
    context = click.Context(command, info_name=verb, parent=parent, terminal_width=100, max_content_width=100)
    lines = [f"## {context.command_path}", "", "```", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                lines += help_page(inner, name, context)
    return lines


def with_table(text: str, registry: Registry) -> str:
    """Return a page with its table of platforms, those that its marker names."""
    marker = re.search(r"<!-- generated: platforms (.+) -->\n", text)
    if marker is None:
        raise LookupError("docs/platforms.md has lost the marker of its table")
    adapters = [registry.get(id) for id in marker[1].split(", ")]
    after = text.index("<!-- /generated -->")
    text = f"{text[: marker.end()]}{platform_pages.table(adapters)}\n\n{platform_pages.LEGEND}\n{text[after:]}"
    return between(text, "all platforms", platform_pages.links(registry.all()) + "\n")


def between(text: str, name: str, content: str) -> str:
    """Return a page with the content of one generated part. Raises ValueError for a page without its markers."""
    marker = f"<!-- generated: {name} -->\n"
    start = text.index(marker) + len(marker)
    return f"{text[:start]}{content}{text[text.index('<!-- /generated -->', start) :]}"


def documents() -> dict[Path, str]:
    """Return every generated document by its path."""
    registry = discover()
    docs = ROOT / "docs"
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(docs.glob("*.md"))}
    found = {
        docs / "README.md": between(pages[docs / "README.md"], "pages", list_of_pages()),
        docs / "platforms.md": with_table(pages[docs / "platforms.md"], registry),
        PLATFORMS / "README.md": field_reference.text(),
        ROOT / "src" / "aiwg" / "adapter" / "keys.json": json_text(union(registry.all())) + "\n",
        docs / "bundle.md": bundle_page.page(),
        docs / "layouts.md": layout_page.with_table(pages[docs / "layouts.md"]),
        docs / "packages.md": between(
            between(pages[docs / "packages.md"], "packages", package_page.forms_table()),
            "packaged",
            package_page.clients_table(registry),
        ),
        docs / "commands.md": command_pages(),
        docs / "exit-codes.md": between(pages[docs / "exit-codes.md"], "exit codes", exit_table() + "\n"),
        **{docs / "schemas" / each.file: each.text() for each in published().values()},
        **{docs / "schemas" / "output" / each.file: each.text() for each in output_documents().values()},
        docs / "json.md": between(pages[docs / "json.md"], "documents", documents_table()),
        **{page: check_codes.with_codes(text) for page, text in pages.items() if "<!-- generated: codes" in text},
        **{PLATFORMS / adapter.id / "README.md": platform_pages.page(adapter) for adapter in registry.all()},
    }
    with_outputs = {page: text for page, text in pages.items() if "<!-- generated: sample" in text}
    return found | {page: samples.with_samples(found.get(page, text)) for page, text in with_outputs.items()}


def main() -> int:
    """Write the documents, or with --check list the stale ones; return the exit code."""
    wanted = documents()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: make docs", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
