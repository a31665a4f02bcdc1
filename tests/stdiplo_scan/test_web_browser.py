"""An analyst's way through the pages in a real browser: search, filter, document, evidence, digest.

On every page: nothing that the Content-Security-Policy refuses, no error on the console, nothing wider than
the screen, and nothing that axe-core calls serious or critical.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from stdiplo_scan.web.app import make_app
from stdiplo_scan.web.register_pages import NAMES
from tests.stdiplo_scan.conftest import DemoRun

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed", exc_type=ImportError
)

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PAGES = (
    "/",
    "/?q=量子 協定&signal=agreement",
    "/?q=quantum&lang=en&mode=x",
    "/digests",
    "/?q=quantum&order=newest&balance=1&lang=en",
    "/similar",
    "/alerts",
    "/sources",
    "/nothing",
    "/topics",
    "/topics/W01",
    "/topics/W10?lang=en",
    "/topics/W11",
    "/topics/W14",
    *(f"/registers/{name}" for name in NAMES),
    "/registers/matrix?axis=mofa&lang=en",
    "/registers/gaps?lang=en&party=JP",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: install Debian's package chromium"),
]


@pytest.fixture(scope="module")
def address(demo: DemoRun) -> Iterator[str]:
    """The demo's pages, served on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_app(demo.office), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


class Tab:
    """A browser's page that remembers every complaint."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(base_url=address, locale="ja-JP", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._miss)

    def _hear(self, message: Any) -> None:
        expected = "Failed to load resource: the server responded with a status of 40"  # pages of errors
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self.complaints.append(f"{message.type}: {message.text}")

    def _miss(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # leaving a page ends what it still loads
            self.complaints.append(f"{request.failure}: {request.url}")

    def open(self, url: str) -> None:
        self.page.goto(url, wait_until="load")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def judge(self) -> list[str]:
        """What axe-core finds serious or critical on the page."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert len(found["passes"]) > 10  # it did look
        return [
            f"{item['id']} ({item['impact']}): {node['html'][:160]}"
            for item in found["violations"]
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"][:3]
        ]


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Tab]:
    opened = Tab(browser, address, viewport=WIDE)
    yield opened
    opened.context.close()


def test_an_analyst_asks_filters_verifies_and_reads_the_digest(tab: Tab) -> None:
    page = tab.page
    tab.open("/")
    page.keyboard.type("量子 協定")  # the question has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#hit-1")
    assert "q=%E9%87%8F%E5%AD%90" in page.url
    assert "mode=" not in page.url  # the short address
    assert page.title().startswith("量子 協定")

    page.get_by_text("絞り込み", exact=True).click()
    page.get_by_label("協力シグナル").select_option("agreement")
    page.get_by_role("button", name="検索").click()
    page.wait_for_selector("p.active")
    assert "signal=agreement" in page.url
    assert page.locator("form details").get_attribute("open") is not None
    asked = page.url
    assert "signal=agreement" in str(page.get_attribute("#other-language", "href"))

    page.locator("#hit-1 h3 a").click()
    page.wait_for_selector("ol.signals")
    page.get_by_role("link", name="根拠の文へ").last.click()
    place = page.url.partition("#")[2]
    assert place.startswith("at-")
    shown = page.evaluate(
        """name => {
            const mark = document.getElementById(name).closest('mark'), box = mark.getBoundingClientRect();
            return [box.top >= 0 && box.bottom <= innerHeight, getComputedStyle(mark).outlineStyle];
        }""",
        place,
    )
    assert shown == [True, "solid"]

    page.go_back()  # from the evidence
    page.go_back()  # from the document
    page.wait_for_selector("#hit-1")
    assert page.url == asked
    assert page.get_by_label("協力シグナル").input_value() == "agreement"
    page.reload()
    assert page.locator("ol.hits > li").count() > 3

    page.get_by_role("link", name="週次ダイジェスト").click()
    page.get_by_role("link", name="全体版").first.click()
    page.wait_for_selector("table.digest")
    assert tab.overflow() == 0
    assert tab.judge() == []
    assert tab.complaints == []


def test_going_back_after_a_search_without_loading_shows_the_page_before(tab: Tab) -> None:
    page = tab.page
    tab.open("/?q=quantum&lang=en")
    page.get_by_label("Question").fill("geothermal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?lang=en&q=geothermal")
    page.go_back()
    page.wait_for_url("**/?q=quantum&lang=en")
    page.wait_for_selector("#hit-1")
    assert page.get_by_label("Question").input_value() == "quantum"
    assert tab.complaints == []


def test_a_bad_value_is_said_in_the_results_without_loading(tab: Tab) -> None:
    page = tab.page
    tab.open("/?lang=en")
    page.evaluate("document.querySelector('[name=q]').removeAttribute('maxlength')")
    page.get_by_label("Question").fill("x" * 2100)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "at most 2000 characters" in page.inner_text("[role=alert]")
    assert tab.complaints == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_fits_the_screen_and_can_be_used_by_everyone(
    browser: Any, address: str, demo: DemoRun, size: dict[str, int]
) -> None:
    signed = demo.office.store.ids_at_url("http://127.0.0.1:8471/sg-qda/news/sg-vn-quantum-link")[0]
    digest = next(iter(demo.digests))
    tab = Tab(browser, address, viewport=size)
    try:
        for url in (*PAGES, f"/documents/{signed}", f"/documents/{signed}?lang=en", f"/digests/{digest}"):
            tab.open(url)
            assert tab.overflow() == 0, (url, size)
            assert tab.judge() == [], (url, size)
        assert tab.complaints == []
    finally:
        tab.context.close()


def test_everything_works_without_javascript(browser: Any, address: str) -> None:
    tab = Tab(browser, address, viewport=WIDE, java_script_enabled=False)
    try:
        page = tab.page
        tab.open("/?lang=en")
        page.get_by_label("Question").fill("quantum")
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Signal").select_option("agreement")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Search").click()
        page.wait_for_selector("p.active")
        assert page.get_by_label("Question").input_value() == "quantum"
        page.locator("#hit-1 h3 a").click()
        page.get_by_role("link", name="Go to the sentence").first.click()
        assert "#at-" in page.url
        assert tab.complaints == []
    finally:
        tab.context.close()


def test_the_keyboard_reaches_the_content_first_and_its_focus_is_seen(tab: Tab) -> None:
    page = tab.page
    tab.open("/digests")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
