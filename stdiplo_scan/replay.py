"""The last weeks once more with a target changed: from the archive, without any request, stored nowhere.

Both the target as it is and the target as changed are read again in the same way, so whatever differs comes
of the changes alone. The digests are built in a copy of the store that lasts as long as the replay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crawlers.archive import Archive, Capture, utc_text
from crawlers.document import Document, Hints, RawPage, Skipped, document_id
from crawlers.extract.pool import extract_pages
from crawlers.plan import EntryPlan, Plan, PlannedPage, Planner
from crawlers.target import Target
from index.store import Store
from index.stories import assign_stories
from reports.new_terms import count_terms
from reports.week import Week
from stdiplo_scan.desk import edited_body
from stdiplo_scan.digests import newest_week, view_week, week_inputs
from stdiplo_scan.health import health_of_targets
from stdiplo_scan.jobs import Tally, index_documents
from stdiplo_scan.replay_limits import Limits, LimitsReplay, Side
from stdiplo_scan.settings import SettingsError
from stdiplo_scan.wiring import Office

_FACTS = ("title", "published", "language", "kind", "country")


@dataclass(frozen=True, slots=True)
class ReplayedDocument:
    """A document that the changes bring or cost."""

    url: str
    title: str
    published: str | None
    why: str = ""  # of a lost one: why it is left now; of a gained one: why it was left before
    archived: bool = True  # False: its page was never fetched, so that only its listed title is known


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A document that stays and reads otherwise: by name, the fact before and after."""

    url: str
    title: str
    facts: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class DigestChange:
    """A digest entry that comes, goes or reads otherwise."""

    week: str
    edition: str
    change: Literal["added", "gone", "changed"]
    story: str
    before: str  # its headline; empty where there was none
    after: str
    documents: tuple[str, ...]  # those that came or went within it


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands under its thresholds."""

    condition: str
    low: int  # documents a week that are to be expected
    high: int
    next_visit: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """All that the changes would have done to the weeks looked at."""

    target_id: str
    weeks: tuple[str, ...]
    entries: tuple[EntryPlan, ...]  # of the changed target
    listed: dict[Side, int]
    kept: dict[Side, int]
    limits: LimitsReplay
    standing: dict[Side, Standing]  # today's health by the runs that were; empty without a store
    gained: tuple[ReplayedDocument, ...]
    lost: tuple[ReplayedDocument, ...]
    changed: tuple[ChangedDocument, ...]
    digest: tuple[DigestChange, ...]
    outside: int  # documents that came or went, published before the first of the weeks

    def to_json(self) -> dict[str, Any]:
        """The replay for `--json`, one object."""
        return asdict(self)


@dataclass(slots=True)
class _Differences:
    """Addresses that the two plans treat otherwise, and what each side makes of them."""

    plans: dict[Side, Plan]
    pages: dict[Side, dict[str, Document | Skipped]]
    gained: list[ReplayedDocument] = field(default_factory=list)
    lost: list[ReplayedDocument] = field(default_factory=list)
    changed: list[ChangedDocument] = field(default_factory=list)


def replay_target(office: Office, target: Target, changed: Target, *, weeks: int) -> Replay:
    """What the last `weeks` complete weeks, and the days since, would have been with the target changed.

    Raises SettingsError where the office has no archive yet.
    """
    if not (office.folder / "archive" / "ledger.sqlite").is_file():
        raise SettingsError(
            f"{office.folder}/archive: holds nothing yet; wanted the answers of earlier crawls; "
            "run `stdiplo-scan crawl` first, or use `targets preview`"
        )
    newest = newest_week(office)
    span = (*newest.before(weeks - 1), newest)
    zone = ZoneInfo(office.settings.timezone)
    since_utc = utc_text(datetime.combine(span[0].start, time(), zone))
    with Archive(office.folder / "archive") as archive:
        planner = Planner(archive, since_utc=since_utc, product=office.crawl_settings.product)
        targets: dict[Side, Target] = {"before": target, "after": changed}
        listed: dict[Side, Plan] = {side: planner.plan(one) for side, one in targets.items()}
        limits = Limits(archive, targets, listed, since_utc)
        plans = limits.plans
        pages: dict[Side, dict[str, Document | Skipped]] = {"before": {}, "after": {}}
        jobs = list(_jobs(archive, planner, targets, limits, span[0]))
        workers = 0 if len(jobs) <= 2 else office.settings.crawl.workers
        found = extract_pages((page for _, _, page in jobs), workers=workers)
        for (side, url, _), item in zip(jobs, found, strict=True):
            pages[side][url] = item
    found_out = _Differences(plans, pages)
    _compare(found_out)
    first = span[0].start.isoformat()
    moved = (*found_out.gained, *found_out.lost)
    inside = [one for one in moved if not one.published or one.published >= first]
    return Replay(
        target_id=target.id,
        weeks=tuple(map(str, span)),
        entries=plans["after"].entries,
        listed={"before": len(plans["before"].pages), "after": len(plans["after"].pages)},
        kept={"before": len(plans["before"].kept), "after": len(plans["after"].kept)},
        limits=limits.compare(),
        standing=_standings(office, targets),
        gained=tuple(one for one in found_out.gained if one in inside),
        lost=tuple(one for one in found_out.lost if one in inside),
        changed=tuple(found_out.changed),
        digest=tuple(_digest_changes(office, changed, span, found_out)),
        outside=len(moved) - len(inside) + _old_ones_lost(plans, pages["before"], first),
    )


def _old_ones_lost(plans: Mapping[Side, Plan], read: Mapping[str, object], first: str) -> int:
    """How many pages of before the weeks are kept no more; they are not read again."""
    lost = plans["before"].kept.keys() - plans["after"].kept.keys() - read.keys()
    days = (plans["before"].kept[url].listed.published for url in lost)
    return sum(day is not None and day < first for day in days)


def _jobs(
    archive: Archive,
    planner: Planner,
    targets: Mapping[Side, Target],
    limits: Limits,
    first: Week,
) -> Iterator[tuple[Side, str, RawPage]]:
    """The archived pages to be read again: only where the two sides differ, and not what is listed as old."""
    before, after = limits.plans["before"].kept, limits.plans["after"].kept
    sides: tuple[tuple[Side, Mapping[str, PlannedPage]], ...] = (("before", before), ("after", after))
    for url in sorted({*before, *after}):
        hints: dict[Side, Hints] = {
            side: planner.hints(targets[side], kept[url]) for side, kept in sides if url in kept
        }
        captures = [capture for capture in planner.captures(url) if capture.role == "page"]
        answers = {side: limits.answer(side, url, captures) for side in hints}
        if len(hints) == 2 and hints["before"] == hints["after"] and answers["before"] == answers["after"]:
            continue
        if all(one.published and one.published < first.start.isoformat() for one in hints.values()):
            continue
        for side, one in hints.items():
            if answer := answers[side]:
                yield side, url, _page(archive, answer, one)
            elif text := {"before": before, "after": after}[side][url].listed.text:
                yield (
                    side,
                    url,
                    RawPage(url, text.encode("utf-8", "replace"), "text/plain; charset=utf-8", hints=one),
                )


def _page(archive: Archive, capture: Capture, hints: Hints) -> RawPage:
    return replace(archive.page(capture), hints=hints)


def _compare(differences: _Differences) -> None:
    """Notes documents gained, lost and changed; one that is known under two addresses is lost with both."""
    before, after = differences.plans["before"], differences.plans["after"]
    left = {
        side: {page.url: f"{page.reason}: {page.detail}".rstrip(": ") for page in plan.pages if not page.kept}
        for side, plan in differences.plans.items()
    }
    gained, lost, changed = differences.gained, differences.lost, differences.changed
    read_before, read_after = differences.pages["before"], differences.pages["after"]
    ids_after = {item.id for item in read_after.values() if isinstance(item, Document)}
    ids_before = {item.id for item in read_before.values() if isinstance(item, Document)}
    for url in sorted({*before.kept, *after.kept}):
        was, now = read_before.get(url), read_after.get(url)
        if url in before.kept and url in after.kept:
            if isinstance(was, Document) and isinstance(now, Document):
                facts = _facts(was, now)
                if facts:
                    changed.append(ChangedDocument(url, now.title, facts))
            continue
        if url in after.kept and isinstance(now, Document) and now.id not in ids_before:
            gained.append(_gained(url, now, left["before"]))
        elif url in after.kept and now is None and url not in before.kept:
            listed = after.kept[url].listed
            gained.append(
                ReplayedDocument(
                    url, listed.title, listed.published, left["before"].get(url, "not listed"), archived=False
                )
            )
        elif url in before.kept and isinstance(was, Document) and was.id not in ids_after:
            why = left["after"].get(url, "not listed")
            lost.append(ReplayedDocument(was.url, was.title, was.published, why))


def _gained(url: str, found: Document, left: Mapping[str, str]) -> ReplayedDocument:
    return ReplayedDocument(found.url, found.title, found.published, left.get(url, "not listed"))


def _facts(was: Document, now: Document) -> dict[str, tuple[str | None, str | None]]:
    return {
        name: (getattr(was, name), getattr(now, name))
        for name in _FACTS
        if getattr(was, name) != getattr(now, name)
    }


def _standings(office: Office, targets: Mapping[Side, Target]) -> dict[Side, Standing]:
    if not _has_store(office):
        return {}
    found: dict[Side, Standing] = {}
    for side, target in targets.items():
        judged = health_of_targets(office, changed=target)
        row = next(one for one in judged if one.target.id == target.id).to_json()
        expected = row["expected"]
        found[side] = Standing(row["condition"], expected["low"], expected["high"], row["next_visit"])
    return found


# --- digests


def _digest_changes(
    office: Office, changed: Target, weeks: Sequence[Week], differences: _Differences
) -> list[DigestChange]:
    """What changes in the digests of every edition that the office builds.

    Headlines are in the office's first language: which entries an edition has does not hang on the language.
    """
    gained, lost, altered = differences.gained, differences.lost, differences.changed
    if not (gained or lost or altered) or not _has_store(office):
        return []
    after = differences.pages["after"]
    fresh = [item for item in after.values() if isinstance(item, Document)]
    fresh += [
        Document(
            id=document_id(one.url), url=one.url, title=one.title, text="", language=changed.languages[0],
            published=one.published, published_from="feed" if one.published else "unknown",
            published_confidence=0.9 if one.published else 0.0, fetched_utc=utc_text(datetime.now(UTC)),
            kind="news", country=changed.country, target_id=changed.id,
        )
        for one in gained
        if not one.archived and one.title
    ]  # fmt: skip
    gone = {one.url for one in lost} | {one.url for one in altered}
    with TemporaryDirectory(prefix="stdiplo-replay-") as folder, _scratch(office, Path(folder)) as scratch:
        before = _entries(scratch, weeks)
        ids = {found for url in gone for found in scratch.store.ids_at_url(url)}
        held = scratch.store.documents_by_id([*ids, *(item.id for item in fresh)])
        others = {key for key, one in held.items() if one.document.target_id not in (changed.id, None)}
        fresh = [item for item in fresh if item.id not in others]  # another target brings them anyway
        scratch.store.remove_documents(sorted(held.keys() - others))
        scratch.store.add_targets([changed.model_dump(mode="json")])
        index_documents(scratch, fresh, Tally())
        assign_stories(scratch.store)
        now = _entries(scratch, weeks)
    return [
        change for place, entries in before.items() for change in _entry_changes(*place, entries, now[place])
    ]


def _has_store(office: Office) -> bool:
    return bool(office.settings.store_url) or (office.folder / "store.db").is_file()


class _scratch:  # noqa: N801 - used as a with statement's word
    """An office over a copy of the store in another folder, with the models of the real one."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office = office
        self._folder = folder

    def __enter__(self) -> Office:
        place = self._folder / "store.db"
        self._office.store.backup(place)
        self._scratch = Office(self._folder, self._office.settings.model_copy(update={"store_url": ""}))
        vars(self._scratch).update(
            store=Store.open(place),
            embedder=self._office.embedder,
            tagger=self._office.tagger,
            glossary=self._office.glossary,
        )
        return self._scratch

    def __exit__(self, *_: object) -> None:
        self._scratch.store.close()


