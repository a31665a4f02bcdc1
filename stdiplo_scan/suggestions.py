"""Rules that repeated corrections speak for: always, or never, in this context; told, never applied."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from index.corrections import Judged
from index.store import Store
from nlp.correcting import locate
from nlp.corrections import Correction, live
from nlp.tags import Range

LEAST = 3  # documents that must say the same before a rule is suggested
_MOST_AGAINST = 0.2  # of the documents for it, that may say the opposite in the same context
_MOST_CONTEXTS = 3  # suggestions of one thing, the best first
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
Verdict = Literal["always", "never"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One rule: what, where, and how many documents speak for it and against it."""

    verdict: Verdict
    what: str  # country:GE, signal:agreement
    context: str
    documents: tuple[str, ...]  # that speak for it
    against: int
    example: str  # the words of the first one

    def to_json(self) -> dict[str, Any]:
        """A row of `correct --suggest --json`."""
        return {
            "verdict": self.verdict,
            "what": self.what,
            "context": self.context,
            "for": len(self.documents),
            "against": self.against,
            "documents": list(self.documents),
            "example": self.example,
        }


def suggest_rules(store: Store, least: int = LEAST) -> list[Suggestion]:
    """What the corrections in force say again and again, most documents first.

    A context is the words as written, the word before or after, the publisher, the rule or model; of a signal
    two words of its sentence that stand together. Documents are counted, not corrections.
    """
    speaks: dict[tuple[str, str], dict[Verdict, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for name in store.corrected_documents():
        judged = store.judged(name)
        target = store.document(name).document.target_id
        newest = {
            (one.kind, one.value, one.evidence if one.kind == "signal" else None): one
            for one in live(store.corrections(name))
        }
        for one in newest.values():
            for verdict, what, context, example in _said(one, judged, target):
                speaks[what, context][verdict].setdefault(name, example)
    found = []
    for (what, context), said in speaks.items():
        for verdict, documents in said.items():
            other = said["never" if verdict == "always" else "always"] if len(said) > 1 else {}
            if len(documents) >= least and len(other) <= _MOST_AGAINST * len(documents):
                names = tuple(sorted(documents))
                found.append(Suggestion(verdict, what, context, names, len(other), documents[names[0]]))
    found.sort(key=lambda one: (-len(one.documents), one.against, one.what, _vague(one.context), one.context))
    kept: dict[tuple[str, str], int] = defaultdict(int)
    best = []
    for suggestion in found:
        key = (suggestion.verdict, suggestion.what)
        if kept[key] < _MOST_CONTEXTS:
            kept[key] += 1
            best.append(suggestion)
    return best


def _vague(context: str) -> int:
    """Contexts that tell less stand behind those that tell more, where as many documents speak for both."""
    order = ("words", "before", "after", "publisher", "rule")
    return order.index(context.partition(":")[0])


def _said(one: Correction, judged: Judged, target: str | None) -> Iterator[tuple[Verdict, str, str, str]]:
    verdict: Verdict = "never" if one.action == "reject" else "always"
    where = [f"publisher: {target}"] if target else []
    if one.met and one.met.get("by"):
        where.append(f"rule: {one.met['by']}")
    place = locate(judged.content, one.quote, one.evidence) if one.quote else None
    if one.kind == "signal":
        sentence = " ".join(one.quote.split())
        where += [f"words: {pair}" for pair in _pairs(sentence)]
        changed = one.changes.get("type", one.value)
        if changed != one.value:
            yield from (("always", f"signal:{changed}", context, sentence) for context in where)
            verdict = "never"
        yield from ((verdict, f"signal:{one.value}", context, sentence) for context in where)
        return
    places = [place] if place else _evidence(one, judged)
    for start, end in places[:5]:
        written = " ".join(judged.content[start:end].split())
        where += [f"words: {written}", *_around(judged.content, (start, end))]
    example = (
        " ".join(judged.content[max(0, places[0][0] - 60) : places[0][1] + 60].split()) if places else ""
    )
    for context in dict.fromkeys(where):
        yield verdict, f"{one.kind}:{one.value}", context, example


def _evidence(one: Correction, judged: Judged) -> list[Range]:
    return [
        place
        for tag in judged.shown.tags
        if (tag.kind, tag.value) == (one.kind, one.value)
        for place in tag.evidence
    ]


def _around(content: str, place: Range) -> Iterator[str]:
    """The word before and the word after, with the words themselves."""
    written = " ".join(content[slice(*place)].split())
    before = _WORD.findall(content[max(0, place[0] - 40) : place[0]])
    after = _WORD.search(content, place[1], place[1] + 40)
    if before:
        yield f"before: {before[-1]} {written}"
    if after:
        yield f"after: {written} {after.group()}"


def _pairs(sentence: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(sentence)]
    return list(dict.fromkeys(f"{one} {two}" for one, two in pairwise(words)))
