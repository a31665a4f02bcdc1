"""Forms that change something: read within bounds, and only from our own pages.

A form carries a token that only our own pages show, so another site cannot send it for a visitor (CSRF).
"""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request
from starlette.exceptions import HTTPException

from stdiplo_scan.mail_office import mail_secret
from stdiplo_scan.wiring import Office

_LARGEST = 200_000  # bytes of a form
_FIELDS = 400


async def read_sent(request: Request) -> dict[str, str]:
    """The fields of a sent form. Raises HTTPException where it is none of ours."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    length = request.headers.get("content-length", "")
    if kind != "application/x-www-form-urlencoded" or not length.isdecimal() or int(length) > _LARGEST:
        raise HTTPException(
            400, f"form: {kind or 'no type'}, {length or 'no'} bytes; wanted that of the page"
        )
    async with request.form(max_fields=_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def form_token(office: Office, form: str, subject: str) -> str:
    """What a form carries, made from a secret of the workspace, its own name and what it is about."""
    said = form.encode() + b"\0" + subject.encode("utf-8", "replace")
    return hmac.new(mail_secret(office.folder), said, hashlib.sha256).hexdigest()


def check_token(office: Office, request: Request, token: str, form: str, subject: str) -> None:
    """Raises HTTPException where another site sent the form, or a page of another workspace."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    expected = form_token(office, form, subject)
    if site not in ("same-origin", "none") or not hmac.compare_digest(
        token.encode("utf-8", "replace"), expected.encode()
    ):
        raise HTTPException(400, "token: not that of this page; wanted the form of the page itself")
