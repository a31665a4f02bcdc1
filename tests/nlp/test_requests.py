"""Who asks whom: the direction of requests and offers in seven languages."""

from __future__ import annotations

import pytest

from nlp.requests import asks_japan, japan_asks

TO_JAPAN = [
    "samoa asked japan to send engineers.",
    "ecuador offered japan a site for a detector.",
    "フィジーは日本に協力を要請した。",
    "タイ側、洪水予測で日本に協力を要請",
    "ペルーは日本の技術支援に期待を示した。",
    "fidschi bittet japan um hilfe.",
    "le sénégal demande au japon une aide technique.",
    "ecuador pidió a japón cooperación técnica.",
    "斐济请求日本提供援助。",
    "피지는 일본에 지원을 요청했다.",
]
FROM_JAPAN = [
    "japan asked india for samples.",
    "日本政府はインドに協力を要請した。",
    "japan bittet indien um proben.",
    "le japon demande à l'inde des échantillons.",
    "japón pidió muestras a la india.",
    "日本请求印度提供样本。",
    "일본은 인도에 협력을 요청했다.",
]


@pytest.mark.parametrize("text", TO_JAPAN)
def test_a_request_to_japan_asks_japan(text: str) -> None:
    assert asks_japan(text, (0, len(text)))
    assert not japan_asks(text, (0, len(text)))


@pytest.mark.parametrize("text", FROM_JAPAN)
def test_a_request_of_japan_does_not_ask_japan(text: str) -> None:
    assert japan_asks(text, (0, len(text)))
    assert not asks_japan(text, (0, len(text)))
