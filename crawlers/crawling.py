"""A crawl in the background, whose captures are read while it goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawlers.archive import Archive, Capture
from crawlers.health import TargetRun
from crawlers.job import CrawlEvent, CrawlSettings, Watched
from crawlers.run import run_crawl
from crawlers.target import Target

_LOOK_S = 0.2  # how often the archive is looked at for more


class Crawling:
    """Starts the crawl at once; it ends with this process. `run_crawl` says what it does and raises."""

    def __init__(
        self,
        targets: Sequence[Target],
        archive_folder: Path,
        *,
        settings: CrawlSettings | None = None,
        on_event: Callable[[CrawlEvent], None] | None = None,
        watched: Watched | None = None,
    ) -> None:
        """`on_event` is called in another thread than this one."""
        self._runs: list[TargetRun] = []
        self._error: BaseException | None = None

        def crawl() -> None:
            try:
                self._runs = run_crawl(
                    targets, archive_folder, settings=settings, on_event=on_event, watched=watched
                )
            except BaseException as error:  # told where the runs are asked for
                self._error = error

        self._thread = threading.Thread(target=crawl, name="crawl", daemon=True)
        self._thread.start()

    def captures(self, archive: Archive, after: int = 0) -> Iterator[Capture]:
        """Pages with an id above `after`, by id, as they come, until the crawl has ended."""
        last = after
        while True:
            ended = not self._thread.is_alive()
            for capture in archive.captures(after=last):
                last = capture.id
                yield capture
            if ended:
                return
            time.sleep(_LOOK_S)

    def runs(self) -> list[TargetRun]:
        """One record a target, once the crawl has ended. Raises what the crawl raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._runs
