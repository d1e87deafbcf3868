"""Screenshots of the report of a small shop, for docs/report.md: `make report-pictures`.

The project, its deploy and its report are real; only the times are fixed, so that pictures differ where pages do.
"""

# ruff: noqa: S603 - git and our own commands
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import Browser, open_browser  # noqa: E402 - the path comes first

from aiwg.output.html.page import render_fleet, render_report  # noqa: E402 - the path comes first

PICTURES = ROOT / "docs" / "pictures"
TOOLS = ("claude", "codex", "copilot", "cursor", "gemini-cli", "opencode")
MOMENT = "2026-11-30T12:00:00+00:00"
OPEN_A_CELL = """() => {
  document.querySelector('#mx td.c.d').click();
  document.activeElement.blur();
}"""


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        home = Path(folder)
        shop = made_project(home)
        report = json.loads(run(home, shop, "aiwg", "report", "--json"))
        page = home / "report.html"
        page.write_text(render_report(fixed(report)), encoding="utf-8")
        take(browser, page, "report-light", 1200, 1180, "light")
        take(browser, page, "report-dark", 1200, 1180, "dark")
        take(browser, page, "report-cell", 1200, 700, "light", OPEN_A_CELL)
        take(browser, page, "report-small", 360, 800, "light")
        fleet = json.loads(run(home, home, "aiwg", "report", *projects(home, shop), "--json"))
        page.write_text(render_fleet(fixed(fleet)), encoding="utf-8")
        take(browser, page, "report-fleet", 1200, 640, "light")


def made_project(home: Path) -> Path:
    """Return the shop with everything imported and deployed, one deployed file edited and one deleted."""
    shop = home / "code" / "shop"
    shutil.copytree(ROOT / "tests" / "fixtures" / "shop", shop)
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "Start")):
        run(home, shop, "git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments)
    chosen = [argument for tool in TOOLS for argument in ("-p", tool)]
    run(home, shop, "aiwg", "init", "-y", "--import", *chosen)
    run(home, shop, "aiwg", "deploy")
    with (shop / ".claude" / "agents" / "debugger.md").open("a", encoding="utf-8") as file:
        file.write("\nAsk before you change a migration.\n")
    (shop / ".cursor" / "commands" / "fix-bug.md").unlink()
    return shop


def projects(home: Path, shop: Path) -> list[str]:
    """Return the shop with two projects beside it: one that is up to date, one that nothing was deployed to."""
    landing, search = home / "code" / "landing", home / "code" / "search"
    for folder in (landing, search):
        folder.mkdir()
    (landing / ".aiwg" / "rules").mkdir(parents=True)
    (landing / ".aiwg" / "rules" / "style.md").write_text("# Style\n\nUse tabs.\n", encoding="utf-8")
    run(home, landing, "aiwg", "deploy", "-p", "claude", "-p", "cursor", "--source", ".aiwg")
    (search / "CLAUDE.md").write_text("# Search\n", encoding="utf-8")
    return [str(each) for each in (shop, landing, search)]


def fixed(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report at a fixed moment."""
    report["generated"] = MOMENT
    if report.get("deployed"):
        report["deployed"]["time"] = MOMENT
    return report


def run(home: Path, folder: Path, program: str, *arguments: str) -> str:
    """Return the output of a program; one that fails otherwise than by findings ends the script."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"HOME": str(home), "PATH": path, "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC"}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3, 4):
        sys.exit(f"{program} {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def take(browser: Browser, page: Path, name: str, width: int, height: int, scheme: Any, script: str = "") -> None:
    """Write one picture of a page, after a script if one is given."""
    with browser.visit(page.as_uri(), width=width, height=height, scheme=scheme) as visit:
        if script:
            visit.page.locator("#delivery").scroll_into_view_if_needed()
            visit.run("() => document.querySelector('#delivery').scrollIntoView()")
            visit.run(script)
            visit.page.wait_for_timeout(200)
        problems = visit.problems()
        if problems:
            sys.exit("\n".join([f"{name}:", *problems]))
        visit.screenshot(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
