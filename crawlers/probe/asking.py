"""One target tried: its entry points asked as a crawl asks them, then politely looked around."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from crawlers.archive import Response
from crawlers.canonical import canonical_url
from crawlers.entry_point import FileEntry, WebEntry, file_place
from crawlers.job import CrawlSettings
from crawlers.probe.discover import COMMON_PATHS, declared_feeds, linked_feeds, news_pages, read_page
from crawlers.probe.record import EntryProbe, FoundBy, Probe, Robots, Sample, Suggestion, verdict_of
from crawlers.probe.structure import suggest_listings
from crawlers.spiders.entries import read_entry
from crawlers.spiders.fetch import Fetcher, FetchError, Tally
from crawlers.spiders.listed import Listed, Listing, newest_day
from crawlers.spiders.render import Renderer
from crawlers.target import FeedEntry, ListingEntry, SitemapEntry, Target
from crawlers.yield_check import Kept, YieldCheck

SHOWN = 5  # links of an entry point that are shown
_MOST_ASKED = 8  # candidates of one target that are asked, the common paths aside
_MOST_PAGES = 2  # pages called news that are looked at for a list
_MOST_PARTS = 2  # sitemaps of an index that are opened
_MOST_SUGGESTED = 6


class TargetProbe:
    """One try of one target; it stores nothing and asks only the target's own hosts."""

    def __init__(
        self,
        target: Target,
        settings: CrawlSettings,
        fetcher: Fetcher,
        *,
        discover: str,
        renderer: Renderer | None = None,
    ) -> None:
        """`renderer`: shows the pages of a target with `render: true` in a browser, as its crawls do."""
        self.target = target
        self.tally = Tally()
        self._settings = settings
        self._fetcher = fetcher
        self._pages_by = renderer if renderer is not None and target.render else fetcher
        self._discover = discover
        self._site = YieldCheck(target)
        self._asked: set[str] = set()
        self._not_asked: dict[str, str] = {}
        self._pages: dict[str, Response] = {}  # pages that may hold a list, by the address they were asked by
        self._suggestions: list[Suggestion] = []

    async def run(self) -> Probe:
        """Everything that was found; never raises for what a publisher answers."""
        asked = [await self._entry(entry) for entry in self.target.web_entries]
        entries = (*asked, *(self._file(e) for e in self.target.entry_points if isinstance(e, FileEntry)))
        verdict = verdict_of(entries)
        if self._discover == "always" or (self._discover == "auto" and verdict != "good"):
            await self._look_around()
        best = sorted(self._suggestions, key=lambda one: (-one.score, one.entry["url"]))
        return Probe(
            target_id=self.target.id,
            verdict=verdict,
            entries=entries,
            suggestions=tuple(best[:_MOST_SUGGESTED]),
            not_asked=tuple(self._not_asked.items()),
            requests=self.tally.requests,
            bytes=self.tally.bytes,
        )

    # --- entry points

    def _file(self, entry: FileEntry) -> EntryProbe:
        place = file_place(entry.path, self._settings.folder)
        there = place.exists()
        problem = "" if there else f"{place}: no such file or folder; wanted an existing one"
        return EntryProbe(
            entry.type, entry.url, reachable=there, valid=there, items=there, kept=there, problem=problem
        )

    async def _entry(self, entry: WebEntry) -> EntryProbe:
        self._asked.add(canonical_url(entry.url))
        robots: Robots | None = None
        try:
            robots = await self._robots(entry.url)
            response = await self._fetch(entry.url)
        except FetchError as error:
            return EntryProbe(
                entry.type, entry.url, status=error.status, robots=robots, refused=error.is_refusal,
                problem=error.detail,
            )  # fmt: skip
        if isinstance(entry, ListingEntry):
            self._pages[entry.url] = response
        listing = await self._read(entry, response)
        kept = self._kept(listing.items)
        problem = listing.problem
        if not problem and not listing.items:
            problem = f"{entry.url} lists nothing"
        elif not problem and listing.dirty:
            problem = f"{entry.url}: {listing.dirty}; its items are read, it is never taken as complete"
        if listing.items and not kept and not listing.problem:
            problem = f"{entry.url}: include and exclude keep none of {len(listing.items)} addresses"
        return EntryProbe(
            type=entry.type,
            url=entry.url,
            reachable=True,
            status=response.status,
            robots=robots,
            valid=not listing.problem and bool(listing.items),
            complete=listing.at_end and not listing.problem,
            items=len(listing.items),
            dated=sum(item.published is not None for item in listing.items),
            kept=len(kept),
            newest=_newest(listing.items),
            samples=_samples(kept or listing.items),
            problem=problem[:300],
        )

    async def _read(self, entry: WebEntry, response: Response) -> Listing:
        """What the answer lists; of an index of sitemaps, what its first sitemaps list."""
        listing = self._parse(entry, response)
        if not isinstance(entry, SitemapEntry) or listing.items or not listing.more:
            return listing
        items: list[Listed] = []
        whole = listing.at_end and len(listing.more) <= _MOST_PARTS
        problem = ""
        for address in listing.more[:_MOST_PARTS]:
            try:
                part = self._parse(entry, await self._fetch(address))
            except FetchError as error:
                whole, problem = False, error.detail
                continue
            items.extend(part.items)
            whole = whole and part.at_end
            problem = problem or part.problem
        return Listing(tuple(items), (), whole, problem="" if items else problem)

    def _parse(self, entry: WebEntry, response: Response) -> Listing:
        return read_entry(
            response.body,
            response.final_url,
            entry,
            content_type=_content_type(response),
            max_bytes=3 * self._settings.max_bytes,
        )

    # --- what else there may be

    async def _look_around(self) -> None:
        """Feeds and sitemaps that the site declares; common paths where it declares none; lists on pages."""
        home = await self._page(self.target.homepage)
        await self._try(await self._declared_sitemaps(), "robots")
        pages = [page for page in (home, *self._pages.values()) if page is not None]
        trees = [(read_page(page.body, _content_type(page)), page.final_url) for page in pages]
        for tree, url in trees:
            await self._try(declared_feeds(tree, url), "link_rel")
        for tree, url in trees:
            await self._try(linked_feeds(tree, url), "page_link")
        if not self._has_feed():
            await self._try_common_paths()
        if home is not None:
            links = news_pages(read_page(home.body, _content_type(home)), home.final_url)
            for address in [link for link in links if self._may_ask(link)][:_MOST_PAGES]:
                news = await self._page(address)
                if news is not None:
                    tree = read_page(news.body, _content_type(news))
                    await self._try(declared_feeds(tree, news.final_url), "link_rel")
        for address, found in self._pages.items():
            self._suggest_listing(address, found)

    async def _declared_sitemaps(self) -> list[str]:
        found: list[str] = []
        origins = {
            f"{parts.scheme}://{parts.netloc}/"
            for parts in map(urlsplit, (self.target.homepage, *(e.url for e in self.target.web_entries)))
        }
        for origin in sorted(origins):
            try:
                rules = await self._fetcher.robots_for(origin, self.target.delay_s, self.tally)
            except FetchError as error:
                self._not_asked[origin] = error.detail
                continue
            found += [urljoin(origin, address) for address in rules.sitemaps]
        return list(dict.fromkeys(found))

    async def _try_common_paths(self) -> None:
        for path in COMMON_PATHS:
            if path == "/sitemap.xml" and any(one.entry["type"] == "sitemap" for one in self._suggestions):
                continue
            await self._try([urljoin(self.target.homepage, path)], "common_path")
            if self._has_feed():
                return

    async def _try(self, addresses: Iterable[str], found_by: FoundBy) -> None:
        """Asks for each new address on the publisher's hosts; what is a feed or sitemap is suggested."""
        for address in addresses:
            if not self._may_ask(address):
                continue
            if found_by != "common_path" and len(self._asked) >= _MOST_ASKED + len(self.target.entry_points):
                self._not_asked.setdefault(address, f"{_MOST_ASKED} others were asked already")
                continue
            self._asked.add(canonical_url(address))
            try:
                response = await self._fetch(address, own_only=True)
            except FetchError as error:
                if found_by != "common_path":
                    self._not_asked[address] = error.detail
                continue
            await self._suggest(address, response, found_by)

    async def _suggest(self, address: str, response: Response, found_by: FoundBy) -> None:
        for entry in (FeedEntry(type="feed", url=address), SitemapEntry(type="sitemap", url=address)):
            listing = await self._read(entry, response)
            kept = self._kept(listing.items)
            if listing.problem or not kept:
                continue
            dated = sum(item.published is not None for item in kept)
            base = 0.6 if entry.type == "feed" else 0.3  # a sitemap states no titles and seldom a day
            self._suggestions.append(
                Suggestion(
                    entry={"type": entry.type, "url": address},
                    found_by=found_by,
                    items=len(listing.items),
                    dated=dated,
                    kept=len(kept),
                    newest=_newest(listing.items),
                    complete=listing.at_end,
                    score=round(base + 0.4 * dated / len(kept), 3),
                    samples=_samples(kept),
                )
            )
            return

    def _suggest_listing(self, address: str, page: Response) -> None:
        known = {
            (entry.css, entry.link_pattern)
            for entry in self.target.entry_points
            if isinstance(entry, ListingEntry) and entry.url == address
        }
        if "html" not in _content_type(page).lower():
            return
        for idea in suggest_listings(
            page.body,
            page.final_url,
            content_type=_content_type(page),
            keep=lambda link: bool(self._kept([Listed(link)])),
        ):
            if (idea.entry.css, idea.entry.link_pattern) in known:
                continue
            entry = {**idea.entry.model_dump(mode="json", exclude_defaults=True), "url": address}
            self._suggestions.append(
                Suggestion(
                    entry=entry,
                    found_by="structure",
                    items=len(idea.items),
                    dated=sum(item.published is not None for item in idea.items),
                    kept=len(idea.items),
                    newest=_newest(idea.items),
                    complete=False,
                    score=round(0.9 * idea.score, 3),
                    samples=_samples(idea.items),
                )
            )

    def _has_feed(self) -> bool:
        return any(one.entry["type"] == "feed" for one in self._suggestions)

    def _may_ask(self, address: str) -> bool:
        """Whether the address is new, and the publisher's; what is another's is said, never asked."""
        if canonical_url(address) in self._asked:
            return False
        if not self._site.on_site(address):
            self._not_asked[address] = "not on the target's hosts; add its host to `hosts` to use it"
            return False
        return True

    # --- asking

    async def _page(self, address: str) -> Response | None:
        """A page that may hold a list, asked for once; None where there is no answer to be had."""
        if address in self._pages:
            return self._pages[address]
        self._asked.add(canonical_url(address))
        try:
            page = await self._fetch(address, own_only=True)
        except FetchError as error:
            self._not_asked[address] = error.detail
            return None
        self._pages[address] = page
        return page

    async def _fetch(self, address: str, *, own_only: bool = False) -> Response:
        return await self._pages_by.fetch(
            address,
            delay_s=self.target.delay_s,
            tally=self.tally,
            on_site=self._site.on_site if own_only else None,
        )

    async def _robots(self, address: str) -> Robots:
        rules = await self._fetcher.robots_for(address, self.target.delay_s, self.tally)
        verdict = rules.verdict(address, self._settings.product)
        return Robots(address, verdict.allowed, verdict.rule)

    def _kept(self, items: Iterable[Listed]) -> list[Listed]:
        check = YieldCheck(self.target)  # a fresh one: it counts what it is asked
        return [item for item in items if isinstance(check.decide(item.url), Kept)]


def _content_type(response: Response) -> str:
    return next((value for name, value in response.headers.items() if name.lower() == "content-type"), "")


def _newest(items: Iterable[Listed]) -> str | None:
    day = newest_day(items)
    return day.isoformat() if day else None


def _samples(items: Iterable[Listed]) -> tuple[Sample, ...]:
    return tuple(Sample(item.url, item.title, item.published) for item in list(items)[:SHOWN])
