"""Countries of a document: actor, publisher, mentioned."""

from __future__ import annotations

from nlp.places import find_places
from nlp.roles import tag_countries
from nlp.tags import Signal


def roles(text: str, publisher: str | None, signals: list[Signal]) -> dict[str, tuple[str | None, bool]]:
    tags = tag_countries(
        text,
        title_end=0,
        places=find_places(text, language="en"),
        organisations=[],
        signals=signals,
        publisher=publisher,
        language="en",
    )
    return {tag.value: (tag.role, tag.publisher) for tag in tags}


def test_a_party_is_an_actor_and_a_bystander_is_mentioned() -> None:
    text = "Peru and Ghana signed an accord near the border with Togo."
    event = Signal("agreement", "signed", "cooperation", "asserted", ("GH", "PE"), "out", 0.8, (0, len(text)))
    assert roles(text, None, [event]) == {
        "GH": ("actor", False),
        "PE": ("actor", False),
        "TG": ("mentioned", False),
    }


def test_parties_of_a_denied_event_are_no_actors_by_it() -> None:
    text = "An accord of Peru with Ghana."
    event = Signal("agreement", None, "cooperation", "negated", ("GH", "PE"), "out", 0.8, (0, len(text)))
    assert {role for role, _ in roles(text, None, [event]).values()} == {"mentioned"}


def test_a_publisher_that_acts_is_an_actor_and_stays_marked() -> None:
    assert roles("Ghana launched a satellite.", "GH", []) == {"GH": ("actor", True)}


def test_a_silent_publisher_comes_without_evidence() -> None:
    assert roles("Peru launched a satellite.", "GH", [])["GH"] == ("publisher", True)
