"""The pool: order kept, one bad page costs one page (bad pages: what a worker runs is replaced)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from crawlers.document import Document, RawPage, Skipped
from crawlers.extract import pool
from crawlers.extract.extract import extract_page
from crawlers.extract.pool import extract_pages

TEXT = "The ministry signed an agreement on scientific cooperation with its partner. " * 3


def pages(count: int) -> list[RawPage]:
    return [
        RawPage(
            f"https://a.example/{number}",
            f"<html><body><h1>Page number {number}</h1><p>{TEXT}</p></body></html>".encode(),
        )
        for number in range(count)
    ]


def fragile_worker(pipe: Connection) -> None:
    """A worker that dies on /dies and hangs on /hangs."""
    pipe.send(pool.READY)
    while True:
        try:
            page, ocr = pipe.recv()
        except (EOFError, OSError):
            return
        if page.url.endswith("dies"):
            os._exit(7)
        if page.url.endswith("hangs"):
            time.sleep(60)
        pipe.send(extract_page(page, ocr=ocr))


def test_the_order_of_the_pages_is_kept_and_equals_one_by_one() -> None:
    given = pages(9)
    assert list(extract_pages(given, workers=2)) == [extract_page(page) for page in given]


def test_without_workers_the_same_comes_out() -> None:
    given = pages(3)
    assert list(extract_pages(given, workers=0)) == [extract_page(page) for page in given]


def test_a_page_that_kills_or_hangs_its_worker_is_skipped_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_work", fragile_worker)
    given = pages(4)
    given.insert(1, RawPage("https://a.example/dies", b"x"))
    given.insert(3, RawPage("https://a.example/hangs", b"x"))
    found = list(extract_pages(given, workers=2, page_timeout_s=5.0))
    assert [isinstance(result, Document) for result in found] == [True, False, True, False, True, True]
    skipped = [result for result in found if isinstance(result, Skipped)]
    assert [result.reason for result in skipped] == ["undecodable", "undecodable"]
    assert "exit code 7" in skipped[0].detail
    assert "longer" in skipped[1].detail


def stillborn_worker(pipe: Connection) -> None:
    """A worker that cannot start."""
    pipe.close()
    os._exit(3)


def test_workers_that_cannot_start_are_an_error_and_not_skipped_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_work", stillborn_worker)
    with pytest.raises(pool.PoolError, match="before its first page"):
        list(extract_pages(pages(2), workers=1))


def test_pages_are_read_only_a_few_ahead() -> None:
    taken = 0

    def source() -> Iterator[RawPage]:
        nonlocal taken
        for page in pages(100):
            taken += 1
            yield page

    results = extract_pages(source(), workers=1)
    next(results)
    assert taken <= 6
    results.close()  # type: ignore[attr-defined]


def test_one_page_starts_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[pool._Worker] = []
    start = pool._Worker.start

    def counted(_kind: type[pool._Worker]) -> pool._Worker:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(pool._Worker, "start", classmethod(counted))
    assert list(extract_pages(pages(1), workers=3)) == [extract_page(pages(1)[0])]
    assert len(started) == 1
    assert len(list(extract_pages(pages(6), workers=3))) == 6
    assert len(started) == 4


def test_importing_extraction_loads_no_reader_of_pages() -> None:
    code = "import sys, crawlers.extract.pool; print({'trafilatura', 'htmldate', 'docx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
