"""Names: complete for what the records can hold, and the customary order of countries."""

from __future__ import annotations

from typing import get_args

import pytest

from crawlers.document import Kind, PublishedFrom, SkipReason
from crawlers.health import Outcome
from nlp.tags import Japan, Stage
from reports.counts import AXES
from reports.coverage import Silence, Standing
from reports.errors import DigestError
from reports.trends import Direction
from reports.words import country_rank, full_width, words_of


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("stages", get_args(Stage)),
        ("japan", get_args(Japan)),
        ("kinds", get_args(Kind)),
        ("published_from", get_args(PublishedFrom)),
        ("skip_reasons", get_args(SkipReason)),
        ("outcomes", get_args(Outcome)),
        ("standings", get_args(Standing)),
        ("silences", get_args(Silence)),
        ("directions", get_args(Direction)),
        ("axes", AXES),
    ],
)
def test_every_value_of_a_record_has_a_name(language, table, codes):
    words = words_of(language)
    assert [code for code in codes if not words._table[table].get(code, {}).get(language)] == []


def test_countries_come_in_the_customary_order_and_japan_last():
    codes = [
        "JP",
        "UN",
        "BR",
        "KE",
        "SA",
        "AU",
        "IN",
        "VN",
        "TW",
        "KR",
        "CN",
        "IT",
        "FR",
        "DE",
        "GB",
        "EU",
        "US",
    ]
    assert sorted(codes, key=country_rank) == codes[::-1]


def test_an_unknown_code_comes_after_the_known_and_is_shown_as_it_is():
    assert country_rank("UN") < country_rank("??") < country_rank("JP")
    assert words_of("ja").name("fields", "NEW") == "NEW"


def test_instruments_are_known_by_what_they_are_called_in_several_languages():
    words = words_of("ja")
    assert words.instrument("Memorandum of Understanding") == "了解覚書"
    assert words.instrument("an MoU on quantum") == "了解覚書"
    assert words.instrument("Abkommen") == "協定"
    assert words.instrument("famous moussaka") == ""
    assert words.instrument(None) == ""


def test_widths_count_narrow_characters_half():
    assert full_width("米国:AI") == 3.5


def test_cells_are_named_by_their_axis():
    words = words_of("ja")
    assert words.cell("country_field", "VN|ICT") == "ベトナム × 情報通信・半導体"
    assert words.cell("region_field", "m49:035|ENE") == "東南アジア × エネルギー"
    assert words.cell("field_signal", "ENE|agreement") == "エネルギー × 協定・覚書"
    assert words.cell("term", "a|b") == "a|b"


def test_a_language_other_than_japanese_and_english_is_refused():
    with pytest.raises(DigestError, match="ja or en"):
        words_of("fr")
