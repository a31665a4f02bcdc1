"""The miniature world on loopback: a threaded HTTP server around Site."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stdiplo_scan.demo.site import Edition, Reply, Site
from stdiplo_scan.demo.world import DemoError, World

HOST = "127.0.0.1"
PORT = 8471  # fixed: document ids are made from URLs, so these must be the same in every run
BASE_URL = f"http://{HOST}:{PORT}"


@dataclass(frozen=True)
class WorldServer:
    """A running world; `requests` grows by (status, path) with every answer."""

    base_url: str
    edition: Edition
    requests: list[tuple[int, str]] = field(default_factory=list)

    def url(self, publisher_id: str) -> str:
        """The front page of one publisher."""
        return f"{self.base_url}/{publisher_id}/"


@contextmanager
def serve_world(world: World, edition: Edition = 1, port: int = PORT) -> Iterator[WorldServer]:
    """Serves the world at http://127.0.0.1:PORT until the block ends.

    Port 0 takes any free port, for tests: URLs, and with them document ids, then differ from run to run.
    Raises DemoError where the port is taken.
    """
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        raise DemoError(
            f"port {port} on {HOST} cannot be opened ({error.strerror}); wanted a free port for "
            "the demo's sites: end the program that uses it (another demo?) and start again"
        ) from error
    base_url = f"http://{HOST}:{server.server_address[1]}"
    running = WorldServer(base_url, edition)
    server.site = Site(world, base_url, edition)
    server.seen = running.requests
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    site: Site
    seen: list[tuple[int, str]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "MiniatureWorld/1"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        etag = self.headers.get("If-None-Match", "")
        reply = self.server.site.reply(self.path, etag=etag, since=self.headers.get("If-Modified-Since", ""))
        self.server.seen.append((reply.status, self.path))
        if reply.status == 0:
            self._cut()
            return
        self._send(reply, with_body=with_body)

    def _send(self, reply: Reply, *, with_body: bool) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if with_body and reply.status != 304:
            self.wfile.write(reply.body)

    def _cut(self) -> None:
        """Closes with a reset, so that the client sees a broken connection and no answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing: the crawl's own log says what happened."""
