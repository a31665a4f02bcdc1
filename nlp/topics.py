"""The fields of science and technology a text is about, from the terms in it and from its embedding."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from nlp.fields_model import FieldsModel, load_fields_model
from nlp.gazetteer import spelling
from nlp.tags import Range
from nlp.taxonomy_files import FIELD_CODES, load_fields
from nlp.word_borders import stands_alone

MOST_FIELDS = 5
_LEAST_BY_TERMS = 0.25  # a field below is not told where no embedding judges
_OWN_TERM = 0.6  # least score of a field that an office's own term names well enough without an embedding
_TITLE_WEIGHT = 3.0
_WEAK_WEIGHT = 0.35  # of a term that ordinary news uses as well
# Of a gloss the classifier's logits are paler than of English, and its gate lets more ordinary news pass:
_GLOSS_FACTOR = 1.2  # of all logits
_GLOSS_GATE = 1.0  # taken from the gate's
_SHORT = 400  # characters; in a sentence or two one term is enough
_EVIDENCE = 12  # ranges kept per field


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field, how surely (0..1) the text is about it, and the terms that say so (empty: the embedding
    alone).
    """

    id: str
    score: float
    evidence: tuple[Range, ...] = ()


def tag_fields(
    content: str,
    *,
    title_end: int = 0,
    language: str = "und",
    vector: NDArray[np.float32] | None = None,
    glossed: bool = False,
    model: FieldsModel | None = None,
    own: Sequence[tuple[str, str, Range]] = (),
) -> list[FieldScore]:
    """The fields, best first, at most five. `vector`: unit embedding of title and lead by the pinned
    model, or none; `glossed`: of their gloss.

    By terms a field needs two distinct terms, or one in the title (which counts three times) or in a
    text of a sentence or two; weak terms do not count for this. With a vector, a classifier, a gate
    ("science and technology or not") and the terms give one calibrated score; a field without any term
    stands at its threshold, .5 or more. A vector of another length than the model's is ignored. `model`:
    another one than the shipped; `own`: (field, term, place) of terms that an office added, which
    decide where terms alone would be enough.
    """
    terms = find_terms(content, language)
    for code, surface, place in own:
        places = terms.setdefault(code, {}).setdefault(surface, [])
        if place not in places:
            places.append(place)
    model = model or load_fields_model()
    logits = model.logits(vector) if vector is not None else None
    weights = measure_terms(content, terms, title_end)
    if logits is None:
        scores = np.where(weights.enough, 1.0 - np.exp(-weights.strengths / 3.0), 0.0)
        least = np.full(len(FIELD_CODES), _LEAST_BY_TERMS)
    else:
        if glossed:
            logits = _GLOSS_FACTOR * logits
            logits[-1] -= _GLOSS_GATE
        scores = model.scores(logits, weights.strengths, weights.enough)
        least = np.where(weights.proved, model.least, model.thresholds)
    for code in {code for code, _, _ in own}:
        at = FIELD_CODES.index(code)
        if weights.enough[at]:
            scores[at] = max(scores[at], _OWN_TERM)
    found = []
    for index in np.flatnonzero(scores >= least):
        code = FIELD_CODES[index]
        evidence = sorted(place for places in terms.get(code, {}).values() for place in places)[:_EVIDENCE]
        found.append(FieldScore(code, float(scores[index]), tuple(evidence)))
    found.sort(key=lambda field: (-field.score, field.id))
    return found[:MOST_FIELDS]


@dataclass(frozen=True, slots=True)
class TermWeights:
    """What the terms say, per field in the order of FIELD_CODES."""

    strengths: NDArray[np.float32]  # (23,): the weight of the terms per length of text
    enough: NDArray[np.float32]  # (23,): 1 where they would name the field without an embedding
    proved: NDArray[np.bool_]  # (23,): whether any of them is more than a weak one


def measure_terms(
    content: str, terms: Mapping[str, Mapping[str, Sequence[Range]]], title_end: int
) -> TermWeights:
    """The weight of the terms that `find_terms` found in a text whose title ends at `title_end`."""
    weights = TermWeights(
        np.zeros(len(FIELD_CODES), dtype=np.float32),
        np.zeros(len(FIELD_CODES), dtype=np.float32),
        np.zeros(len(FIELD_CODES), dtype=np.bool_),
    )
    for index, code in enumerate(FIELD_CODES):
        if code in terms:
            strength, enough, proved = _strength(content, code, terms[code], title_end)
            weights.strengths[index] = strength
            weights.enough[index] = enough
            weights.proved[index] = proved
    return weights


