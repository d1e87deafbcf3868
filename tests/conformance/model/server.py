"""The HTTP server: takes requests of four APIs apart, records them, and sends the answer."""

from __future__ import annotations

import gzip
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.conformance.model import anthropic, chat, gemini, responses
from tests.conformance.model.reply import Json, Reply, document

MODELS = ("fake-model", "gpt-5", "claude-sonnet-4-5")
"""The models it lists: clients refuse a model that is not listed."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request that a client sent to the model: the path, and the body as text that is not escaped."""

    path: str
    text: str


@dataclass(slots=True)
class Model:
    """The running server: its address, and what it was asked so far."""

    port: int
    requests: list[Recorded] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address, without a path."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[Model]:
    """Run the server on a free port of the loopback."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def route(path: str, body: Json) -> Reply:
    """Return the answer to a POST; a path that is not known gets an empty document."""
    path = path.split("?")[0].rstrip("/")
    if path.endswith("/count_tokens"):
        return document({"input_tokens": 10})
    if path.endswith(":countTokens"):
        return document({"totalTokens": 10})
    if path.endswith("/messages"):
        return anthropic.answer(body)
    if path.endswith("/responses"):
        return responses.answer(body)
    if path.endswith("/chat/completions"):
        return chat.answer(body)
    if path.endswith(("generateContent", "GenerateContent")):
        return gemini.answer(body, streaming="stream" in path)
    return document({})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.model = Model(0)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that is stopped in the middle of a request is nothing unusual here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:  # the name that http.server looks for
        """List the models; nothing else is here."""
        if self.path.split("?")[0].rstrip("/").endswith("/models"):
            about = {"object": "model", "created": 1, "owned_by": "fake", "type": "model", "context_length": 200_000}
            models = [{"id": name, "name": name, "display_name": name, **about} for name in MODELS]
            self._send(document({"object": "list", "data": models, "models": [], "has_more": False}))
        else:
            self._send(document({"error": {"message": "not here", "type": "not_found"}}, status=404))

    def do_POST(self) -> None:  # the name that http.server looks for
        """Record the request and answer it."""
        text = self._body().decode("utf-8", "replace")
        try:
            body = json.loads(text)
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        readable = json.dumps(body, ensure_ascii=False) if body else text
        self.server.model.requests.append(Recorded(self.path, readable))
        self._send(route(self.path, body))

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("transfer-encoding") or "").lower():
            data = b"".join(self._chunks())
        else:
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
        encoding = (self.headers.get("content-encoding") or "").lower()
        if encoding == "gzip":
            return gzip.decompress(data)
        if encoding == "zstd":
            return subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout
        return data

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("content-type", reply.content_type)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
