"""An MCP server on standard input and output: it marks that it was started, and offers one tool that holds a token.

Run as `python mark_server.py TOKEN MARKS`, where MARKS is the file that the token is added to.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(token: str, marks: Path) -> None:
    """Serve until the input ends."""
    with marks.open("a", encoding="utf-8") as file:
        print(token, file=file)
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            answer = {"jsonrpc": "2.0", "id": message["id"], **answer_to(message, token)}
            print(json.dumps(answer), flush=True)


def answer_to(message: dict[str, Any], token: str) -> dict[str, Any]:
    """Return the result of one request, or the error that there is no such method."""
    method = message["method"]
    if method == "initialize":
        version = message["params"].get("protocolVersion", "2025-06-18")
        server = {"name": "marks", "version": "1"}
        return {"result": {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": server}}
    if method == "tools/list":
        schema = {"type": "object", "properties": {}}
        return {"result": {"tools": [{"name": "mark", "description": f"Marks {token}", "inputSchema": schema}]}}
    if method == "tools/call":
        return {"result": {"content": [{"type": "text", "text": token}]}}
    if method == "ping":
        return {"result": {}}
    return {"error": {"code": -32601, "message": f"no method {method}"}}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
