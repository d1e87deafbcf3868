"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aiwg.cli.found_project import found_project

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from aiwg.commands.sources.consent import ReviewOptions

Function = TypeVar("Function", bound=Callable[..., Any])


def _offered(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return the names that go on from what was typed; in a comma-separated list, from its last part."""
    head, comma, last = incomplete.rpartition(",")
    from click.shell_completion import CompletionItem

    return [CompletionItem(f"{head}{comma}{name}") for name in names if name.startswith(last)]


def complete_platform(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the platforms, for the shell; where several may be named, `all` and `detected` too; else other names."""
    from aiwg.commands.loading import known_ids

    words = ["all", "detected"] if param.multiple else []
    project = ctx.params.get("project") or Path()
    offered = _offered([*known_ids(project), *words], incomplete)
    if offered:
        return offered
    from aiwg.commands.names import other_names  # each adapter is read for them

    return _offered(other_names(project), incomplete)


def complete_kind(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the kinds, for the shell."""
    from aiwg.commands.completions import known_kinds

    return _offered(known_kinds(), incomplete)


def complete_artifact(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the artifacts of this project's sources, for the shell: ids, or kind/id once a slash is typed."""
    from aiwg.commands.completions import known_artifacts

    project, sources = ctx.params.get("project") or Path(), ctx.params.get("sources") or ()
    return _offered(known_artifacts(project, sources, "/" in incomplete), incomplete)


def complete_part(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the artifacts and the bundles of this project's sources, for the shell."""
    from aiwg.commands.completions import known_bundles

    bundles = known_bundles(ctx.params.get("project") or Path(), ctx.params.get("sources") or ())
    offered = complete_artifact(ctx, param, incomplete)
    known = {item.value for item in offered}
    return offered + [item for item in _offered(bundles, incomplete) if item.value not in known]


def separated(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a repeatable option whose values may be comma-separated. Raises BadParameter without any."""
    parts = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    if values and not parts:
        raise click.BadParameter("there is no name in it.", ctx, param)
    return parts


def platform(help: str) -> Callable[[Function], Function]:
    """Return the option -p/--platform, repeatable and comma-separated."""
    return click.option(
        "-p",
        "--platform",
        "platforms",
        metavar="ID",
        multiple=True,
        callback=separated,
        shell_complete=complete_platform,
        help=help,
    )


def project_around(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    """Return the project that was named, as it was named; else the one that this folder lies in, else this folder."""
    return found_project(ctx.find_root().obj or (), ctx.resilient_parsing) if value is None else value


project = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    callback=project_around,
    show_default="the project around this folder",
    help="The project's folder.",
)
source = click.option(
    "--source",
    "sources",
    metavar="PATH",
    multiple=True,
    type=click.Path(),
    help="Use this source instead of the usual ones. Repeatable; later ones win.",
)


def scope_for(help: str) -> Callable[[Function], Function]:
    """Return the option --scope with a help text that fits the command."""
    return click.option(
        "--scope", type=click.Choice(["project", "user"]), default="project", show_default=True, help=help
    )


class RenamedOption(click.Option):
    """An option whose old names keep working; no help text and no completion shows them."""

    def __init__(self, *args: Any, old_names: Sequence[str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.old_names = tuple(old_names)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Let the parser accept the old names too."""
        shown = self.opts
        self.opts = [*shown, *self.old_names]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts = shown


scope = scope_for("The project, or your home folder.")
approved_in = scope_for("Approve items of the project, or of your home folder.")
sources_scope = scope_for("The sources of the project, or of your home folder.")
kind = click.option(
    "--kind",
    "kinds",
    metavar="K",
    multiple=True,
    callback=separated,
    shell_complete=complete_kind,
    help="Only artifacts of this kind. Repeatable.",
)
only = click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    callback=separated,
    shell_complete=complete_part,
    help="Only this artifact or bundle. Repeatable.",
)
profile = click.option(
    "--profile",
    metavar="NAME",
    default="",
    help="Only the artifacts of this profile in aiwg.yaml. It stays until a deploy without it.",
)


def review(function: Function) -> Function:
    """Add the options of a command that shows what it would accept and asks."""
    answers = (
        click.option("-y", "--yes", is_flag=True, help="Write without asking."),
        click.option("--dry-run", is_flag=True, help="Show the review, and write nothing."),
        click.option("--diff", "whole", is_flag=True, help="Show the whole text, even if it is long."),
        click.option(
            "--accept",
            metavar="FINDING",
            multiple=True,
            callback=separated,
            help="Accept a finding of the audit that stops the command. Repeatable.",
        ),
    )
    for option in reversed(answers):
        function = option(function)
    return function


def review_options(as_json: bool, answers: Mapping[str, Any]) -> ReviewOptions:
    """Return what was typed about a review, with the command line that messages complete."""
    from aiwg.commands.sources.consent import ReviewOptions

    arguments = click.get_current_context().find_root().obj or ()
    words = [each for each in arguments if each not in ("--json", "--markdown", "--dry-run", "--diff")]
    import shlex

    return ReviewOptions(f"aiwg {shlex.join(words)}", as_json=as_json, **answers)


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def written_json(function: Function) -> Any:
    """Add --json to a command that writes a few files: all that it says, as one document."""
    from aiwg.output.written import reports_as_json

    return as_json(reports_as_json(function))


quiet = click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
verbose = click.option("-v", "--verbose", is_flag=True, help="List every file.")

frozen = click.option(
    "--frozen/--no-frozen",
    default=None,
    show_default="on if the variable CI is set",
    help="Fail (exit 5) unless aiwg.lock and aiwg.yaml agree.",
)
offline = click.option("--offline", is_flag=True, help="Use fetched and vendored sources only, not the network.")

REPORT_FORMATS = ("json", "sarif", "markdown", "github", "gitlab")


def _format_and_file(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    """Return each format with its file. Raises BadParameter for an unknown format, or without a file."""
    found = []
    for value in values:
        format, _, file = value.partition("=")
        if format not in REPORT_FORMATS or not file:
            raise click.BadParameter(f"{value}: write FORMAT=FILE, with one of {', '.join(REPORT_FORMATS)}.")
        found.append((format, Path(file)))
    return tuple(found)


def saved(help: str) -> Callable[[Function], Function]:
    """Return the option --save, repeatable, with a help text that fits the command."""
    return click.option(
        "--save",
        "saved",
        metavar="FORMAT=FILE",
        multiple=True,
        callback=_format_and_file,
        help=f"{help} Repeatable. Formats: {', '.join(REPORT_FORMATS)}.",
    )
