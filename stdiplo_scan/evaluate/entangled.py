"""Sentences whose grammar says who acts with whom, read with a parser and without.

The parser is the one that the settings name, else the Japanese one of the extra. No English parser comes with
the product: where none is named, English is read by patterns alone, and the row says so.
"""

from __future__ import annotations

from collections.abc import Callable

from crawlers.stream import document_from_row
from nlp.parsing import ParserError, Parsers
from nlp.tagger import Tagger
from nlp.tags import TELLING
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import mean
from stdiplo_scan.evaluate.sets import ENTANGLED, Row, SetAbsent

FILE = "clauses_ja_en.txt"
LANGUAGES = ("ja", "en")
PIPELINES = {"ja": "ja_ginza"}  # of the extra, by language
PUBLISHED = "2026-11-20"  # the day on which the sentences are read


def read_entangled(text: str, language: str) -> list[Row]:
    """The rows of one language: `id`, `modality` (? where not judged), `parties` and `text`.

    Raises ValueError on a broken line.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4:
            raise ValueError(f"{FILE} line {number}: {len(cells)} cells; wanted 4 between bars")
        if cells[0] == language:
            known = {"modality": cells[1], "parties": cells[2].split(), "text": cells[3]}
            rows.append({"id": f"{language}{len(rows) + 1:02d}", **known})
    return rows


def _right(language: str) -> Callable[[Context], Outcome]:
    """Share of the sentences whose best record has all parties and no other."""

    def figure(context: Context) -> Outcome:
        path = context.sets.at(ENTANGLED) / FILE
        rows = read_entangled(path.read_text(encoding="utf-8"), language)
        parsers = _parsers(context, language)
        version, peers = parsers.version(language), {}
        tagger = Tagger.load(context.embedder, parsers=parsers) if version else context.tagger
        cases = _cases(context, rows, tagger, language)
        if version and context.peers:
            plain = _cases(context, rows, context.tagger, language)
            peers["patterns alone"] = mean(case.score for case in plain)
        unseen = mean(case.score for case in cases[1::2])
        how = f"with {version}" if version else "by patterns alone, no parser is named"
        note = f"{how}; of the even ones, which nobody looked at, {unseen:.3f}"
        wrong = tuple(case for case in cases if case.score < 1)
        return Outcome(len(rows), mean(case.score for case in cases), peers, note, wrong)

    return figure


def _parsers(context: Context, language: str) -> Parsers:
    """The parser of one language, if any. Raises SetAbsent where the one that is named is not installed."""
    name = context.settings.tagging.parsers.get(language) or PIPELINES.get(language)
    try:
        return Parsers({language: name} if name else {})
    except ParserError as error:
        raise SetAbsent(str(error)) from error


def _cases(context: Context, rows: list[Row], tagger: Tagger, language: str) -> list[Case]:
    cases = []
    for row in rows:
        given = {"id": row["id"], "title": "", "text": row["text"], "language": language}
        signals = tagger.tag([document_from_row({**given, "published": PUBLISHED})])[0].signals
        best = next((one for one in signals if one.polarity != "none" and one.score >= TELLING), None)
        met = list(best.parties) if best else []
        score = float(met == row["parties"])
        cases.append(Case(row["id"], score, " ".join(row["parties"]), " ".join(met), row["text"]))
        context.report(f"entangled {language}", 1)
    return cases


_WHAT = "share of sentences with all parties right and no other, read with a parser where there is one"
MEASURES: tuple[Measure, ...] = tuple(
    Measure(f"entangled.{language}", ENTANGLED, _right(language), _WHAT, noise=0.04) for language in LANGUAGES
)
