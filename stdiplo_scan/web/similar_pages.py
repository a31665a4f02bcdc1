"""Pages that search by an example: a pasted text, an uploaded file, a stored passage, who else signs."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from crawlers.document import RawPage
from crawlers.files import SUFFIXES, content_type_of
from index.errors import DocumentMissing
from index.hits import Hit, Results
from index.records import StoredDocument
from index.search import SearchError
from stdiplo_scan.likening import ExampleError, like_document, like_text, read_page, who_else
from stdiplo_scan.web.finding import SearchPages
from stdiplo_scan.web.frame import Frame, page_language
from stdiplo_scan.web.refusals import refusal
from stdiplo_scan.web.wording import words
from stdiplo_scan.wiring import Office

SHOWN = 20
MOST_BYTES = 10_000_000
_FORM_BYTES = MOST_BYTES + 1_000_000  # the file, the text and what frames them


class SimilarPages:
    """The pages of one office that search by an example; nothing that is sent to them is kept."""

    def __init__(self, office: Office, frame: Frame, finding: SearchPages) -> None:
        self._office = office
        self._frame = frame
        self._finding = finding
        self._reading = Lock()

    def show(self, request: Request) -> Response:
        """The form, or what is like a stored document or passage, or who else does what it tells."""
        asked = request.query_params
        document_id = asked.get("document", "")
        if not document_id:
            return self._page(request, None)
        start = asked.get("start", "")
        if start and not (start.isascii() and start.isdecimal()):
            raise HTTPException(400, f"start: is {start[:40]!r}; wanted a number, e.g. 0")
        try:
            stored = self._office.store.document(document_id)
            with self._finding.searching:
                self._office.take_up_changes()
                if asked.get("who"):
                    found = who_else(self._office, document_id, limit=SHOWN)
                    return self._page(
                        request, found.hits, like=stored, parties=found.parties, signal=found.signal.type
                    )
                results = self._office.searcher.similar(
                    document_id, start=int(start[:9]) if start else None, limit=SHOWN
                )
        except DocumentMissing as error:
            raise HTTPException(404, str(error)) from error
        except SearchError as error:
            return self._page(request, (), problem=self._refusal(request, error))
        return self._page(request, results.hits, like=stored)

    async def read(self, request: Request) -> Response:
        """What is like the text or the file that was sent."""
        sent = request.headers.get("content-length", "")
        if not sent.isdecimal() or int(sent) > _FORM_BYTES:
            raise HTTPException(400, f"file: of {sent or 'unknown'} bytes; wanted at most {MOST_BYTES}")
        async with request.form(max_files=1, max_fields=4, max_part_size=2_000_000) as form:
            text, file = form.get("text", ""), form.get("file")
            body = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
            name = file.filename or "" if isinstance(file, UploadFile) else ""
        return await run_in_threadpool(self._answer, request, str(text), name, body)

    def _answer(self, request: Request, text: str, name: str, body: bytes) -> Response:
        try:
            if body and len(body) > MOST_BYTES:
                raise ExampleError("too_large", f"file: of more than {MOST_BYTES} bytes; wanted fewer")
            if body and not content_type_of(name):
                raise ExampleError("kind", f"file: {name[:60]!r}; wanted one of {' '.join(SUFFIXES)}")
            document = None
            if body:
                with self._reading:  # one file at a time, while others search
                    document = read_page(RawPage(f"file:///{name[:200]}", body, content_type_of(name)))
            with self._finding.searching:
                self._office.take_up_changes()
                if document is not None:
                    found = like_document(self._office, document, limit=SHOWN)
                else:
                    found = like_text(self._office, text, limit=SHOWN)
        except SearchError as error:
            return self._page(request, None, problem=self._refusal(request, error), pasted=text)
        return self._page(request, found.hits, pasted=text)

    def _refusal(self, request: Request, error: SearchError) -> str:
        language = page_language(request)
        return refusal(error, self._finding.choices[language], words(language))

    def _page(
        self,
        request: Request,
        hits: Sequence[Hit] | None,
        *,
        like: StoredDocument | None = None,
        problem: str = "",
        **values: Any,
    ) -> Response:
        language = page_language(request)
        ui = words(language)
        title, help_ = ui.by_text, ui.by_text_help
        if like is not None:
            of = " ".join(like.document.title.split())[:60] or ui.untitled
            who, start = request.query_params.get("who"), request.query_params.get("start")
            title = (ui.who_else_of if who else ui.like_passage_of if start else ui.like_document).format(of)
            help_ = ui.who_else_help if who else ""
        shown = self._finding.shown(Results(tuple(hits or ()), len(hits or ())), "", language)
        return self._frame.page(
            request,
            "similar.html",
            status=400 if problem else 200,
            section="search",
            title=title,
            help=help_,
            like=like,
            hits=None if hits is None else shown,
            problem=problem,
            **{"pasted": "", "parties": (), "signal": "", **values},
        )
