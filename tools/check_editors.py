"""Opens files in the YAML language server that VS Code and most editors run, and says what it reports in them.

It proves that the line of a scaffold leads to its schema without a network: a right file has no report, and a wrong key
has one. Needs node and `npm install yaml-language-server` in the folder SERVER: check_editors.py SERVER.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

FILES: Mapping[str, tuple[str, str]] = {
    "aiwg.yaml": ("platforms: [claude]\n", "platfroms: [claude]\n"),
    ".aiwg/hooks.yaml": (
        "hooks:\n  - {id: a, event: stop, command: 'true'}\n",
        "hooks:\n  - {id: a, event: stopp, command: 'true'}\n",
    ),
    ".aiwg/mcp.yaml": ("servers:\n  a: {command: run}\n", "servers:\n  a: {}\n"),
    ".aiwg/permissions.yaml": ("deny: ['read(.env)']\n", "forbid: ['read(.env)']\n"),
    ".aiwg/plugins.yaml": ("plugins: {a@b: true}\n", "plugins: {a@b: perhaps}\n"),
    ".aiwg/bundles.yaml": ("bundles:\n  a: {artifacts: [rule/a]}\n", "bundles:\n  a: {artefacts: [rule/a]}\n"),
    ".aiwg.local/aiwg.yaml": ("disable: [rule/a]\n", "disable: rule/a\n"),
}
"""By file: a right text, and a wrong one."""


def main(server: Path) -> int:
    """Return 0 when every right text has no report and every wrong one has some."""
    failed = 0
    for number, wanted in enumerate((False, True)):
        with TemporaryDirectory() as folder:
            project = Path(folder)
            for path, texts in FILES.items():
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(texts[number], encoding="utf-8")
            write = [sys.executable, "-m", "aiwg", "schema", "--write"]
            subprocess.run(write, cwd=project, check=True)  # noqa: S603  # aiwg itself
            for path, said in reports(server, project).items():
                is_right = bool(said) is wanted
                failed += not is_right
                print(f"{'ok' if is_right else 'WRONG'}  {path}: {'; '.join(said) or 'no report'}")
    return 1 if failed else 0


def reports(server: Path, project: Path) -> dict[str, list[str]]:
    """Return what the server reports in each file of a project."""
    program = server / "node_modules/yaml-language-server/bin/yaml-language-server"
    command = ["node", str(program), "--stdio"]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 # as installed above
    if running.stdin is None or running.stdout is None:
        raise OSError("the server has no standard streams")
    try:
        return dict(_asked(running.stdin, running.stdout, project))
    finally:
        running.kill()
        running.wait()


def _asked(to: IO[bytes], back: IO[bytes], project: Path) -> Iterator[tuple[str, list[str]]]:
    settings = {"yaml": {"validate": True, "schemaStore": {"enable": False}}}
    _send(to, {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
    _until(back, to, settings, lambda message: message.get("id") == 1)
    _send(to, {"method": "initialized", "params": {}})
    _send(to, {"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})
    for path in FILES:
        uri = (project / path).as_uri()
        text = (project / path).read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        _send(to, {"method": "textDocument/didOpen", "params": {"textDocument": document}})
        found = _until(back, to, settings, lambda message, uri=uri: message.get("params", {}).get("uri") == uri)
        yield path, [each["message"].splitlines()[0] for each in found["params"]["diagnostics"]]


def _until(back: IO[bytes], to: IO[bytes], settings: Mapping[str, Any], fits: Any) -> dict[str, Any]:
    """Return the first message that fits; questions of the server are answered meanwhile."""
    while True:
        message = _receive(back)
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", ())
            answer = [settings.get(each.get("section"), {}) for each in items] if items else None
            _send(to, {"id": message["id"], "result": answer})
        elif fits(message):
            return message


def _send(to: IO[bytes], message: Mapping[str, Any]) -> None:
    data = json.dumps({"jsonrpc": "2.0", **message}).encode()
    to.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
    to.flush()


def _receive(back: IO[bytes]) -> dict[str, Any]:
    size = 0
    while line := back.readline().strip():
        if line.lower().startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
    message: dict[str, Any] = json.loads(back.read(size))
    return message


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
