"""An address -> its answer, asked for politely: robots, pace, one connection a host, retries, redirects,
guards.
"""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.archive import Response, utc_text
from crawlers.document import SkipReason
from crawlers.health import SPENT, WAIT
from crawlers.job import CrawlSettings
from crawlers.spiders.addresses import is_public, refuse_host, refused
from crawlers.spiders.challenge import challenge_of
from crawlers.spiders.robots import Robots

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WAITS = frozenset({429, 503})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_LONGEST_ROBOTS_DELAY_S = 60.0
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5"


class FetchError(Exception):
    """An address that gave no usable answer: why, in a word that is counted and in words for a person."""

    def __init__(self, reason: SkipReason, detail: str, *, status: int = 0) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.status = status

    @property
    def is_refusal(self) -> bool:
        """Whether the publisher does not want to be asked: robots.txt, 401, 403 or 451. Never to be
        evaded.
        """
        if self.reason == "interstitial":  # a firewall that wants proof of a person, whatever its status
            return True
        return (self.reason == "robots" and self.status < 500) or self.status in {401, 403, 451}


@dataclass(slots=True)
class Tally:
    """What one target's requests cost; shared by reference with the fetcher."""

    requests: int = 0
    bytes: int = 0
    counters: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Host:
    delay_s: float
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))  # one connection at a time
    asked_at: float = float("-inf")  # monotonic seconds
    closed_until: float = float("-inf")
    failures: int = 0  # connections in a row that came to nothing


