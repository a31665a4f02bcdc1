"""Entry points: the ways in which a target's pages are found, as its YAML states them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Checked(BaseModel):
    """A part of a target that cannot change and knows no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def web_address(value: str) -> str:
    """The value, where it is an http(s) address; else ValueError."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError("wanted an address that begins with http:// or https://")
    return value


def pattern(value: str) -> str:
    """The value, where it is a regular expression; else ValueError."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"wanted a regular expression ({error})") from error
    return value


def _patterns(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pattern(value) for value in values)


class FeedEntry(Checked):
    """An RSS, Atom or JSON feed."""

    type: Literal["feed"]
    url: str
    limit: int | None = Field(
        None, ge=1, description="entries at which the publisher cuts the feed, if known"
    )

    _url = field_validator("url")(web_address)


class SitemapEntry(Checked):
    """A sitemap or an index of sitemaps, plain or gz."""

    type: Literal["sitemap"]
    url: str
    news: bool = Field(False, description="a news sitemap: only rows with a news publication date")
    sitemaps: str | None = Field(
        None, description="of an index, only sitemaps whose address matches this expression"
    )
    since_days: int | None = Field(None, ge=1, description="only pages whose lastmod is not older")

    _url = field_validator("url")(web_address)
    _sitemaps = field_validator("sitemaps")(lambda value: value if value is None else pattern(value))


class ListingEntry(Checked):
    """A page that lists links. `link_pattern` and `css` together: links inside `css` whose address
    matches.
    """

    type: Literal["listing"]
    url: str
    link_pattern: str | None = None
    css: str | None = Field(None, description="selects the links, or blocks that hold one link each")
    date_css: str | None = Field(None, description="selects the date, inside the block of a link")
    next_css: str | None = Field(None, description="selects the link to the next page")
    next_pattern: str | None = Field(
        None, description="address of page n with {page}, e.g. https://x.org/news?page={page}"
    )
    first_page: int = Field(2, ge=0, description="the number of the second page in next_pattern")
    max_listing_pages: int = Field(3, ge=1, le=1000)
    ignore: tuple[str, ...] = Field(
        (), description="expressions; a link whose address or text matches is no item"
    )
    ignore_css: str | None = Field(None, description="selects parts of the page whose links are no items")
    date_first_seen: bool = Field(
        False, description="an undated link that an earlier reading did not have is dated by that day"
    )

    _ignore = field_validator("ignore")(_patterns)
    _url = field_validator("url")(web_address)
    _link_pattern = field_validator("link_pattern")(lambda value: value if value is None else pattern(value))

    @model_validator(mode="after")
    def _has_a_way_to_links(self) -> Self:
        if not self.link_pattern and not self.css:
            raise ValueError(
                "wanted link_pattern or css, so that links can be told from the rest of the page"
            )
        if self.next_css and self.next_pattern:
            raise ValueError("wanted next_css or next_pattern, not both")
        if self.next_pattern and "{page}" not in self.next_pattern:
            raise ValueError("wanted {page} in next_pattern")
        return self


class ApiFields(Checked):
    """Where an item's facts are: dotted paths, `title.cdata!` style keys as they stand; alternatives joined
    by |.
    """

    url: str
    title: str | None = None
    date: str | None = None
    text: str | None = Field(None, description="the whole text; then the item's page is not asked for")


class ApiPages(Checked):
    """How the next page of an API is asked for."""

    parameter: str = Field("", description="the query key that is counted up")
    start: int = 1
    step: int = Field(1, ge=1)
    size: int | None = Field(None, ge=1, description="items a full page has; a page with fewer is the last")
    next: str | None = Field(None, description="dotted path of the next page's address, instead of counting")
    total: str | None = Field(None, description="dotted path of the number of items in all")

    @model_validator(mode="after")
    def _has_a_way_on(self) -> Self:
        if not self.parameter and self.next is None:
            raise ValueError("wanted parameter or next, so that a next page can be asked for")
        return self


class ApiEntry(Checked):
    """A JSON API; `items` is the dotted path of a list, or of an object whose values are the items."""

    type: Literal["api"]
    url: str
    items: str
    fields: ApiFields
    url_prefix: str = Field("", description="put before a relative item address")
    pages: ApiPages | None = None
    max_api_pages: int = Field(5, ge=1, le=1000)

    _url = field_validator("url")(web_address)


def file_place(path: str, folder: str) -> Path:
    """Where a file of an entry point lies; a relative path counts from the folder, the workspace."""
    return Path(folder or ".") / Path(path).expanduser()


class ArchiveEntry(Checked):
    """WARC files, e.g. of Common Crawl, read to back-fill what was published before the first crawl."""

    type: Literal["archive"]
    path: str = Field(min_length=1, description="a .warc(.gz) file or a folder of them, on this machine")
    link_pattern: str | None = Field(None, description="only records whose address matches this expression")
    since: date | None = Field(None, description="only records fetched on this day or later")
    until: date | None = Field(None, description="only records fetched before this day")

    _link_pattern = field_validator("link_pattern")(lambda value: value if value is None else pattern(value))

    @property
    def url(self) -> str:
        """The place, as records of a crawl name it."""
        return f"file:{self.path}"


class MailEntry(Checked):
    """A mail folder: .eml files, a maildir or an mbox; it is read and never changed."""

    type: Literal["mail"]
    path: str = Field(min_length=1, description="a folder of .eml files, a maildir or an mbox file")
    senders: tuple[str, ...] = Field((), description="expressions; only mails whose From matches one")
    link_pattern: str | None = Field(
        None, description="the mail is a list: each link that matches is an item, the mail itself is none"
    )
    since_days: int | None = Field(None, ge=1, description="only mails that are not older")

    _senders = field_validator("senders")(_patterns)
    _link_pattern = field_validator("link_pattern")(lambda value: value if value is None else pattern(value))

    @property
    def url(self) -> str:
        """The place, as records of a crawl name it."""
        return f"file:{self.path}"


WebEntry = FeedEntry | SitemapEntry | ListingEntry | ApiEntry  # asked for over the network
FileEntry = ArchiveEntry | MailEntry  # read from this machine
EntryPoint = Annotated[WebEntry | FileEntry, Field(discriminator="type")]
ENTRY_KEYS = frozenset(
    key
    for entry in (FeedEntry, SitemapEntry, ListingEntry, ApiEntry, ArchiveEntry, MailEntry)
    for key in entry.model_fields
)
