"""The web application: search, document, digest and source pages; strict headers, no foreign assets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.trustedhost import TrustedHostMiddleware

from stdiplo_scan.web.pages import Pages
from stdiplo_scan.wiring import Office

HERE = Path(__file__).parent
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def make_app(office: Office, *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")) -> FastAPI:
    """The application over one office; requests that name another host are refused (DNS rebinding)."""
    app = FastAPI(title="stdiplo-scan", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    pages = Pages(office)

    @app.middleware("http")
    async def add_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.exception_handler(HTTPException)
    async def show_error(request: Request, error: HTTPException) -> Response:
        return pages.error(request, error.status_code, str(error.detail))

    routes: tuple[tuple[str, Any], ...] = (
        ("/", pages.search),
        ("/documents/{document_id:path}", pages.document),
        ("/digests", pages.digests),
        ("/digests/{digest_id}", pages.digest),
        ("/sources", pages.sources),
    )
    for path, page in routes:
        app.get(path, response_class=HTMLResponse)(page)
    app.get("/digest.css")(pages.digest_style)
    return app
