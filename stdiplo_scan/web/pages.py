"""The pages: a request becomes stored records, and these become HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import get_args
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from crawlers.health import FAULTS
from index.errors import DigestMissing, DocumentMissing, StoreError
from index.hits import Hit
from index.reads import Reads
from index.records import StoredDigest, StoredDocument
from index.revisions import RevisionDiff, compare_versions
from reports.editions import edition_rank
from reports.errors import DigestError
from reports.render import digest_css, page_charts, render, render_body, render_pdf
from stdiplo_scan.cost import DAYS, Cost, cost_of_targets
from stdiplo_scan.health import Judged, health_of_targets
from stdiplo_scan.web import show
from stdiplo_scan.web.alert_forms import AlertForms
from stdiplo_scan.web.alert_pages import AlertPages
from stdiplo_scan.web.choices import Choices, Holdings
from stdiplo_scan.web.correction_pages import Correcting, CorrectionPages, correcting, signal_key
from stdiplo_scan.web.finding import SearchPages
from stdiplo_scan.web.frame import Frame, page_language, wants_part
from stdiplo_scan.web.reader import reader_of
from stdiplo_scan.web.refusals import in_language
from stdiplo_scan.web.register_pages import RegisterPages
from stdiplo_scan.web.similar_pages import SimilarPages
from stdiplo_scan.web.topic_pages import TopicPages
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office

STORY_SHOWN = 12
SIMILAR_SHOWN = 5
SKIPPED_COUNTED = 20_000
DOWNLOADS = {
    "html": "text/html",
    "pdf": "application/pdf",
    "md": "text/markdown",
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "atom": "application/atom+xml",
}


class Pages:
    """All pages of one office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.frame = Frame.of(office.settings)
        self.holdings = Holdings(office.store)
        self.choices = {language: Choices(office, self.holdings, language) for language in get_args(Language)}
        self._health: tuple[object, list[Judged]] | None = None
        self.alerts = AlertPages(office, self.frame)
        self.topics = TopicPages(office, self.frame)
        self.registers = RegisterPages(office, self.frame)
        self.finding = SearchPages(office, self.frame, self.holdings, self.choices)
        self.similar = SimilarPages(office, self.frame, self.finding)
        self.saving = AlertForms(office, self.frame, self.finding)
        self.corrections = CorrectionPages(office, self._document)

    # -- documents

    def document(self, request: Request) -> Response:
        """One document: its text with the evidence marked, its tags and signals, its story and its like."""
        document_id = request.path_params["document_id"]
        asked = request.query_params.get("version", "")
        if asked and not (asked.isascii() and asked.isdecimal()):
            raise HTTPException(400, f"version: is {asked[:40]!r}; wanted a number, e.g. 1")
        return self._document(request, document_id, version=int(asked[:9]) if asked else None)

    def _document(
        self,
        request: Request,
        document_id: str,
        correction: Correcting | None = None,
        *,
        version: int | None = None,
    ) -> Response:
        """The page of one version; `correction` where a form was sent that could not be taken."""
        try:
            stored = self.office.store.document(document_id, version)
        except DocumentMissing as error:
            raise HTTPException(404, str(error)) from error
        by = request.query_params.get("by", "")[:80]
        current = stored.version == stored.versions[-1]
        if correction is None and current:
            correction = correcting(self.office, stored, sent={"author": by} if by else {}, saved=bool(by))
        document = stored.document
        content, title_end = document.content, len(document.title)
        evidence = _evidence(stored)
        story, told = self._story(stored)
        page = self.frame.page(
            request,
            "document.html",
            status=400 if correction is not None and correction.problem else 200,
            section="search",
            correcting=correction,
            signal_key=signal_key,
            choices=self.choices[page_language(request)],
            stored=stored,
            document=document,
            current=stored.versions[-1],
            title=show.annotate(content, 0, title_end, evidence),
            paragraphs=[
                (show.annotate(content, *place, evidence), _spoken(stored, place[0]))
                for place in show.paragraphs(content, title_end + 2, len(content))
            ],
            signals=sorted(stored.signals, key=lambda signal: not signal.telling()),
            countries=[tag for tag in stored.tags if tag.kind == "country"],
            fields=[tag for tag in stored.tags if tag.kind == "field"],
            organisations=[tag for tag in stored.tags if tag.kind == "organisation"],
            terms=[tag for tag in stored.tags if tag.kind == "term"],
            content=content,
            revision=self._revision(stored),
            copies=self.office.store.copies(document.id),
            story=story,
            story_more=told - len(story),
            similar=self._similar(document.id, {other.document.id for other in story}),
        )
        opened = (document.id, reader_of(request) if stored.version == stored.versions[-1] else "")
        page.background = BackgroundTask(self._count_opening, *opened)  # nobody waits for the writer
        return page

    def _count_opening(self, document_id: str, reader: str) -> None:
        """One more opening today, for cost against use, by nobody in particular; where a reader gave a name,
        the document is read. A busy store is no reason to show no page.
        """
        with suppress(StoreError):
            today = datetime.now(ZoneInfo(self.office.settings.timezone)).date()
            self.office.store.count_opening(document_id, today)
            if reader:
                Reads(self.office.store).mark(reader, [document_id])

    def _revision(self, stored: StoredDocument) -> RevisionDiff | None:
        """What this version says otherwise than the one before it; None of the first."""
        earlier = [number for number in stored.versions if number < stored.version]
        if not earlier:
            return None
        return compare_versions(self.office.store.document(stored.document.id, earlier[-1]), stored)

    def _story(self, stored: StoredDocument) -> tuple[list[StoredDocument], int]:
        """The other documents of a document's story, its first teller first, and how many there are."""
        members = self.office.store.story_members(stored.story_id or stored.document.id)
        others = [member for member in members if member != stored.document.id]
        found = self.office.store.documents_by_id(others[:STORY_SHOWN])
        return [found[member] for member in others if member in found], len(others)

    def _similar(self, document_id: str, known: set[str]) -> list[Hit]:
        """The nearest documents that tell something else."""
        with self.finding.searching:
            self.office.take_up_changes()
            hits = self.office.searcher.similar(document_id, limit=SIMILAR_SHOWN + len(known)).hits
        return [hit for hit in hits if hit.document not in known][:SIMILAR_SHOWN]

    # -- digests

    def digests(self, request: Request) -> Response:
        """All digests, newest week first, an edition a line with its languages."""
        weeks = []
        for week, of_week in groupby(self.office.store.digests(), key=lambda digest: digest.week):
            editions: dict[str, list[StoredDigest]] = {}
            for digest in of_week:
                editions.setdefault(digest.edition, []).append(digest)
            rows = sorted(editions.items(), key=lambda pair: edition_rank(pair[0]))
            weeks.append((week, [(edition, _own_first(of, page_language(request))) for edition, of in rows]))
        return self.frame.page(request, "digests.html", section="digests", weeks=weeks, downloads=DOWNLOADS)

    def digest(self, request: Request) -> Response:
        """One digest as it was built; the address may ask for its other language, and is then led there."""
        stored = self._digest(request)
        siblings = self.office.store.digests(edition=stored.edition, week=stored.week)
        asked = request.query_params.get("lang")
        if asked and asked != stored.language:
            for other in siblings:
                if other.language == asked:
                    return RedirectResponse(f"/digests/{quote(other.id, safe='')}?lang={asked}", 303)
        language = page_language(request) if asked or stored.language not in get_args(Language) else None
        links = {"document_url": f"/documents/{{id}}?lang={language or stored.language}"}
        return self.frame.page(
            request,
            "digest.html",
            section="digests",
            language=language or stored.language,
            digest=stored,
            siblings=siblings,
            downloads=DOWNLOADS,
            # every value in it was escaped by the templates of reports.render
            body=Markup(show.plain(render_body({**stored.body, **links}, page_charts(stored.body)))),  # noqa: S704
        )

    def download(self, request: Request) -> Response:
        """A digest as a file in one of DOWNLOADS."""
        form = request.path_params["form"]
        if form not in DOWNLOADS:
            raise HTTPException(404, f"format: is {form[:40]!r}; wanted one of {', '.join(DOWNLOADS)}")
        stored = self._digest(request)
        name = quote(f"{stored.id}.{form}", safe="")
        try:
            pdf = render_pdf(stored.body) if form == "pdf" else b""
        except DigestError as error:
            raise HTTPException(501, str(error)) from error
        return Response(
            pdf or render(stored.body, form).encode("utf-8", "replace"),
            media_type=DOWNLOADS[form] + ("" if form == "pdf" else "; charset=utf-8"),
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )

    def _digest(self, request: Request) -> StoredDigest:
        try:
            return self.office.store.digest(request.path_params["digest_id"])
        except DigestMissing as error:
            raise HTTPException(404, str(error)) from error

    def digest_style(self, _request: Request) -> Response:
        """The style sheet of digests."""
        return Response(digest_css(), media_type="text/css")

    # -- sources

    def sources(self, request: Request) -> Response:
        """Every target: is it well, and if it is silent, whose silence is that? Those to mend come first."""
        skipped = self._skipped()
        judged, costs = self._judged(), cost_of_targets(self.office)
        judged.sort(key=lambda one: FAULTS.index(one.health.condition) if one.health.faulty else len(FAULTS))
        rows = [
            {
                "target": one.target,
                "health": one.health,
                "last": one.last,
                "faulty": one.health.faulty,
                "cost": costs.get(one.target.id, Cost(one.target.id)),
                "skipped": (
                    skipped[one.target.id] + Counter(one.last.skipped if one.last else {})
                ).most_common(),
            }
            for one in judged
        ]
        faulty = sum(bool(row["faulty"]) for row in rows)
        return self.frame.page(
            request, "sources.html", section="sources", rows=rows, faulty=faulty, days=DAYS
        )

    def _judged(self) -> list[Judged]:
        """How the targets stand, worked out again once there are new runs, documents or edits."""
        now = self.office.store.revision, self.office.store.newest_run, self.office.targets
        if self._health is None or self._health[0] != now:
            self._health = now, health_of_targets(self.office)
        return list(self._health[1])

    def _skipped(self) -> dict[str, Counter[str]]:
        """Pages that were read but left out, by target and reason."""
        counted: dict[str, Counter[str]] = {target: Counter() for target in self.office.targets}
        after, seen = "", 0
        while (page := self.office.store.skipped(after_url=after)) and seen < SKIPPED_COUNTED:
            for item in page:
                if item.reason != "http_error":  # pages that are gone: the crawl's own record counts them
                    counted.setdefault(item.target_id or "", Counter())[item.reason] += 1
            after, seen = page[-1].url, seen + len(page)
        return counted

    # -- the rest

    def health(self, _request: Request) -> Response:
        """Says ok where the store can be read."""
        self.office.store.revision  # noqa: B018 - read to see whether it can be
        return PlainTextResponse("ok\n")

    def error(self, request: Request, status: int, detail: str = "") -> HTMLResponse:
        """What is wrong and what to do, in the site's own frame and in both languages."""
        known = status if status in (400, 404, 405, 503) else 404 if 400 <= status < 500 else 500
        template = "error_part.html" if wants_part(request) else "error.html"
        return self.frame.page(
            request,
            template,
            status=status,
            title_key=f"error_{known}",
            cure_key=f"cure_{known}",
            detail=in_language(detail, words(page_language(request))),
        )


def _own_first(digests: Iterable[StoredDigest], language: Language) -> list[StoredDigest]:
    return sorted(digests, key=lambda digest: (digest.language != language, digest.language))


def _spoken(stored: StoredDocument, place: int) -> str:
    """The language of the passage at a place of a mixed page; "" where it is the page's own."""
    held = next((one.language for one in stored.passages if one.start <= place < one.end), "")
    return "" if held == stored.document.language else held


def _evidence(stored: StoredDocument) -> show.Evidence:
    words = [place for tag in stored.tags if tag.kind != "term" for place in tag.evidence]
    return show.Evidence.of(
        len(stored.document.content),
        [signal.evidence for signal in stored.signals],
        words,
        [passage.start for passage in stored.passages],
    )
