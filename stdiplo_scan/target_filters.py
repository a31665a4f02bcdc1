"""Which targets a person means: by country, region, kind, state, language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crawlers.target import Target
from crawlers.target_book import InForce
from nlp.taxonomy_files import load_regions

# M49 regions that lie in a continent; what lies in them stands in the taxonomy.
_AROUND = {"202": "002", "419": "019"}


@dataclass(frozen=True, slots=True)
class TargetFilter:
    """What a target must be; an empty filter lets all through, of one filter's values any will do."""

    countries: Collection[str] = ()
    regions: Collection[str] = ()
    kinds: Collection[str] = ()
    states: Collection[str] = ()
    languages: Collection[str] = ()

    def choose(self, view: Mapping[str, InForce]) -> dict[str, InForce]:
        """The targets that meet every filter."""
        return {key: item for key, item in view.items() if self.meets(item.target)}

    def meets(self, target: Target) -> bool:
        """Whether one target does."""
        return (
            (not self.countries or target.country in {code.upper() for code in self.countries})
            and (not self.regions or any(lies_in(target, place) for place in self.regions))
            and (not self.kinds or target.kind in self.kinds)
            and (not self.states or target.state in self.states)
            and (not self.languages or not set(self.languages).isdisjoint(target.languages))
        )


def lies_in(target: Target, place: str) -> bool:
    """Whether a target is of a region: its label, an id with its axis, or an M49 region around it."""
    wanted = place.strip().lower()
    if wanted == target.region.lower():
        return True
    return wanted in {around for region in target.regions for around in _and_around(region)}


def _and_around(region: str) -> list[str]:
    axis, _, code = region.partition(":")
    found = [region]
    while axis == "m49" and code:
        known = load_regions().m49.get(code)
        code = _AROUND.get(code) or (known.parent if known else "")
        if code:
            found.append(f"m49:{code}")
    return found
