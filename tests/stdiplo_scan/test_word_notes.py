"""Words of foreign passages that answer a question are marked, and noted before others."""

from __future__ import annotations

from typing import Any

import pytest

from index.hits import Hit
from nlp.crosslingual import Glossary
from stdiplo_scan.word_notes import Note, WordNotes

GLOSSARY = Glossary.load()


def hit(passage: str, language: str, **facts: Any) -> Hit:
    values = {"found_by": {"glossary": 2}, "highlights": (), "why": {"ja": "", "en": ""}}
    return Hit(
        document="d", version=1, title="", url="", language=language, published=None, kind="news",
        target=None, target_name="", target_name_ja="", passage=passage, range=(0, len(passage)), score=1.0,
        passage_language=language, **{**values, **facts},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "language", "passage", "spoken", "marked"),
    [
        ("共同研究 協定", "ja", "한국은 공동연구 협정을 맺었다", "ko", ["공동연구", "협정"]),
        (
            "共同研究 協定",
            "ja",
            "Abkommen über gemeinsame Forschung",
            "de",
            ["Abkommen", "gemeinsame Forschung"],
        ),
        ("joint research", "en", "両国は共同研究を始める", "ja", ["共同研究"]),
        ("-협정 agreement", "en", "两国签署协定", "zh", ["协定"]),
    ],
)
def test_the_words_that_answer_are_marked_in_the_passage(
    question: str, language: str, passage: str, spoken: str, marked: list[str]
) -> None:
    found, notes = WordNotes(GLOSSARY, question, language).of(hit(passage, spoken), "ja")
    assert [passage[start:end] for start, end in found.highlights] == marked
    assert all(word in found.why["ja"] for word in marked)
    assert [one.written for one in notes if one.asked] == ([] if spoken == "ja" else marked)


def test_a_note_that_was_asked_for_is_never_left_out() -> None:
    passage = "과학기술 국제협력 인공지능 반도체 정책 전략 예산 대학 연구자 학생 교류 장학금 훈련 교육 협정"
    notes = WordNotes(GLOSSARY, "協定", "ja").of(hit(passage, "ko"), "ja")[1]
    assert len(notes) == 12
    assert Note("협정", "agreement", asked=True) in notes


def test_without_a_question_nothing_is_marked_and_english_has_no_notes() -> None:
    foreign = hit("공동연구 협정", "ko")
    found, notes = WordNotes(GLOSSARY).of(foreign, "ja")
    assert found is foreign
    assert notes
    assert not any(one.asked for one in notes)
    assert WordNotes(GLOSSARY, "quantum", "en").of(hit("quantum", "en"), "ja") == (hit("quantum", "en"), ())
    assert WordNotes(GLOSSARY, "quantum", "en").of(hit("ควอนตัม", "th"), "ja")[1] == ()
