"""Fields in other languages: the same invented news in seven languages, three a field and ten of none."""

from __future__ import annotations

from collections.abc import Callable

from crawlers.document import Document
from nlp.tagger import Tagger
from nlp.topics import tag_fields
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.scores import mean
from stdiplo_scan.evaluate.sets import FIELD_TEXTS

LANGUAGES = ("en", "ja", "zh", "ko", "de", "fr", "es")
_ON_REQUEST = ("ko", "de", "fr", "es")  # languages whose dictionaries set-up does not build
_HELD = "3"  # the third text of each field is only measured, never read while something is chosen


def _by_dictionary(language: str) -> Callable[[Context], Outcome]:
    return _two_best(
        language, lambda context: context.tagger_with(*(one for one in _ON_REQUEST if one == language))
    )


def _by_list(language: str) -> Callable[[Context], Outcome]:
    """Read by the list of words that ships, as on a machine without any dictionary."""
    return _two_best(
        language,
        lambda context: context.once("tagger without dictionaries", lambda: Tagger.load(context.embedder)),
    )


def _two_best(language: str, load: Callable[[Context], Tagger]) -> Callable[[Context], Outcome]:
    """The share of the texts of which one of the two best fields is right."""

    def figure(context: Context) -> Outcome:
        tagger = load(context)
        cases, held, by_terms, none = [], [], [], []
        for row in context.sets.rows(FIELD_TEXTS, language):
            gold = set(row["gold_fields"])
            tagged = tagger.tag([Document(id=row["id"], url="", title="", text=row["text"])])[0]
            met = [tag.value for tag in tagged.of_kind("field")]
            context.report(f"fields {language}")
            if not gold:
                none.append(bool(met))
                continue
            right = bool(gold & set(met[:2]))
            cases.append(Case(row["id"], float(right), " ".join(sorted(gold)), " ".join(met), row["text"]))
            terms = tag_fields(row["text"], language=language)[:2]
            by_terms.append(bool(gold & {field.id for field in terms}))
            if row["id"].endswith(_HELD):
                held.append(right)
        note = f"held third {mean(held):.3f}; {sum(none)} of {len(none)} texts of no field got one"
        errors = tuple(case for case in cases if case.score < 1)
        peers = {"terms alone": mean(by_terms)}
        return Outcome(len(cases), mean(case.score for case in cases), peers, note, errors)

    return figure


_RIGHT = "one of the two best fields is right"
MEASURES: tuple[Measure, ...] = (
    *(
        Measure(
            f"fields_languages.{language}",
            FIELD_TEXTS,
            _by_dictionary(language),
            f"{_RIGHT}, " + ("the yardstick" if language == "en" else "read by the dictionary"),
            quick=language in ("en", "ja"),
            noise=0.03,
        )
        for language in LANGUAGES
    ),
    *(
        Measure(
            f"fields_languages.{language}.listed",
            FIELD_TEXTS,
            _by_list(language),
            f"{_RIGHT}, without a dictionary: read by the list of words",
            quick=language == "fr",
            noise=0.03,
        )
        for language in LANGUAGES
        if language != "en"
    ),
)
