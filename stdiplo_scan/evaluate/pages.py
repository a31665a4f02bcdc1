"""Pages: text, title and day of real articles against what people checked by hand (sets 01a to 01d)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawlers.stream import extract_rows
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.peers import htmldate_day, trafilatura_article, trafilatura_page
from stdiplo_scan.evaluate.scores import Scores, counted, mean, shingle_scores, token_f1
from stdiplo_scan.evaluate.sets import Row

A = "01a_extract_scrapinghub"
B = "01b_extract_trafilatura"
C = "01c_dates_htmldate"
D = "01d_extract_fundus"
_SHOWN = 300  # characters of a text in a case


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it was read, by ours or by a peer; empty where nothing was found."""

    text: str
    title: str
    day: str


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page with what each system read in it; peers are empty in a quick run."""

    row: Row
    ours: Read
    trafilatura: Read
    article: Read  # trafilatura's text without comments
    htmldate: str


def pages_of(context: Context, name: str) -> list[Page]:
    """The pages of a set whose file is here, read by `extract --jsonl`'s code and, unless the run is quick,
    by the peers.
    """
    return context.once(f"{name} pages", lambda: _read_pages(context, name))


def _read_pages(context: Context, name: str) -> list[Page]:
    folder = context.sets.at(name) / "dev"
    gold = [row for row in context.sets.rows(name, "dev/gold") if (folder / row["html"]).is_file()]
    asked = ({"id": row["id"], "url": row["url"], "html_path": row["html"]} for row in gold)
    found: list[Page] = []
    for row, answer in zip(gold, extract_rows(asked, folder=folder, workers=context.workers), strict=True):
        theirs, article, day = Read("", "", ""), Read("", "", ""), ""
        if context.peers:
            body = context.sets.body(name, f"dev/{row['html']}")
            theirs, day = Read(*trafilatura_page(body, row["url"])), htmldate_day(body, row["url"])
            article = Read(trafilatura_article(body, row["url"]), "", "")
        ours = Read(answer.get("text") or "", answer.get("title") or "", answer.get("published") or "")
        found.append(Page(row, ours, theirs, article, day))
        context.report(name)
    return found


def _peer(context: Context, name: str, figure: Callable[[], float]) -> dict[str, float]:
    return {name: figure()} if context.peers else {}


def _text_peers(context: Context, figure: Callable[[Callable[[Page], Read]], float]) -> dict[str, float]:
    if not context.peers:
        return {}
    return {"trafilatura": figure(_theirs), "without comments": figure(_article)}


def _shown(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]


# --- 01a


def article_text(context: Context) -> Outcome:
    """4-gram F1 of the means of the pages' precision and recall."""
    return _shingled(context, 4)


def article_words(context: Context) -> Outcome:
    """The same over single words."""
    return _shingled(context, 1)


def _shingled(context: Context, size: int) -> Outcome:
    pages = pages_of(context, A)

    def figure(read: Callable[[Page], Read], chosen: Sequence[Page]) -> Scores:
        return shingle_scores(((page.row["gold_text"], read(page).text) for page in chosen), size)

    cases = [_text_case(page, figure(_ours, [page]).f1) for page in pages]
    scores = figure(_ours, pages)
    peers = _text_peers(context, lambda read: figure(read, pages).f1)
    return Outcome(len(pages), scores.f1, peers, _pr(scores), _wrong(cases))


def _text_case(page: Page, score: float) -> Case:
    expected, met = _shown(page.row["gold_text"]), _shown(page.ours.text)
    return Case(page.row["id"], score, expected, met, page.row["url"])


def _ours(page: Page) -> Read:
    return page.ours


def _theirs(page: Page) -> Read:
    return page.trafilatura


def _article(page: Page) -> Read:
    return page.article


def _pr(scores: Scores) -> str:
    return f"P {scores.precision:.3f} R {scores.recall:.3f}"


def _wrong(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if case.score < 1)


# --- 01b


def segments(context: Context) -> Outcome:
    """F1 of the segments: those that must be there and are, over all that are there and all that must be."""
    pages = pages_of(context, B)
    cases = []
    for page in pages:
        missing = [one for one in page.row["must_have"] if one not in page.ours.text]
        unwanted = [one for one in page.row["must_not_have"] if one in page.ours.text]
        total = len(page.row["must_have"]) + len(page.row["must_not_have"])
        score = 1 - (len(missing) + len(unwanted)) / total if total else 1.0
        met = f"missing {missing}; unwanted {unwanted}; {len(page.ours.text)} characters"
        cases.append(Case(page.row["id"], score, "all wanted and no unwanted segments", met, page.row["url"]))
    scores = _segment_scores(pages, _ours)
    peers = _text_peers(context, lambda read: _segment_scores(pages, read).f1)
    return Outcome(len(pages), scores.f1, peers, _pr(scores), _wrong(cases))


