"""New terms of a week and terms that burst: what the words of the week's stories say before any tag does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from index.records import Fact
from nlp.subjects import free_word, is_free, shipped_subjects
from reports.bursts import burst_spans
from reports.counts import group_stories
from reports.coverage import NO_TARGET, Coverage
from reports.digest_parts import FORM, TermLine
from reports.week import Week
from reports.words import Words

LEAST_STORIES: Final = 3  # of the week
LEAST_SOURCES: Final = 2  # targets that tell a new term; one publisher's new name is no new word
MOST_NEW: Final = 6
MOST_BURSTS: Final = 6
MOST_WRITTEN: Final = 6  # phrases shown behind a subject
MOST_USUAL: Final = 0.5  # a share; a term of more stories than this is never a burst
SUBJECT: Final = "="  # before the key of a subject, apart from phrases as written


@dataclass(frozen=True, slots=True)
class TermWeek:
    """The terms that stand in enough stories of the week, with the weeks before; comparable targets only.

    A term is a key phrase as written, or the subject that phrases of several languages name
    (nlp/subjects.py).
    """

    weeks: tuple[Week, ...]  # the baseline, oldest first, and the week itself
    totals: tuple[int, ...]  # stories a week
    counts: dict[str, tuple[int, ...]]  # by term, one number a week
    documents: dict[str, tuple[str, ...]]  # of the week, by term
    sources: dict[str, int]  # targets of the week, by term
    written: dict[str, tuple[tuple[str, str], ...]]  # (language, phrase) of the week, the most told first
    tested: int  # terms of the week, before any had to stand in enough stories


@dataclass
class _Seen:
    """Where a term stands in the week."""

    documents: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)


def count_terms(facts: Iterable[Fact], coverage: Coverage) -> TermWeek:
    """The terms of the week of a ledger; targets that cannot be compared are left out."""
    weeks = (*coverage.baseline, coverage.week)
    place = {week: number for number, week in enumerate(weeks)}
    comparable = coverage.comparable
    stories = group_stories(fact for fact in facts if (fact.target_id or NO_TARGET) in comparable)
    numbered = [
        (number, story) for story in stories if (number := place.get(Week.of(story.first_day))) is not None
    ]
    totals = Counter(number for number, _ in numbered)
    newest = len(weeks) - 1
    seen: dict[str, _Seen] = defaultdict(_Seen)
    told: Counter[str] = Counter()
    for number, story in numbered:
        if number == newest:
            told.update({term for fact in story.facts for term in _terms_of(fact)})
            for fact in story.facts:
                _see(seen, fact)
    counts = {term: [0] * newest + [count] for term, count in told.items() if count >= LEAST_STORIES}
    names = [term.removeprefix(SUBJECT) for term in counts if term.startswith(SUBJECT)]
    wanted = shipped_subjects().english_words(names)
    for number, story in numbered:
        if number != newest:  # only what the week tells often enough is looked for in the weeks before
            for term in {term for fact in story.facts for term in _terms_of(fact, wanted) if term in counts}:
                counts[term][number] += 1
    kept = {term: tuple(weekly) for term, weekly in counts.items()}
    return TermWeek(
        weeks=weeks,
        totals=tuple(totals[number] for number in range(len(weeks))),
        counts=dict(sorted(kept.items())),
        documents={term: tuple(sorted(seen[term].documents)) for term in sorted(kept)},
        sources={term: len(seen[term].sources) for term in sorted(kept)},
        written={term: _by_count(seen[term].written) for term in sorted(kept)},
        tested=len(seen),
    )


def _terms_of(fact: Fact, wanted: frozenset[str] | None = None) -> Iterator[str]:
    """The phrases as written, and their subjects; of English phrases those with a word of `wanted` alone."""
    subjects = shipped_subjects()
    narrow = wanted if fact.language == "en" else None
    for phrase in fact.terms:
        yield phrase
        if narrow is not None and narrow.isdisjoint(phrase.casefold().replace("-", " ").split()):
            continue
        for key in subjects.keys_of(phrase, fact.language):
            yield SUBJECT + key


def _see(seen: dict[str, _Seen], fact: Fact) -> None:
    subjects = shipped_subjects()
    for phrase in fact.terms:
        for term in (phrase, *(SUBJECT + key for key in subjects.keys_of(phrase, fact.language))):
            seen[term].documents.add(fact.document_id)
            seen[term].sources.add(fact.target_id or NO_TARGET)
            seen[term].written[fact.language, phrase] += 1


def _by_count(written: Counter[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The most told first; of each language its first before any second."""
    ranked = sorted(written, key=lambda one: (-written[one], one))
    turn = {one: [other for other in ranked if other[0] == one[0]].index(one) for one in ranked}
    return tuple(sorted(ranked, key=lambda one: (turn[one], ranked.index(one))))


