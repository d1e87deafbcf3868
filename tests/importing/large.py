"""A project with as many native files of several tools as one likes: some texts equal, some near, some alone."""

from __future__ import annotations

from pathlib import Path

FILES = 549
"""The native files of the largest hand-written project that was looked at."""

PLATFORMS = ("claude", "cline", "codex", "copilot", "cursor", "windsurf")
_LINE = "Keep {topic} number {number} small, name what it does, and test the case that failed before it is merged."
_TOPICS = ("modules", "handlers", "migrations", "queries", "views", "releases", "metrics", "schemas")


def text(number: int, lines: int = 24) -> str:
    """Return a text of about 2.5 KB, another one for each number."""
    topic = _TOPICS[number % len(_TOPICS)]
    said = [_LINE.format(topic=topic, number=number * 100 + line) for line in range(lines)]
    return f"# {topic.title()} {number}\n\n" + "\n".join(f"- {line}" for line in said) + "\n"


def _of_number(number: int) -> dict[str, str]:
    """Return the eighteen files of one subject: a rule of five tools, an agent, a skill and a command of several."""
    name, body = f"subject-{number}", text(number)
    agent, skill, command = text(number + 1), text(number + 2), text(number + 3)
    said = f"What to know about subject {number}"
    named = "---\nname: {id}\ndescription: " + said + "\n---\n\n"
    agents, skills = f"expert-{number}", f"how-to-{number}"
    described = f"---\ndescription: {said}\n---\n\n"
    paths = f'"src/{name}/**"'
    toml = f'name = "{agents}"\ndescription = "{said}"\ndeveloper_instructions = """\n{agent}"""\n'
    return {
        f".claude/rules/{name}.md": f"---\npaths: [{paths}]\n---\n\n{body}",
        f".cursor/rules/{name}.mdc": f"---\nglobs: src/{name}/**\nalwaysApply: false\n---\n\n{body}",
        f".github/instructions/{name}.instructions.md": f"---\napplyTo: {paths}\n---\n\n{body}",
        f".windsurf/rules/{name}.md": f"---\ntrigger: glob\nglobs: src/{name}/**\n---\n\n{body}",
        f".clinerules/{name}.md": f"---\npaths: [{paths}]\n---\n\n{body}",
        f".claude/agents/{agents}.md": f"{named.format(id=agents)}{agent}",
        f".github/agents/{agents}.agent.md": f"{described}{agent}One more line that only Copilot has.\n",
        f".codex/agents/{agents}.toml": toml,
        f".claude/skills/{skills}/SKILL.md": f"{named.format(id=skills)}{skill}",
        f".claude/skills/{skills}/notes.md": f"Notes of {skills}.\n",
        f".agents/skills/{skills}/SKILL.md": f"{named.format(id=skills)}{skill}",
        f".agents/skills/{skills}/notes.md": f"Notes of {skills}.\n",
        f".windsurf/skills/{skills}/SKILL.md": f"{named.format(id=skills)}{skill}",
        f".windsurf/skills/{skills}/notes.md": f"Notes of {skills}.\n",
        f".claude/commands/do-{number}.md": f"{described}{command}\nFor $ARGUMENTS.\n",
        f".github/prompts/do-{number}.prompt.md": f"{described}Follow subject {number}.\n",
        f".windsurf/workflows/do-{number}.md": f"{described}{command}",
        f".cursor/commands/do-{number}.md": f"{command}\nIn Cursor.\n",
    }


def write_project(project: Path, files: int = FILES) -> int:
    """Write a project with a number of native files; return how many were written."""
    found = {
        "CLAUDE.md": text(9001),
        "AGENTS.md": text(9002),
        ".github/copilot-instructions.md": text(9003),
    }
    number = 0
    while len(found) < files:
        more = list(_of_number(number).items())
        found.update(more[: files - len(found)])
        number += 1
    for name, content in found.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return len(found)
