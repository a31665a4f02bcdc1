"""Chinese in traditional letters is tagged as if it were in simplified ones, and shown as it was written."""

from __future__ import annotations

import pytest

from crawlers.stream import document_from_row
from nlp.chinese_letters import as_written, in_simplified
from nlp.embed import load_embedder
from nlp.tagger import Tagger
from nlp.tags import TaggedDocument

PAIRS = [
    ("臺灣與日本簽署量子技術合作備忘錄", "台湾与日本签署量子技术合作备忘录"),
    ("科技部與德國研究基金會簽訂半導體合作協議", "科技部与德国研究基金会签订半导体合作协议"),
    ("越南總理訪問日本,雙方討論蓄電池聯合研究", "越南总理访问日本,双方讨论蓄电池联合研究"),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(load_embedder(threads=1))


def tagged(tagger: Tagger, text: str) -> TaggedDocument:
    return tagger.tag([document_from_row({"id": "d", "title": "", "text": text, "language": "zh"})])[0]


@pytest.mark.parametrize(("traditional", "simplified"), PAIRS)
def test_both_ways_of_writing_give_the_same_signals(
    tagger: Tagger, traditional: str, simplified: str
) -> None:
    first, second = tagged(tagger, traditional), tagged(tagger, simplified)
    assert first.signals
    assert [(one.type, one.stage, one.parties, one.score, one.evidence) for one in first.signals] == [
        (one.type, one.stage, one.parties, one.score, one.evidence) for one in second.signals
    ]


def test_letters_are_replaced_one_for_one_and_others_stay() -> None:
    for traditional, simplified in PAIRS:
        assert in_simplified(traditional) == simplified
        assert in_simplified(simplified) == simplified
    assert in_simplified("AI 量子 コンピュータ\n") == "AI 量子 コンピュータ\n"


def test_an_instrument_is_named_in_the_letters_of_its_document(tagger: Tagger) -> None:
    found = tagged(tagger, "外交部宣布,臺灣與捷克簽署《科學技術合作協定》。").signals
    assert [one.instrument for one in found if one.type == "agreement"] == ["科學技術合作協定"]


def test_what_does_not_stand_in_the_text_stays_as_it_was_found() -> None:
    assert as_written("科学合作", "合作", "科學合作", 0) == "合作"
    assert as_written("台湾研究", "台湾", "臺灣研究", 0) == "臺灣"
    assert as_written("台湾研究", "协定", "臺灣研究", 0) == "协定"
