"""The texts of new artifacts and settings: Jinja2 around what the serializers wrote."""

from __future__ import annotations

from aiwg.fs import resources


def template_text(name: str, **values: object) -> str:
    """Return the text of one of our templates. A value that the template asks for and does not get is an error."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates_folder()),
        autoescape=False,  # noqa: S701  Markdown and YAML, never HTML
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"{name}.j2").render(values)


INSTRUCTIONS = "instructions.md"


def instructions_template() -> bytes:
    """Return the instructions that a project's source starts with."""
    description = "Rules and facts for every agent. Replace these lines."
    return template_text(INSTRUCTIONS, title="About this project", description=description).encode()
