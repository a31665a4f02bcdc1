"""Facts, plans, possibilities, denials and earlier events in Japanese and English."""

from __future__ import annotations

import pytest

from nlp.modality import judge_modality
from nlp.stages import find_stage
from nlp.triggers import Trigger, lower_text, rule_books


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("en", "Peru refused to sign the treaty with Ghana.", "negated"),
        ("en", "Peru and Ghana to sign pact on fisheries research", "planned"),
        ("en", "The minister said Peru would sign the agreement with Ghana.", "planned"),
        ("en", "Peru might sign an accord with Ghana.", "hypothetical"),
        ("en", "Peru had signed an accord with Ghana years ago.", "past"),
        ("en", "Officials denied reports that Peru would sign a deal with Ghana.", "negated"),
        ("en", "An agreement between Peru and Ghana will be signed in Lima.", "planned"),
        ("en", "The original of the 1858 treaty between Peru and Ghana is on show.", "past"),
        ("ja", "両国は覚書に署名した。", "asserted"),
        ("ja", "両国は覚書に署名する予定である。", "planned"),
        ("ja", "両国は覚書に署名していない。", "negated"),
        ("ja", "1994年に両国は協定に署名した。", "past"),
    ],
)
def test_the_words_around_the_act_decide(language: str, text: str, modality: str) -> None:
    lower = lower_text(text)
    whole = (0, len(text))
    trigger = next(
        found for found in rule_books()[language].find(text, lower, [whole])[0] if found.type == "agreement"
    )
    stage = find_stage(lower, whole, trigger, language)
    found = judge_modality(lower, whole, trigger, stage, language=language, published="2026-06-15")
    assert found == modality


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Peru and Ghana join hands on fish stocks.", "asserted"),
        ("Peru and Ghana will join hands on fish stocks.", "planned"),
        ("Peru could join hands with Ghana on fish stocks.", "hypothetical"),
        ("Peru refused to join hands with Ghana.", "negated"),
        ("Peru is the first country on that coast to join hands with Ghana.", "asserted"),
        ("Peru is to be the first to join hands with Ghana, and will pay.", "planned"),
    ],
)
def test_where_no_rule_named_the_act_the_whole_sentence_decides(text: str, modality: str) -> None:
    whole = (0, len(text))
    trigger = Trigger("joint_research", whole, whole, 0.0, 0)
    found = judge_modality(
        lower_text(text), whole, trigger, "announced", language="en", published="2026-06-15"
    )
    assert found == modality
