"""What a crawl of a target would yield now: asked politely, shown with its tags, and not stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawlers.archive import Archive, KnownPage
from crawlers.canonical import canonical_url
from crawlers.document import Document, Skipped
from crawlers.extract.pool import extract_pages
from crawlers.health import TargetRun
from crawlers.plan import EntryPlan, Plan, PlannedPage, Planner
from crawlers.run import run_crawl
from crawlers.spiders.listed import day_of
from crawlers.target import Target
from nlp.tags import TaggedDocument
from stdiplo_scan.wiring import Office

LEAD = 200  # code points of a text that are shown
_COUNTS = 0.5  # score from which a tag is shown
_HAPPENS = ("asserted", "planned")


@dataclass(frozen=True, slots=True)
class PreviewedPage:
    """One listed address: kept or left and why, and, where it was asked for, what it became."""

    url: str
    kept: bool
    reason: str = ""
    detail: str = ""
    asked: bool = False  # by this preview; the others are kept, and beyond its limit
    listed_title: str = ""
    listed_published: str | None = None
    document: Document | None = None
    tagged: TaggedDocument | None = None

    def to_json(self) -> dict[str, Any]:
        """The page for `--json`."""
        found = self.document
        return {
            "url": self.url,
            "kept": self.kept,
            "reason": self.reason or None,
            "detail": self.detail or None,
            "asked": self.asked,
            "listed": {"title": self.listed_title or None, "published": self.listed_published},
            "title": found.title if found else None,
            "published": found.published if found else None,
            "published_from": found.published_from if found else None,
            "language": found.language if found else None,
            "kind": found.kind if found else None,
            "lead": " ".join(found.text[:LEAD].split()) if found else None,
            **tags_json(self.tagged),
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found; `would_ask` is what the next crawl would cost, `asked` what this preview did."""

    target_id: str
    outcome: str
    error: str
    entries: tuple[EntryPlan, ...]
    pages: tuple[PreviewedPage, ...]
    asked: int
    would_ask: dict[str, int]  # entry_points, pages, of which already archived, and seconds at the pace

    def to_json(self) -> dict[str, Any]:
        """The preview for `--json`, one object."""
        return {
            "target": self.target_id,
            "outcome": self.outcome,
            "error": self.error or None,
            "requests": {"asked_now": self.asked, **self.would_ask},
            "entries": [
                {
                    "type": entry.type,
                    "url": entry.url,
                    "responses": entry.responses,
                    "items": entry.items,
                    "complete": entry.complete,
                    "problem": entry.problem or None,
                }
                for entry in self.entries
            ],
            "left": dict(Counter(page.reason for page in self.pages if not page.kept)),
            "pages": [page.to_json() for page in self.pages],
        }


def tags_json(tagged: TaggedDocument | None) -> dict[str, Any]:
    """Countries with their roles, fields and signals likelier than not; empty where nothing was tagged."""
    if tagged is None:
        return {"countries": [], "fields": [], "signals": []}
    return {
        "countries": [
            {"code": tag.value, "role": tag.role} for tag in tagged.of_kind("country") if tag.score >= _COUNTS
        ],
        "fields": [tag.value for tag in tagged.of_kind("field") if tag.score >= _COUNTS],
        "signals": [
            {"type": s.type, "stage": s.stage, "parties": list(s.parties), "japan": s.japan}
            for s in tagged.signals
            if s.score >= _COUNTS and s.modality in _HAPPENS
        ],
    }


def preview_target(
    office: Office, target: Target, *, limit: int = 10, progress: Callable[[str, int], None] | None = None
) -> Preview:
    """What the target, as given, yields now; at most `limit` pages are asked for. Nothing is stored.

    The crawl is a real one into an archive that lasts as long as this call, so robots.txt, pace and all
    refusals hold. Raises JobError on settings that would crawl wrongly.
    """
    crawled = target.model_copy(update={"state": "on", "max_pages": min(limit, target.max_pages)})
    with TemporaryDirectory(prefix="stdiplo-preview-") as folder:
        [run] = run_crawl(
            [crawled],
            Path(folder),
            settings=office.trial_settings,
            on_event=(lambda event: progress(event.target_id, 1)) if progress else None,
        )
        with Archive(Path(folder)) as archive:
            planner = Planner(archive, product=office.crawl_settings.product)
            plan = planner.plan(target)
            read = _read_pages(office, archive)
            left = {item.url: item for item in archive.skipped(run.run_id)}
    pages = _pages(plan, target, read, left)
    return Preview(
        target_id=target.id,
        outcome=run.outcome,
        error=run.error,
        entries=tuple(_as_met(entry, left) for entry in plan.entries),
        pages=tuple(pages),
        asked=run.requests,
        would_ask=_cost(office, target, plan, pages, run),
    )


