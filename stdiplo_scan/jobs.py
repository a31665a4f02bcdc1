"""The jobs of the weekly line: crawl, read the archive, index, group into stories; each safe to run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import tee
from typing import Any, TypeVar

from crawlers.archive import Capture
from crawlers.crawling import Crawling
from crawlers.document import Document, RawPage, Skipped
from crawlers.extract.pool import extract_pages
from crawlers.health import TargetRun
from crawlers.run import run_crawl
from crawlers.target import Target
from index.records import Entry
from index.rows import storable_document
from index.stories import assign_stories
from stdiplo_scan.entries import make_entries
from stdiplo_scan.headlines import read_headlines
from stdiplo_scan.watched_pages import store_runs, watched_pages
from stdiplo_scan.wiring import Office

BATCH = 32  # documents in one transaction: what a kill can cost

Progress = Callable[[str, int], None]  # what is being done, and how many more are done


def silent(_what: str, _count: int) -> None:
    """No progress shown."""


@dataclass(slots=True)
class Tally:
    """What happened to the documents of a job."""

    outcomes: Counter[str] = field(default_factory=Counter)  # new, revised, unchanged
    skipped: Counter[str] = field(default_factory=Counter)  # by reason
    passages: int = 0

    @property
    def documents(self) -> int:
        """All documents that were read."""
        return self.outcomes.total()

    def add(self, other: Tally) -> None:
        """Count another job's documents with these."""
        self.outcomes.update(other.outcomes)
        self.skipped.update(other.skipped)
        self.passages += other.passages

    def to_json(self) -> dict[str, Any]:
        """The counts, for `--json`."""
        return {
            "documents": self.documents,
            "outcomes": dict(self.outcomes),
            "skipped": dict(self.skipped),
            "passages": self.passages,
        }


Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`, in order."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def prepare_entries(office: Office, documents: Sequence[Document]) -> list[Entry]:
    """The documents tagged, cut into passages and embedded."""
    return make_entries(office.embedder, office.glossary, documents, office.tagger.tag(documents))


def index_documents(
    office: Office,
    found: Sequence[Document | Skipped],
    tally: Tally,
    *,
    archive_cursor: int | None = None,
) -> None:
    """Store one batch in one transaction; documents that the store holds already cost nothing."""
    documents = [item for item in found if isinstance(item, Document)]
    skipped = [item for item in found if isinstance(item, Skipped)]
    fresh = documents_to_store(office, documents)
    entries = prepare_entries(office, fresh) if fresh else []
    # The skipped go first: they may be written twice, but the cursor must not pass them unwritten.
    office.store.add_skipped(skipped)
    outcomes = office.store.add(
        entries,
        model_id=office.embedder.model_id,
        reading=office.glossary.version,
        archive_cursor=archive_cursor,
    )
    tally.outcomes.update(outcomes)
    tally.outcomes["unchanged"] += len(documents) - len(fresh)
    tally.skipped.update(item.reason for item in skipped)
    tally.passages += sum(len(entry.passages) for entry in entries)


def documents_to_store(office: Office, documents: Sequence[Document]) -> list[Document]:
    """Those whose text, date, target, publisher or address the store does not hold yet.

    A print view, or another address of a page that was itself asked for, adds its address to the page's
    document and never a version.
    """
    storable = [storable_document(document) for document in documents]
    stored = office.store.documents_by_id([document.id for document in storable])
    pages = {one.id: one for one, given in zip(storable, documents, strict=True) if not given.is_view}
    fresh = []
    for document, given in zip(storable, documents, strict=True):
        known = stored.get(document.id)
        if given.is_view and office.archive.known(document.url) is not None:
            page = pages.get(document.id) or (known.document if known is not None else document)
            document = replace(page, other_urls=document.other_urls)
        if (
            known is None
            or known.document.digest != document.digest
            or known.document.published != document.published
            or known.document.target_id != document.target_id
            or known.document.country != document.country
            or not {document.url, *document.other_urls} <= {known.document.url, *known.document.other_urls}
        ):
            fresh.append(document)
    return fresh


def crawl_targets(office: Office, targets: Sequence[Target], progress: Progress = silent) -> list[TargetRun]:
    """Visit the targets; what they gave is in the archive, what each did is in the store."""
    runs = run_crawl(
        targets,
        office.folder / "archive",
        settings=office.crawl_settings,
        on_event=lambda event: progress(event.target_id, 1),
        watched=watched_pages(office, targets),
    )
    in_force = {**office.targets, **{target.id: target for target in targets}}
    office.store.add_targets(target.model_dump(mode="json") for target in in_force.values())
    store_runs(office, runs)
    return runs


def crawl_and_read(
    office: Office, targets: Sequence[Target], progress: Progress = silent
) -> tuple[list[TargetRun], Tally]:
    """Visit the targets, and store what they give while that goes on."""
    crawling = Crawling(
        targets,
        office.folder / "archive",
        settings=office.crawl_settings,
        on_event=lambda event: progress(event.target_id, 1),
        watched=watched_pages(office, targets),
    )
    captures = crawling.captures(office.archive, office.store.archive_cursor)
    tally = _read(office, captures, progress)
    runs = crawling.runs()
    office.store.add_targets(target.model_dump(mode="json") for target in targets)
    store_runs(office, runs)
    return runs, tally


def read_archive(office: Office, progress: Progress = silent) -> Tally:
    """Turn captures that were not read yet into stored documents, in the order of the archive."""
    return _read(office, office.archive.captures(after=office.store.archive_cursor), progress)


def _read(office: Office, found_captures: Iterable[Capture], progress: Progress) -> Tally:
    tally = Tally()
    captures, shadows = tee(found_captures)
    pages = (page_of(office, capture) for capture in captures)
    found = extract_pages(pages, workers=office.settings.crawl.workers, ocr=office.ocr)
    for batch in in_batches(zip(shadows, found, strict=True), BATCH):
        documents = [document for _, document in batch]
        index_documents(office, documents, tally, archive_cursor=batch[-1][0].id)
        progress("read", len(batch))
    return tally


def page_of(office: Office, capture: Capture) -> RawPage:
    """A capture as extraction reads it."""
    return office.archive.page(capture)


def ingest_documents(
    office: Office, found: Iterable[Document | Skipped], progress: Progress = silent
) -> Tally:
    """Store documents that came as files or rows."""
    tally = Tally()
    for batch in in_batches(found, BATCH):
        index_documents(office, batch, tally)
        progress("ingest", len(batch))
    return tally


def finish_index(office: Office) -> None:
    """Group documents into stories and bring the vector index to the store's revision."""
    assign_stories(office.store, read_headlines=partial(read_headlines, office.embedder, office.glossary))
    if office.vectors.refresh():
        office.vectors.keep()
