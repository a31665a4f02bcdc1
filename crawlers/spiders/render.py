"""Pages that need JavaScript, as a browser shows them: for targets with `render: true`, extra `browser`.

The browser reaches nothing by itself: each of its requests is answered through the crawl's own fetcher, so
robots.txt, pace and the guard of private addresses hold for scripts and data as they do for pages.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crawlers.archive import Response
from crawlers.job import CrawlSettings
from crawlers.spiders.fetch import Fetcher, FetchError, Tally

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright, Route

_MOST_REQUESTS = 60  # of one page, beside the page itself
_PAGE_S = 180.0
_TAKEN = frozenset(
    {"document", "script", "xhr", "fetch"}
)  # pictures, fonts and styles say nothing to a reader
_WITHOUT_NOSCRIPT = "document.querySelectorAll('noscript').forEach(part => part.remove())"
_ARGUMENTS = (
    "--proxy-server=127.0.0.1:9",  # nothing listens there: what is not answered by us is not answered
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


class Renderer:
    """Fetches as the fetcher does, and shows HTML in a browser first; one browser for a whole crawl."""

    def __init__(self, fetcher: Fetcher, settings: CrawlSettings) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def fetch(
        self,
        url: str,
        *,
        delay_s: float,
        tally: Tally,
        validators: tuple[str, str] = ("", ""),
        on_site: Callable[[str], bool] | None = None,
    ) -> Response:
        """The answer of `url` as `Fetcher.fetch` gives it, an HTML body as it is once its scripts have run.

        Validators are not sent: an unchanged shell may show changed data. Raises FetchError; needs_javascript
        where there is no browser.
        """
        browser = await self._start()
        answer = await self._fetcher.fetch(url, delay_s=delay_s, tally=tally, on_site=on_site)
        kind = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
        if "html" not in kind.lower():
            return answer
        context = await browser.new_context(
            user_agent=self._settings.user_agent, accept_downloads=False, service_workers="block"
        )
        try:
            page = await context.new_page()
            shown = _Shown(self._fetcher, answer, delay_s, tally, on_site)
            await page.route("**/*", shown.answer)
            await page.route_web_socket("**/*", lambda socket: socket.close())
            await self._show(page, answer.final_url, tally)
            await page.evaluate(_WITHOUT_NOSCRIPT)
            body = (await page.content()).encode("utf-8", "replace")
        except FetchError:
            raise
        except Exception as error:  # of the browser: the page is left, the crawl goes on
            words = " ".join(str(error).split())[:200]
            raise FetchError("needs_javascript", f"{url}: the browser gave nothing ({words})") from error
        finally:
            await context.close()
        tally.counters["render/pages"] += 1
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-type"}
        headers |= {"content-type": "text/html; charset=utf-8", "x-archived-from": "a browser, scripts run"}
        return Response(url, answer.final_url, answer.status, headers, body, answer.fetched_utc)

    async def close(self) -> None:
        """Ends the browser, where one was started."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()

    @staticmethod
    async def _show(page: Page, url: str, tally: Tally) -> None:
        try:
            await page.goto(url, wait_until="networkidle", timeout=_PAGE_S * 1000)
        except Exception as error:
            if type(error).__name__ != "TimeoutError":
                raise
            tally.counters["render/unfinished"] += 1  # what it shows by now is taken

    async def _start(self) -> Browser:
        async with self._starting:
            if self._browser is None:
                self._browser = await self._launch()
            return self._browser

    async def _launch(self) -> Browser:
        try:
            from playwright.async_api import async_playwright  # noqa: PLC0415 - the extra `browser`, rarely there
        except ImportError as error:
            raise FetchError(
                "needs_javascript", "render is true; wanted playwright; install stdiplo-scan[browser]"
            ) from error
        own = shutil.which("chromium") or shutil.which("chromium-browser")
        try:
            self._playwright = await async_playwright().start()
            return await self._playwright.chromium.launch(
                executable_path=own, args=list(_ARGUMENTS), chromium_sandbox=os.geteuid() != 0
            )
        except Exception as error:
            words = " ".join(str(error).split())[:150]
            raise FetchError(
                "needs_javascript", f"render is true; wanted a browser; install chromium ({words})"
            ) from error


class _Shown:
    """Answers what one page's browser asks for."""

    def __init__(
        self,
        fetcher: Fetcher,
        answer: Response,
        delay_s: float,
        tally: Tally,
        on_site: Callable[[str], bool] | None,
    ) -> None:
        self._fetcher = fetcher
        self._answer = answer
        self._delay_s = delay_s
        self._tally = tally
        self._on_site = on_site
        self._asked = 0

    async def answer(self, route: Route) -> None:
        """The page as it was fetched, scripts and data of the publisher through the fetcher, else nothing."""
        request: Any = route.request
        if request.url == self._answer.final_url and request.is_navigation_request():
            headers = {name: value for name, value in self._answer.headers.items() if _passes(name)}
            await route.fulfill(status=200, headers=headers, body=self._answer.body)
            return
        self._asked += 1
        wanted = request.method == "GET" and request.resource_type in _TAKEN
        if (
            not wanted
            or self._asked > _MOST_REQUESTS
            or not (self._on_site is None or self._on_site(request.url))
        ):
            self._tally.counters["render/not_asked"] += 1
            await route.abort()
            return
        try:
            found = await self._fetcher.fetch(
                request.url, delay_s=self._delay_s, tally=self._tally, on_site=self._on_site
            )
        except FetchError as error:
            self._tally.counters[f"render/{error.reason}"] += 1
            await route.abort()
            return
        headers = {name: value for name, value in found.headers.items() if _passes(name)}
        await route.fulfill(status=found.status, headers=headers, body=found.body)


def _passes(name: str) -> bool:
    """Headers that say what a body is; lengths and encodings of the way are no longer true."""
    return name.lower() in {"content-type", "access-control-allow-origin"}