def _as_met(entry: EntryPlan, left: Mapping[str, Skipped]) -> EntryPlan:
    """The entry point with what it answered, where it gave nothing to read."""
    met = left.get(entry.url) or left.get(canonical_url(entry.url))
    return replace(entry, problem=met.detail) if met is not None and not entry.versions else entry


def _read_pages(
    office: Office, archive: Archive
) -> dict[str, tuple[Document | Skipped, TaggedDocument | None]]:
    """What the pages became, by the canonical address they were asked under."""
    captures = list(archive.captures())
    workers = 0 if len(captures) <= 2 else office.settings.crawl.workers
    pages = (archive.page(capture) for capture in captures)
    found = list(extract_pages(pages, workers=workers, ocr=office.ocr))
    documents = [item for item in found if isinstance(item, Document)]
    tagged = {tags.id: tags for tags in office.tagger.tag(documents)} if documents else {}
    return {
        capture.url: (item, tagged.get(item.id) if isinstance(item, Document) else None)
        for capture, item in zip(captures, found, strict=True)
    }


def _pages(
    plan: Plan,
    target: Target,
    read: dict[str, tuple[Document | Skipped, TaggedDocument | None]],
    left: dict[str, Skipped],
) -> list[PreviewedPage]:
    """Every listed page: those asked for first, then those kept beyond the limit, then those left."""
    pages = []
    kept = sorted(
        (page for page in plan.pages if page.kept), key=lambda page: (page.url not in read, _age(page))
    )
    over = {page.url for page in kept[target.max_pages :]}
    for page in [*kept, *(page for page in plan.pages if not page.kept)]:
        facts: dict[str, Any] = {
            "url": page.url,
            "listed_title": page.listed.title,
            "listed_published": page.listed.published,
        }
        skipped = left.get(page.url)
        if page.url in read:
            became, tags = read[page.url]
            if isinstance(became, Document):
                pages.append(PreviewedPage(kept=True, asked=True, document=became, tagged=tags, **facts))
            else:
                pages.append(
                    PreviewedPage(kept=False, asked=True, reason=became.reason, detail=became.detail, **facts)
                )
        elif not page.kept:
            pages.append(PreviewedPage(kept=False, reason=page.reason or "", detail=page.detail, **facts))
        elif skipped is not None and skipped.reason != "limit":
            pages.append(
                PreviewedPage(kept=False, asked=True, reason=skipped.reason, detail=skipped.detail, **facts)
            )
        elif page.url in over:
            detail = f"max_pages is {target.max_pages}"
            pages.append(PreviewedPage(kept=False, reason="limit", detail=detail, **facts))
        else:
            pages.append(PreviewedPage(kept=True, **facts))
    return pages


def _age(page: PlannedPage) -> int:
    """Days, negated: as a crawl asks, the youngest first."""
    stated = page.listed.published or day_of(page.listed.changed_utc)
    return -datetime.fromisoformat(stated).toordinal() if stated else 0


def _cost(
    office: Office, target: Target, plan: Plan, pages: Sequence[PreviewedPage], run: TargetRun
) -> dict[str, int]:
    """The requests of the next crawl: what the archive knows and need not see again is not counted."""
    kept = [page for page in pages if page.kept or page.asked]
    known = _known(office, [page.url for page in kept])
    listed = {page.url: page.listed for page in plan.pages}
    now = datetime.now(UTC)
    settled = 0
    for page in kept:
        held = known.get(page.url)
        if held is None:
            continue
        changed = listed[page.url].changed_utc[:10] if page.url in listed else ""
        days = (now - datetime.fromisoformat(held.first_utc)).days
        settled += changed < held.last_utc[:10] if changed else days > target.revisit_days
    answers = sum(entry.responses for entry in plan.entries)
    robots = sum(
        count
        for name, count in run.counters.items()
        if name.startswith("robots/") and name != "robots/disallowed"
    )
    asked = len(kept) - settled
    return {
        "entry_points": answers,
        "robots": robots,
        "pages": asked,
        "pages_known": len(known),
        "seconds": round((answers + robots + asked) * target.delay_s),
    }


def _known(office: Office, urls: Sequence[str]) -> dict[str, KnownPage]:
    """What the office's archive already has; an office without one has nothing."""
    folder = office.folder / "archive"
    if not (folder / "ledger.sqlite").is_file():
        return {}
    with Archive(folder) as archive:
        found = ((url, archive.known(url)) for url in urls)
        return {url: held for url, held in found if held is not None}
