"""Instruments by their titles: the one country besides, and dependencies told as their sovereign."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.tagger import Tagger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def parties(tagger: Tagger, title: str, published: str | None = None) -> set[str]:
    tagged = tagger.tag(
        [Document(id="d1", url="", title=title, text="", language="en", published=published)]
    )[0]
    return {code for signal in tagged.signals if signal.type == "agreement" for code in signal.parties}


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        # the one other country is the partner, wherever the title names it
        ("Agreement on the Establishment of a French Air Base in Senegal", "FR SN"),
        ("Exchange of Notes. Settlement of Claims. Italian Forces in Albania", "AL IT"),
        ("Agreed Minute regarding the Peruvian Debt to Switzerland", "CH PE"),
        # but not where the partner stands there, or the country is named for something else
        ("Exchange of Notes with the Government of Chile regarding Visas for Refugees from Hungary", "CL"),
        ("Agreement. Danish Contingent in the Occupation of Germany. Settlement of Costs", "DK"),
        ("Agreement between Peru and Ghana concerning Visas for all Countries (excluding Chile)", "GH PE"),
        # a name said twice does not end the list of parties
        ("Treaty between Her Majesty's Government in the United Kingdom and Norway on Fish", "GB NO"),
        # a dependency with a third state, with its sovereign, and with another dependency
        ("Trade Agreement between Southern Rhodesia and Portugal", "GB PT"),
        ("Trade Agreement between the United Kingdom and Nyasaland", "GB MW"),
        ("Agreement between Northern Rhodesia and Nyasaland concerning Railways", "MW ZM"),
        ("Postal Agreement between Norway and the Colony of Fiji", "GB NO"),
        ("Postal Agreement between Norway and Fiji", "FJ NO"),
        ("Trade Agreement between Sweden and the Belgian Congo", "BE SE"),
        ("Trade Agreement between Ceylon and Sweden", "LK SE"),
        ("Agreement between Japan and Bermuda on the Exchange of Information", "BM JP"),
        ("Convention between France and the United Kingdom on Guadeloupe and Montserrat", "FR GB"),
        ("Agreement between the Gold Coast and France on Roads of 1950", "FR GB"),
    ],
)
def test_parties_of_a_title(tagger: Tagger, title: str, wanted: str) -> None:
    assert " ".join(sorted(parties(tagger, title))) == wanted


def test_the_day_of_publication_tells_who_was_a_state(tagger: Tagger) -> None:
    title = "Agreement between Sweden and Kenya on Air Services"
    assert parties(tagger, title, "1955-05-01") == {"GB", "SE"}
    assert parties(tagger, title, "1975-05-01") == {"KE", "SE"}
    assert parties(tagger, title) == {"KE", "SE"}