class Fetcher:
    """Asks for addresses through Scrapy's downloader; one for a whole crawl, so that hosts are paced over
    all targets.
    """

    def __init__(
        self,
        crawler: Crawler,
        settings: CrawlSettings,
        on_wait: Callable[[str, float], None],
        *,
        on_robots: Callable[[Response], None] | None = None,
        take_request: Callable[[str], bool] | None = None,
        known_robots: Callable[[str], bytes | None] | None = None,
    ) -> None:
        """`take_request`: whether the day's budget of a host has room for one more, which is then counted."""
        self._crawler = crawler
        self._settings = settings
        self._on_wait = on_wait
        self._on_robots = on_robots
        self._take_request = take_request
        self._known_robots = known_robots
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, asyncio.Future[Robots | FetchError]] = {}

    async def fetch(
        self,
        url: str,
        *,
        delay_s: float,
        tally: Tally,
        validators: tuple[str, str] = ("", ""),
        on_site: Callable[[str], bool] | None = None,
    ) -> Response:
        """The answer of `url` after redirects: status 200-299 or, where validators were given, 304.

        Raises FetchError: robots, private_address, off_site (a redirect to another publisher),
        redirect_loop, too_large, unreachable (no connection, time-out, cut off), http_error (any other
        status).
        """
        headers = {"Accept": _ACCEPT}
        etag, last_modified = validators
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        address = url
        seen = {url}
        for _ in range(self._settings.max_redirects + 1):
            await self._check_robots(address, delay_s, tally)
            response = await self._ask_again(address, headers, delay_s, tally)
            location = response.headers.get("Location", b"")
            if response.status in _REDIRECTS and not location:
                raise FetchError(
                    "http_error", f"{address} answered {response.status} without saying where to"
                )
            if response.status == 304 and not (etag or last_modified):
                raise FetchError("http_error", f"{address} answered 304 to who had nothing", status=304)
            if response.status not in _REDIRECTS:
                return _answer(url, response)
            tally.counters["response/redirect"] += 1
            address = _redirected(address, location)
            if address in seen:
                raise FetchError("redirect_loop", f"redirected to {address} again")
            seen.add(address)
            if on_site is not None and not on_site(address):
                self._guard(address)
                raise FetchError("off_site", f"redirected to {address}, which is not the publisher's")
        raise FetchError("redirect_loop", f"more than {self._settings.max_redirects} redirects")

    async def _ask_again(self, url: str, headers: dict[str, str], delay_s: float, tally: Tally) -> Any:
        for attempt in range(self._settings.retries + 1):
            last = attempt == self._settings.retries
            try:
                response = await self._ask(url, headers, delay_s, tally)
            except FetchError as error:
                if (
                    last
                    or error.reason != "unreachable"
                    or isinstance(error.__cause__, CannotResolveHostError)
                ):
                    raise  # a name that is not known now is not known a moment later
                tally.counters["retry/unreachable"] += 1
                continue
            if response.status < 400:
                return response
            wait_s = _retry_after_s(response) if response.status in _WAITS else None
            last = last or (wait_s or 0) > self._settings.max_wait_s
            if last or response.status not in _PASSING:
                asked = f", asks to wait {wait_s:.0f} s" if wait_s else ""
                raise FetchError(
                    "http_error", f"{url} answered {response.status}{asked}", status=response.status
                )
            tally.counters[f"retry/{response.status}"] += 1
        raise FetchError("unreachable", f"{url}: no attempt was made; wanted retries >= 0")

    async def _ask(self, url: str, headers: dict[str, str], delay_s: float, tally: Tally) -> Any:
        self._guard(url)
        host_name = urlsplit(url).hostname or ""
        host = self._pace(host_name, delay_s)
        request = Request(
            url,
            headers=headers,
            meta={
                "download_slot": host_name,
                "download_timeout": self._settings.timeout_s,
                "download_maxsize": self._settings.max_bytes,
                "handle_httpstatus_all": True,
                "dont_redirect": True,
                "dont_retry": True,
            },
            dont_filter=True,
        )
        async with host.gate:
            await self._wait_for(host_name, host)
            async with self._slots:  # not held while a host is waited for
                self._take(host_name, tally)
                host.asked_at = time.monotonic()
                tally.requests += 1
                try:
                    response = await self._crawler.engine.download_async(request)
                except Exception as error:
                    failure = _failure(url, host_name, error, self._settings)
                    host.failures += failure.reason == "unreachable"
                    raise failure from error
            host.failures = 0
            wait_s = _retry_after_s(response) if response.status in _WAITS else None
            if wait_s:
                tally.counters[WAIT] = max(tally.counters[WAIT], round(wait_s))
                host.closed_until = host.asked_at + min(wait_s, 86_400.0)
        tally.bytes += len(response.body)
        tally.counters[f"response/{response.status}"] += 1
        self._check_peer(url, host_name, response)
        _refuse_challenge(url, response, tally)
        return response

    def _take(self, host: str, tally: Tally) -> None:
        if self._take_request is not None and not self._take_request(host):
            tally.counters[SPENT] += 1
            raise FetchError(
                "limit", f"{host}: the day's budget of requests is spent; goes on tomorrow (UTC)"
            )

    def _guard(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise FetchError("unsupported", f"{url[:100]} is no http(s) address")
        why = refuse_host(url, self._settings.allow_hosts)
        if why:
            raise FetchError("private_address", why)

    def _check_peer(self, url: str, host: str, response: Any) -> None:
        peer = response.ip_address
        parts = urlsplit(url)
        allowed = host in self._settings.allow_hosts or f"{host}:{parts.port}" in self._settings.allow_hosts
        if peer is not None and not allowed and not is_public(str(peer)):
            raise FetchError("private_address", f"{host} answered from the private address {peer}")

    def _pace(self, name: str, delay_s: float) -> _Host:
        """The host's state, its pace never faster than the slowest target on it asks for."""
        if self._settings.delay_s is not None and name in self._settings.allow_hosts:
            delay_s = self._settings.delay_s
        host = self._hosts.setdefault(name, _Host(delay_s))
        host.delay_s = max(host.delay_s, delay_s)
        return host

    async def _wait_for(self, name: str, host: _Host) -> None:
        if host.failures >= 4:
            raise FetchError(
                "unreachable", f"{name} failed {host.failures} times in a row; left alone for this crawl"
            )
        left = host.closed_until - time.monotonic()
        if left > self._settings.max_wait_s:
            raise FetchError("http_error", f"{name} asks to wait {left:.0f} s more", status=429)
        if left > 0:
            self._on_wait(name, left)
        pace = host.asked_at + host.delay_s - time.monotonic()
        if max(left, pace) > 0:
            await asyncio.sleep(max(left, pace))

    # --- robots

    async def _check_robots(self, url: str, delay_s: float, tally: Tally) -> None:
        robots = await self.robots_for(url, delay_s, tally)
        verdict = robots.verdict(url, self._settings.product)
        if not verdict.allowed:
            tally.counters["robots/disallowed"] += 1
            raise FetchError("robots", f"robots.txt: {verdict.rule}")

    async def robots_for(self, url: str, delay_s: float, tally: Tally) -> Robots:
        """The rules of the host of `url`, asked for once in a crawl (RFC 9309, 2.3.1).

        A 4xx allows everything, a 5xx nothing; a host that cannot be reached is that, and no verdict. Raises
        FetchError.
        """
        self._guard(url)
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        found = self._robots.get(origin)
        if found is None:
            found = self._robots[origin] = asyncio.get_running_loop().create_future()
            try:
                found.set_result(await self._read_robots(origin, delay_s, tally))
            except FetchError as error:
                found.set_result(error)
            except BaseException:
                found.cancel()
                del self._robots[origin]
                raise
        result = await asyncio.shield(found)
        if isinstance(result, FetchError):
            raise FetchError(result.reason, result.detail, status=result.status)
        stated = result.delay_s(self._settings.product)
        if stated:
            self._pace(parts.hostname or "", min(stated, _LONGEST_ROBOTS_DELAY_S))
        return result

    async def _read_robots(self, origin: str, delay_s: float, tally: Tally) -> Robots:
        address = f"{origin}/robots.txt"
        known = self._known_robots(address) if self._known_robots is not None else None
        if known is not None:
            tally.counters["robots/resumed"] += 1
            return Robots(known)
        for _ in range(6):
            try:
                response = await self._ask_again(address, {"Accept": "text/plain,*/*;q=0.5"}, delay_s, tally)
            except FetchError as error:
                if 400 <= error.status < 500 and error.status != 429:
                    tally.counters[f"robots/{error.status}"] += 1
                    return Robots("")
                if error.status:
                    tally.counters[f"robots/{error.status}"] += 1
                    raise FetchError(
                        "robots",
                        f"robots.txt answered {error.status}: nothing may be asked (RFC 9309)",
                        status=error.status,
                    ) from error
                if error.reason == "too_large":
                    raise FetchError(
                        "robots", f"robots.txt is too large to be read: {error.detail}"
                    ) from error
                raise
            location = response.headers.get("Location", b"")
            if response.status not in _REDIRECTS or not location:
                tally.counters["robots/read"] += 1
                if self._on_robots is not None and 200 <= response.status < 300:
                    self._on_robots(_answer(f"{origin}/robots.txt", response))
                return Robots(bytes(response.body))
            address = _redirected(address, location)
        return Robots("")  # more than five redirects: as if there were none (RFC 9309, 2.3.1.2)


def _redirected(url: str, location: bytes) -> str:
    try:
        return urljoin(url, location.decode("utf-8", "replace").strip())
    except ValueError as error:
        raise FetchError(
            "http_error", f"{url} redirects to an unreadable address {location[:80]!r}"
        ) from error


def _refuse_challenge(url: str, response: Any, tally: Tally) -> None:
    owner = challenge_of(_headers(response), bytes(response.body))
    if owner:
        tally.counters["response/challenge"] += 1
        raise FetchError(
            "interstitial",
            f"{url} answered {response.status} with a challenge page ({owner}), which is never evaded",
            status=response.status,
        )


def _headers(response: Any) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("utf-8", "replace")
        for name, values in response.headers.items()
    }


