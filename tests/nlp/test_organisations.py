from collections import Counter
from pathlib import Path

import pytest

from nlp.organisations import find_organisations
from nlp.places import find_places
from nlp.taxonomy_files import load_organisations, read_yaml

CATALOGUE = Path(__file__).parents[2] / "crawlers" / "catalogue"
ABBREVIATED = {"fr-cea"}  # whose whole name in the catalogue is an abbreviation that others share


def found(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    return [(mention.name, mention.code) for mention in find_organisations(text, language)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("JST and the National Science Foundation", [("JST", "JP"), ("National Science Foundation", "US")]),
        ("A*STAR signed with CERN", [("A*STAR", "SG"), ("CERN", "INT")]),
        (
            "the Federal Ministry of Education and Research",
            [("Federal Ministry of Education and Research", "DE")],
        ),
        ("文部科学省と理化学研究所", [("文部科学省", "JP"), ("理化学研究所", "JP")]),
        ("欧州宇宙機関とJAXA", [("欧州宇宙機関", "INT"), ("JAXA", "JP")]),
        ("한국연구재단은", [("한국연구재단", "KR")]),
        ("the post was an arc of aid", []),
        ("ARC welding", []),
        ("The Australian minister said the ARC pays", [("ARC", "AU")]),
        ("jst and who", []),
    ],
)
def test_names_as_written_with_their_country(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert found(text) == wanted


def test_bodies_of_one_name_go_to_the_country_that_is_named() -> None:
    assert found("Ghana: CSIR researchers") == [("CSIR", "GH")] or found("Ghana: CSIR Ghana")[0][1] == "GH"


def test_ranges_point_at_the_names() -> None:
    text = "x RIKEN y 東京大学"
    for mention in find_organisations(text, "ja"):
        assert text[mention.start : mention.end] == mention.name


def test_an_office_adds_its_own(tmp_path: Path) -> None:
    extra = tmp_path / "own.yml"
    extra.write_text("laboratory:\n  JP: [Example Laboratory|例研究所]\n", encoding="utf-8")
    (mention,) = find_organisations("例研究所は", "ja", extra=extra)
    assert (mention.name, mention.known_as) == ("例研究所", "Example Laboratory")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("China's MOST and the Korean NRF", [("MOST", "CN"), ("NRF", "KR")]),
        ("Vietnam's MOST met Taiwan's MOST", [("MOST", "VN"), ("MOST", "TW")]),
        ("South Africa's NRF and Japan", [("NRF", "ZA")]),
        ("the NRF, the CAS number and the DST", []),
        ("CHINA'S MOST POWERFUL LASER", []),
        ("MOST PEOPLE IN INDIA", []),
        ("Chinese researchers at CAS", [("CAS", "CN")]),
        ("India's DST", [("DST", "IN")]),
        ("daylight saving time (DST)", []),
        ("the Philippine FDA, not the FDA", [("FDA", "PH"), ("FDA", "US")]),
        ("Ghana's EPA", [("EPA", "GH")]),
        ("the SNSF and AIST asked NIST", [("SNSF", "CH"), ("AIST", "JP"), ("NIST", "US")]),
    ],
)
def test_an_abbreviation_of_many_goes_to_the_country_beside_it(
    text: str, wanted: list[tuple[str, str | None]]
) -> None:
    assert found(text) == wanted


def test_every_publisher_of_the_catalogue_is_known_by_its_english_and_its_japanese_name() -> None:
    unknown = []
    for path in sorted(CATALOGUE.glob("*/*.yml")):
        target = read_yaml(path)
        for key, language in (("name", "en"), ("name_ja", "ja")):
            if target["kind"] == "news" or (key == "name" and target["id"] in ABBREVIATED):
                continue
            name = target[key]
            if not find_organisations(name, language) and not find_places(name, language=language):
                unknown.append(f"{target['id']}: {name}")
    assert not unknown


def test_the_list_is_long_and_says_a_name_once_a_country() -> None:
    organisations = load_organisations()
    assert len(organisations) >= 400
    names = Counter((each.code, name) for each in organisations for name in set(each.names))
    assert [pair for pair, times in names.items() if times > 1] == []


def test_a_ministry_that_the_text_gave_to_a_country_stays_its_own() -> None:
    text = "The Philippine Department of Agriculture said so. The Department of Agriculture tested pigs."
    assert [item.code for item in find_organisations(text, "en")] == ["PH", "PH"]
    assert [item.code for item in find_organisations("The Department of Agriculture said so.", "en")] == [
        "US"
    ]
