"""Headlines: noun phrases of allowed length that say nothing the record does not."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.tags import SignalType, Stage
from reports.headline import LONGEST, LONGEST_EN, cast_of, compose_headline
from reports.words import full_width, words_of

JA, EN = words_of("ja"), words_of("en")


def both(world, signal, **more):
    fact = world.add(
        1, "2026-11-17", more.pop("target", None), "T", "x", signals=(signal,) if signal else (), **more
    )
    return compose_headline(fact, signal, JA), compose_headline(fact, signal, EN)


@pytest.mark.parametrize(
    ("kind", "stage", "parties", "more", "ja", "en"),
    [
        (
            "agreement", "signed", "VN JP", {"instrument": "Memorandum of Cooperation", "fields": ("ICT",)},
            "ベトナム:日本との情報通信・半導体分野の協力覚書の署名",
            "Viet Nam: memorandum of cooperation with Japan on ICT and semiconductors (signed)",
        ),
        (
            "agreement", "announced", "FR DE", {"modality": "planned", "fields": ("QUA",)},
            "ドイツ:フランスとの量子分野の協力協定・覚書の署名予定",
            "Germany: cooperation agreement or memorandum with France on quantum (announced, planned)",
        ),
        (
            "need", "expressed", "BR JP", {"japan": "asked", "fields": ("SPA",)},
            "ブラジル:日本への宇宙・航空分野の協力の要望・提案",
            "Brazil: request or offer to Japan on space and aeronautics (expressed)",
        ),
        (
            "restriction", "in_force", "CN US", {"fields": ("MIN",)},
            "米国・中国:鉱物資源分野の規制・輸出管理の施行",
            "United States, China: restriction or export control on mineral resources (in force)",
        ),
        (
            "suspension", "notified", "US EU", {"fields": ("ENV",)},
            "米国・EU:環境・気候変動分野の協力の停止・終了の通告",
            "United States, EU: suspension or end of cooperation on environment and climate (notified)",
        ),
        (
            "strategy", "adopted", "GB", {"instrument": "Chip  Plan", "fields": ("ICT",)},
            "英国:情報通信・半導体分野の戦略・計画・法制度「Chip Plan」(決定・制定)",
            'United Kingdom: strategy, plan or law on ICT and semiconductors "Chip Plan" (adopted)',
        ),
        (
            "dialogue", None, "KR", {"fields": ("BAS",)},
            "韓国:基礎科学・大型施設分野の対話・合同委員会",
            "Korea: dialogue or joint committee on basic science and facilities",
        ),
    ],
)  # fmt: skip
def test_headlines_read_as_they_should(world, make_signal, kind, stage, parties, more, ja, en):
    assert both(world, make_signal(kind, stage, parties, **more)) == (ja, en)


def test_the_publishers_country_leads_where_it_is_a_party(world, make_signal):
    signal = make_signal("agreement", "signed", "DE VN JP", fields=("ENE",))
    fact = world.add(1, "2026-11-17", "vn-sen", "T", "x", signals=(signal,))
    assert cast_of(fact, signal).head == ("VN",)
    assert cast_of(fact, signal).partners == ("JP", "DE")


def test_without_parties_the_actors_lead_and_without_any_the_publisher(world):
    actors = world.add(1, "2026-11-17", "vn-sen", "T", "x", actors=("JP", "FR"))
    assert cast_of(actors, None).head == ("FR",)
    assert cast_of(world.add(2, "2026-11-17", "vn-sen", "T", "x"), None).head == ("VN",)
    assert cast_of(world.add(3, "2026-11-17", None, "T", "x"), None).head == ()


def test_a_document_without_a_signal_says_its_fields_only(world):
    assert both(world, None, actors=("FR",), fields=("ENE",)) == (
        "フランス:エネルギー分野の動向",
        "France: news on energy",
    )


CODES = st.lists(
    st.sampled_from(["US", "CN", "VN", "JP", "ASEAN", "CD", "BA", "TT", "UN", "HorizonAssoc", "EU"]),
    max_size=7, unique=True,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.sampled_from(get_args(SignalType)),
    st.sampled_from([None, *get_args(Stage)]),
    CODES,
    st.lists(st.sampled_from(["BDV", "SPA", "NAN", "ENV", "INN", "BAS"]), max_size=3, unique=True),
    st.sampled_from(["asserted", "planned"]),
    st.one_of(st.none(), st.text(max_size=200), st.just("Agreement on " + "very " * 40 + "long things")),
)
def test_no_headline_is_longer_than_allowed(
    world, make_signal, kind, stage, parties, fields, modality, instrument
):
    signal = make_signal(
        kind, stage, " ".join(parties), fields=tuple(fields), modality=modality, instrument=instrument
    )
    fact = world.add(1, "2026-11-17", "vn-sen", "T", "x", actors=("CD",))
    japanese, english = compose_headline(fact, signal, JA), compose_headline(fact, signal, EN)
    assert 0 < full_width(japanese) <= LONGEST
    assert 0 < len(english) <= LONGEST_EN
    assert "\n" not in japanese + english


def test_a_partner_has_its_article_and_an_abbreviation_keeps_its_letters(world, make_signal):
    one = make_signal("joint_research", None, "ID PH", fields=("AID", "POL"))
    assert both(world, one, actors=("ID", "PH"))[1] == (
        "Indonesia: joint research with the Philippines on AI and data, STI policy"
    )