def _answer(url: str, response: Any) -> Response:
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("utf-8", "replace")
        for name, values in response.headers.items()
    }
    return Response(url, response.url, response.status, headers, bytes(response.body), utc_text())


def _retry_after_s(response: Any) -> float | None:
    text = response.headers.get("Retry-After", b"").decode("latin-1").strip()
    if text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time()) if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _failure(url: str, host: str, error: Exception, settings: CrawlSettings) -> FetchError:
    text = " ".join(str(error).split())[:200]
    if host in refused:
        return FetchError("private_address", f"{host} resolves to the private address {refused[host]}")
    if isinstance(error, CannotResolveHostError):
        return FetchError("unreachable", f"{host}: no such name, or no name service here ({text})")
    if isinstance(error, DownloadTimeoutError):
        return FetchError("unreachable", f"{url}: no whole answer within {settings.timeout_s:g} s")
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in text):
        return FetchError("too_large", f"{url}: more than {settings.max_bytes} bytes")
    if isinstance(error, gzip.BadGzipFile | zlib.error | EOFError):
        return FetchError(
            "undecodable", f"{url}: the body is not in the Content-Encoding that it states ({text})"
        )
    if isinstance(error, ResponseDataLossError):
        return FetchError("unreachable", f"{url}: the answer was cut off")
    return FetchError("unreachable", f"{url}: {type(error).__name__} {text}")
