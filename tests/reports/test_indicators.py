"""Indicators: tables of the World Bank, the OECD and an office come out as values with year and source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import RegisterError
from reports.indicators import Indicator, newest_of, read_indicators, write_indicators

WORLD_BANK = (
    '"Data Source","World Development Indicators",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2018","2023",\n'
    '"Viet Nam","VNM","R&D (% of GDP)","GB.XPD","0.53","0.43",\n'
    '"World","WLD","R&D (% of GDP)","GB.XPD","2.1","",\n'
)
OECD = (
    "REF_AREA,MEASURE,Measure,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE\n"
    "KOR,G_XGDP,GERD,PT_B1GQ,2023,5.0\nKOR,G_XGDP,GERD,PT_B1GQ,2017,4.3\nEU27,G_XGDP,GERD,PT_B1GQ,2023,2.1\n"
)


def test_a_world_bank_table_is_read_with_its_source_and_without_aggregates(tmp_path):
    path = tmp_path / "API.csv"
    path.write_text(WORLD_BANK, "utf-8-sig")
    found = read_indicators(path)
    assert [(one.country, one.year, one.value) for one in found] == [("VN", 2018, 0.53), ("VN", 2023, 0.43)]
    assert {one.source for one in found} == {"World Development Indicators"}


def test_an_oecd_table_is_read_a_row_a_year(tmp_path):
    path = tmp_path / "msti.csv"
    path.write_text(OECD)
    found = read_indicators(path)
    assert [(one.country, one.year, one.value, one.source) for one in found] == [
        ("KR", 2017, 4.3, "OECD"),
        ("KR", 2023, 5.0, "OECD"),
    ]
    [(newest, before)] = newest_of(found, "KR")
    assert (newest.year, before) == (2023, None)  # six years back is not within five
    assert read_indicators(path, "MSTI")[0].source == "MSTI"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "country column"),
        ("", "country column"),
        ("country,value\nVN,1\n", "year"),
        ("country,code,year,value\nVN,x,2020,many\n", "line 2: value"),
        ("country,code,year,value\nVN,x,soon,1\n", "line 2: year"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path, text, said):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(RegisterError, match=said):
        read_indicators(path)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(st.builds(
    Indicator, st.sampled_from(["VN", "KR"]), _TEXT, _TEXT, st.integers(1900, 2100),
    st.floats(-1e9, 1e9), _TEXT, _TEXT,
)))  # fmt: skip
def test_what_is_written_comes_back(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("i") / "indicators.csv"
    path.write_text(write_indicators(values), "utf-8")
    assert set(read_indicators(path)) == set(values)
