"""What a crawl is told (CrawlSettings), what it says while it runs (CrawlEvent), and both as JSON between
processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from crawlers.target import Target

EventKind = Literal["started", "listed", "page", "skipped", "waiting", "finished"]


class JobError(Exception):
    """Crawl settings that cannot be used, or a line between the processes that cannot be read."""


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """How the web is asked; robots.txt is always obeyed and no setting changes that."""

    product: str = "stdiplo-scan"  # the name that robots.txt rules are matched with
    contact: str = ""  # an address or page where a publisher reaches the office; part of the user agent
    allow_hosts: frozenset[str] = frozenset()  # hosts allowed to lie in private networks, e.g. 127.0.0.1
    delay_s: float | None = None  # instead of the targets' own pace; works on `allow_hosts` alone
    max_bytes: int = 20_000_000  # of one response, unpacked
    timeout_s: float = 60.0  # of one response, from connect to last byte
    concurrency: int = 16  # connections in all; each host has one
    retries: int = 1  # of a request that failed for a reason that may pass
    max_wait_s: float = 120.0  # the longest Retry-After that is waited for
    max_redirects: int = 8
    host_requests_per_day: int | None = None  # of one host over all targets, by UTC day; None: any number
    budget_folder: str = ""  # the archive whose ledger counts the day's requests; the crawl's own where empty
    folder: str = ""  # where relative paths of archive and mail entry points begin; the working directory

    @property
    def user_agent(self) -> str:
        """The honest name under which pages are asked for."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{self.product}/0.1{contact}"

    def check(self) -> None:
        """Raises JobError on a value that would crawl wrongly."""
        faults = []
        if not self.product.replace("-", "").replace("_", "").isalpha():
            faults.append(
                f"product is {self.product!r}; wanted letters, - and _ alone, as robots.txt names robots"
            )
        if any(ord(character) < 32 or ord(character) > 126 for character in self.contact):
            faults.append(f"contact is {self.contact!r}; wanted a mail address or URL in ASCII")
        for name in ("max_bytes", "timeout_s", "concurrency"):
            if getattr(self, name) <= 0:
                faults.append(f"{name} is {getattr(self, name)!r}; wanted a number above 0")
        if self.host_requests_per_day is not None and self.host_requests_per_day < 1:
            faults.append(f"host_requests_per_day is {self.host_requests_per_day}; wanted 1 or more, or none")
        if self.delay_s is not None and not self.allow_hosts:
            faults.append(
                f"delay_s is {self.delay_s!r} without allow_hosts; wanted the hosts that it is meant for"
            )
        if faults:
            raise JobError("crawl settings: " + "; ".join(faults))


@dataclass(frozen=True, slots=True)
class CrawlEvent:
    """One thing that happened: for a progress bar, never the record itself (that is in the archive)."""

    kind: EventKind
    target_id: str
    url: str = ""
    detail: str = (
        ""  # page: new, changed, unchanged, not_modified; skipped: the reason; finished: the outcome
    )
    count: int = 0  # listed: items; waiting: seconds; finished: pages kept

    def to_json(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> CrawlEvent:
        """The event that `to_json` wrote. Raises JobError."""
        try:
            event = cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise JobError(
                f"event: is {text[:80]!r}; wanted a line of CrawlEvent.to_json ({error})"
            ) from error
        if event.kind not in get_args(EventKind):
            raise JobError(f"event: kind is {event.kind!r}; wanted one of {get_args(EventKind)}")
        return event


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """A page that the office rests something on: crawls look now and then whether it still stands."""

    url: str
    read_utc: str = ""  # when its text was last read


Watched = Mapping[str, Sequence[WatchedPage]]  # by target id


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What the child process is given."""

    run_id: str
    archive_folder: str
    targets: tuple[Target, ...]
    settings: CrawlSettings = field(default_factory=CrawlSettings)
    parent_pid: int = 0
    watched: Watched = field(default_factory=dict)

    def to_json(self) -> str:
        """The job as one line of JSON."""
        settings: dict[str, Any] = asdict(self.settings)
        settings["allow_hosts"] = sorted(self.settings.allow_hosts)
        return json.dumps(
            {
                "run_id": self.run_id,
                "archive_folder": self.archive_folder,
                "parent_pid": self.parent_pid,
                "settings": settings,
                "targets": [target.model_dump(mode="json") for target in self.targets],
                "watched": {
                    target_id: [[page.url, page.read_utc] for page in pages]
                    for target_id, pages in self.watched.items()
                },
            }
        )

    @classmethod
    def from_json(cls, text: str) -> CrawlJob:
        """The job that `to_json` wrote. Raises JobError."""
        try:
            data = json.loads(text)
            known = {item.name for item in fields(CrawlSettings)}
            settings = {key: value for key, value in data["settings"].items() if key in known}
            settings["allow_hosts"] = frozenset(settings.get("allow_hosts", ()))
            return cls(
                run_id=data["run_id"],
                archive_folder=data["archive_folder"],
                targets=_targets(data["targets"]),
                settings=CrawlSettings(**settings),
                parent_pid=data["parent_pid"],
                watched={
                    target_id: tuple(WatchedPage(url, read_utc) for url, read_utc in pages)
                    for target_id, pages in data.get("watched", {}).items()
                },
            )
        except (ValueError, TypeError, KeyError) as error:
            raise JobError(
                f"crawl job: cannot be read ({error}); wanted the text of CrawlJob.to_json"
            ) from error


def _targets(rows: Sequence[Any]) -> tuple[Target, ...]:
    return tuple(Target.model_validate(row) for row in rows)
