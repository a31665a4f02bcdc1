"""One event, one story: documents that tell the same event, across targets and languages.

Days are gone through in their order. A day's documents join the stories of the days just before, or each
other, by average linkage over the likeness of their headlines (index/likeness.py), and at once where their
texts are nearly the same. A day stays open for the next four; then its stories are settled: they grow, and
never join each other. So the stories of a day depend on the fortnight before it and the four days after: not
on the order of arrival, and not on the day at which a computation begins.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from index.likeness import Prints, prints_of
from index.linkage import link_groups
from index.near_duplicates import NearIndex, signature
from index.pair_scores import Headline, Measures, dated_scores, undated_scores

WINDOW_DAYS: Final = (
    5  # documents further apart tell different events, unless their texts are nearly the same
)
OPEN_DAYS: Final = 4  # days after which the stories of a day are settled
HISTORY_DAYS: Final = 14  # how far back near duplicates are met, and how common a word is, is counted
JOIN: Final = 200  # mean likelihood, in thousandths, from which two groups are one story
JOIN_UNDATED: Final = 120
COPY_LENGTH: Final = 60  # code points from which a near duplicate is a copy, not just the same short headline


@dataclass(frozen=True, slots=True)
class StoryItem:
    """What is read of a document to find its story."""

    id: str
    title: str
    text: str = ""
    language: str = "und"
    published: str | None = None  # ISO date; a time after it is not read
    vector: npt.NDArray[np.float32] | None = None  # unit length, of the headline alone
    english: bool = False  # the vector is of English words that say what the headline says
    parties: frozenset[str] = frozenset()  # codes of the countries that act in it, or that its headline names
    types: frozenset[str] = frozenset()  # of the events it tells (nlp.tags.SignalType)
    original: bool = False  # the publisher's country is itself a party: leads among those of one day
    official: bool = False  # the publisher is an official body: leads before that among those of one day
    printed: bool = False  # its address is that of a print view: the page itself leads before it
    copy_of: str | None = None  # the document that it repeats, in whatever language: tells the same story


@dataclass(frozen=True, slots=True)
class Told:
    """An item made ready to be compared."""

    item: StoryItem
    day: int | None
    prints: Prints
    minhash: bytes | None
    length: int
    settled: str | None = None  # the story it was given before; only for what lies before the first day asked


@dataclass(slots=True)
class _Window:
    """The documents of the last fortnight, by rising numbers, and the story of each."""

    told: dict[int, Told] = field(default_factory=dict)
    story: dict[int, str] = field(default_factory=dict)
    days: deque[tuple[int, list[int]]] = field(default_factory=deque)
    near: NearIndex = field(default_factory=NearIndex)
    next_number: int = 0
    settled_until: int = -1  # the last day whose stories are settled

    def forget_before(self, day: int) -> None:
        while self.days and self.days[0][0] < day:
            for number in self.days.popleft()[1]:
                del self.told[number]
                del self.story[number]
                self.near.forget(number)

    def enter(self, day: int, told: Sequence[Told]) -> None:
        numbers = list(range(self.next_number, self.next_number + len(told)))
        self.next_number += len(told)
        self.days.append((day, numbers))
        self.told.update(zip(numbers, told, strict=True))
        self.story.update(
            (number, one.settled or one.item.id) for number, one in zip(numbers, told, strict=True)
        )

    def settle_before(self, day: int | None) -> Iterator[tuple[Told, str]]:
        """The documents of the open days before `day` (None: of all); their stories are final."""
        for past, numbers in self.days:
            if past <= self.settled_until or (day is not None and past >= day):
                continue
            for number in numbers:
                one = self.told[number]
                if one.settled is not None:
                    self.story[number] = one.settled
                if _copyable(one):
                    self.near.add(number, one.minhash or b"")
                yield one, self.story[number]
            self.settled_until = past

    def numbers_from(self, day: int) -> list[int]:
        return [number for past, some in self.days if past >= day for number in some]


def cluster_stories(items: Sequence[StoryItem], *, undated_together: bool | None = None) -> list[str]:
    """The story of each item: the id of its leading document, the earliest, then the original.

    The order of the items changes nothing. Items without a date join others only as near duplicates, unless
    no item has one (or undated_together is set): then they are taken as news of one time.
    """
    told = sorted((tell(item) for item in items), key=_order)
    dated = [one for one in told if one.day is not None]
    undated = [one for one in told if one.day is None]
    stories = {id(one.item): story for one, story in follow_days(dated)}
    if undated_together or (undated_together is None and not dated):
        found = join_undated(undated)
    else:
        found = attach_undated(undated, ((one, stories[id(one.item)]) for one in dated))
    stories.update((id(one.item), story) for one, story in found)
    return [stories[id(item)] for item in items]


def tell(item: StoryItem, minhash: bytes | None = None, length: int = -1, settled: str | None = None) -> Told:
    """The item made ready; its signature and length are taken as given where they are known (length >= 0)."""
    if length < 0:
        content = f"{item.title}\n\n{item.text}"
        minhash, length = signature(content), len(content)
    return Told(item, _day(item.published), prints_of(item.title), minhash, length, settled)


def follow_days(told: Iterable[Told]) -> Iterator[tuple[Told, str]]:
    """Each dated document and its story; documents come ordered by day and id, and leave in that order.

    Documents that bring their story (settled) keep it; a day on which all do is not gone through again.
    Memory: a fortnight of documents.
    """
    window = _Window()
    for day, group in groupby(told, key=lambda one: one.day or 0):
        yield from window.settle_before(day - OPEN_DAYS)
        window.forget_before(day - HISTORY_DAYS)
        todays = list(group)
        window.enter(day, todays)
        if any(one.settled is None for one in todays):
            _link_open_days(window, day)
    yield from window.settle_before(None)


def join_undated(undated: Sequence[Told]) -> Iterator[tuple[Told, str]]:
    """Each document and its story, all taken as news of one time."""
    lead = _leads(undated)
    sizes = Counter(lead)
    measures = Measures.of([_headline(one) for one in undated])
    pairs = ((lead[row], lead[column], score) for row, column, score in undated_scores(measures))
    names = link_groups(sizes, pairs, threshold=JOIN_UNDATED)
    groups: dict[int, list[Told]] = defaultdict(list)
    for one, first in zip(undated, lead, strict=True):
        groups[names[first]].append(one)
    for one, first in zip(undated, lead, strict=True):
        yield one, _leader(groups[names[first]])


def attach_undated(undated: Sequence[Told], dated: Iterable[tuple[Told, str]]) -> Iterator[tuple[Told, str]]:
    """Each undated document and its story: that of its nearest near duplicate, else of its undated copies."""
    if not undated:
        return
    lead = _leads(undated)
    index = NearIndex()
    for number, one in enumerate(undated):
        if _copyable(one):
            index.add(number, one.minhash or b"")
    best: dict[int, tuple[float, str]] = {}
    for one, story in dated:
        for number, score in index.near(one.minhash or b"") if _copyable(one) else ():
            if _may_copy(undated[number], one):
                best[lead[number]] = min(best.get(lead[number], (0.0, "")), (-score, story))
    for one, first in zip(undated, lead, strict=True):
        yield one, best[first][1] if first in best else undated[first].item.id


def _link_open_days(window: _Window, day: int) -> None:
    """Gives each document of the open days its story, as far as is known on this day."""
    opened = window.numbers_from(day - OPEN_DAYS)
    recent = window.numbers_from(day - WINDOW_DAYS)
    first = len(recent) - len(opened)
    settled: dict[str, int] = {}  # story -> its node, the number of its first document in the window
    nodes = {number: settled.setdefault(window.story[number], number) for number in recent[:first]}
    stories = {node: story for story, node in settled.items()}
    copies = _copies(window, opened)
    for number in opened:
        lead = copies[number]
        if lead >= opened[0]:
            nodes[number] = lead
        elif window.story[lead] in settled:
            nodes[number] = settled[window.story[lead]]
        else:
            window.story[number] = window.story[lead]  # a copy of what lies before the window
    everyone = window.numbers_from(day - HISTORY_DAYS)
    measures = Measures.of([_headline(window.told[number]) for number in everyone])
    measures = measures.rows(range(len(everyone) - len(recent), len(everyone)))
    pairs = (
        (nodes[recent[row]], nodes[recent[column]], score)
        for row, column, score in dated_scores(measures, first)
        if recent[row] in nodes and recent[column] in nodes
    )
    names = link_groups(Counter(nodes.values()), pairs, threshold=JOIN, settled=frozenset(stories))
    groups: dict[int, list[int]] = defaultdict(list)
    for number in opened:
        if number in nodes:
            groups[names[nodes[number]]].append(number)
    for name, members in groups.items():
        story = stories.get(name) or _leader([window.told[number] for number in members])
        window.story.update((number, story) for number in members)


def _copies(window: _Window, numbers: list[int]) -> dict[int, int]:
    """For each of the open documents the number of the first that has its content, else its own."""
    lead: dict[int, int] = {}
    today = NearIndex()
    opened = numbers[0] if numbers else 0
    first = {_root(one): number for number, one in reversed(window.told.items()) if number < opened}
    for number in numbers:
        one = window.told[number]
        if _root(one) in first:
            lead[number] = lead.get(first[_root(one)], first[_root(one)])
            continue
        first[_root(one)] = lead[number] = number
        if not _copyable(one):
            continue
        for index in (window.near, today):
            near = index.near(one.minhash or b"")
            found = [other for other, _ in near if _may_copy(window.told[other], one)]
            if found:
                lead[number] = lead.get(found[0], found[0])
                break
        today.add(number, one.minhash or b"")
    return lead


def _root(one: Told) -> str:
    return one.item.copy_of or one.item.id


def _leads(told: Sequence[Told]) -> list[int]:
    """For each document the place of the first with nearly its text, else its own."""
    lead = list(range(len(told)))
    index = NearIndex()
    first: dict[str, int] = {}
    for number, one in enumerate(told):
        if first.setdefault(_root(one), number) != number:
            lead[number] = lead[first[_root(one)]]
        elif _copyable(one):
            near = index.near(one.minhash or b"")
            found = [other for other, _ in near if _may_copy(told[other], one)]
            lead[number] = lead[found[0]] if found else number
            index.add(number, one.minhash or b"")
    return lead


def _copyable(one: Told) -> bool:
    return one.minhash is not None and one.length >= COPY_LENGTH


def _may_copy(first: Told, second: Told) -> bool:
    """Whether nearly the same text is the same news: a form letter about another partner is not."""
    mine, yours = first.item.parties, second.item.parties
    return first.item.language == second.item.language and not (mine - yours and yours - mine)


def _leader(told: Iterable[Told]) -> str:
    """The id of the document that leads: the earliest; of one day an official one, then no print view, then
    the original, then the smallest id.
    """
    items = ((one.day or 0, one.item) for one in told)
    return min((day, not it.official, it.printed, not it.original, it.id) for day, it in items)[-1]


def _headline(one: Told) -> Headline:
    item = one.item
    return Headline(
        one.prints, item.language, one.day or 0, item.vector, item.parties, item.types, item.english
    )


def _day(published: str | None) -> int | None:
    """The day's number; None where there is no date, or none that can be read."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def _order(one: Told) -> tuple[int, str, str, str, str]:
    item = one.item
    return one.day or 0, item.id, item.title, item.language, item.text
