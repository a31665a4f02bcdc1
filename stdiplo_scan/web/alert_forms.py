"""Saving the search that a page shows: what it would have found, five documents to judge, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from index.alerts import AlertError, Schedule
from index.reads import LONGEST
from index.records import StoredDocument
from index.search import SearchError
from stdiplo_scan.alerts import Outlook, draft_alert, save_alert
from stdiplo_scan.asking import write_question
from stdiplo_scan.web.finding import SearchPages
from stdiplo_scan.web.form import SearchForm, read_form
from stdiplo_scan.web.frame import Frame, page_language
from stdiplo_scan.web.reader import reader_of
from stdiplo_scan.web.refusals import refusal, saving_refusal
from stdiplo_scan.web.sent_form import check_token, form_token, read_sent
from stdiplo_scan.web.wording import words
from stdiplo_scan.wiring import Office

_FORM = "save-search"
_JUDGED = "judge."  # before a document's id in the name of its field
_SCHEDULES = get_args(Schedule)
_MOST_TOLD = 500
_Judged = tuple[str, str, bool | None]  # document, its day, kept or dropped; None where not judged yet


@dataclass(frozen=True, slots=True)
class Saving:
    """What the form says: the search, who wants to know of it, and what was judged so far."""

    search: str  # the search page's own parameters
    name: str = ""
    owner: str = ""
    schedule: str = "weekly"
    cap: str = "20"
    address: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The facts of the alert. Raises AlertError for what it cannot have."""
        if not self.owner:
            raise AlertError(
                "owner: is empty; wanted the name of who is to be told; fill it in", reason="owner"
            )
        if len(self.owner) > LONGEST:
            raise AlertError(
                f"owner: {len(self.owner)} characters; wanted at most {LONGEST}; make it shorter",
                reason="owner_long",
                met=self.owner,
                most=LONGEST,
            )
        if self.schedule not in _SCHEDULES:
            raise AlertError(
                f"schedule: is {self.schedule[:40]!r}; wanted one of {', '.join(_SCHEDULES)}",
                reason="schedule",
                met=self.schedule,
            )
        if not (self.cap.isascii() and self.cap.isdecimal() and 1 <= int(self.cap[:9]) <= _MOST_TOLD):
            raise AlertError(
                f"cap: is {self.cap[:40]!r}; wanted a number from 1 to {_MOST_TOLD}",
                reason="cap",
                met=self.cap,
                most=_MOST_TOLD,
            )
        return {
            "owner": self.owner,
            "schedule": self.schedule,
            "cap": int(self.cap),
            "address": self.address,
        }


class AlertForms:
    """The page that saves a search, and what its form is sent to."""

    def __init__(self, office: Office, frame: Frame, finding: SearchPages) -> None:
        self._office = office
        self._frame = frame
        self._finding = finding

    def show(self, request: Request) -> Response:
        """The search of the address, looked back on; nothing is saved yet."""
        parameters = {name: value for name, value in request.query_params.items() if name != "lang"}
        saving = Saving(urlencode(parameters, errors="replace"), owner=reader_of(request))
        return self._page(request, saving)

    async def take(self, request: Request) -> Response:
        """The search is saved, or looked back on again by the answers given so far."""
        sent = await read_sent(request)
        return await run_in_threadpool(self._take, request, sent)

    def _take(self, request: Request, sent: Mapping[str, str]) -> Response:
        saving = _saving(sent)
        check_token(self._office, request, sent.get("token", ""), _FORM, saving.search)
        if sent.get("do") != "save":
            return self._page(request, saving)
        form = self._read(request, saving)
        try:
            with self._finding.searching:
                save_alert(
                    self._office, saving.name, **self._asked(form), **saving.facts(), answers=saving.answers
                )
        except (AlertError, SearchError) as error:
            return self._page(request, saving, problem=self._refusal(request, error))
        asked = urlencode({"lang": page_language(request), "saved": saving.name.strip()}, errors="replace")
        return RedirectResponse(f"/alerts?{asked}", 303)

    def _page(self, request: Request, saving: Saving, *, problem: str = "") -> Response:
        form = self._read(request, saving)
        language = page_language(request)
        try:
            with self._finding.searching:
                self._office.take_up_changes()
                looked = draft_alert(
                    self._office,
                    saving.name,
                    **self._asked(form),
                    owner=saving.owner,
                    answers=self._held(saving.answers),
                )
        except SearchError as error:
            raise HTTPException(400, self._refusal(request, error)) from error
        judged, titles = self._judged(saving, looked)
        return self._frame.page(
            request,
            "alert_new.html",
            status=400 if problem else 200,
            section="search",
            saving=saving,
            token=form_token(self._office, _FORM, saving.search),
            problem=problem,
            looked=looked,
            judged=judged,
            titles=titles,
            asked=looked.alert.question,
            address=form.address(language),
            command=self._finding.command_for(form),
            schedules=_SCHEDULES,
            most_told=_MOST_TOLD,
            longest_owner=LONGEST,
        )

    def _read(self, request: Request, saving: Saving) -> SearchForm:
        """The search that is to be saved. Raises HTTPException where it is none."""
        asked = {"reader": reader_of(request), **dict(parse_qsl(saving.search))}
        language = page_language(request)
        form, problems = read_form(asked, self._finding.choices[language], language)
        if problems or not form.asked:
            raise HTTPException(400, problems[0] if problems else words(language).wanted_search)
        return form

    def _refusal(self, request: Request, error: AlertError | SearchError) -> str:
        """What is wrong with the search or with how it is to be saved, in the language of the page."""
        language = page_language(request)
        if isinstance(error, AlertError):
            return saving_refusal(error, words(language))
        return refusal(error, self._finding.choices[language], words(language))

    def _asked(self, form: SearchForm) -> dict[str, Any]:
        """What an alert asks, with every filter written out. Raises FilterError."""
        query = form.query(self._office)
        return {
            "question": write_question(query.text, query.filters, self._office.settings.timezone),
            "mode": query.mode,
            "filters": query.filters,
            "order": query.order,
            "balance": query.balance,
            "now": datetime.now(UTC),
        }

    def _held(self, answers: Mapping[str, bool]) -> dict[str, bool]:
        """The answers about documents that are there."""
        held = self._office.store.documents_by_id(list(answers))
        return {document: keep for document, keep in answers.items() if document in held}

    def _judged(self, saving: Saving, looked: Outlook) -> tuple[list[_Judged], Mapping[str, StoredDocument]]:
        """What is to be judged or was, borderline documents first; and the documents by id."""
        borderline = looked.borderline if looked.alert.threshold else ()
        held = self._office.store.documents_by_id([*saving.answers, *(one.document for one in borderline)])
        rows: list[_Judged] = [(one.document, one.published or "", None) for one in borderline]
        rows += [
            (document, held[document].document.published or "", keep)
            for document, keep in saving.answers.items()
            if document in held
        ]
        return rows, held


def _saving(sent: Mapping[str, str]) -> Saving:
    """The form as it was sent."""
    answers = {
        name.removeprefix(_JUDGED): value == "keep"
        for name, value in sent.items()
        if name.startswith(_JUDGED) and value in ("keep", "drop")
    }
    return Saving(
        search=sent.get("search", ""),
        name=sent.get("name", ""),
        owner=" ".join(sent.get("owner", "").split()),
        schedule=sent.get("schedule", ""),
        cap=sent.get("cap", "").strip(),
        address=sent.get("address", "").strip(),
        answers=answers,
    )
