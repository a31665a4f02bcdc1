import pytest

from nlp.regions import MOFA_IDS, country_name, region_ids, region_members, region_name, regions_of


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("TR", ("m49:145", "mofa:middle_east")),
        ("CY", ("m49:145", "mofa:europe")),
        ("KZ", ("m49:143", "mofa:europe")),
        ("GE", ("m49:145", "mofa:europe")),
        ("AF", ("m49:034", "mofa:middle_east")),
        ("IR", ("m49:034", "mofa:middle_east")),
        ("IL", ("m49:145", "mofa:middle_east")),
        ("DZ", ("m49:015", "mofa:middle_east")),
        ("SD", ("m49:015", "mofa:africa")),
        ("MN", ("m49:030", "mofa:asia_oceania")),
        ("MX", ("m49:013", "mofa:latin_america_caribbean")),
        ("RU", ("m49:151", "mofa:europe")),
        ("TW", ("m49:030", "mofa:asia_oceania")),
        ("VN", ("m49:035", "mofa:southeast_south_asia")),
        ("NR", ("m49:057", "mofa:asia_oceania")),
        ("JP", ("m49:030",)),
        ("EU", ("mofa:europe",)),
        ("ASEAN", ("group:ASEAN",)),
        ("UN", ()),
        ("??", ()),
    ],
)
def test_axes_are_kept_apart(code: str, wanted: tuple[str, ...]) -> None:
    assert regions_of([code]) == wanted


def test_regions_are_sorted_and_told_once() -> None:
    assert regions_of(["VN", "TH", "ASEAN"]) == ("group:ASEAN", "m49:035", "mofa:southeast_south_asia")


def test_every_region_has_two_names() -> None:
    for region in region_ids():
        if region != "m49:010":
            assert region_name(region, "ja") != region
            assert region_name(region, "en") != region
    assert len(MOFA_IDS) == 7


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("TW", "台湾", "Taiwan"),
        ("HK", "香港", "Hong Kong"),
        ("XK", "コソボ", "Kosovo"),
        ("INT", "国際機関", "International organisations"),
        ("EU", "欧州連合(EU)", "European Union"),
        ("UN", "国際連合(国連)", "United Nations"),
        ("FR", "フランス", "France"),
        ("QQ", "QQ", "QQ"),
    ],
)
def test_names_for_readers(code: str, ja: str, en: str) -> None:
    assert (country_name(code, "ja"), country_name(code, "en")) == (ja, en)


def test_europe_includes_switzerland_and_the_union_does_not() -> None:
    assert "CH" in region_members("mofa:europe")
    assert "CH" not in region_members("group:EU27")


def test_parents_hold_the_countries_of_their_sub_regions() -> None:
    assert "VN" in region_members("m49:142")
    assert "KE" in region_members("m49:002")
