"""Where nothing is found: each condition with what would be found without it, most first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from index.asked import Synonyms
from index.filters import Filters
from index.query import Query
from index.querytext import Either, QueryText, parse_query, without_quotes
from stdiplo_scan.asking import write_question
from stdiplo_scan.web.filter_names import name_filters
from stdiplo_scan.web.form import SearchForm
from stdiplo_scan.web.wording import Wording
from stdiplo_scan.wiring import Office

_MOST_WORDS = 6  # that are offered beside a phrase


@dataclass(frozen=True, slots=True)
class Way:
    """A condition that could be left out: what it asks, the documents that are then there, the address."""

    label: str
    value: str
    documents: int
    url: str


def ways_out(office: Office, form: SearchForm, query: Query, ui: Wording) -> list[Way]:
    """Those conditions of a question that found nothing without which something is found."""
    found = []
    ways = [*other_words(query, office.searcher.reader.synonyms, ui), *_looser(query, ui)]
    for label, value, looser in ways:
        total = office.searcher.search(replace(looser, limit=1)).total
        if total:
            asked = write_question(looser.text, looser.filters, office.settings.timezone)
            kept = SearchForm(q=asked, mode=looser.mode, order=form.order, balance=form.balance)
            if looser.filters.reading:
                kept = replace(kept, reader=form.reader)
            found.append(Way(label, value, total, kept.address(ui.lang)))
    return sorted(found, key=lambda way: -way.documents)


def other_words(query: Query, synonyms: Synonyms, ui: Wording) -> Iterator[tuple[str, str, Query]]:
    """The question with the other words of its concept beside a quoted phrase, one phrase at a time."""
    text = parse_query(query.text)
    for phrase in text.required:
        others = tuple(dict.fromkeys(word for _, word in synonyms(phrase)))[:_MOST_WORDS]
        if others:
            rest = tuple(one for one in text.required if one != phrase)
            wider = replace(text, required=rest, either=(*text.either, Either((phrase, *others), True)))
            yield ui.loosen_words, ui.comma.join(others), replace(query, text=_rewritten(wider), relax=False)


def _looser(query: Query, ui: Wording) -> Iterator[tuple[str, str, Query]]:
    """The question without one of its conditions at a time: name, value, question."""
    text = parse_query(query.text)
    if query.mode == "exact" and text.plain:
        yield ui.mode, ui.mode_exact, replace(query, mode="hybrid")
    if text.required or any(one.quoted for one in text.either):
        yield ui.loosen_quotes, "", replace(query, text=without_quotes(text), relax=False)
    if text.excluded:
        kept = replace(text, excluded=())
        yield ui.loosen_minus, ui.comma.join(text.excluded), replace(query, text=_rewritten(kept))
    empty = Filters()
    values = {item.name: getattr(query.filters, item.name) for item in fields(Filters)}
    for name, value in values.items():
        if value != getattr(empty, name):
            only: dict[str, Any] = {name: value}
            without: dict[str, Any] = {name: getattr(empty, name)}
            told = name_filters(replace(empty, **only), ui.lang)
            label, said = told[0] if name != "excluded" else (ui.loosen_minus, _joined(told, ui))
            yield label, said, replace(query, filters=replace(query.filters, **without))


def _joined(told: Sequence[tuple[str, str]], ui: Wording) -> str:
    return ui.comma.join(f"{label.removeprefix('−')} {said}" for label, said in told)


def _rewritten(text: QueryText) -> str:
    """A question of parts that were taken out of it."""
    quoted = [f'"{phrase}"' for phrase in text.required]
    either = [" OR ".join(f'"{word}"' if one.quoted else word for word in one.words) for one in text.either]
    excluded = [f'-"{phrase}"' for phrase in text.excluded]
    return " ".join([*text.terms, *quoted, *either, *excluded])
