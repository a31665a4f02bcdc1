"""A fast, well-behaved web site on loopback for the crawl benchmark: one sitemap, any number of articles.

python -m benchmarks.crawl_site COUNT        prints its port, serves until its input ends
"""

from __future__ import annotations

import asyncio
import re
import sys

from benchmarks.made_pages import make_pages

_DISTINCT = 240  # pages made; further ones are these with another number in address and text
# What stands around the text of public pages: of 95 real ones, half have more than 50 KB and 120 links.
_TOPICS = (
    "research",
    "energy",
    "health",
    "space",
    "education",
    "trade",
    "climate",
    "ocean",
    "data",
    "security",
)


def furniture() -> tuple[bytes, bytes, bytes]:
    """Scripts and styles of the head, menus before the text, links and address behind it."""
    rules = "".join(
        f".b{n} .c{n}>li{{margin:0 {n % 9}px;padding:{n % 7}px;color:#{n:06x}}}" for n in range(260)
    )
    script = "".join(f'window.layer.push({{"event":"e{n}","id":{n},"scope":"page"}});' for n in range(220))
    menu = "".join(
        f'<li class="menu__item c{n}"><a href="/{topic}/{n}"><span>{topic.title()} {n}</span></a>'
        f"<ul>{''.join(f'<li><a href=/{topic}/{n}/{m}>Office {m}</a></li>' for m in range(3))}</ul></li>"
        for n, topic in enumerate(_TOPICS * 2)
    )
    related = "".join(
        f'<div class="card b{n}"><a href="/old/{n}"><img src="/{n}.jpg"><h3>Earlier {n}</h3></a></div>'
        for n in range(24)
    )
    footer = "".join(f'<li><a href="/about/{n}">About {n}</a></li>' for n in range(40))
    return (
        f"<style>{rules}</style><script>{script}</script>".encode(),
        f'<nav class="menu"><ul class="menu__list">{menu}</ul></nav>'.encode(),
        f'<aside class="related">{related}</aside><footer><ul>{footer}</ul></footer>'.encode(),
    )


class Pages:
    """Article bodies by number, made when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        head, before, behind = furniture()
        self._bodies = []
        for page in make_pages(min(count, _DISTINCT)):
            body = re.sub(rb'<link rel="canonical"[^>]*>', b"", page.body)
            body = body.replace(b"</head>", head + b"</head>", 1).replace(b"</body>", behind + b"</body>", 1)
            self._bodies.append(body.replace(b"<body>", b"<body>" + before, 1))

    def answer(self, path: str, host: str) -> tuple[str, bytes] | None:
        """Content type and body; None where there is no such page."""
        if path == "/robots.txt":
            return "text/plain", b"User-agent: *\nDisallow: /private\n"
        if path == "/sitemap.xml":
            rows = "".join(
                f"<url><loc>http://{host}/made/{number}</loc></url>" for number in range(self.count)
            )
            return "application/xml", f"<urlset>{rows}</urlset>".encode()
        if not path.startswith("/made/"):
            return None
        number = int(path.removeprefix("/made/"))
        body = self._bodies[number % len(self._bodies)]
        return "text/html; charset=utf-8", body.replace(
            b"</article>", b"<p>No. %d.</p></article>" % number, 1
        )


class Site(asyncio.Protocol):
    """One connection: requests one after the other, answered at once."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, _, self._held = self._held.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            host = re.search(rb"\r\nhost: *([^\r]+)", head + b"\r\n", re.IGNORECASE)
            found = self._pages.answer(path, host[1].decode() if host else "")
            status, kind, body = (404, "text/plain", b"") if found is None else (200, *found)
            self._transport.write(  # type: ignore[attr-defined]
                f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )


async def serve(count: int) -> None:
    """Serves until standard input ends."""
    pages = Pages(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Site(pages), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
