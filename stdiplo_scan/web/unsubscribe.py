"""Unsubscribing by the link of a mail: the page asks, and only a POST takes effect (RFC 8058).

Mail scanners open every link: a GET changes nothing. The signed token is all that is needed, so a mail
program can do it with one click and without a login.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.subscribers import EVERYTHING, SubscriberError, Subscribers
from reports.editions import is_edition
from reports.errors import MailError
from reports.unsubscribe import read_token
from stdiplo_scan.alert_mail import SCOPE, search_name
from stdiplo_scan.mail_office import mail_secret
from stdiplo_scan.web.frame import Frame, Names, page_language
from stdiplo_scan.wiring import Office

_LONGEST = 400  # characters of a token
_LARGEST = 10_000  # bytes of a form with one box


class UnsubscribePage:
    """The page behind List-Unsubscribe."""

    def __init__(self, office: Office, frame: Frame) -> None:
        self.office = office
        self.frame = frame

    async def answer(self, request: Request) -> Response:
        """The question on GET; on POST the recipient is out of the edition, or of all mail."""
        token = request.query_params.get("token", "")
        try:
            if len(token) > _LONGEST:
                raise MailError("unsubscribe", f"{len(token)} characters", "a link as it stands in a mail")
            subscriber_id, edition = read_token(mail_secret(self.office.folder), token)
        except MailError as error:
            raise HTTPException(400, str(error)) from error
        done = request.method == "POST"
        if done:
            edition = EVERYTHING if b"all=yes" in await _body(request) else edition
            self._leave(subscriber_id, edition)
        language = page_language(request)
        return self.frame.page(
            request,
            "unsubscribe.html",
            token=token,
            edition=Names(language).edition(edition)
            if is_edition(edition)
            else search_name(edition.removeprefix(SCOPE), language)
            if edition.startswith(SCOPE)
            else "",
            everything=edition == EVERYTHING,
            done=done,
        )

    def _leave(self, subscriber_id: str, edition: str) -> None:
        """The subscriber is out; one who was removed meanwhile is out already."""
        try:
            Subscribers(self.office.store).leave(subscriber_id, edition)
        except SubscriberError:
            return


async def _body(request: Request) -> bytes:
    """The body of a small form; what a mail program sends (List-Unsubscribe=One-Click) says nothing more."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise HTTPException(400, f"form: more than {_LARGEST} bytes; wanted the form of the page")
    return body
