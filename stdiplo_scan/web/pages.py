"""The pages: a request becomes stored records, and these become HTML."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException

from index.errors import DigestMissing, DocumentMissing
from index.filters import Filters
from index.search import Mode, Query
from nlp.tags import Role, Signal
from reports.render import digest_css, render_body
from reports.words import Words, words_of
from stdiplo_scan.jobs import health_of_targets
from stdiplo_scan.web import show
from stdiplo_scan.web.choices import Choices
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office

HITS = 20
STORY_SHOWN = 12
SIMILAR_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What was asked, as the form shows it again."""

    q: str = ""
    mode: Mode = "hybrid"
    country: str = ""
    role: str = ""
    region: str = ""
    field: str = ""
    signal: str = ""
    stage: str = ""
    japan: str = ""
    language: str = ""
    kind: str = ""
    target: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, request: Request) -> SearchForm:
        """The form of a request; a value that is no use is dropped."""
        values = {f.name: request.query_params.get(f.name, "").strip()[:2000] for f in fields(cls)}
        asked = values.pop("mode")
        mode = cast(Mode, asked) if asked in get_args(Mode) else "hybrid"
        for name in ("since", "until"):
            try:
                date.fromisoformat(values[name])
            except ValueError:
                values[name] = ""
        return cls(mode=mode, **values)

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, f.name) for f in fields(self) if f.name not in ("q", "mode"))

    @property
    def filters(self) -> Filters:
        """The filters of a query."""

        def one(value: str) -> tuple[str, ...]:
            return (value,) if value else ()

        return Filters(
            countries=one(self.country),
            role=next((role for role in get_args(Role) if role == self.role), None),
            regions=one(self.region),
            fields=one(self.field),
            signals=one(self.signal),
            stages=one(self.stage),
            japan=one(self.japan),
            languages=one(self.language),
            kinds=one(self.kind),
            targets=one(self.target),
            published_from=self.since or None,
            published_to=self.until or None,
        )


class Pages:
    """All pages of one office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.choices = {language: Choices(office, language) for language in ("ja", "en")}
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["marked"] = show.marked
        self._templates.filters["host"] = show.host
        self._templates.globals["safe_url"] = show.safe_url

    def search(self, request: Request) -> HTMLResponse:
        """The question, its filters and the passages that answer; the hits alone for htmx."""
        form = SearchForm.of(request)
        results = None
        if form.q or form.filtered:
            query = Query(text=form.q, mode=form.mode, limit=HITS, filters=form.filters)
            results = self.office.searcher.search(query)
        partial = request.headers.get("HX-Request") == "true"
        template = "_results.html" if partial else "search.html"
        choices = self.choices[_language(request)]
        return self._page(request, template, "search", form=form, results=results, choices=choices)

    def document(self, request: Request, document_id: str) -> HTMLResponse:
        """One document: its text with the evidence marked, its tags and signals, and its story."""
        version = request.query_params.get("version", "")
        try:
            stored = self.office.store.document(document_id, int(version) if version.isdecimal() else None)
        except DocumentMissing as error:
            raise HTTPException(404, str(error)) from error
        document = stored.document
        first = len(document.title) + 2
        evidence = [signal.evidence for signal in stored.signals]
        evidence += [r for tag in stored.tags if tag.kind in ("country", "field") for r in tag.evidence]
        text = show.marked(document.text, evidence, anchors=True, offset=first)
        similar = self.office.searcher.similar(document.id, limit=SIMILAR_SHOWN).hits
        ids = [i for i in self.office.store.story_members(stored.story_id or document.id) if i != document.id]
        story = list(self.office.store.documents_by_id(ids[:STORY_SHOWN]).values())
        return self._page(
            request, "document.html", "search",
            stored=stored, document=document, text=text, story=story, similar=similar,
        )  # fmt: skip

    def digests(self, request: Request) -> HTMLResponse:
        """All digests, newest first."""
        return self._page(request, "digests.html", "digests", digests=self.office.store.digests())

    def digest(self, request: Request, digest_id: str) -> HTMLResponse:
        """One digest as it was built."""
        try:
            stored = self.office.store.digest(digest_id)
        except DigestMissing as error:
            raise HTTPException(404, str(error)) from error
        links = {"document_url": f"/documents/{{id}}?lang={_language(request)}"}
        body = Markup(render_body({**stored.body, **links}))  # noqa: S704 - rendered with autoescape by reports.render
        return self._page(request, "digest.html", "digests", title=stored.id, body=body)

    def digest_style(self, _request: Request) -> Response:
        """The style sheet of digests."""
        return Response(digest_css(), media_type="text/css")

    def sources(self, request: Request) -> HTMLResponse:
        """Every target: is it well, and if it is silent, whose silence is that?"""
        japanese = _language(request) == "ja"
        sources = [
            {
                "name": target.name_ja if japanese else target.name,
                "country": target.country,
                "state": health.word_ja if japanese else health.word_en,
                "listed": last.listed if last else "",
                "kept": last.kept if last else "",
                "last_run": last.finished_utc[:10] if last else "",
                "words": health.detail,
                "cure": health.todo_ja if japanese else health.todo_en,
            }
            for target, health, last in health_of_targets(self.office)
        ]
        return self._page(request, "sources.html", "sources", sources=sources)

    def error(self, request: Request, status: int, message: str) -> HTMLResponse:
        """What is wrong, in the site's own frame."""
        page = self._page(request, "error.html", "", message=message)
        page.status_code = status
        return page

    def _page(self, request: Request, template: str, page: str, **values: Any) -> HTMLResponse:
        language = _language(request)
        ui = words(language)
        names = words_of(language)
        settings = self.office.settings
        notice = settings.notice_ja if language == "ja" else settings.notice_en
        other = dict(request.query_params) | {"lang": ui.other_lang}
        text = self._templates.get_template(template).render(
            ui=ui,
            page=page,
            notice=notice,
            other_language_url=f"{request.url.path}?{urlencode(other)}",
            **_namers(names, ui),
            **values,
        )
        return HTMLResponse(text)


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "ja"


def _namers(names: Words, ui: SimpleNamespace) -> dict[str, Any]:
    def chip(signal: Signal) -> Markup:
        words = [names.name("signals", signal.type)]
        if signal.stage:
            words.append(names.name("stages", signal.stage))
        modality = getattr(ui, signal.modality)
        if modality:
            words.append(modality)
        style = "restriction" if signal.polarity == "restriction" else "signal"
        parties = " – ".join(names.party(code) for code in signal.parties)
        return Markup('<span class="chip {}" title="{}">{}</span>').format(style, parties, " · ".join(words))

    return {
        "chip": chip,
        "name_of_language": lambda code: names.name("languages", code),
        "name_of_field": lambda code: names.name("fields", code),
        "name_of_kind": lambda code: names.name("kinds", code),
        "name_of_date_source": lambda code: names.name("published_from", code),
        "name_of_edition": lambda code: names.name("editions", code),
        "name_of_country": names.party,
        "name_of_region": names.region,
    }
