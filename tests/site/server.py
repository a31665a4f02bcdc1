"""A web server on loopback that answers as it is told, also wrongly: raw sockets, one thread a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str  # with the query
    headers: dict[str, str]
    at: float


@dataclass
class Reply:
    """What is sent back. `raw`, where given, is sent as it stands instead of status, headers and body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Iterator[bytes] | None = None  # pieces; a None-free iterator that may sleep between them
    content_type: str = "text/html; charset=utf-8"
    length: int | None = None  # a Content-Length that may lie
    close: bool = False


Handler = Callable[[Asked], Reply]


class Site:
    """Serves `pages` (path -> Reply or handler) until closed; remembers every request in `asked`."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Handler] = {}
        self.prefixes: list[tuple[str, Handler]] = []
        self.asked: list[Asked] = []
        self.hold = threading.Event()  # set: answers flow; cleared: every request waits
        self.hold.set()
        self.on_request: Callable[[Asked], None] | None = None  # called before a request is answered
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._closed = False
        self._open: set[socket.socket] = set()
        self.connections = 0
        self.most_connections = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(asked.path for asked in self.asked)

    def page(self, path: str, text: str = "", **reply: object) -> None:
        self.pages[path] = Reply(text.encode(), **reply)  # type: ignore[arg-type]

    def close(self) -> None:
        self._closed = True
        self.hold.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accept
        self._listener.close()
        with self._lock:
            for connection in list(self._open):
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self._thread.join(2)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
            self.connections += 1
            self.most_connections = max(self.most_connections, len(self._open))
        try:
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.settimeout(30)
                while self._one(connection):
                    pass
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(connection)

    def _one(self, connection: socket.socket) -> bool:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return False
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {
            k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)
        }
        asked = Asked(method, path, headers, time.monotonic())
        with self._lock:
            self.asked.append(asked)
        if self.on_request is not None:
            self.on_request(asked)
        self.hold.wait(30)
        if self._closed:
            return False
        reply = self._reply(asked)
        if reply.raw is not None:
            for piece in reply.raw:
                connection.sendall(piece)
            return False
        connection.sendall(_encoded(reply))
        return not reply.close

    def _reply(self, asked: Asked) -> Reply:
        found = self.pages.get(asked.path)
        if found is None:
            found = next(
                (handler for prefix, handler in self.prefixes if asked.path.startswith(prefix)), None
            )
        if found is None:
            return Reply(b"not here", status=404)
        return found if isinstance(found, Reply) else found(asked)


def _encoded(reply: Reply) -> bytes:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    headers["Content-Length"] = str(len(reply.body) if reply.length is None else reply.length)
    if reply.close:
        headers["Connection"] = "close"
    lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if reply.status == 304 else reply.body)


def with_validator(reply: Reply, etag: str) -> Handler:
    """The reply, or a 304 to whoever has it already."""

    def handle(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        return Reply(
            reply.body, reply.status, {**reply.headers, "ETag": etag}, content_type=reply.content_type
        )

    return handle
