"""Pages that arrive whole and are still hard to read, and ways of linking that never end."""

from __future__ import annotations

import itertools
import re

from tests.site.files import bomb_pdf, docx_of, japanese_pdf, pdf_of, scanned_pdf
from tests.site.server import Asked, Handler, Reply, Site

SENTENCES = (
    "The two ministries agreed on joint research into quantum sensors and the storage of energy.",
    "Work begins in April and is open to laboratories of both countries.",
    "A committee of both sides will report on progress every year in the autumn.",
)
TITLE = "Two ministries agree on quantum research"
JAPANESE = (
    "日本とドイツの両省は、量子技術の共同研究に合意した。研究は四月に始まり、両国の研究所が参加できる。"
)
_PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)
_NOT_HERE = "<p>Sorry, the page you are looking for was moved or removed. Error 404.</p>"
_SCRIPTED = (
    "<html><head><title>App</title></head><body><noscript>You need to enable JavaScript to run this app."
    "</noscript><div id='root'></div><script src='/main.js'></script></body></html>"
)
_LATER = '<meta property="article:published_time" content="2041-01-01">'
_EARLIER = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-01-01"}</script>'


def whole(title: str = TITLE, *, head: str = "", body: str = _PARAGRAPHS, menu: str = "") -> bytes:
    """An article as publishers serve it."""
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a>{menu}"
        f"</nav><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    ).encode()


def serve_contents(site: Site) -> None:
    """Adds the pages to the site; those of `/bad/` that are kept become whole articles."""
    japanese = f"<html lang='ja'><title>{JAPANESE[:20]}</title><p>{JAPANESE * 3}</p></html>"
    large = f"<script>var rows = {'[0,1,2,3,4,5,6,7,8,9],' * 450_000}[];</script>"
    swiss = "<p>Herr Müller führt die Gespräche in Zürich.</p>".encode("latin-1")
    pdf = "application/pdf"
    site.pages.update(
        {
            "/good": Reply(whole()),
            "/bad/header": Reply(whole(), headers={"X-Odd": "caf\xe9", "Set-Cookie": "a=b"}),
            "/bad/encoding": Reply(japanese.encode("shift_jis"), content_type="text/html; charset=utf-8"),
            "/text/error-with-200": Reply(whole("404 - Page not found", body=_NOT_HERE)),
            "/text/10-mb": Reply(whole(head=large)),
            "/text/mixed-charset": Reply(whole().replace(b"</article>", swiss + b"</article>")),
            "/text/undated": Reply(whole()),
            "/text/contradictory-dates": Reply(
                whole(head=_LATER + _EARLIER, body="<p>Published 7 March 2024</p>" + _PARAGRAPHS)
            ),
            "/text/picture-only": Reply(b"<html><title>Poster</title><img src='/poster.png'></html>"),
            "/text/needs-javascript": Reply(_SCRIPTED.encode()),
            "/text/login": Reply(
                b"<html><title>Sign in</title><form><p>Please sign in to read this.</p>"
                b"<input name=u><input type=password></form></html>"
            ),
            "/text/print/4711": Reply(
                whole(
                    head='<link rel="canonical" href="/text/undated">', body=_PARAGRAPHS + "<p>Printed.</p>"
                )
            ),
            "/file/whole.pdf": Reply(pdf_of(*SENTENCES), content_type=pdf),
            "/file/encrypted.pdf": Reply(pdf_of(*SENTENCES, password="x"), content_type=pdf),
            "/file/scanned.pdf": Reply(scanned_pdf(), content_type=pdf),
            "/file/japanese.pdf": Reply(japanese_pdf(JAPANESE), content_type=pdf),
            "/file/bomb.pdf": Reply(bomb_pdf(6_000_000_000), content_type=pdf),
            "/file/cut.pdf": Reply(pdf_of(*SENTENCES)[:400], content_type=pdf),
            "/file/whole.docx": Reply(
                docx_of(TITLE, *SENTENCES * 2), content_type="application/octet-stream"
            ),
            "/file/table.csv": Reply(b"a,b\n1,2\n", content_type="text/csv"),
            "/rules/private/1": Reply(whole()),
            "/rules/report-1.draft": Reply(whole()),
            "/busy/503": Reply(b"busy", status=503),
            "/moved/to/named": Reply(status=301, headers={"Location": "/text/undated"}),
        }
    )
    site.page(
        "/robots.txt",
        "User-agent: *\nCrawl-delay: 0.01\nDisallow: /rules/private*/\nDisallow: /*.draft$\nAllow: /\n",
        content_type="text/plain",
    )
    site.prefixes += [("/calendar", _calendar), ("/shop", _sessions()), ("/visit", _visits)]


def _calendar(asked: Asked) -> Reply:
    """A month that links to the next twelve, without end."""
    found = re.search(r"month=(\d+)", asked.path)
    month = int(found[1]) if found else 0
    links = "".join(f"<a href='/calendar?month={month + more}'>later</a>" for more in range(1, 13))
    return Reply(whole(f"Events of month {month}", menu=links))


def _sessions() -> Handler:
    """Pages that link to each other with a new session id each time, in a key that means nothing else."""
    numbers = itertools.count(1)

    def handle(asked: Asked) -> Reply:
        keys = ("shop?PHPSESSID", "visit?sid") * 5
        links = "".join(f"<a href='/{key}={next(numbers):032x}'>again</a>" for key in keys)
        return Reply(whole("The ministry's book shop", menu=links))

    return handle


def _visits(asked: Asked) -> Reply:
    raise AssertionError(f"{asked.path} was asked for: a session id is a trap")
