"""The fields of science and technology a text is about, from the terms in it and from its embedding."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from nlp.fields_model import FieldsModel, load_fields_model
from nlp.gazetteer import spelling, stands_alone
from nlp.tags import Range
from nlp.taxonomy_files import FIELD_CODES, load_fields

LEAST_SCORE = 0.25  # a field below is not told
LEAST_UNPROVED = 0.25  # the same for one that no term proves; below .5 it is a guess
MOST_FIELDS = 5
_TITLE_WEIGHT = 3.0
_TERMS_ALONE = 0.9  # what terms say counts so much where the embedding says otherwise
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
) -> list[FieldScore]:
    """The fields, best first, at most five. `vector`: unit embedding of title and lead by the pinned
    model, or none.

    By terms a field needs two distinct terms, or one in the title (which counts three times) or in a
    text of a sentence or two. With a vector, a
    classifier's probability is joined to the terms' weight by a logistic formula; a field may then stand
    without evidence. A vector of another length than the pinned model's is ignored.
    """
    terms = find_terms(content, language)
    model = load_fields_model()
    probabilities = model.probabilities(vector) if vector is not None else None
    fused = []
    for index, code in enumerate(FIELD_CODES):
        ranges = terms.get(code, {})
        strength, enough = _strength(content, ranges, title_end)
        probability = None if probabilities is None else float(probabilities[index])
        score = _fuse(model, strength, enough, probability)
        if score >= LEAST_SCORE:
            evidence = sorted(place for places in ranges.values() for place in places)[:_EVIDENCE]
            fused.append(FieldScore(code, score, tuple(evidence)))
    fused.sort(key=lambda field: (-field.score, field.id))
    return fused[:MOST_FIELDS]


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


def _strength(content: str, ranges: Mapping[str, list[Range]], title_end: int) -> tuple[float, bool]:
    """The weight of a field's terms per length of text, and whether they are enough on their own."""
    if not ranges:
        return 0.0, False
    weight = 0.0
    in_title = False
    for places in ranges.values():
        title = any(start < title_end for start, _ in places)
        in_title = in_title or title
        weight += (1.0 + 0.5 * math.log(len(places))) * (_TITLE_WEIGHT if title else 1.0)
    return weight / (1.0 + 0.12 * math.log1p(len(content) / 1500)), in_title or len(ranges) >= 2 or len(
        content
    ) < _SHORT


def _fuse(model: FieldsModel, strength: float, enough: bool, probability: float | None) -> float:
    by_terms = 1.0 - math.exp(-strength / 3.0) if enough else 0.0
    if probability is None:
        return by_terms
    weights = model.fusion
    logit = math.log(max(probability, 1e-4) / max(1.0 - probability, 1e-4))
    total = weights[0] + weights[1] * logit + weights[2] * math.log1p(strength)
    fused = 1.0 / (1.0 + math.exp(-total))
    if strength == 0.0:
        return fused if fused >= LEAST_UNPROVED else 0.0
    return max(fused, _TERMS_ALONE * by_terms)


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
            for term in field.terms.get(spoken, ()):
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