def _segment_scores(pages: Sequence[Page], read: Callable[[Page], Read]) -> Scores:
    right = met = expected = 0
    for page in pages:
        text = read(page).text
        wanted = sum(one in text for one in page.row["must_have"])
        right += wanted
        met += wanted + sum(one in text for one in page.row["must_not_have"])
        expected += len(page.row["must_have"])
    return counted(right, met, expected)


def comparable(title: str) -> str:
    """A title's letters and figures in lower case, compatibility forms unified: what "exact" compares."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).lower())


def _titles(name: str) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        pages = [page for page in pages_of(context, name) if page.row.get("gold_title")]

        def share(read: Callable[[Page], Read]) -> float:
            return mean(comparable(read(page).title) == comparable(page.row["gold_title"]) for page in pages)

        cases = [
            Case(page.row["id"], 0.0, page.row["gold_title"], page.ours.title, page.row["url"])
            for page in pages
            if comparable(page.ours.title) != comparable(page.row["gold_title"])
        ]
        peers = _peer(context, "trafilatura", lambda: share(_theirs))
        return Outcome(len(pages), share(_ours), peers, "", tuple(cases))

    return figure


def gold_days(row: Row) -> frozenset[str]:
    """The day that a row states, as written and, where it has a time with a zone, in UTC."""
    written = str(row["gold_date"]).strip()
    days = {written[:10]}
    if len(written) > 10:
        instant = datetime.fromisoformat(written)
        if instant.tzinfo is not None:
            days.add(instant.astimezone(UTC).date().isoformat())
    return frozenset(days)


def _days(name: str) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        pages = [page for page in pages_of(context, name) if page.row.get("gold_date")]
        cases = [
            Case(page.row["id"], 0.0, str(page.row["gold_date"]), page.ours.day, page.row["url"])
            for page in pages
            if page.ours.day not in gold_days(page.row)
        ]

        def share(read: Callable[[Page], str]) -> float:
            return mean(read(page) in gold_days(page.row) for page in pages)

        peers = _peer(context, "htmldate", lambda: share(lambda page: page.htmldate))
        peers |= _peer(context, "trafilatura", lambda: share(lambda page: page.trafilatura.day))
        return Outcome(len(pages), share(lambda page: page.ours.day), peers, "", tuple(cases))

    return figure


# --- 01d


def _tokens(countries: frozenset[str] = frozenset()) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        pages = [
            page
            for page in pages_of(context, D)
            if not countries or page.row["publisher_country"] in countries
        ]
        cases = [_text_case(page, token_f1(page.row["gold_text"], page.ours.text)) for page in pages]
        peers = _text_peers(
            context, lambda read: mean(token_f1(page.row["gold_text"], read(page).text) for page in pages)
        )
        return Outcome(len(pages), mean(case.score for case in cases), peers, "", _wrong(cases))

    return figure


def _of(country: str) -> Callable[[Context], Outcome]:
    return _tokens(frozenset({country}))


_F1 = "token F1, CJK by character"

MEASURES: tuple[Measure, ...] = (
    Measure("01a.text", A, article_text, "4-gram F1", "rs-trafilatura .970, newspaper4k .949", quick=True),
    Measure("01a.words", A, article_words, "word F1", "", quick=True),
    Measure("01b.segments", B, segments, "segment F1", "trafilatura .918", quick=True),
    Measure("01b.title", B, _titles(B), "exact title", "trafilatura .598", quick=True),
    Measure("01b.day", B, _days(B), "exact day", "htmldate .777", quick=True),
    Measure("01c.day", C, _days(C), "exact day", "htmldate .935", quick=True),
    Measure("01d.text", D, _tokens(), _F1, "trafilatura .950", quick=True),
    Measure("01d.text_jp", D, _of("jp"), _F1, "trafilatura .88", quick=True),
    Measure("01d.text_kr", D, _of("kr"), _F1, "trafilatura .65", quick=True),
    Measure("01d.text_tw", D, _of("tw"), _F1, "trafilatura .66", quick=True),
    Measure("01d.title", D, _titles(D), "exact title", "trafilatura .607", quick=True),
    Measure("01d.day", D, _days(D), "exact day", "trafilatura .981", quick=True),
)
