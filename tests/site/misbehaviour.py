"""What real servers do to crawlers: one path a fault, each with the outcome that an honest crawl records."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

from tests.site.server import Asked, Handler, Reply, Site

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_BOMB = gzip.compress(b"\0" * 30_000_000, compresslevel=9)


def _raw(*pieces: bytes, pause_s: float = 0.0) -> Handler:
    def flow() -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            time.sleep(pause_s)

    return lambda asked: Reply(raw=flow())


def misbehave(site: Site, *, timeout_s: float, limit: int = 1_000_000) -> dict[str, str]:
    """Adds the faults to the site; path -> `kept`, or why it is left by a crawl with that limit of bytes."""
    drip = [b"<p>" for _ in range(40)]
    site.pages.update(
        {
            "/bad/drip": _raw(_HEAD + b"Content-Length: 100000\r\n\r\n", *drip, pause_s=timeout_s / 10),
            "/bad/stalled": _raw(_HEAD + b"Content-Length: 1000\r\n\r\n<p>", pause_s=timeout_s + 1),
            "/bad/dropped": _raw(b""),
            "/bad/half-a-head": _raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
            "/bad/no-http": _raw(b"220 mail.example.org ESMTP\r\n\r\n"),
            "/bad/short": Reply(b"<p>short</p>", length=5000, close=True),
            "/bad/chunks": _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nnot a length\r\n"),
            "/bad/cut-chunks": _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
            "/bad/bomb": Reply(_BOMB, headers={"Content-Encoding": "gzip"}),
            "/bad/no-gzip": Reply(b"<p>plain after all</p>", headers={"Content-Encoding": "gzip"}),
            "/bad/large": Reply(b"x" * (limit + 100_000)),
            "/bad/large-untold": _raw(_HEAD + b"\r\n", *[b"y" * (limit // 3)] * 4),
            "/bad/empty": Reply(b" \n"),
            "/bad/loop": Reply(status=302, headers={"Location": "/bad/loop"}),
            "/bad/loop-2": Reply(status=301, headers={"Location": "/bad/loop-3"}),
            "/bad/loop-3": Reply(status=301, headers={"Location": "/bad/loop-2"}),
            "/bad/to-private": Reply(status=302, headers={"Location": "http://10.0.0.1/admin"}),
            "/bad/to-metadata": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
            "/bad/to-localhost": Reply(status=302, headers={"Location": f"http://localhost:{site.port}/"}),
            "/bad/to-short-ip": Reply(status=302, headers={"Location": f"http://0x7f.1:{site.port}/"}),
            "/bad/to-file": Reply(status=302, headers={"Location": "file:///etc/hostname"}),
            "/bad/to-elsewhere": Reply(status=302, headers={"Location": "http://other.invalid/"}),
            "/bad/redirected": Reply(status=302, headers={"Location": "/good"}),
            "/bad/no-location": Reply(b"<p>moved, we say</p>", status=302),
            "/bad/403": Reply(b"no", status=403),
            "/bad/404": Reply(b"gone", status=404),
            "/bad/500": Reply(b"oops", status=500),
            "/bad/encoding": Reply(
                "<p>量子</p>".encode("shift_jis"), content_type="text/html; charset=utf-8"
            ),
            "/bad/header": Reply(b"<p>odd</p>", headers={"X-Odd": "caf\xe9", "Set-Cookie": "a=b"}),
            "/good": Reply(b"<p>good</p>"),
        }
    )
    unreachable = ("drip", "stalled", "dropped", "half-a-head", "no-http", "short", "chunks", "cut-chunks")
    outcomes = {f"/bad/{name}": "unreachable" for name in unreachable}
    outcomes |= {f"/bad/{name}": "too_large" for name in ("bomb", "large", "large-untold")}
    outcomes |= {f"/bad/{name}": "redirect_loop" for name in ("loop", "loop-2")}
    outcomes |= {f"/bad/{name}": "http_error" for name in ("403", "404", "500", "no-location")}
    outcomes |= {
        f"/bad/{name}": "private_address"
        for name in ("to-private", "to-metadata", "to-localhost", "to-short-ip")
    }
    outcomes |= {f"/bad/{name}": "kept" for name in ("redirected", "encoding", "header")}
    outcomes |= {
        "/bad/empty": "empty",
        "/bad/no-gzip": "undecodable",
        "/bad/to-file": "unsupported",
        "/bad/to-elsewhere": "off_site",
    }
    return outcomes


def busy_first(times: int, reply: Reply, *, retry_after: str = "1") -> Handler:
    """429 with Retry-After to the first so many requests, then the reply."""
    left = [times]

    def handle(asked: Asked) -> Reply:
        if left[0] > 0:
            left[0] -= 1
            return Reply(b"slow down", status=429, headers={"Retry-After": retry_after})
        return reply

    return handle
