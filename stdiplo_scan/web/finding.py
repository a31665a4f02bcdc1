"""The search page: a question with its filters becomes hits, and what they may be narrowed by."""

from __future__ import annotations

import shlex
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import get_args

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.facets import Facets
from index.hits import Hit, Results
from index.reads import Reads
from index.records import StoredDigest
from index.search import Query, SearchError
from nlp.tags import Range, Signal
from reports.editions import EDITIONS
from stdiplo_scan.asking import stray_prefixes, write_question
from stdiplo_scan.export import MEDIA, Export, Form
from stdiplo_scan.web.choices import Choices, Holdings
from stdiplo_scan.web.examples import EXAMPLES
from stdiplo_scan.web.form import MOST, STEP, SearchForm, read_form
from stdiplo_scan.web.frame import Frame, page_language, wants_part
from stdiplo_scan.web.loosening import Way, ways_out
from stdiplo_scan.web.reader import reader_of, remember_reader
from stdiplo_scan.web.refusals import refusal
from stdiplo_scan.web.show import local_time
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office
from stdiplo_scan.word_notes import Note, WordNotes

EXPORTED = 500  # hits in a file
_STAMP = str.maketrans({"-": None, ":": None, " ": "-"})
COUNTED_UNASKED = 50_000  # documents that a search leaves up to which its facets come unasked
_COUNTED = 64  # questions whose facets are remembered


