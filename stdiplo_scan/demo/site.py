"""Path -> reply: what the miniature world's host answers, without any socket."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from stdiplo_scan.demo import feeds, pages
from stdiplo_scan.demo.papers import paper
from stdiplo_scan.demo.world import MARKS, DemoError, Publisher, World, WorldDocument

Edition = Literal[1, 2]
_HTML = "text/html; charset=utf-8"
_XML = {"rss": "application/rss+xml", "rdf": "application/rdf+xml", "atom": "application/atom+xml"}


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; status 0 means that the connection is cut without an answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """The host of all publishers at one edition of the world."""

    world: World
    base_url: str
    edition: Edition = 1

    def __post_init__(self) -> None:
        if self.edition not in (1, 2):
            raise DemoError(f"edition of the miniature world: {self.edition!r}; wanted 1 or 2")

    def reply(self, target: str, *, etag: str = "", since: str = "") -> Reply:
        """The answer to a GET of this path and query; 304 where the validators still hold."""
        parts = urlsplit(target)
        found = self._page(parts.path, {key: values[0] for key, values in parse_qs(parts.query).items()})
        if found.status != 200 or "Last-Modified" not in found.headers:
            return found
        tag = '"' + hashlib.sha256(found.body).hexdigest()[:24] + '"'
        headers = {**found.headers, "ETag": tag}
        if etag:
            unchanged = tag in [part.strip().removeprefix("W/") for part in etag.split(",")]
        else:
            unchanged = _not_later(headers["Last-Modified"], since)
        return Reply(304, b"", headers) if unchanged else Reply(200, found.body, headers)

    def _page(self, path: str, query: dict[str, str]) -> Reply:
        if path == "/robots.txt":
            return Reply(
                200, feeds.robots(self.world, self.base_url).encode(), {"Content-Type": "text/plain"}
            )
        if path == "/":
            return self._front()
        publisher = self._publishers.get(path.split("/")[1])
        if publisher is None:
            return _html(pages.missing_page(None), status=404)
        if publisher.health == "broken":
            return _broken(publisher, path)
        rest = path.removeprefix(f"/{publisher.id}").lstrip("/")
        entry = self._entry(publisher, rest, query)
        if entry is not None:
            return entry
        return self._document_page(publisher, path, query)

    def _entry(self, publisher: Publisher, rest: str, query: dict[str, str]) -> Reply | None:
        asked = query.get("page", "")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        changed = self._newest_change(publisher.id)
        if rest == "feed.xml" and publisher.entry in _XML:
            text = {
                "rss": lambda: feeds.rss(self.world, publisher, self.base_url),
                "rdf": lambda: feeds.rdf(self.world, publisher, self.base_url),
                "atom": lambda: feeds.atom(self.world, publisher, self.edition, self.base_url),
            }[publisher.entry]()
            return _dated(text.encode(), _XML[publisher.entry], changed)
        if publisher.entry == "sitemap" and rest == "sitemap.xml":
            return _dated(feeds.sitemap_index(publisher, self.base_url).encode(), "application/xml", changed)
        if publisher.entry == "sitemap" and rest == "sitemap-news.xml":
            text_now = feeds.sitemap(self.world, publisher, self.edition, self.base_url)
            return _dated(text_now.encode(), "application/xml", changed)
        if publisher.entry == "api" and rest == "api/documents":
            answer = feeds.api_page(self.world, publisher, page, self.base_url)
            return None if answer is None else _dated(answer.encode(), "application/json", changed)
        if rest == "list":
            listing = pages.listing_page(self.world, publisher, page)
            return None if listing is None else _dated(listing.encode(), _HTML, changed)
        if rest == "":
            return _html(pages.home_page(publisher))
        return None

    def _document_page(self, publisher: Publisher, path: str, query: dict[str, str]) -> Reply:
        if path == pages.odd_path(publisher, "archive"):
            return _html(pages.missing_page(publisher))
        if path == pages.odd_path(publisher, "viewer"):
            return _html(pages.script_page(publisher))
        if path == pages.odd_path(publisher, "internal"):
            minutes = pages.simple_page("en", "Minutes", "<h1>Minutes</h1><p>Closed to robots.</p>")
            return _html(minutes)
        if path.startswith(f"/{publisher.id}/old/"):
            moved = self._by_id.get(path.rsplit("/", 1)[-1])
            if moved is not None:
                return Reply(301, b"", {"Location": self.base_url + moved.path})
        if path.startswith(f"/{publisher.id}/print/"):
            printed = self._by_id.get(path.rsplit("/", 1)[-1])
            if printed is not None and printed.print_variant:
                text = pages.print_page(self.world, printed, self.edition)
                return _dated(text.encode(), _HTML, feeds.changed_utc(printed, self.edition))
        full = f"{path}?no={query['no']}" if "no" in query else path
        document = self._by_path.get(full)
        if document is None:
            return _html(pages.missing_page(publisher), status=404)
        return self._article(document)

    def _article(self, document: WorldDocument) -> Reply:
        changed = feeds.changed_utc(document, self.edition)
        if document.form == "pdf":
            if document.id not in self._papers:
                self._papers[document.id] = paper(self.world, document, self.edition)
            return _dated(self._papers[document.id], "application/pdf", changed)
        text = pages.article_page(self.world, document, self.edition, self.base_url)
        body = text.encode(document.charset, "xmlcharrefreplace")
        return _dated(body, f"text/html; charset={document.charset}", changed)

    def _front(self) -> Reply:
        rows = "".join(
            f'<li><a href="/{one.id}/">{one.name_ja} / {one.name_en}</a></li>'
            for one in self.world.publishers
        )
        body = f"<h1>{MARKS['ja']} / {MARKS['en']}</h1><ul>{rows}</ul>"
        return _html(pages.simple_page("en", "stdiplo-scan demo", body))

    def _newest_change(self, publisher_id: str) -> datetime:
        documents = self.world.documents_of(publisher_id)
        if not documents:
            return feeds.published_utc(self.world.newest_week)
        return max(feeds.changed_utc(document, self.edition) for document in documents)

    @cached_property
    def _publishers(self) -> dict[str, Publisher]:
        return {publisher.id: publisher for publisher in self.world.publishers}

    @cached_property
    def _papers(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _by_path(self) -> dict[str, WorldDocument]:
        return {document.path: document for document in self.world.documents}

    @cached_property
    def _by_id(self) -> dict[str, WorldDocument]:
        return {document.id: document for document in self.world.documents}


def _broken(publisher: Publisher, path: str) -> Reply:
    """Its feed answers with an error of the server, everything else cuts the connection."""
    if path.endswith("feed.xml"):
        return Reply(
            500,
            f"Internal Server Error\n{MARKS[publisher.language]}\n".encode(),
            {"Content-Type": "text/plain"},
        )
    return Reply(0)


def _html(text: str, status: int = 200) -> Reply:
    return Reply(status, text.encode(), {"Content-Type": _HTML})


def _dated(body: bytes, content_type: str, changed: datetime) -> Reply:
    stamp = format_datetime(changed, usegmt=True)
    return Reply(
        200, body, {"Content-Type": content_type, "Last-Modified": stamp, "Cache-Control": "max-age=0"}
    )


def _not_later(last_modified: str, since: str) -> bool:
    if not since:
        return False
    try:
        asked = parsedate_to_datetime(since)
    except ValueError:
        return False
    if asked.tzinfo is None:
        return False
    return parsedate_to_datetime(last_modified) <= asked
