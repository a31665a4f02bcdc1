"""Language: what title and text are found to be in, against the collections' word (06f, 06g, 08d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from crawlers.stream import document_from_row
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import mean
from stdiplo_scan.evaluate.sets import Row

QUESTIONS = "06f_ir_xquad_crossling"
NEWS = "06g_crossling_ntrex_news"
REPORTS = "08d_multilingual_sitreps_nextstrain"
_SENTENCE_LANGUAGES = ("de", "en", "es", "fr", "ja", "ko", "zh")
_SHOWN = 200
_SAME = {"no": "nb", "nn": "nb", "tl": "fil"}  # two names of what is one language here

Text = tuple[str, str, str, str]  # id, title, text, expected language
Texts = Callable[[Context], Iterator[Text]]


def _file(name: str, file: str) -> Texts:
    """The rows of a file, each with its language."""

    def texts(context: Context) -> Iterator[Text]:
        for row in context.sets.rows(name, file):
            yield row["id"], row.get("title") or "", row.get("text") or "", row["lang"]

    return texts


def _sentences(context: Context) -> Iterator[Text]:
    """Each sentence in each of its languages."""
    for row in context.sets.rows(NEWS, "sentences.dev"):
        yield from (_sentence(row, language) for language in _SENTENCE_LANGUAGES if row.get(language))


def _sentence(row: Row, language: str) -> Text:
    return f"{row['id']} {language}", "", row[language], language


def _share(texts: Texts) -> Callable[[Context], Outcome]:
    """The share of the texts whose language is found; the scripts of Chinese are one language."""

    def figure(context: Context) -> Outcome:
        right: list[bool] = []
        cases: list[Case] = []
        wrong: Counter[str] = Counter()
        languages: set[str] = set()
        for name, title, text, stated in texts(context):
            expected = _plain(stated)
            languages.add(expected)
            met = document_from_row({"id": name, "title": title, "text": text}).language
            right.append(_plain(met) == expected)
            if not right[-1]:
                wrong[expected] += 1
                shown = " ".join(f"{title} {text}".split())[:_SHOWN]
                cases.append(Case(name, 0.0, stated, met, shown))
            context.report("language")
        listed = ", ".join(f"{language} {count}" for language, count in wrong.most_common())
        note = f"{len(languages)} languages; wrong: {listed or 'none'}"
        return Outcome(len(right), mean(right), {}, note, tuple(cases))

    return figure


def _plain(language: str) -> str:
    short = language.split("-", maxsplit=1)[0]
    return _SAME.get(short, short)


MEASURES: tuple[Measure, ...] = (
    Measure("06f.language", QUESTIONS, _share(_file(QUESTIONS, "queries.dev")), "language of a question"),
    Measure("06g.language", NEWS, _share(_file(NEWS, "docs.dev")), "language of an article"),
    Measure("06g.language_sentence", NEWS, _share(_sentences), "language of a sentence"),
    Measure("08d.language", REPORTS, _share(_file(REPORTS, "sitreps.dev")), "language of a report"),
)
