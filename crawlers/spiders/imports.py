"""Entry points on this machine: WARC files of others and mail folders, read into the archive of the crawl."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.archive import Response, utc_text
from crawlers.canonical import canonical_url
from crawlers.entry_point import ArchiveEntry, FileEntry, MailEntry
from crawlers.spiders.keep import Keeper
from crawlers.spiders.listed import Listed
from crawlers.spiders.mailbox import Mail, MailboxError, raw_mails, read_mails
from crawlers.warcfile import WarcError, read_responses
from crawlers.yield_check import Kept, Left, YieldCheck


class FileReader:
    """Reads one target's files; what becomes a page is kept at once, what must be asked for is listed."""

    def __init__(self, keeper: Keeper, check: YieldCheck) -> None:
        self.listed: list[Listed] = []  # links of mails that are lists
        self.problems: list[tuple[str, str]] = []  # entry type, problem
        self.pages = 0  # kept by this run
        self._keeper = keeper
        self._check = check
        self._counters = keeper.tally.counters
        self._room = keeper.target.max_pages

    async def read(self, entry: FileEntry) -> None:
        """Reads the files of an entry point; a fault is a problem, what stands before it is kept."""
        try:
            if isinstance(entry, ArchiveEntry):
                await self._read_warcs(entry)
            else:
                await self._read_mails(entry)
        except (WarcError, MailboxError) as error:
            self.problems.append((entry.type, str(error)[:300]))
            self._counters[f"{entry.type}/problem"] += 1

    # --- WARC

    async def _read_warcs(self, entry: ArchiveEntry) -> None:
        place = self._keeper.place(entry.path)
        files = [place] if not place.is_dir() else sorted((*place.rglob("*.warc"), *place.rglob("*.warc.gz")))
        if not files:
            self.problems.append((entry.type, f"{place}: no .warc or .warc.gz file; wanted one at least"))
        for file in files:
            mark = (
                f"imported {self._keeper.target.id} {entry.model_dump_json()} {file} {_size_and_time(file)}"
            )
            if self._keeper.archive.remembers(mark):
                self._counters["archive/file_known"] += 1
                continue
            whole = True
            for response in read_responses(file, most_bytes=self._keeper.max_bytes):
                self._counters["archive/records"] += 1
                whole = self._take(response, entry) and whole
                await asyncio.sleep(0)  # the network goes on meanwhile
            if whole:
                self._keeper.archive.remember(mark)

    def _take(self, response: Response, entry: ArchiveEntry) -> bool:
        """Keeps a record of the target that is no older than what is known; False where no room is left."""
        url, day = response.url, response.fetched_utc[:10]
        outside = (entry.since and day < entry.since.isoformat()) or (
            entry.until and day >= entry.until.isoformat()
        )
        if (
            outside
            or not self._check.on_site(url)
            or (entry.link_pattern and not re.search(entry.link_pattern, url))
        ):
            self._counters["archive/other_page"] += 1  # such files hold millions of others: a count is enough
            return True
        known = self._keeper.archive.known(canonical_url(url))
        if known is not None and known.last_utc >= response.fetched_utc:
            self._counters["archive/known"] += 1
            return True
        if response.status != 200 or not response.body.strip():
            self._counters["archive/no_page"] += 1
            return True
        if len(response.body) > self._keeper.max_bytes:
            self._keeper.leave(Left(url, "too_large", f"more than {self._keeper.max_bytes} bytes"))
            return True
        decision = self._check.decide(url)
        if not isinstance(decision, Kept):
            self._keeper.leave(decision)
            return True
        if not self._has_room(entry):
            return False
        archived = Response(decision.url, url, 200, response.headers, response.body, response.fetched_utc)
        self._keeper.keep(archived)
        return True

    # --- mail

    async def _read_mails(self, entry: MailEntry) -> None:
        oldest = ""
        if entry.since_days is not None:
            oldest = (datetime.now(UTC).date() - timedelta(days=entry.since_days)).isoformat()
        for raw in raw_mails(self._keeper.place(entry.path)):
            if len(raw) > self._keeper.max_bytes:
                self._keeper.leave(Left(entry.url, "too_large", f"a mail of {len(raw)} bytes"))
                continue
            for mail in read_mails(raw):
                self._counters["mail/mails"] += 1
                if entry.senders and not any(re.search(one, mail.sender) for one in entry.senders):
                    self._counters["mail/other_sender"] += 1
                elif mail.day is not None and mail.day < oldest:
                    self._counters["mail/older"] += 1
                else:
                    self._take_mail(mail, entry)
            await asyncio.sleep(0)

    def _take_mail(self, mail: Mail, entry: MailEntry) -> None:
        self._counters["mail/attachment_not_read"] += mail.left
        parts = mail.parts
        if entry.link_pattern:
            parts = parts[1:]
            for address, words in mail.links:
                if re.search(entry.link_pattern, address):
                    listed = Listed(address, words, mail.day, "feed" if mail.day else "unknown")
                    self.listed.append(listed)
        for part in parts:
            if self._keeper.archive.known(part.url) is not None:
                self._counters["page/known"] += 1
            elif self._has_room(entry):
                item = Listed(part.url, part.title, mail.day, "feed" if mail.day else "unknown")
                headers = {"content-type": part.content_type}
                self._keeper.keep(Response(part.url, part.url, 200, headers, part.body, utc_text()), item)

    def _has_room(self, entry: FileEntry) -> bool:
        """Whether the target's page limit leaves room for one more; said once where it does not."""
        if self.pages >= self._room:
            if not self._counters[f"{entry.type}/page_limit"]:
                detail = f"max_pages is {self._room}; the rest waits for the next crawl"
                self._keeper.leave(Left(entry.url, "limit", detail))
            self._counters[f"{entry.type}/page_limit"] += 1
            return False
        self.pages += 1
        return True


def _size_and_time(file: Path) -> str:
    try:
        found = file.stat()
    except OSError as error:
        raise WarcError(f"{file}: cannot be read ({error}); wanted a WARC file that may be read") from error
    return f"{found.st_size} {found.st_mtime_ns}"