def find_terms(content: str, language: str = "und") -> dict[str, dict[str, list[Range]]]:
    """By field code, the distinct terms found with their ranges; traps removed first, the longest match
    wins.
    """
    lower = spelling(content)
    candidates: list[tuple[int, int, str, tuple[str, ...]]] = []
    for last, (surface, exact, codes) in _automaton(language).iter(lower):
        start, end = last + 1 - len(surface), last + 1
        if end < len(lower) and lower[end] == "s" and surface[-1].isascii():
            end += 1  # the plural
        if stands_alone(lower, start, end) and not (
            exact and content[start : start + len(surface)] != surface
        ):
            candidates.append((start, end, surface, codes))
    candidates.sort(key=lambda item: (item[0], -item[1]))
    found: dict[str, dict[str, list[Range]]] = defaultdict(dict)
    at = 0
    for start, end, surface, codes in candidates:
        if start < at:
            continue
        at = end
        for code in codes:
            found[code].setdefault(surface, []).append((start, end))
    return found


def _strength(
    content: str, code: str, ranges: Mapping[str, Sequence[Range]], title_end: int
) -> tuple[float, bool, bool]:
    """Weight per length of text, enough on their own, more than weak ones."""
    weight = 0.0
    strong = 0
    in_title = False
    weak = _weak_terms(code)
    for surface, places in ranges.items():
        title = any(start < title_end for start, _ in places)
        share = _WEAK_WEIGHT if surface in weak else 1.0
        weight += share * (1.0 + 0.5 * math.log(len(places))) * (_TITLE_WEIGHT if title else 1.0)
        if surface not in weak:
            strong += 1
            in_title = in_title or title
    enough = strong > 0 and (in_title or len(ranges) >= 2 or len(content) < _SHORT)
    return weight / (1.0 + 0.12 * math.log1p(len(content) / 1500)), enough, strong > 0


@lru_cache(maxsize=len(FIELD_CODES))
def _weak_terms(code: str) -> frozenset[str]:
    """The weak terms of a field in every language, each in all its forms."""
    by_language = load_fields()[code].weak
    return frozenset(
        form for language, words in by_language.items() for word in words for form in _forms(word, language)
    )


@lru_cache(maxsize=16)
def _automaton(language: str) -> Any:
    """Terms of English, Japanese and the language; the value of a key: spelling, whether exact, field
    codes.
    """
    by_key: dict[str, tuple[str, bool, list[str]]] = {}
    languages = {"en", "ja", language} if language != "und" else {"en", "ja", "de", "fr", "es", "zh", "ko"}
    for field in load_fields().values():
        for spoken in sorted(languages):
            for trap in field.traps.get(spoken, ()):
                by_key[spelling(trap)] = (trap, False, [])
    for field in load_fields().values():
        for spoken in sorted(languages):
            for term in dict.fromkeys((*field.terms.get(spoken, ()), *field.weak.get(spoken, ()))):
                for form in _forms(term, spoken):
                    exact = len(form) <= 5 and form.isascii() and any(c.isupper() for c in form)
                    entry = by_key.setdefault(spelling(form), (form, exact, []))
                    if entry[2] or not _is_trap(by_key, form):
                        entry[2].append(field.code)
    automaton = ahocorasick.Automaton()
    for key, (surface, exact, codes) in by_key.items():
        automaton.add_word(key, (surface, exact, tuple(dict.fromkeys(codes))))
    automaton.make_automaton()
    return automaton


def _is_trap(by_key: Mapping[str, tuple[str, bool, list[str]]], form: str) -> bool:
    known = by_key[spelling(form)]
    return not known[2] and known[0] != form


def _forms(term: str, language: str) -> tuple[str, ...]:
    if language != "en" or not term.isascii():
        return (term,)
    forms = [term]
    if re.search(r"[^aeiou]y$", term):
        forms.append(term[:-1] + "ies")
    if "isation" in term:
        forms.append(term.replace("isation", "ization"))
    if "-" in term and not term.isupper():
        forms.append(term.replace("-", " "))
    if "fibre" in term or "centre" in term or "defence" in term:
        forms.append(term.replace("fibre", "fiber").replace("centre", "center").replace("defence", "defense"))
    return tuple(dict.fromkeys(forms))
