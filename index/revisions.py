"""A document's new version against an older one: sentences, and the facts that tell whether it matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from index.records import StoredDocument
from index.sentence_diff import Segment, SentencePair, align_sentences, word_diff
from nlp.amounts import find_amounts
from nlp.eventdates import find_dates
from nlp.quantities import find_quantities
from nlp.sentences import split_sentences
from nlp.tags import Range, Signal

FactKind = Literal["amount", "date", "quantity", "partner", "stage", "event", "published"]
FactDiff = Literal["added", "removed", "changed"]

COUNTS: Final = 0.5  # score from which a country or an event counts
_HAPPENS: Final = frozenset({"asserted", "planned"})
_ORDER: Final = ("stage", "event", "partner", "amount", "quantity", "date", "published")


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that came, went, moved or was reworded; `segments` where it was reworded."""

    change: Literal["added", "removed", "changed", "moved"]
    before: str  # empty where it came
    after: str  # empty where it went
    before_range: Range | None
    after_range: Range | None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that came, went or is another now, as written; ranges count in their own version."""

    kind: FactKind
    change: FactDiff
    before: str
    after: str
    unit: str = ""  # currency, what a figure counts, the type of an event
    before_range: Range | None = None
    after_range: Range | None = None
    parties: tuple[str, ...] = ()  # of an event, whose `before` and `after` are its stages
    planned: bool = False  # of an event: what it is now, or was last, is a plan


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """What differs between two versions of one document."""

    document: str
    before_version: int
    after_version: int
    before_fetched_utc: str
    after_fetched_utc: str
    facts: tuple[FactChange, ...]  # stages first, dates last
    sentences: tuple[SentenceChange, ...]  # in the order of the later version
    unchanged: int  # sentences that stayed

    def to_json(self) -> dict[str, Any]:
        """The difference for `--json`, one object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: FactKind
    unit: str
    value: str
    place: Range

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.unit, self.value


def compare_versions(before: StoredDocument, after: StoredDocument) -> RevisionDiff:
    """What the later version says otherwise; titles are compared as the sentences that they are.

    A fact counts where it stands more often in one version than in the other, so a sentence that only moved
    or was reworded brings none.
    """
    old, new = before.document.content, after.document.content
    pairs = align_sentences(
        old,
        new,
        split_sentences(old, before.document.language),
        split_sentences(new, after.document.language),
    )
    changes = [_sentence(pair, old, new) for pair in pairs if pair.change != "same"]
    facts = [
        *_stages(before, after),
        *_partners(before, after),
        *_figures(before, after, pairs),
        *_published(before, after),
    ]
    return RevisionDiff(
        document=after.document.id,
        before_version=before.version,
        after_version=after.version,
        before_fetched_utc=before.document.fetched_utc,
        after_fetched_utc=after.document.fetched_utc,
        facts=tuple(sorted(facts, key=lambda fact: _ORDER.index(fact.kind))),
        sentences=tuple(changes),
        unchanged=sum(pair.change == "same" for pair in pairs),
    )


def _sentence(pair: SentencePair, old: str, new: str) -> SentenceChange:
    before = old[slice(*pair.before)] if pair.before else ""
    after = new[slice(*pair.after)] if pair.after else ""
    segments = tuple(word_diff(before, after)) if pair.change == "changed" else ()
    change = "added" if pair.change == "same" else pair.change
    return SentenceChange(change, before, after, pair.before, pair.after, segments)


# --- money, figures, dates


def _figures(
    before: StoredDocument, after: StoredDocument, pairs: Sequence[SentencePair]
) -> Iterator[FactChange]:
    """Sums, figures and dates; one that stands in for another in a reworded sentence is changed."""
    touched = [pair for pair in pairs if pair.change != "same"]  # the others hold the same facts twice
    old = {pair.before: _facts_in(before, pair.before) for pair in touched if pair.before}
    new = {pair.after: _facts_in(after, pair.after) for pair in touched if pair.after}
    had = Counter(fact.key for facts in old.values() for fact in facts)
    has = Counter(fact.key for facts in new.values() for fact in facts)
    gone, come = had - has, has - had
    old_text, new_text = before.document.content, after.document.content
    for pair in touched:
        went = list(_taken(old.get(pair.before, ()) if pair.before else (), gone))
        came = list(_taken(new.get(pair.after, ()) if pair.after else (), come))
        for fact in went:
            other = next((one for one in came if (one.kind, one.unit) == (fact.kind, fact.unit)), None)
            if other is not None:
                came.remove(other)
            yield FactChange(
                kind=fact.kind,
                change="changed" if other else "removed",
                before=old_text[slice(*fact.place)],
                after=new_text[slice(*other.place)] if other else "",
                unit=fact.unit,
                before_range=fact.place,
                after_range=other.place if other else None,
            )
        for fact in came:
            yield FactChange(
                kind=fact.kind,
                change="added",
                before="",
                after=new_text[slice(*fact.place)],
                unit=fact.unit,
                after_range=fact.place,
            )


