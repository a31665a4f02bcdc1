"""What one crawl of one target keeps, leaves and says: into the archive, into its record, to who listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawlers.archive import Archive, Response, Seen, utc_text
from crawlers.document import Hints, Skipped
from crawlers.entry_point import ListingEntry, file_place
from crawlers.job import CrawlEvent, CrawlJob
from crawlers.spiders.fetch import FetchError, Tally
from crawlers.spiders.listed import Listed
from crawlers.target import Target
from crawlers.yield_check import Left

NOTHING = Listed("")
# Reasons for which a request was answered: a run that goes on does not ask again.
_ANSWERED = frozenset(
    {"http_error", "empty", "too_large", "undecodable", "redirect_loop", "off_site", "private_address"}
)


class Keeper:
    """Keeps answers with what is known about them, and notes what is left, each with its counter."""

    def __init__(
        self,
        target: Target,
        job: CrawlJob,
        archive: Archive,
        tally: Tally,
        emit: Callable[[CrawlEvent], None],
    ) -> None:
        self.target = target
        self.archive = archive
        self.tally = tally
        self.emit = emit
        self.skipped: list[Skipped] = []
        self.run_id = job.run_id
        self.max_bytes = job.settings.max_bytes
        self.done: set[str] = set()  # pages that the run had before it was cut off
        self._folder = job.settings.folder
        self._dates_first_seen = any(
            isinstance(entry, ListingEntry) and entry.date_first_seen for entry in target.entry_points
        )

    def keep(self, response: Response, item: Listed = NOTHING) -> None:
        """Archives an answer as a page of the target."""
        _, seen = self.archive.append(
            response, run_id=self.run_id, target_id=self.target.id, hints=self.hints(item)
        )
        self.say_page(response.url, seen)

    def keep_text(self, item: Listed) -> None:
        """Archives the text that an API gave, under the item's address, saying where it is from."""
        kind = "text/html" if item.text.startswith("<") else "text/plain"
        headers = {"content-type": f"{kind}; charset=utf-8", "x-archived-from": item.text_from}
        body = item.text.encode("utf-8", "replace")
        self.keep(Response(item.url, item.url, 200, headers, body, utc_text()), item)

    def keep_not_modified(self, url: str, fetched_utc: str) -> None:
        """Notes that what the archive has of the page still holds."""
        self.archive.not_modified(url, run_id=self.run_id, target_id=self.target.id, fetched_utc=fetched_utc)
        self.say_page(url, "not_modified")

    def say_page(self, url: str, seen: Seen) -> None:
        """Counts and tells one page that answered."""
        self.tally.counters[f"page/{seen}"] += 1
        self.emit(CrawlEvent("page", self.target.id, url, seen))

    def hints(self, item: Listed) -> Hints:
        """What extraction is told about a page."""
        return Hints(
            title=item.title,
            published=item.published,
            published_from=item.published_from,
            languages=self.target.languages,
            country=self.target.country,
            target_id=self.target.id,
            translations=item.translations,
            first_seen=self._first_seen(item),
        )

    def _first_seen(self, item: Listed) -> str:
        """The day on which a listing first had an undated item; later captures keep it."""
        if not self._dates_first_seen or not item.url:
            return ""
        known = self.archive.known(item.url)
        return self.archive.capture(known.capture_id).hints.first_seen if known else item.first_seen

    def begin(self) -> None:
        """Starts the run, or goes on where one of the same target was cut off."""
        self.done = self.archive.begin_run(self.run_id, self.target.id)
        for skipped in self.archive.skipped(self.run_id, self.target.id):
            self.skipped.append(skipped)
            self.done.add(skipped.url)

    def skip(self, url: str, error: FetchError) -> None:
        """Notes a page that gave no usable answer."""
        self.leave(Left(url, error.reason, error.detail))
        if error.reason in _ANSWERED:
            self.archive.add_skipped(self.run_id, self.target.id, self.skipped[-1])

    def skip_listing(self, url: str, error: FetchError) -> None:
        """Notes an entry point, or a further page of it, that gave no usable answer."""
        self.leave(Left(url, error.reason, error.detail))

    def leave(self, left: Left) -> None:
        """Notes an address that is left, and counts why; a trap also by its kind."""
        url, detail = (text.encode("utf-8", "replace").decode() for text in (left.url, left.detail[:300]))
        self.skipped.append(Skipped(url, left.reason, detail, self.target.id, utc_text()))
        self.tally.counters[f"skipped/{left.reason}"] += 1
        if left.trap:
            self.tally.counters[f"trap/{left.trap}"] += 1
        self.emit(CrawlEvent("skipped", self.target.id, left.url, left.reason))

    def place(self, path: str) -> Path:
        """Where a file of an entry point lies: relative paths count from the workspace."""
        return file_place(path, self._folder)
