"""What the charts of a digest show, as numbers with their documents: weeks, heat map, who with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from nlp.regions import MOFA_IDS, regions_of
from reports.counts import Story
from reports.entries import Candidate
from reports.routing import field_codes
from reports.week import Week
from reports.words import Words, country_rank

BUREAUS = tuple(f"mofa:{key}" for key in MOFA_IDS)  # the ministry's order, Japan's own view of the world


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Stories of cooperation or restriction of the week in one region and field."""

    region: str
    field: str
    count: int
    with_japan: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Stories of the week in which two parties cooperate; the codes in the customary order."""

    one: str
    other: str
    count: int
    fields: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What is drawn; names of all codes in the digest's language."""

    weeks: tuple[str, ...]  # the baseline, oldest first, and the week itself
    gaps: tuple[str, ...]  # those of them without a single story: no record, which is no zero
    heat: tuple[HeatCell, ...]
    links: tuple[Link, ...]
    names: Mapping[str, str]


def chart_data(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    weeks: Sequence[Week],
    words: Words,
) -> ChartData:
    """The numbers behind the charts; `stories` of all the weeks, `candidates` of the last one."""
    told = {Week.of(story.first_day) for story in stories}
    counted = [one for one in candidates if one.signal.polarity != "none"]
    heat, links = heat_cells(counted), find_links(counted)
    names = {cell.region: words.region(cell.region) for cell in heat}
    names |= {cell.field: words.name("fields", cell.field) for cell in heat}
    names |= {code: words.party(code) for link in links for code in (link.one, link.other)}
    names |= {code: words.name("fields", code) for link in links for code in link.fields}
    return ChartData(
        weeks=tuple(str(week) for week in weeks),
        gaps=tuple(str(week) for week in weeks if week not in told),
        heat=heat,
        links=links,
        names=dict(sorted(names.items())),
    )


def heat_cells(candidates: Iterable[Candidate]) -> tuple[HeatCell, ...]:
    """Bureau by field, in the order of the bureaus and of the table of fields; a story counts once a cell."""
    found: dict[tuple[str, str], list[Candidate]] = {}
    for one in candidates:
        abroad = [code for code in one.signal.parties or one.fact.actors if code != "JP"]
        regions = [region for region in regions_of(abroad) if region in BUREAUS]
        for key in product(regions, one.fields):
            found.setdefault(key, []).append(one)
    order = field_codes()
    ranked = sorted(found, key=lambda key: (BUREAUS.index(key[0]), _place(order, key[1]), key[1]))
    return tuple(
        HeatCell(
            region=region,
            field=code,
            count=len(found[region, code]),
            with_japan=sum(one.signal.japan in ("in", "asked") for one in found[region, code]),
            documents=tuple(sorted(one.fact.document_id for one in found[region, code])),
        )
        for region, code in ranked
    )


def find_links(candidates: Iterable[Candidate]) -> tuple[Link, ...]:
    """Pairs of parties of cooperation signals, the most frequent first; bodies and groupings count too."""
    found: dict[tuple[str, str], list[Candidate]] = {}
    for one in candidates:
        if one.signal.polarity != "cooperation":
            continue
        parties = sorted(set(one.signal.parties), key=lambda code: (country_rank(code), code))
        for pair in combinations(parties, 2):
            found.setdefault(pair, []).append(one)
    links = [
        Link(
            one=pair[0],
            other=pair[1],
            count=len(behind),
            fields=tuple(dict.fromkeys(code for one in behind for code in one.fields)),
            documents=tuple(sorted(one.fact.document_id for one in behind)),
        )
        for pair, behind in found.items()
    ]
    ranks = {link: (country_rank(link.one), link.one, country_rank(link.other), link.other) for link in links}
    return tuple(sorted(links, key=lambda link: (-link.count, *ranks[link])))


def _place(order: Sequence[str], code: str) -> int:
    return order.index(code) if code in order else len(order)
