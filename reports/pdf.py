"""A page of ours as PDF by WeasyPrint, which needs pango; imported when a PDF is made, nothing is fetched."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from reports.errors import DigestError

PANGO = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
_TEMPLATES = Path(__file__).parent / "templates"


def make_pdf(page: str, identifier: str) -> bytes:
    """The HTML page as PDF on A4; the same page and identifier give the same bytes.

    `page`: a whole document whose styles are in it. Raises DigestError where WeasyPrint or pango is missing,
    with what to install; every other form of the digest stays available.
    """
    weasyprint = _weasyprint()
    sheet = weasyprint.CSS(string=print_css(), url_fetcher=_fetch_nothing)
    document = weasyprint.HTML(string=page, url_fetcher=_fetch_nothing, base_url=None)
    made: bytes = document.write_pdf(stylesheets=[sheet], pdf_identifier=identifier.encode())
    return made


@lru_cache(maxsize=1)
def print_css() -> str:
    """What differs on paper."""
    return (_TEMPLATES / "print.css").read_text("utf-8")


def _weasyprint() -> Any:
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # they speak of every rule they pass over
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: the library is there, pango is not
        met = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DigestError(
            "pdf", met, "WeasyPrint with pango on this machine", f"{PANGO}, or take another --format"
        ) from error


def _fetch_nothing(url: str, *_: Any, **__: Any) -> Any:
    """Refuses every address: a document that came from the web may name one."""
    raise ValueError(f"not fetched while rendering: {url[:80]}")
