"""aiwg completion: the script that makes a shell complete what is typed."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the shell completion for bash, zsh or fish.

    \b
    bash   echo 'eval "$(aiwg completion bash)"' >> ~/.bashrc
    zsh    echo 'eval "$(aiwg completion zsh)"' >> ~/.zshrc
    fish   aiwg completion fish > ~/.config/fish/completions/aiwg.fish

    Then open a new shell.
    """
    from click.shell_completion import get_completion_class

    from aiwg.cli.app import COMPLETING
    from aiwg.cli.group import application

    completion = get_completion_class(shell)
    if completion is not None:
        click.echo(completion(application, {}, "aiwg", COMPLETING).source())
    return 0
