"""What one fetched page became: a Document, or a Skipped with its reason (standard library only)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["news", "policy", "call", "report", "speech", "agreement", "other"]
PublishedFrom = Literal["feed", "metadata", "text", "url", "unknown"]
Translations = tuple[tuple[str, str], ...]  # (ISO 639-1 code, canonical URL), each once
SkipReason = Literal[
    # found while extracting; these words are part of the stream format of `extract --jsonl`
    "empty",
    "boilerplate",
    "error_page",
    "interstitial",
    "login",
    "paywall",
    "cookie_wall",
    "needs_javascript",
    "no_text_layer",
    "encrypted",
    "too_large",
    "unsupported",
    "undecodable",
    # found while crawling
    "robots",
    "excluded",
    "off_site",
    "private_address",
    "http_error",
    "unreachable",
    "redirect_loop",
    "trap",
    "limit",
]


@dataclass(frozen=True, slots=True)
class Hints:
    """What the place that linked to a page said about it; empty fields say nothing."""

    title: str = ""
    published: str | None = None  # ISO date
    published_from: PublishedFrom = "unknown"
    languages: tuple[str, ...] = ()  # the target's languages, most likely first
    country: str | None = None  # the publisher's ISO 3166-1 alpha-2 code, or INT, EU, UN
    target_id: str | None = None
    translations: Translations = ()  # as a sitemap states them
    first_seen: str = ""  # ISO date on which a listing had the page that had not had it before


@dataclass(frozen=True, slots=True)
class RawPage:
    """One response or file as bytes, with what is known about it before it is read."""

    url: str
    body: bytes
    content_type: str = ""  # the header as sent, charset included; may lie or be empty
    status: int = 200
    fetched_utc: str = ""  # ISO 8601, ends in Z; empty where it was never fetched
    hints: Hints = field(default_factory=Hints)
    asked_url: str = ""  # before redirects; empty where it is `url`
    links: str = ""  # the Link header as sent (RFC 8288); a file says its canonical address only there


@dataclass(frozen=True, slots=True)
class Document:
    """The readable content of one page, at one version.

    Every range in this project is half-open, counts Unicode code points, and refers to `content`.
    """

    id: str
    url: str  # canonical
    title: str
    text: str
    language: str = "und"  # ISO 639-1, or und
    published: str | None = None  # YYYY-MM-DD
    published_from: PublishedFrom = "unknown"
    published_confidence: float = 0.0  # 0..1
    fetched_utc: str = ""
    kind: Kind = "other"
    mime: str = "text/html"
    country: str | None = None  # the publisher's
    target_id: str | None = None
    other_urls: tuple[str, ...] = ()
    text_share: float | None = None  # PDF: share of pages with text, 0..1
    translations: Translations = ()  # the same page in other languages, as it links them
    languages: tuple[str, ...] = field(default=(), compare=False)  # the target's; not kept with the document
    is_view: bool = False  # read at another address than the one that the page states for itself

    @property
    def content(self) -> str:
        """Title, two line ends, text: what all ranges count in, whether or not there is a title."""
        return f"{self.title}\n\n{self.text}"

    @property
    def digest(self) -> str:
        """SHA-256 of the content; a different digest under the same id is a new version."""
        return hashlib.sha256(self.content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was left out, and why; never silent."""

    url: str
    reason: SkipReason
    detail: str = ""  # the value met, for a person
    target_id: str | None = None
    seen_utc: str = ""
    title: str = (
        ""  # of a document that is there and whose text is not given (a paywall ...); as read, not stored
    )
    published: str | None = None  # the same document's day, YYYY-MM-DD
    published_from: PublishedFrom = "unknown"


def document_id(canonical_url: str) -> str:
    """The id of the document behind a canonical URL: d and 15 hexadecimal digits, alike everywhere."""
    return "d" + hashlib.sha256(canonical_url.encode()).hexdigest()[:15]
