"""Who reads: a name that a reader gives on the search page, kept in a cookie of this browser alone."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response

from index.reads import LONGEST

_COOKIE = "reader"
_KEPT_S = 400 * 86_400  # as long as browsers keep one


def reader_of(request: Request) -> str:
    """The reader's name; "" where none was given, or none that a reader can have."""
    name = " ".join(unquote(request.cookies.get(_COOKIE, "")).split())
    return name if len(name) <= LONGEST else ""


def remember_reader(request: Request, response: Response) -> None:
    """The name that the form gave is kept by the browser; an empty one is forgotten."""
    name = request.query_params.get("reader")
    if name is None:
        return
    if name.strip() and len(name) <= LONGEST:
        response.set_cookie(
            _COOKIE,
            quote(name.strip(), safe="", errors="replace"),
            max_age=_KEPT_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
    else:
        response.delete_cookie(_COOKIE)