class SearchPages:
    """The pages that search one office's store."""

    def __init__(
        self, office: Office, frame: Frame, holdings: Holdings, choices: Mapping[Language, Choices]
    ) -> None:
        self.office = office
        self.searching = Lock()  # the model and its office are made once, and embed one question at a time
        self._frame = frame
        frame.environment.globals["proofs_in"] = proofs_in
        self._holdings = holdings
        self.choices = choices
        self._facets: OrderedDict[tuple[int, Query], Facets] = OrderedDict()

    def search(self, request: Request) -> Response:
        """The question, its filters and the passages that answer; the results alone for htmx."""
        language = page_language(request)
        choices = self.choices[language]
        form, problems = read_form({"reader": reader_of(request), **request.query_params}, choices, language)
        results = None
        facets: Facets = {}
        if form.asked and not problems:
            try:
                results, facets = self._find(form)
            except SearchError as error:
                problems = [refusal(error, choices, words(language))]
        page = self._frame.page(
            request,
            "results_part.html" if wants_part(request) else "search.html",
            status=400 if problems else 200,
            section="search",
            form=form,
            choices=choices,
            active=form.active(choices, language),
            problems=problems,
            results=results,
            searched=datetime.now(UTC).isoformat(),
            told=sum(1 + len(hit.others) for hit in results.hits) if results else 0,
            stray=self._stray(form, language),
            ways=[] if results is None or results.hits else self._ways(form, language),
            facets=form.facets(facets, choices, language),
            more=_more(form, results),
            exports=get_args(Form),
            most=MOST,
            hits=self.shown(results, form.query(self.office).text, language) if results else [],
            counts=self._holdings.counts() if results is None else {},
            digest=self._latest_digest(language) if results is None else None,
            examples=EXAMPLES[language],
            reads=self._reads(form, results),
        )
        remember_reader(request, page)
        if not problems:
            page.headers["HX-Push-Url"] = form.address(language)
        return page

    def export(self, request: Request) -> Response:
        """The hits of a question as a file: csv, xlsx or json."""
        language = page_language(request)
        wanted = request.path_params["form"]
        forms = {form: form for form in get_args(Form)}
        if wanted not in forms:
            raise HTTPException(404, f"format: is {wanted[:40]!r}; wanted one of {', '.join(forms)}")
        asked = {"reader": reader_of(request), **request.query_params}
        form, problems = read_form(asked, self.choices[language], language)
        if problems or not form.asked:
            raise HTTPException(
                400, problems[0] if problems else "q: is empty; wanted a question or a filter"
            )
        try:
            with self.searching:
                self.office.take_up_changes()
                query = replace(form.query(self.office), limit=EXPORTED)
                results = self.office.searcher.search(query)
        except SearchError as error:
            raise HTTPException(400, refusal(error, self.choices[language], words(language))) from error
        now = datetime.now(UTC)
        export = Export(form.q, query, results, now, self.office.settings.timezone, language)
        name = f"stdiplo-search-{local_time(now.isoformat(), export.zone).translate(_STAMP)}.{wanted}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(export.write(forms[wanted]), media_type=MEDIA[wanted], headers=headers)

    def shown(
        self, results: Results, question: str, language: Language
    ) -> list[tuple[int, Hit, list[Signal], tuple[Note, ...]]]:
        """The hits as hit.html takes them: place, hit, signals told, word notes."""
        words = WordNotes(self.office.glossary, question, results.language)
        read = (words.of(hit, language) for hit in results.hits)
        return [(place, hit, told_by(hit), notes) for place, (hit, notes) in enumerate(read, 1)]

    def _stray(self, form: SearchForm, language: Language) -> list[tuple[str, str, str]]:
        """What looks like a filter and is none, the filter that may be meant, the address that asks so."""
        return [
            (met, meant, replace(form, q=form.q.replace(met, meant, 1)).address(language))
            for met, meant in stray_prefixes(form.q)
        ]

    def _ways(self, form: SearchForm, language: Language) -> list[Way]:
        with self.searching:
            query = form.query(self.office)
            return ways_out(self.office, form, query, words(language))

    def _reads(self, form: SearchForm, results: Results | None) -> set[str]:
        """Those of the hits that the reader has read."""
        if results is None or not form.reader:
            return set()
        return Reads(self.office.store).among(form.reader, [hit.document for hit in results.hits])

    def command_for(self, form: SearchForm) -> str:
        """The command that saves this search, with every filter written out."""
        query = form.query(self.office)
        written = write_question(query.text, query.filters, self.office.settings.timezone)
        options = [
            *([] if query.mode == "hybrid" else ["--mode", query.mode]),
            *([] if query.order == "relevance" else ["--order", query.order]),
            *(["--balance"] if query.balance else []),
            *(["--reader", query.reader] if query.filters.reading else []),
        ]
        return shlex.join(["stdiplo-scan", "alerts", "add", "NAME", written, *options])

    def _find(self, form: SearchForm) -> tuple[Results, Facets]:
        with self.searching:
            self.office.take_up_changes()  # the weekly job may have added documents meanwhile
            query = form.query(self.office)
            results = self.office.searcher.search(query)
            query = query.relaxed() if results.unmet else query  # what is shown is counted
            unasked = results.total <= COUNTED_UNASKED or self._counted_before(query)
            return results, self._count(query) if unasked or form.facets_wanted else {}

    def _key(self, query: Query) -> tuple[int, Query]:
        """What the facets of a question depend on."""
        text = self.office.searcher.counts_by(query)
        alike = replace(query, text=text, limit=1, order="relevance", balance=False, reader="")
        return self.office.store.revision, alike if text else replace(alike, mode="hybrid")

    def _counted_before(self, query: Query) -> bool:
        return query.filters.reading is None and self._key(query) in self._facets

    def _count(self, query: Query) -> Facets:
        """The facets, counted once a revision of the store for all questions that leave the same documents;
        what depends on what somebody has read is counted each time.
        """
        if query.filters.reading is not None:
            return self.office.searcher.facets(query)
        if query.reader:
            own = self.office.searcher.facets(query, ("reading",))
            return {**self._count(replace(query, reader="")), **own}
        key = self._key(query)
        if key not in self._facets:
            self._facets[key] = self.office.searcher.facets(query)
            if len(self._facets) > _COUNTED:
                self._facets.popitem(last=False)
        return self._facets[key]

    def _latest_digest(self, language: Language) -> StoredDigest | None:
        found = self.office.store.digests(edition=EDITIONS[0])
        newest = [digest for digest in found if digest.week == found[0].week]
        return next((digest for digest in newest if digest.language == language), next(iter(newest), None))


def told_by(hit: Hit) -> list[Signal]:
    """The signals that are a hit's news, surest first, each kind of event once."""
    told: dict[tuple[object, ...], Signal] = {}
    for signal in sorted(filter(Signal.telling, hit.signals), key=lambda signal: -signal.score):
        told.setdefault((signal.type, signal.stage, signal.parties), signal)
    return list(told.values())


def proofs_in(hit: Hit, told: Sequence[Signal]) -> list[Range]:
    """Where a hit's passage proves the signals that are shown with it."""
    start = hit.range[0]
    return [(low - start, high - start) for low, high in (signal.evidence for signal in told)]


def _more(form: SearchForm, results: Results | None) -> int:
    """How many hits the next step adds; 0 where there are no more to show."""
    if results is None or len(results.hits) < form.limit or results.total <= form.limit:
        return 0
    return min(form.limit + STEP, MOST, results.total) - form.limit
