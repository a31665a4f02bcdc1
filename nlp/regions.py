"""The regions a country lies in, on axes that are never derived from one another.

An id carries its axis: `m49:035` is a United Nations M49 sub-region, `mofa:asia_oceania` a bureau of Japan's
Ministry of Foreign Affairs, `group:ASEAN` a grouping named as such. The bureaus' ids are ours:

    asia_oceania             アジア大洋州局 (Northeast Asia, China and Mongolia, Oceania)
    southeast_south_asia     アジア大洋州局 南部アジア部
    north_america            北米局
    latin_america_caribbean  中南米局
    europe                   欧州局 (with Russia, Central Asia and the Caucasus)
    middle_east              中東アフリカ局, its two Middle East divisions (with North Africa)
    africa                   中東アフリカ局 アフリカ部
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

from nlp.former_states import independent_on
from nlp.tags import Tag
from nlp.taxonomy_files import load_groupings, load_regions

Language = Literal["ja", "en"]
MOFA_IDS = (
    "asia_oceania",
    "southeast_south_asia",
    "north_america",
    "latin_america_caribbean",
    "europe",
    "middle_east",
    "africa",
)
_ENOUGH = 0.3  # score from which a mentioned country counts
_ANTARCTIC = frozenset({"AQ", "BV", "GS", "HM", "TF"})


def regions_of_tags(tags: Iterable[Tag]) -> tuple[str, ...]:
    """The regions of the countries that act, or are mentioned surely enough; rejected tags count for none."""
    return tuple(
        regions_of(
            tag.value
            for tag in tags
            if tag.kind == "country"
            and tag.status != "rejected"
            and (tag.role == "actor" or (tag.role == "mentioned" and tag.score >= _ENOUGH))
        )
    )


def regions_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Sorted ids with their axis: each country's M49 sub-region and MOFA bureau, each grouping's own id.

    A grouping is not expanded to its members. The European Union counts for MOFA's Europe only, international
    bodies (UN, INT) and unknown codes for nothing; Japan has no bureau, and Taiwan, which M49 does not
    list, is counted under Eastern Asia for statistics.
    """
    found: set[str] = set()
    axes = _axes()
    groupings = load_groupings()
    for code in codes:
        found.update(axes.get(code, ()))
        if code in groupings:
            found.add(f"group:{code}")
    return tuple(sorted(found))


def region_ids() -> tuple[str, ...]:
    """All region ids that can occur, sorted within each axis."""
    regions = load_regions()
    return (
        *(f"m49:{code}" for code in sorted([*regions.m49, "010"])),
        *(f"mofa:{key}" for key in MOFA_IDS),
        *(f"group:{key}" for key in sorted(load_groupings())),
    )


def region_name(region_id: str, language: Language = "ja") -> str:
    """The name of a region id for a reader; an id nobody knows is shown as it is."""
    axis, _, key = region_id.partition(":")
    regions = load_regions()
    if axis == "m49":
        region = regions.m49.get(key) or regions.m49_parents.get(key)
    elif axis == "mofa":
        region = regions.mofa.get(key)
    else:
        grouping = load_groupings().get(key) if axis == "group" else None
        return region_id if grouping is None else (grouping.ja if language == "ja" else grouping.en)
    return region_id if region is None else (region.ja if language == "ja" else region.en)


def region_members(region_id: str, day: date | None = None) -> tuple[str, ...]:
    """The countries of a region id, sorted; a grouping's on that day, without those
    that were dependencies then. Parents of M49 sub-regions are
    known too.
    """
    axis, _, key = region_id.partition(":")
    regions = load_regions()
    if axis == "m49":
        return tuple(sorted(code for code, ids in _axes().items() if f"m49:{key}" in ids or _under(key, ids)))
    if axis == "mofa" and key in regions.mofa:
        return tuple(sorted(regions.mofa[key].members))
    grouping = load_groupings().get(key) if axis == "group" else None
    if grouping is None:
        return ()
    return tuple(code for code in grouping.members_on(day) if day is None or independent_on(code, day))


def country_name(code: str, language: Language = "ja") -> str:
    """The name of a party's code for a reader: a country, EU, UN, INT, or a grouping; else the code
    itself.
    """
    names = load_regions().country_names.get(code)
    if names is not None:
        return names[0] if language == "ja" else names[1]
    grouping = load_groupings().get(code)
    if grouping is not None:
        return grouping.ja if language == "ja" else grouping.en
    return str(_territories(language).get(code, code)) if len(code) == 2 else code


def country_codes() -> tuple[str, ...]:
    """All country codes known, sorted: ISO 3166-1 alpha-2 and XK; not EU, UN and INT."""
    import pycountry  # noqa: PLC0415 - a question asks for no list of countries

    return tuple(sorted({country.alpha_2 for country in pycountry.countries} | {"XK"}))


def country_of_alpha3(code: str) -> str:
    """The ISO 3166-1 alpha-2 code of a three-letter one, which statistics use; "" for no country."""
    import pycountry  # noqa: PLC0415 - as above

    known = pycountry.countries.get(alpha_3=code.upper())
    return "XK" if code.upper() == "XKX" else str(known.alpha_2) if known else ""


@lru_cache(maxsize=1)
def _axes() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {code: ["m49:010"] for code in _ANTARCTIC}
    regions = load_regions()
    for axis, table in (("m49", regions.m49), ("mofa", regions.mofa)):
        for key, region in table.items():
            for code in region.members:
                found.setdefault(code, []).append(f"{axis}:{key}")
    found["EU"] = ["mofa:europe"]
    return {code: tuple(ids) for code, ids in found.items()}


def _under(parent: str, ids: Iterable[str]) -> bool:
    regions = load_regions()
    sub = [regions.m49[i[4:]].parent for i in ids if i.startswith("m49:") and i[4:] in regions.m49]
    above = {"202": {"202", "002"}, "419": {"419", "019"}}
    return parent == "001" or any(parent in above.get(code, {code}) for code in sub)


@lru_cache(maxsize=2)
def _territories(language: Language) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - as above

    return dict(Locale.parse(language).territories)
