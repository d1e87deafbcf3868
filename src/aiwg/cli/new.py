"""aiwg new: a new artifact to start from."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("new")
@click.argument("kind", shell_complete=options.complete_kind)
@click.argument("name", metavar="ID", required=False)
@click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value=".",
    callback=options.project_around,
    show_default="around this folder",
    help="Create it in the source of this project, .aiwg/. This is the default.",
)
@click.option("--user", is_flag=True, help="Create it in your own source, for all your projects.")
@click.option("--copy", "as_copy", is_flag=True, help="Copy the bundled artifact with this id, to change it.")
@click.option("--description", metavar="TEXT", help="Its purpose. Agents use this text to choose it.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="For a platform: the parent of the adapter's folder.",
)
@click.option("--all", "in_full", is_flag=True, help="For a platform: list every key, in comments.")
@options.written_json
def command(
    kind: str,
    name: str | None,
    project: Path,
    user: bool,
    as_copy: bool,
    description: str | None,
    into: Path | None,
    in_full: bool,
) -> int:
    """Create a new artifact from a template. Overwrite nothing.

    \b
    aiwg new rule small-changes
    aiwg new skill release-notes --description "Use when a release is made."
    aiwg new hook format-on-save           an entry in hooks.yaml
    aiwg new mcp search                    an entry in mcp.yaml
    aiwg new permission "deny read(.env)"  allow, ask or deny; default: ask
    aiwg new ignore "dist/"                a line in ignore
    aiwg new instructions [src/api]        for the project, or for a folder of it
    aiwg new agent code-reviewer --copy    your own version of a bundled one
    aiwg new platform my-tool              an adapter with the usual keys
    """
    from aiwg.commands.new import is_platform, run_new

    if is_platform(kind):
        if as_copy:
            raise click.UsageError("--copy is not for platforms.")
        from aiwg.commands.new_platform import run_new_platform

        return run_new_platform(name, into, project, user, in_full)
    if as_copy:
        if description is not None:
            raise click.UsageError("--description is not for a copy.")
        from aiwg.commands.new_copy import run_copy

        return run_copy(kind, name, project, user)
    if into is not None or in_full:
        raise click.UsageError(f"{'--into' if into is not None else '--all'} is for platforms only.")
    return run_new(kind, name, project, user, description)
