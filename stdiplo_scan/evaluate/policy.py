"""Real government pages and documents: kept or left, title, day, language, publisher's country (07)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawlers.stream import document_from_row, extract_rows
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.pages import Read, comparable
from stdiplo_scan.evaluate.peers import trafilatura_page
from stdiplo_scan.evaluate.scores import mean
from stdiplo_scan.evaluate.sets import Row

SET = "07_real_policy_docs"
_RAW, _REJECTS, _PDFS = "raw_html", "raw_html_reject", "raw_pdf"


@dataclass(frozen=True, slots=True)
class Page:
    """A real page: its row, the answer of `extract --jsonl`, and what trafilatura read in a full run."""

    row: Row
    answer: Row
    theirs: Read

    @property
    def kept(self) -> bool:
        """Whether it became a document."""
        return self.answer.get("text") is not None


def pages_of(context: Context, file: str) -> list[Page]:
    """The pages of one of the set's files, extracted."""
    return context.once(f"07 {file}", lambda: _read_pages(context, file))


def _read_pages(context: Context, file: str) -> list[Page]:
    folder = context.sets.at(SET)
    rows = context.sets.rows(SET, file)
    key, field = ("path", "pdf") if file == _PDFS else ("html_path", "html")
    asked = (
        {"id": row["id"], key: row[field], **({"url": row["url"]} if row.get("url") else {})} for row in rows
    )
    found = []
    for row, answer in zip(rows, extract_rows(asked, folder=folder, workers=context.workers), strict=True):
        theirs = Read("", "", "")
        if context.peers and file != _PDFS:
            body = context.sets.body(SET, row["html"])
            theirs = Read(*trafilatura_page(body, row.get("url") or "https://page.invalid/"))
        found.append(Page(row, answer, theirs))
        context.report(f"{SET} {file}")
    return found


def _share(
    file: str,
    wanted: Callable[[Page], bool],
    right: Callable[[Page], bool],
    shown: Callable[[Page], tuple[str, str]],
    theirs: Callable[[Page], bool] | None = None,
) -> Callable[[Context], Outcome]:
    """The share of right pages among the wanted ones; `shown` gives expected and met of a case."""

    def figure(context: Context) -> Outcome:
        pages = [page for page in pages_of(context, file) if wanted(page)]
        cases = [
            Case(page.row["id"], 0.0, *shown(page), str(page.row.get("url") or ""))
            for page in pages
            if not right(page)
        ]
        peers = {"trafilatura": mean(map(theirs, pages))} if context.peers and theirs is not None else {}
        return Outcome(len(pages), mean(map(right, pages)), peers, "", tuple(cases))

    return figure


def contained(row_title: str, title: str) -> bool:
    """Whether one title contains the other, by letters and figures; rows keep the site's name behind it."""
    stated, found = comparable(row_title), comparable(title)
    return bool(stated and found) and (found in stated or stated in found)


def _kept(page: Page) -> bool:
    return page.kept


def _every(_page: Page) -> bool:
    return True


def _titled(page: Page) -> bool:
    return page.kept and bool(page.row.get("title"))


def _dated(page: Page) -> bool:
    return page.kept and bool(page.row.get("date"))


def _skip_reason(page: Page) -> str:
    return str(page.answer.get("skipped") or page.answer.get("error") or "kept")


def document_languages(context: Context) -> Outcome:
    """Share of the documents' languages found from title and text alone."""
    rows = context.sets.rows(SET, "docs.dev")
    cases = []
    for row in rows:
        asked = {"id": row["id"], "title": row["title"] or "", "text": row["text"] or ""}
        met = document_from_row(asked).language
        if met != row["lang"].split("-")[0]:  # the rows tell the scripts of Chinese apart
            cases.append(Case(row["id"], 0.0, row["lang"], met, _start(row)))
    return Outcome(len(rows), _rest(cases, rows), {}, _by_language(rows, cases), tuple(cases))


def publishers(context: Context) -> Outcome:
    """Share of the publishers' countries known from the address alone."""
    rows = [
        row for row in context.sets.rows(SET, "docs.dev") if row.get("publisher_country") and row.get("url")
    ]
    cases = []
    for row in rows:
        asked = {"id": row["id"], "url": row["url"], "title": row["title"] or "", "text": row["text"] or ""}
        met = document_from_row(asked).country
        if met != row["publisher_country"]:
            cases.append(Case(row["id"], 0.0, row["publisher_country"], str(met), row["url"]))
    return Outcome(len(rows), _rest(cases, rows), {}, "rows without `country` and target", tuple(cases))


def _rest(cases: Sequence[Case], rows: Sequence[Row]) -> float:
    return 1 - len(cases) / len(rows) if rows else 0.0


def _start(row: Row) -> str:
    return " ".join(f"{row['title']} {row['text']}".split())[:200]


def _by_language(rows: Sequence[Row], cases: Sequence[Case]) -> str:
    wrong: dict[str, int] = {}
    for case in cases:
        wrong[case.expected] = wrong.get(case.expected, 0) + 1
    languages = len({row["lang"] for row in rows})
    listed = ", ".join(f"{code} {count}" for code, count in sorted(wrong.items(), key=lambda item: -item[1]))
    return f"{languages} languages; wrong: {listed or 'none'}"


MEASURES: tuple[Measure, ...] = (
    Measure(
        "07.kept", SET,
        _share(
            _RAW, _every, _kept, lambda page: ("kept", _skip_reason(page)),
            lambda page: bool(page.theirs.text),
        ),
        "share of real pages kept", quick=True,
    ),
    Measure(
        "07.title", SET,
        _share(
            _RAW, _titled, lambda page: contained(page.row["title"], page.answer["title"]),
            lambda page: (page.row["title"], page.answer["title"]),
            lambda page: contained(page.row["title"], page.theirs.title),
        ),
        "title contained, of kept pages", quick=True,
    ),
    Measure(
        "07.day", SET,
        _share(
            _RAW, _dated, lambda page: page.answer["published"] == page.row["date"][:10],
            lambda page: (page.row["date"], str(page.answer["published"])),
            lambda page: page.theirs.day == page.row["date"][:10],
        ),
        "exact day, of kept pages with one", quick=True,
    ),
    Measure(
        "07.language", SET,
        _share(
            _RAW, _kept, lambda page: page.answer["language"] == page.row["lang"],
            lambda page: (page.row["lang"], page.answer["language"]),
        ),
        "language, of kept pages", quick=True,
    ),
    Measure(
        "07.rejects", SET,
        _share(
            _REJECTS, _every, lambda page: not page.kept, lambda page: ("left out", page.answer["title"]),
            lambda page: not page.theirs.text,
        ),
        "share left out", quick=True,
    ),
    Measure(
        "07.pdf", SET,
        _share(
            _PDFS, _every, lambda page: page.kept and page.answer["language"] == page.row["lang"],
            lambda page: (page.row["lang"], f"{page.answer['language']} {_skip_reason(page)}"),
        ),
        "kept, with the right language", quick=True,
    ),
    Measure("07.docs_language", SET, document_languages, "language", quick=True),
    Measure("07.docs_publisher", SET, publishers, "publisher's country from the address", quick=True),
)  # fmt: skip
