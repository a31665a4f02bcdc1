from datetime import date
from pathlib import Path

import pytest

from nlp.former_states import code_in, independent_on, load_former_states, sovereign_of, year_of
from nlp.places import find_places
from nlp.regions import country_codes, region_members
from nlp.taxonomy_files import TaxonomyError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the Union of Soviet Socialist Republics", "RU"),
        ("the Government of Ceylon", "LK"),
        ("the Imperial Government of Persia", "IR"),
        ("the Republic of Zaire", "CD"),
        ("the Kingdom of Siam", "TH"),
        ("the Union of Burma", "MM"),
        ("the Gold Coast", "GH"),
        ("Tanganyika", "TZ"),
        ("the Republic of Upper Volta", "BF"),
        ("the United Arab Republic", "EG"),
        ("Serbia and Montenegro", "RS"),
        ("the Socialist Federal Republic of Yugoslavia", "RS"),
        ("the Czechoslovak Socialist Republic", "CZ"),
        ("Dahomey", "BJ"),
        ("Northern Rhodesia and Nyasaland", "ZM"),
        ("the Territory of Papua and New Guinea", "PG"),
        ("British Guiana", "GY"),
        ("South West Africa", "NA"),
        ("New Hebrides", "VU"),
        ("Western Samoa", "WS"),
        ("the Malagasy Republic", "MG"),
        ("ソ連と協定を結んだ", "RU"),
        ("セイロン政府", "LK"),
        ("ザイール共和国", "CD"),
        ("上ボルタ", "BF"),
        ("旧ユーゴスラビア", "RS"),
    ],
)
def test_a_former_name_stands_for_the_state_of_today(text: str, code: str) -> None:
    assert find_places(text, language="ja" if ord(text[0]) > 255 else "en")[0].code == code


def test_a_name_of_two_states_stands_for_the_one_whose_time_it_is() -> None:
    text = "the Government of the Republic of China"
    assert [find_places(text, language="en", year=year)[0].code for year in (1946, 1972, None)] == [
        *("CN", "TW", "TW")
    ]
    assert code_in("Republic of China", None) is None


def test_a_dependency_is_known_by_its_year_or_by_its_name_of_then() -> None:
    assert sovereign_of("KE", year=1950) == "GB"
    assert sovereign_of("KE", year=1970) is None
    assert sovereign_of("KE") is None
    assert sovereign_of("GH", name="Gold Coast") == "GB"
    assert sovereign_of("LK", name="Ceylon") is None  # it kept the name for 24 years of independence
    assert sovereign_of("MY", name="North Borneo") == "GB"
    assert sovereign_of("HK", year=1950) is None
    assert sovereign_of("PR") == sovereign_of("PR", year=2026) == "US"


def test_the_year_is_that_of_publication_else_the_latest_of_the_title() -> None:
    assert year_of("Agreement amending that of 1951, done 1963", None) == 1963
    assert year_of("Agreement of 1951", "1972-04-01") == 1972
    assert year_of("Agreement No. 12345", None) is None


@pytest.mark.parametrize(
    ("grouping", "day", "inside", "outside"),
    [
        ("ASEAN", "1996-01-01", "VN", "KH"),
        ("EU27", "2019-12-31", "GB", "UA"),
        ("EU27", "1990-01-01", "ES", "PL"),
        ("EU27", "1970-01-01", "IT", "GB"),
        ("EU27", "2026-01-01", "HR", "GB"),
        ("G7", "2010-01-01", "RU", "CN"),
        ("G7", "2026-01-01", "JP", "RU"),
        ("BRICS", "2024-06-01", "EG", "ID"),
        ("ECOWAS", "2024-06-01", "NE", "MA"),
        ("OECD38", "1995-01-01", "MX", "KR"),
        ("CARICOM", "1970-01-01", "JM", "LC"),
    ],
)
def test_a_grouping_has_the_members_of_the_day(grouping: str, day: str, inside: str, outside: str) -> None:
    members = region_members(f"group:{grouping}", date.fromisoformat(day))
    assert inside in members
    assert outside not in members


def test_every_line_of_the_table_is_of_known_countries_and_every_name_is_found() -> None:
    table = load_former_states()
    known = set(country_codes())
    assert {name.code for name in table.names} <= known
    assert {each.of for each in table.dependencies.values()} | table.dependencies.keys() <= known
    for name in table.names:
        year = name.since.year + 1 if name.until == date.max else name.until.year - 1
        assert name.code in {place.code for place in find_places(f"({name.name})", year=year)}, name
    assert not independent_on("IN", date(1947, 8, 14))
    assert independent_on("IN", date(1947, 8, 15))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("dependencies:\n  FJ: {of: Britain, until: '1970-10-10'}\n", "two-letter"),
        ("dependencies:\n  FJ: {of: GB, until: soon}\n", "a day"),
        (
            "names:\n  GH: [{names: [Gold Coast], from: '1957-03-06', until: '1900-01-01'}]\n",
            "before the last",
        ),
        ("names:\n  GH: [{name: Gold Coast}]\n", "name"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "former.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=says):
        load_former_states(path)
