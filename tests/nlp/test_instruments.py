"""Names of instruments as noun phrases, and titles that are instruments themselves."""

from __future__ import annotations

import pytest

from nlp.instruments import instrument_head, name_instrument


@pytest.mark.parametrize(
    ("language", "text", "thing", "expected"),
    [
        (
            "en",
            "Peru and Ghana signed a memorandum of understanding on soil health in Lima.",
            "memorandum",
            "memorandum of understanding on soil health",
        ),
        (
            "en",
            "The government of Peru adopted a national strategy for hydrogen.",
            "strategy",
            "national strategy for hydrogen",
        ),
        ("en", "Both sides have not signed the planned agreement.", "agreement", None),
        ("en", "Peru will train technicians from Ghana.", "technicians", None),
        (
            "ja",
            "両国は14日、地震の共同研究に関する取決めに署名した。",
            "取決め",
            "地震の共同研究に関する取決め",
        ),
        ("ja", "双方は重点分野とすることで一致した。", "一致", None),
        ("ja", "両国は覚書に署名した。", "覚書", None),
        ("zh", "中国与柬埔寨签署农业科技合作谅解备忘录", "谅解备忘录", "农业科技合作谅解备忘录"),
        ("ko", "한국과 몽골은 황사 관측망 공동 운영 협정을 연장했다.", "협정", "황사 관측망 공동 운영 협정"),
        (
            "de",
            "Österreich und Ghana haben ein Abkommen über Bodenforschung unterzeichnet.",
            "Abkommen",
            "Abkommen über Bodenforschung",
        ),
        ("fr", "La Belgique et le Ghana ont signé un accord sur les sols.", "accord", "accord sur les sols"),
        ("es", "Perú y Ghana firmaron un acuerdo sobre suelos.", "acuerdo", "acuerdo sobre suelos"),
    ],
)
def test_an_instrument_is_a_noun_phrase_as_written(
    language: str, text: str, thing: str, expected: str | None
) -> None:
    start = text.index(thing)
    assert name_instrument(text, (0, len(text)), (start, start + len(thing)), language) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Agreement between the Government of Peru and the Government of Ghana on soils",
        "Agreed Minute concerning trade between Peru and Ghana",
        "Abkommen zwischen Österreich und Ghana über Bodenforschung",
        "日本国政府とペルー共和国政府との間の科学技術協力に関する協定",
    ],
)
def test_a_bare_title_of_an_instrument_is_a_head(title: str) -> None:
    assert instrument_head(title + "\n\n", len(title)) == (0, len(title))


@pytest.mark.parametrize(
    "title",
    [
        "Ghana proposes soil agreement to Peru",
        "No agreement yet with Peru on soils",
        "Ghana and Peru sign memorandum on soil research",
        "Österreich und Ghana nehmen Verhandlungen über Abkommen auf",
        "Un accord franco-péruvien sur les sols",
        "日本とペルー、地震研究の取決めに署名",
        "한국·몽골, 관측 협정 갱신",
    ],
)
def test_a_headline_about_an_instrument_is_no_head(title: str) -> None:
    assert instrument_head(title + "\n\n", len(title)) is None


@pytest.mark.parametrize("kind", ["arrangement", "agreement", "memorandum"])
def test_a_thing_that_ends_with_its_joint_still_gets_its_subject(kind):
    text = f"Singapore and New Zealand renewed their {kind} on food technology."
    start = text.index(kind)
    for end in (start + len(kind), start + len(kind) + len(" on")):
        assert name_instrument(text, (0, len(text)), (start, end), "en") == f"{kind} on food technology"
