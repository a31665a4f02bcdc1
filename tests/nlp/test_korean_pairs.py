"""Countries written as one syllable in Korean."""

from __future__ import annotations

import pytest

from nlp.places import find_places


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("한일 외교장관 회담", ["KR", "JP"]),
        ("한미일 3국 협의", ["KR", "US", "JP"]),
        ("한·미·일 정상회의", ["KR", "US", "JP"]),
        ("미중 무역 갈등", ["US", "CN"]),
        ("한중 과학기술공동위원회", ["KR", "CN"]),
        ("한-EU 연구혁신의 날", ["KR", "EU"]),
        ("한·베트남 공동연구", ["KR", "VN"]),
        ("제5차 한독 포럼", ["KR", "DE"]),
        ("알코올 중독 치료", []),
        ("독일 정부", ["DE"]),
        ("일·가정 양립 지원", []),
        ("중·고등학교", []),
        ("불법 체류", []),
        ("한 일이 많다", []),
    ],
)
def test_two_syllables_or_more_are_countries_where_they_can_be_nothing_else(
    text: str, codes: list[str]
) -> None:
    assert [place.code for place in find_places(text, language="ko")] == codes


def test_elsewhere_the_syllables_are_not_looked_for() -> None:
    assert find_places("한일 관계", language="ja") == []
