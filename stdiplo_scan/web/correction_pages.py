"""Correcting on the page of a document: what is offered, and what a sent form asks for.

The form needs no script. It carries a token that only our own pages show, so another site cannot send it for
a visitor (CSRF); each button of it says one thing of one tag or signal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from index.errors import DocumentMissing
from index.records import StoredDocument
from nlp.corrections import Correction, CorrectionError, live
from nlp.tags import Modality, Signal
from stdiplo_scan.corrections import SUBJECTS, Person, Wish, make_corrections, take_back, told
from stdiplo_scan.suggestions import Suggestion, suggest_rules
from stdiplo_scan.web.frame import page_language
from stdiplo_scan.web.refusals import in_language
from stdiplo_scan.web.sent_form import check_token, form_token, read_sent
from stdiplo_scan.web.wording import words
from stdiplo_scan.wiring import Office

_FORM = "correct"
_LONGEST = {"author": 80, "note": 500, "quote": 2_000, "value": 300}
_SET = ("type", "stage", "modality", "japan", "parties", "date", "amount")  # of a signal, on the page
MODALITIES = get_args(Modality)


@dataclass(frozen=True, slots=True)
class Said:
    """One correction as the page lists it."""

    correction: Correction
    text: str
    state: str  # force, undone, rests


@dataclass(frozen=True, slots=True)
class Correcting:
    """What the page shows of a document's corrections, and what was sent where it could not be taken."""

    token: str
    said: tuple[Said, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    problem: str = ""
    saved: bool = False
    sent: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = SUBJECTS
    modalities: tuple[str, ...] = MODALITIES

    def typed(self, name: str) -> str:
        """What was typed into a field, or is to stand there at first."""
        return self.sent.get(name, "")


def signal_key(signal: Signal) -> str:
    """What a signal is called in a form: its type and sentence, which no other correction renumbers."""
    return f"{signal.type}:{signal.evidence[0]}:{signal.evidence[1]}"


def correcting(
    office: Office,
    stored: StoredDocument,
    *,
    problem: str = "",
    sent: Mapping[str, str] | None = None,
    saved: bool = False,
) -> Correcting:
    """What the page shows of the document's corrections."""
    document_id = stored.document.id
    made = office.store.corrections(document_id)
    said: list[Said] = []
    suggestions: list[Suggestion] = []
    if made:
        in_force = {one.id for one in live(made)}
        resting = set(office.store.judged(document_id).resting)
        for one in made:
            if one.action != "undo":
                state = "undone" if one.id not in in_force else "rests" if one.id in resting else "force"
                said.append(Said(one, told(one), state))
        suggestions = [one for one in suggest_rules(office.store) if document_id in one.documents]
    return Correcting(
        form_token(office, _FORM, document_id),
        tuple(said),
        tuple(suggestions[:5]),
        problem,
        saved,
        sent or {},
    )


def _wish(office: Office, sent: Mapping[str, str]) -> Wish:
    """What the pressed button asks for. Raises CorrectionError."""
    action, _, subject = sent.get("do", "").partition(" ")
    if action == "add":
        kind, value, role = sent.get("kind", ""), sent.get("value", "").strip(), sent.get("role", "")
        if kind == "country" and role:
            value = f"{value}:{role}"
        values = {key: sent[f"new.{key}"].strip() for key in _SET if sent.get(f"new.{key}", "").strip()}
        if kind == "signal":
            return Wish(add=[f"signal:{value}"], values=values, quote=sent.get("quote", "").strip())
        return Wish(add=[f"{kind}:{value}"], quote=sent.get("quote", "").strip())
    if subject.startswith("signal:"):
        key = subject.removeprefix("signal:")
        subject = f"signal:{_number_of(office, sent.get('document', ''), key)}"
        values = {
            name: sent[f"{key}.{name}"].strip() for name in _SET if sent.get(f"{key}.{name}", "").strip()
        }
        if action == "change":
            return Wish(change=[subject], values=values)
    elif action == "change":
        subject = f"{subject}:{sent.get(f'{subject}.role', '')}"
        return Wish(change=[subject])
    if action == "confirm":
        return Wish(confirm=[subject])
    if action == "reject":
        return Wish(reject=[subject])
    raise CorrectionError(f"form: button {action[:40]!r}; wanted one of the page")


def _number_of(office: Office, document_id: str, key: str) -> int:
    """The signal's number as the corrections count. Raises CorrectionError where it is gone."""
    signals = office.store.judged(document_id).shown.signals
    for number, signal in enumerate(signals, 1):
        if signal_key(signal) == key:
            return number
    raise CorrectionError(
        f"signal {key[:60]}: no longer there, somebody or the tagger changed it; read the page again"
    )


class CorrectionPages:
    """What the form of a document's page is sent to."""

    def __init__(self, office: Office, show: Any) -> None:
        """`show`: makes the document's page of (request, document id, Correcting)."""
        self._office = office
        self._show = show

    async def take(self, request: Request) -> Response:
        """The correction is recorded, and the page shown again; or the page with what is wrong."""
        sent = await read_sent(request)
        return await run_in_threadpool(self._take, request, sent)

    def _take(self, request: Request, sent: Mapping[str, str]) -> Response:
        office, language = self._office, page_language(request)
        document_id = sent.get("document", "")
        check_token(office, request, sent.get("token", ""), _FORM, document_id)
        try:
            office.store.document(document_id)
        except DocumentMissing as error:
            raise HTTPException(404, str(error)) from error
        try:
            self._record(document_id, sent)
        except CorrectionError as error:
            stored = office.store.document(document_id)
            problem = in_language(str(error), words(language))
            shown: Response = self._show(
                request, document_id, correcting(office, stored, problem=problem, sent=sent)
            )
            return shown
        asked = urlencode({"lang": language, "by": sent["author"].strip()}, errors="replace")
        return RedirectResponse(f"/documents/{quote(document_id, safe='')}?{asked}#corrections", 303)

    def _record(self, document_id: str, sent: Mapping[str, str]) -> None:
        """Store what was asked for. Raises CorrectionError."""
        for name, most in _LONGEST.items():
            if len(sent.get(name, "")) > most:
                raise CorrectionError(
                    f"{name}: {len(sent[name])} characters; wanted at most {most}; make it shorter"
                )
        author = " ".join(sent.get("author", "").split())
        if not author:
            raise CorrectionError("author: empty; wanted the name of who says so; fill it in")
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        person = Person(author, now, " ".join(sent.get("note", "").split()))
        action, _, subject = sent.get("do", "").partition(" ")
        store = self._office.store
        if action == "undo":
            if subject not in {one.id for one in store.corrections(document_id)}:
                raise CorrectionError(
                    f"correction {subject[:40]!r}: none of this document; read the page again"
                )
            store.correct([take_back(store, subject, person)])
            return
        store.correct(make_corrections(store, document_id, _wish(self._office, sent), person))
