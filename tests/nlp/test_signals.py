"""Signals of single sentences: types, traps, modality, parties, Japan. All events are invented."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.tagger import Tagger
from nlp.tags import Signal


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def signals_of(tagger: Tagger, text: str, language: str = "en", country: str | None = None) -> list[Signal]:
    item = Document(
        id="x", url="", title="", text=text, language=language, published="2026-06-15", country=country
    )
    return [signal for signal in tagger.tag([item])[0].signals if signal.score >= 0.5]


@pytest.mark.parametrize(
    ("language", "type_", "text"),
    [
        ("en", "agreement", "Latvia and Oman renewed their science and technology agreement for five years."),
        ("en", "joint_statement", "Chile and Korea issued a joint declaration on open science."),
        ("en", "joint_call", "Norway and Brazil opened a joint call for proposals on ocean health."),
        ("en", "joint_research", "Kenya and Denmark will run a joint research programme on wind power."),
        ("en", "mobility", "Poland offers thirty scholarships to Indonesian doctoral students."),
        (
            "en",
            "facility",
            "Greece became an associate member of the neutron source and pledged in-kind contributions.",
        ),
        (
            "en",
            "dialogue",
            "The joint committee of Mexico and Finland met in Oaxaca, co-chaired by both ministries.",
        ),
        ("en", "need", "Samoa asked Japan to help build a tide gauge network."),
        (
            "en",
            "ip_standards",
            "The patent offices of Peru and Sweden launched a Patent Prosecution Highway pilot.",
        ),
        (
            "en",
            "resource",
            "Bolivia and Canada formed a critical minerals partnership with joint exploration.",
        ),
        ("en", "opening", "Korea will open its national research programme to foreign institutions."),
        ("en", "capacity", "Norway will donate a research vessel to Mozambique."),
        ("en", "restriction", "Canada tightened export controls on lithography tools."),
        ("en", "suspension", "Sweden suspended its cooperation agreement with Belarus."),
        ("en", "strategy", "The government of Peru adopted a national quantum strategy."),
        ("en", "funding", "Kenya allocated a budget of 30 million for research councils."),
        ("en", "organisation", "Chile appointed a new science minister."),
        ("en", "indicator", "R&D expenditure in Estonia rose to 2 per cent."),
        ("en", "capability", "India launched its first weather satellite into orbit."),
        ("ja", "agreement", "日本とチリは量子技術分野の研究協力に関する覚書に署名した。"),
        ("ja", "joint_statement", "日本とインドの両首脳は共同声明を発出した。"),
        ("ja", "joint_call", "日本とスイスの両機関は共同公募を開始した。"),
        ("ja", "joint_research", "インドとイスラエルは淡水化技術の共同研究を開始した。"),
        ("ja", "mobility", "韓国は海外の若手研究者を招へいするフェローシップを新設する。"),
        ("ja", "facility", "チリと日本は新たな望遠鏡の建設費を分担する。"),
        ("ja", "dialogue", "日本とノルウェーの科学技術協力合同委員会が開催された。"),
        ("ja", "need", "フィジーは日本に対し、潮位観測への協力を要請した。"),
        ("ja", "ip_standards", "日本とペルーの間で特許審査ハイウェイの試行が始まった。"),
        ("ja", "resource", "マレーシアは日本の研究機関に遺伝資源の取得を認めた。"),
        ("ja", "opening", "シンガポールは国籍要件を撤廃し、海外機関も応募可能とした。"),
        ("ja", "capacity", "日本はパプアニューギニアに観測機材を供与する無償資金協力を決めた。"),
        ("ja", "restriction", "オランダは半導体製造装置の輸出規制を強化した。"),
        ("ja", "suspension", "フィンランドはロシアの機関との共同研究を中断した。"),
    ],
)
def test_every_type_is_found(tagger: Tagger, language: str, type_: str, text: str) -> None:
    assert type_ in {signal.type for signal in signals_of(tagger, text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Scientists reached agreement on the cause of the epidemic."),
        ("en", "Readers must accept the user agreement before they download the maps."),
        ("en", "The novelist signed copies of her book in Vienna."),
        ("en", "A joint statement of two student unions criticised the fees."),
        ("en", "The authors jointly declare no competing interests."),
        ("en", "Opposition parties issued a joint call for an inquiry."),
        ("en", "Call for papers: the journal invites work on joint disease."),
        ("en", "The clinic carries out joint replacement surgery."),
        ("en", "The central bank said the exchange rate was stable."),
        ("en", "The bank granted the company a credit facility."),
        ("en", "He joined CERN as a doctoral student."),
        ("en", "The dialogue system answers questions about physics."),
        ("en", "Japan needs more nurses."),
        ("en", "Shoppers in Thailand demand Japanese cars."),
        ("en", "The trial compared the tablet with standard of care."),
        ("en", "The human resources partnership trains staff."),
        ("en", "The exhibition is open to international visitors."),
        ("en", "The battery capacity fell after 300 cycles."),
        ("en", "The DNA was cut with a restriction enzyme."),
        ("en", "Travel restrictions for visitors were lifted."),
        ("en", "The cells were kept in suspension overnight."),
        ("en", "The suspension bridge was closed."),
        ("ja", "関節の炎症に関する研究を進めた。"),
        ("ja", "県は公募債を発行した。"),
        ("ja", "制限酵素で断片を切り出した。"),
        ("ja", "一般開放には多くの家族連れが訪れた。"),
        ("ja", "人的資源の開発に関する研修会が開かれた。"),
        ("ja", "日本政府は各国に排出の削減を要請した。"),
        ("ja", "粒子を分散させた懸濁液を調製した。"),
        ("ja", "観光資源としての温泉を活用する。"),
    ],
)
def test_what_only_looks_alike_is_no_signal(tagger: Tagger, language: str, text: str) -> None:
    assert [signal for signal in signals_of(tagger, text, language) if signal.polarity != "none"] == []


@pytest.mark.parametrize(
    ("text", "stage", "modality"),
    [
        ("Peru and Ghana signed a research agreement.", "signed", "asserted"),
        ("Peru and Ghana will sign a research agreement next week.", "announced", "planned"),
        ("Peru has not signed the research agreement with Ghana.", None, "negated"),
        ("Peru signed a research agreement with Ghana in 1994.", "signed", "past"),
        ("Peru could sign a research agreement with Ghana if funds are found.", "announced", "hypothetical"),
        (
            "The research agreement between Peru and Ghana entered into force on 1 May.",
            "in_force",
            "asserted",
        ),
        ("Peru and Ghana have renewed their research agreement.", "renewed", "asserted"),
    ],
)
def test_stage_and_modality_of_an_agreement(
    tagger: Tagger, text: str, stage: str | None, modality: str
) -> None:
    found = [signal for signal in signals_of(tagger, text) if signal.type == "agreement"]
    assert [(signal.stage, signal.modality, signal.parties) for signal in found] == [
        (stage, modality, ("GH", "PE"))
    ]


@pytest.mark.parametrize(
    ("text", "language", "japan"),
    [
        ("Samoa asked Japan to help build a tide gauge network.", "en", "asked"),
        ("Japan and Peru signed a research agreement.", "en", "in"),
        ("Peru and Ghana signed a research agreement.", "en", "out"),
        ("フィジーは日本に対し、潮位観測への協力を要請した。", "ja", "asked"),
    ],
)
def test_the_part_of_japan(tagger: Tagger, text: str, language: str, japan: str) -> None:
    assert signals_of(tagger, text, language)[0].japan == japan


def test_we_stands_for_the_publisher_and_is_marked_as_inferred(tagger: Tagger) -> None:
    signal = signals_of(
        tagger, "Our ministry signed a memorandum of understanding with Ghana.", country="PE"
    )[0]
    assert (signal.parties, signal.inferred) == (("GH", "PE"), ("PE",))


def test_the_two_countries_are_those_named_before(tagger: Tagger) -> None:
    found = signals_of(
        tagger, "Peru and Ghana are old friends. The two countries signed a memorandum of understanding."
    )
    assert found[0].parties == ("GH", "PE")


def test_two_bodies_of_one_country_make_no_joint_research(tagger: Tagger) -> None:
    found = signals_of(tagger, "Two Peruvian universities opened a joint laboratory in Lima.")
    assert "joint_research" not in {signal.type for signal in found}


def test_the_venue_of_a_signing_is_no_party(tagger: Tagger) -> None:
    assert signals_of(tagger, "Peru and Ghana signed a research agreement in Vienna.")[0].parties == (
        "GH",
        "PE",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Brazilian midfielder agrees deal to join club from Spain",
        "Japan agreed terms with Ghana before the World Cup match",
        "A historian published a book on the ties between France and Algeria and their joint declaration.",
    ],
)
def test_games_and_books_are_no_dealings_of_states(tagger: Tagger, text: str) -> None:
    assert signals_of(tagger, text) == []


def test_an_american_dollar_is_no_american_party(tagger: Tagger) -> None:
    [signal, *_] = signals_of(tagger, "Peru and Spain opened a joint laboratory worth US$3 million.")
    assert signal.parties == ("ES", "PE")
    assert signal.amount is not None
    assert (signal.amount.value, signal.amount.currency) == (3_000_000, "USD")


def test_a_ban_names_whom_it_hits(tagger: Tagger) -> None:
    [signal, *_] = signals_of(tagger, "Norway banned exports of sonar parts to Chad.")
    assert (signal.type, signal.parties) == ("restriction", ("NO", "TD"))


@pytest.mark.parametrize(
    ("language", "type_", "text"),
    [
        ("en", "dialogue", "Foreign secretary visits Peru amid row over fish"),
        ("en", "dialogue", "Premier to raise press freedom in gas talks with Qatar"),
        ("en", "restriction", "Belarus: banks targeted by Norwegian sanctions"),
        ("en", "joint_statement", "Quad Ministers' Joint Maritime Statement"),
        ("en", "agreement", "Yards of Norway and Chile agree on closer cooperation"),
        ("en", "agreement", "Peru and Ghana strike cocoa deal"),
        ("en", "suspension", "Academy will end its agreement with Peru when it expires in May"),
        ("en", "facility", "Peru to join CERN"),
        ("en", "joint_statement", "G7 ministers back common rules for chips"),
        ("en", "joint_research", "India-Kenya crop project starts"),
        ("en", "capacity", "Norway pledges $20m for clinics in Ghana"),
        ("en", "restriction", "Canada bars supplier from Peru from 5G networks"),
        ("en", "strategy", "Peru unveils national fusion mission"),
        ("en", "funding", "Ghana doubles quantum budget"),
        ("ja", "agreement", "日本とペルー、水素で覚書"),
        ("ja", "dialogue", "日本・ペルー首脳会議、リマで開幕"),
        ("pt", "dialogue", "Chanceler deve se reunir na terça com o presidente do Chile"),
        ("fr", "restriction", "Le Canada a décrété des sanctions contre l'Iran."),
        ("sv", "organisation", "Inrättande av ett nytt innovationsråd föreslås"),
    ],
)
def test_a_short_headline_tells_its_type(tagger: Tagger, language: str, type_: str, text: str) -> None:
    assert type_ in {signal.type for signal in signals_of(tagger, text, language, "DK")}


def test_a_planned_meeting_is_scheduled_and_not_held(tagger: Tagger) -> None:
    [signal] = signals_of(tagger, "Premier to raise press freedom in gas talks with Qatar", country="DK")
    assert (signal.type, signal.modality, signal.stage) == ("dialogue", "planned", "scheduled")


def test_a_headline_too_short_for_its_language_to_be_told_is_read_as_english(tagger: Tagger) -> None:
    document = Document(id="x", url="", title="", text="Peru to join CERN", language="und")
    tagged = tagger.tag([document])[0]
    assert tagged.language == "und"
    assert [signal.type for signal in tagged.signals] == ["facility"]


@pytest.mark.parametrize(
    ("leaves", "text"),
    [
        (True, "Denmark left the joint research programme with France."),
        (True, "Peru will leave the World Health Organization."),
        (True, "Norway is leaving its space partnership with Chile."),
        (True, "Ghana left the West African Union's peace force."),
        (False, "Japan will sign a research agreement with Germany, which left Russia's programme."),
        (False, "Germany signed a research agreement with Britain, which Ireland had left out of its plan."),
        (False, "Kenya left cooperation with Chile out of its plan."),
        (False, "Peru left Chile without cooperation on water."),
        (False, "The minister left Oslo after talks with Kenya."),
        (False, "The minister left for talks with Kenya."),
        (False, "The agreement leaves room for cooperation with Kenya."),
        (False, "The pact leaves cooperation with Kenya untouched."),
        (False, "The left wants cooperation with Peru."),
    ],
)
def test_who_leaves_an_undertaking_suspends_it_and_who_leaves_out_or_behind_does_not(
    tagger: Tagger, leaves: bool, text: str
) -> None:
    assert ("suspension" in {signal.type for signal in signals_of(tagger, text)}) is leaves