def find_terms(
    terms: TermWeek, own: Collection[str] | None = None, language: str = "en", form: int = FORM
) -> tuple[TermLine, ...]:
    """New terms, the most told first, then bursts that reach into the week, the heaviest first.

    New: in three stories of the week or more, of two targets or more, and in none of the weeks before. A
    burst is Kleinberg's (reports/bursts.py). `own`: an edition's documents; a term is kept where half of its
    documents are among them. A term on the documents of those already taken is passed over. A single word
    that no list knows is told where it is new; ordinary words come and go. `language`: of the names.
    Before form 4 of the digest phrases counted as written alone, and a burst against all weeks.
    """
    new, bursts = [], []
    for term, weekly in terms.counts.items():
        documents = terms.documents[term]
        if form < 4 and term.startswith(SUBJECT):
            continue
        if own is not None and 2 * len(set(documents) & set(own)) < len(documents):
            continue
        if not any(weekly[:-1]) and terms.sources[term] >= LEAST_SOURCES:
            new.append(_line(terms, term, None, language))
            continue
        spans = _bursts(weekly, terms.totals, form) if not is_free(term.removeprefix(SUBJECT)) else ()
        if spans and spans[-1][1] == len(weekly):
            bursts.append(_line(terms, term, spans[-1], language))
    new.sort(key=lambda line: (-line.count, -line.sources, -len(line.term), line.term))
    bursts.sort(key=lambda line: (-line.weight, -line.count, -len(line.term), line.term))
    seen: set[str] = set()
    return (*_apart(new, MOST_NEW, seen), *_apart(bursts, MOST_BURSTS, seen))


def _bursts(weekly: Sequence[int], totals: Sequence[int], form: int) -> list[tuple[int, int, float]]:
    """Bursts against the share of the weeks before the last, which a burst of that week must not raise."""
    if form < 4:
        return burst_spans(weekly, totals)
    usual = (sum(weekly[:-1]) + 0.5) / (sum(totals[:-1]) + 1)
    return burst_spans(weekly, totals, min(usual, MOST_USUAL))


def describe_terms(terms: TermWeek, words: Words) -> str:
    """How many terms were looked at, and how many of them stand in enough stories to be judged."""
    return words.name("plain", "terms").format(
        stories=terms.totals[-1], tested=terms.tested, judged=len(terms.counts), least=LEAST_STORIES
    )


def _line(terms: TermWeek, term: str, burst: tuple[int, int, float] | None, language: str) -> TermLine:
    weekly = terms.counts[term]
    start, _, weight = burst or (len(weekly) - 1, len(weekly), 0.0)
    name, written = _name(terms, term, language)
    return TermLine(
        term=name,
        kind="burst" if burst else "new",
        count=weekly[-1],
        weekly=weekly[:-1],
        since=str(terms.weeks[start]),
        weight=weight,
        sources=terms.sources[term],
        documents=terms.documents[term],
        written=written,
    )


def _name(terms: TermWeek, term: str, language: str) -> tuple[str, tuple[str, ...]]:
    """What a line calls its term, and the phrases that stand behind it where they are others."""
    phrases = [phrase for _, phrase in terms.written[term]]
    if not term.startswith(SUBJECT):
        return term, ()
    key = term.removeprefix(SUBJECT)
    name = shipped_subjects().name(key, language) or free_word(key, phrases)
    return name, tuple(phrase for phrase in dict.fromkeys(phrases) if phrase != name)[:MOST_WRITTEN]


def _apart(lines: Sequence[TermLine], most: int, seen: set[str]) -> list[TermLine]:
    """The first lines that say something of their own: more than a third of their documents are not told."""
    chosen: list[TermLine] = []
    for line in lines:
        fresh = set(line.documents) - seen
        if len(chosen) < most and 3 * len(fresh) > len(line.documents):
            seen.update(line.documents)
            chosen.append(line)
    return chosen
