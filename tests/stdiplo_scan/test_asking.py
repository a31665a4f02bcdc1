"""Prefixes in a question become filters; values are checked, whatever their case and in either language."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.filters import Filters
from stdiplo_scan.asking import (
    FilterError,
    check_values,
    day_start_utc,
    read_question,
    stray_prefixes,
    write_question,
)
from stdiplo_scan.wiring import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.open(tmp_path_factory.mktemp("asking"))


@pytest.mark.parametrize(
    ("text", "question", "filters"),
    [
        ("quantum country:vn", "quantum", {"countries": ("VN",)}),
        ("国：ベトナム 量子 分野:QUA", "量子", {"countries": ("VN",), "fields": ("QUA",)}),
        ("country:VN,ID country:TH x", "x", {"countries": ("VN", "ID", "TH")}),
        ("signal:agreement stage:signed japan:out", "", {
            "signals": ("agreement",), "stages": ("signed",), "japan": ("out",)}),
        ("-kind:speech -lang:de x", "x", {"excluded": (("kinds", "speech"), ("languages", "de"))}),
        ("role:actor polarity:restriction", "", {"role": "actor", "polarity": ("restriction",)}),
        ("since:2026-10 before:2026-11-02", "", {
            "published_from": "2026-10-01", "published_to": "2026-11-02"}),
        ("confidence:High signal:agreement", "", {"least_score": 0.8, "signals": ("agreement",)}),
        ("確度:中 x", "x", {"least_score": 0.65}),
        ("since:2025 x", "x", {"published_from": "2025-01-01"}),
        ("collected-since:2026-11-02", "", {"collected_from": "2026-11-01T15:00:00Z"}),
        ('"country:VN" x', '"country:VN" x', {}),
        ("note:VN http://a.b x:y", "note:VN http://a.b x:y", {}),
        ("subcountry:VN", "subcountry:VN", {}),
    ],
)  # fmt: skip
def test_a_prefix_becomes_a_filter(office: Office, text: str, question: str, filters: dict[str, Any]) -> None:
    assert read_question(office, text, Filters()) == (question, Filters(**filters))


def test_what_looks_like_a_prefix_and_is_none_is_told_with_the_nearest_one() -> None:
    assert stray_prefixes("countri:VN until：2026 -国名:米国") == [
        ("countri:", "country:"),
        ("until：", "before:"),
        ("国名:", "国:"),
    ]
    assert stray_prefixes('country:VN https://a.example "countri:VN" Horizon:Europe 10:30 a: 国：日本') == []


def test_what_the_question_says_goes_before_the_options(office: Office) -> None:
    given_ = Filters(countries=("TH",), kinds=("news",))
    assert read_question(office, "country:VN", given_) == ("", Filters(countries=("VN",), kinds=("news",)))


@pytest.mark.parametrize(
    "text", ["country:ZZ", "stage:done", "since:soon", "-field:nothing", "role:king", "confidence:sure"]
)
def test_a_value_that_cannot_be_is_refused(office: Office, text: str) -> None:
    with pytest.raises(FilterError, match="wanted"):
        read_question(office, text, Filters())


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_cure(office: Office, text: str) -> None:
    with suppress(FilterError):
        question, filters = read_question(office, text, Filters())
        assert question == text or not filters.empty or ":" in text or "：" in text


def test_names_in_both_languages_are_values(office: Office) -> None:
    assert check_values(office, "language", ["韓国語", "German", "PT"]) == ("ko", "de", "pt")
    assert check_values(office, "country", ["Viet Nam", "ベトナム", "asean"]) == ("VN", "VN", "ASEAN")


def test_a_day_begins_in_the_offices_zone() -> None:
    assert day_start_utc("2026-11-02", "Asia/Tokyo") == "2026-11-01T15:00:00Z"


def test_the_shared_options_reach_the_command(tmp_path: Path) -> None:
    from tests.stdiplo_scan.commands import run_main

    wrong = run_main("-w", tmp_path, "search", "x", "--country", "ZZ")
    assert wrong.code == 2
    assert "--country" in wrong.err
    assert run_main("-w", tmp_path, "search", "x", "--since", "soon").code == 2


@given(
    st.sampled_from(["", "quantum", "量子 協定", '"joint call" -x']),
    st.builds(
        Filters,
        countries=st.sampled_from([(), ("VN",), ("VN", "EU")]),
        role=st.sampled_from([None, "actor"]),
        regions=st.sampled_from([(), ("m49:035", "group:ASEAN")]),
        languages=st.sampled_from([(), ("ja", "de")]),
        japan=st.sampled_from([(), ("out",)]),
        published_from=st.sampled_from([None, "2026-10-01"]),
        published_to=st.sampled_from([None, "2026-11-02"]),
        collected_from=st.sampled_from([None, "2026-11-01T15:00:00Z"]),
        least_score=st.sampled_from([None, 0.65, 0.8]),
        reading=st.sampled_from([None, ("unread", "sato")]),
        excluded=st.sampled_from([(), (("kinds", "speech"), ("languages", "de"))]),
    ),
)
def test_a_question_with_its_filters_written_out_is_read_as_the_same(
    office: Office, text: str, filters: Filters
) -> None:
    written = write_question(text, filters, office.settings.timezone)
    assert read_question(office, written, Filters(), reader="sato") == (text, filters)
