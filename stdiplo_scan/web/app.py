"""The web application: search, document, digest and source pages; strict headers, no foreign assets."""

from __future__ import annotations

import logging
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.trustedhost import TrustedHostMiddleware

from index.errors import StoreError
from reports.errors import ReportError
from stdiplo_scan.web.feeds import FeedPages
from stdiplo_scan.web.pages import Pages
from stdiplo_scan.web.unsubscribe import UnsubscribePage
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
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOG = logging.getLogger(__name__)


def make_app(office: Office, *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")) -> FastAPI:
    """The application over one office; requests that name another host are refused (DNS rebinding)."""
    app = FastAPI(title="stdiplo-scan", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    pages = Pages(office)

    @app.middleware("http")
    async def add_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            response = await call_next(request)
        except Exception:
            _LOG.exception("%s %s could not be answered", request.method, request.url.path)
            response = pages.error(request, 500)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        static = request.url.path.startswith("/static/") or request.url.path == "/digest.css"
        response.headers.setdefault("Cache-Control", "no-cache" if static else "no-store")
        return response

    @app.exception_handler(HTTPException)
    async def show_error(request: Request, error: HTTPException) -> Response:
        page = pages.error(request, error.status_code, str(error.detail))
        page.headers.update(error.headers or {})
        return page

    @app.exception_handler(ReportError)  # a table of the office that says what cannot be
    @app.exception_handler(StoreError)
    async def show_known_error(request: Request, error: StoreError | ReportError) -> Response:
        _LOG.error("%s %s: %s", request.method, request.url.path, error)
        return pages.error(request, 503, str(error))

    # Plain routes of Starlette: they answer HEAD too, and the pages read their parameters themselves.
    app.add_route("/", pages.finding.search)
    app.add_route("/export/{form}", pages.finding.export)
    app.add_route("/similar", pages.similar.show)
    app.add_route("/similar", pages.similar.read, methods=["POST"])
    app.add_route("/alerts", pages.alerts.all)
    app.add_route("/alerts/new", pages.saving.show)
    app.add_route("/alerts/new", pages.saving.take, methods=["POST"])
    app.add_route("/alerts/{name}/{number:int}", pages.alerts.run)
    app.add_route("/topics", pages.topics.all)
    app.add_route("/topics/{topic_id}.{form}", pages.topics.sheet)
    app.add_route("/topics/{topic_id}", pages.topics.one)
    app.add_route("/registers", pages.registers.first)
    app.add_route("/registers.ics", pages.registers.dates)
    app.add_route("/registers/{name}", pages.registers.one)
    app.add_route("/documents/{document_id:path}", pages.document)
    app.add_route("/corrections", pages.corrections.take, methods=["POST"])
    app.add_route("/digests", pages.digests)
    app.add_route("/digests/{digest_id}", pages.digest)
    app.add_route("/digests/{digest_id}/{form}", pages.download)
    app.add_route("/feeds/{edition}/{language}", FeedPages(office).show)
    app.add_route("/digest.css", pages.digest_style)
    app.add_route("/sources", pages.sources)
    app.add_route("/healthz", pages.health)
    unsubscribing = UnsubscribePage(office, pages.frame)
    app.add_route("/unsubscribe", unsubscribing.answer, methods=["GET", "POST"])
    return app
