from pathlib import Path

import pytest

from nlp.organisations import find_organisations


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
