"""Editions of a digest: the whole, one a strategy council, one a desk of the ministry, one a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawlers.nearest import meant
from nlp.regions import MOFA_IDS, region_name, regions_of
from reports.entries import Candidate
from reports.errors import DigestError
from reports.routing import COUNCILS, council_name
from reports.saved_searches import Searched, reasons_of
from reports.words import words_of

EDITIONS = ("whole", *COUNCILS)  # those that every office builds
DESK = "mofa_"
DESKS = tuple(f"{DESK}{key}" for key in MOFA_IDS)  # in the bureaus' order
PERSON = "person_"
_PERSON = re.compile(rf"{PERSON}[a-z0-9_]{{1,40}}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What one person follows; an empty list sets no condition, the others must all hold."""

    name: str = ""
    countries: tuple[str, ...] = ()  # as party or actor; groupings by their id
    fields: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # of the documents
    searches: tuple[str, ...] = ()  # saved searches, by name: what they find comes besides

    def wants(self, candidate: Candidate) -> bool:
        """Whether the conditions let a story in; with saved searches alone, none comes by conditions."""
        conditions = (self.countries, self.fields, self.signals, self.languages)
        if self.searches and not any(conditions):
            return False
        return (
            _meets(self.countries, _codes(candidate))
            and _meets(self.fields, candidate.fields)
            and _meets(self.signals, (candidate.signal.type,))
            and _meets(self.languages, [fact.language for fact in candidate.story.facts])
        )


Profiles = Mapping[str, Profile]


def of_edition(
    candidates: Sequence[Candidate],
    edition: str,
    profiles: Profiles | None = None,
    searched: Searched | None = None,
) -> list[Candidate]:
    """The candidates that an edition's readers get; raises DigestError where nobody knows the edition.

    A council gets what is routed to it; a desk what has a party, else an actor, of its bureau; a person what
    the profile of that name wants, and what its saved searches found (`searched`), with the reason.
    """
    check_edition(edition)
    if edition in COUNCILS:
        return [one for one in candidates if edition in one.route.all]
    if edition in DESKS:
        region = "mofa:" + edition.removeprefix(DESK)
        return [one for one in candidates if region in regions_of(_codes(one))]
    if edition.startswith(PERSON):
        profile = profile_of(edition, profiles)
        if profile is None:
            known = ", ".join(PERSON + name for name in profiles or ()) or "none is set"
            raise DigestError(
                "edition",
                edition,
                f"a profile of the settings ({known})",
                "add digest.profiles" + meant(edition, [PERSON + name for name in profiles or ()]),
            )
        found = [
            replace(one, searches=reasons_of(one.story, profile.searches, searched or {}))
            for one in candidates
        ]
        return [one for one in found if one.searches or profile.wants(one)]
    return list(candidates)


def profile_of(edition: str, profiles: Profiles | None) -> Profile | None:
    """The profile behind a person's edition; None for another edition, or where there is none."""
    return (profiles or {}).get(edition.removeprefix(PERSON)) if edition.startswith(PERSON) else None


def check_edition(edition: str) -> str:
    """The edition, well named (a person's profile need not be there); raises DigestError on another."""
    if not is_edition(edition):
        wanted = f"one of {', '.join((*EDITIONS, *DESKS))}, or {PERSON}NAME"
        raise DigestError("edition", edition, wanted + meant(edition, (*EDITIONS, *DESKS)))
    return edition


def is_edition(text: str) -> bool:
    """Whether a text names an edition."""
    return text in (*EDITIONS, *DESKS) or bool(_PERSON.fullmatch(text))


def edition_name(edition: str, language: str, profiles: Profiles | None = None) -> str:
    """The edition as its readers call it."""
    words = words_of(language)
    if edition in COUNCILS:
        return council_name(edition, words.language)
    if edition in DESKS:
        return region_name("mofa:" + edition.removeprefix(DESK), words.language)
    if edition.startswith(PERSON):
        key = edition.removeprefix(PERSON)
        profile = (profiles or {}).get(key)
        return words.name("editions", "person").format((profile and profile.name) or key)
    return words.name("editions", edition)


def edition_rank(edition: str) -> tuple[int, str]:
    """The order in which editions are listed."""
    order = (*EDITIONS, *DESKS)
    return (order.index(edition) if edition in order else len(order), edition)


def _codes(candidate: Candidate) -> tuple[str, ...]:
    return candidate.signal.parties or candidate.fact.actors


def _meets(wanted: Sequence[str], found: Sequence[str]) -> bool:
    return not wanted or bool(set(wanted) & set(found))