def _taken(facts: Iterable[_Fact], wanted: Counter[tuple[str, str, str]]) -> Iterator[_Fact]:
    """Those of the facts that are wanted, each as often as it is wanted."""
    for fact in facts:
        if wanted[fact.key] > 0:
            wanted[fact.key] -= 1
            yield fact


def _facts_in(stored: StoredDocument, sentence: Range) -> list[_Fact]:
    document = stored.document
    content, language = document.content, document.language
    found = []
    for amount in find_amounts(content, sentence, language=language, country=document.country):
        found.append(_Fact("amount", amount.currency, f"{amount.value:.6g}", amount.evidence))
    for place, value in find_dates(content, sentence, published=document.published):
        if not any(_overlap(place, fact.place) for fact in found):
            found.append(_Fact("date", "", value, place))
    taken = [fact.place for fact in found]
    for quantity in find_quantities(content, sentence, language=language, taken=taken):
        found.append(_Fact("quantity", quantity.unit, f"{quantity.value:.6g}", quantity.evidence))
    return sorted(found, key=lambda fact: fact.place)


def _overlap(first: Range, second: Range) -> bool:
    return first[0] < second[1] and second[0] < first[1]


# --- partners and stages


def _partners(before: StoredDocument, after: StoredDocument) -> Iterator[FactChange]:
    """Countries that act, or are a party, and organisations: in or out."""
    old, new = _parties(before), _parties(after)
    for name in sorted(old.keys() - new.keys()):
        yield FactChange("partner", "removed", old[name][0], "", name, before_range=old[name][1])
    for name in sorted(new.keys() - old.keys()):
        yield FactChange("partner", "added", "", new[name][0], name, after_range=new[name][1])


def _parties(stored: StoredDocument) -> dict[str, tuple[str, Range | None]]:
    """By code or name in small letters: how it is shown, and where it stands."""
    found: dict[str, tuple[str, Range | None]] = {}
    for signal in map(_event, stored.signals):
        for code in signal.parties if signal else ():
            found.setdefault(code, (code, signal.evidence if signal else None))
    for tag in stored.tags:
        if tag.status == "rejected" or tag.score < COUNTS:
            continue
        place = tag.evidence[0] if tag.evidence else None
        if tag.kind == "country" and tag.role == "actor":
            found[tag.value] = (tag.value, place)
        elif tag.kind == "organisation":
            found.setdefault(tag.value.casefold(), (tag.value, place))
    return found


def _event(signal: Signal) -> Signal | None:
    counted = signal.score >= COUNTS and signal.modality in _HAPPENS and signal.status != "rejected"
    return signal if counted else None


def _stages(before: StoredDocument, after: StoredDocument) -> Iterator[FactChange]:
    """Events that are at another stage, that are told no more, and that are told for the first time."""
    old = [signal for signal in before.signals if _event(signal)]
    new = [signal for signal in after.signals if _event(signal)]
    unpaired = list(new)
    rest = []
    for signal in old:  # first those that did not change
        same = next((one for one in unpaired if _state(one) == _state(signal) and _meet(one, signal)), None)
        if same is None:
            rest.append(signal)
        else:
            unpaired.remove(same)
    for signal in rest:
        other = next((one for one in unpaired if one.type == signal.type and _meet(one, signal)), None)
        if other is None:
            if not any(_state(one) == _state(signal) and _meet(one, signal) for one in new):
                yield _told("removed", signal)
            continue
        unpaired.remove(other)
        yield FactChange(
            kind="stage",
            change="changed",
            before=_stage(signal),
            after=_stage(other),
            unit=signal.type,
            before_range=signal.evidence,
            after_range=other.evidence,
            parties=other.parties,
            planned=other.modality == "planned",
        )
    for signal in unpaired:
        if not any(_state(one) == _state(signal) and _meet(one, signal) for one in old):
            yield _told("added", signal)


def _told(change: FactDiff, signal: Signal) -> FactChange:
    came = change == "added"
    return FactChange(
        kind="event",
        change=change,
        before="" if came else _stage(signal),
        after=_stage(signal) if came else "",
        unit=signal.type,
        before_range=None if came else signal.evidence,
        after_range=signal.evidence if came else None,
        parties=signal.parties,
        planned=signal.modality == "planned",
    )


def _state(signal: Signal) -> tuple[str, str | None, str]:
    return signal.type, signal.stage, signal.modality


def _stage(signal: Signal) -> str:
    return signal.stage or signal.modality


def _meet(first: Signal, second: Signal) -> bool:
    """Whether two events of one type may be the same: a party in common, or one of them names none."""
    mine, yours = set(first.parties), set(second.parties)
    return not mine or not yours or bool(mine & yours)


def _published(before: StoredDocument, after: StoredDocument) -> Iterator[FactChange]:
    was, now = before.document.published or "", after.document.published or ""
    if was != now:
        change: FactDiff = "changed" if was and now else "added" if now else "removed"
        yield FactChange("published", change, was, now)