def _entries(office: Office, weeks: Sequence[Week]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """By week and edition the entries of the digest, approved ones too as they would be built now."""
    digest = office.settings.digest
    found = {}
    for week in weeks:
        view = view_week(office, week)
        inputs, terms = week_inputs(office, view), count_terms(view.facts, view.coverage)
        for edition in digest.editions:
            body = edited_body(office, inputs, edition, digest.languages[0], trends=view.trends, terms=terms)
            found[str(week), edition] = list(body["entries"])
    return found


def _entry_changes(
    week: str, edition: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[DigestChange]:
    """Entries that pair up tell the same story, or share a document."""
    unpaired = list(after)
    for old in before:
        new = next((one for one in unpaired if one["story"] == old["story"]), None) or next(
            (one for one in unpaired if _documents(one) & _documents(old)), None
        )
        if new is None:
            gone = tuple(sorted(_documents(old)))
            yield DigestChange(week, edition, "gone", old["story"], old["headline"], "", gone)
            continue
        unpaired.remove(new)
        moved = tuple(sorted(_documents(old) ^ _documents(new)))
        if moved or old["headline"] != new["headline"]:
            yield DigestChange(
                week, edition, "changed", new["story"], old["headline"], new["headline"], moved
            )
    for new in unpaired:
        documents = tuple(sorted(_documents(new)))
        yield DigestChange(week, edition, "added", new["story"], "", new["headline"], documents)


def _documents(entry: Mapping[str, Any]) -> set[str]:
    return {str(report["document"]) for report in (entry["lead"], *entry["reported_by"])}
