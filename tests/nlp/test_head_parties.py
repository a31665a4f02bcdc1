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


@pytest.mark.parametrize(
    ("title", "parties"),
    [
        ("Agreement with Denmark in respect of the Bahamas", {"DK"}),
        ("Convention with Sweden on extradition, applied to Malta", {"SE"}),
        ("Exchange of Notes with France extending the Convention to Cyprus, Malta and Mauritius", {"FR"}),
        ("Agreement with Japan on claims of nationals of Burma", {"JP"}),
        ("Agreed Minute on the sale of Danish bacon to Germany", {"DK"}),
        ("Tanganyika (Gold Mines) Agreement", {"TZ"}),
        ("Interest-free Loan (Pakistan)", {"PK"}),
        ("Council Programme for 1970 to 1972 ( Romania )", {"RO"}),
        (
            "Succession by Suriname to the Convention between the Netherlands and Norway on taxes of 1967",
            {"NO", "SR"},
        ),
        ("Acuerdo entre el Gobierno de Chile y los Estados Unidos Mexicanos sobre energía", {"CL", "MX"}),
    ],
)
def test_where_an_instrument_applies_and_what_it_trades_is_no_party(tagger, title, parties):
    [tagged] = tagger.tag([Document(id="a", url="", title=title, text="")])
    assert set(tagged.signals[0].parties) - {"GB"} == parties


@pytest.mark.parametrize(
    "head",
    [
        "The Government of the Republic of Finland, recalling the treaty with Sweden, and the Government "
        "of the Republic of Estonia have agreed on the following:\nArticle 1\n",
        "Agreement between the Government of the Republic of Finland, with reference to the Treaty between "
        "Finland and Sweden, and the Government of the Republic of Estonia on nuclear safety\n\n",
        "The Finnish Ambassador to Estonia to the Minister for Foreign Affairs of Estonia\n"
        "Tallinn, 9 May 1997\n",
        "Estonia No. 1 (2021)\nTrade and Cooperation Agreement\nbetween the Republic of Finland and "
        "the Republic of Estonia\n[The Agreement is not in force]\nPresented to Parliament.\n",
    ],
)
def test_a_treaty_that_is_only_recalled_brings_no_party(tagger, head):
    text = head + "The Parties shall exchange scientists and information. " * 8
    [tagged] = tagger.tag([Document(id="a", url="", title="", text=text, language="en")])
    best = tagged.signals[0]
    assert (best.type, best.parties) == ("agreement", ("EE", "FI"))
