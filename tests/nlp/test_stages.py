"""Stages: the cue nearest to the trigger, of those that the type allows."""

from __future__ import annotations

import pytest

from nlp.stages import default_stage, find_stage
from nlp.triggers import Trigger


@pytest.mark.parametrize(
    ("language", "type_", "text", "expected"),
    [
        ("en", "agreement", "peru and ghana initialled the agreement", "concluded"),
        ("en", "agreement", "peru and ghana sign agreement on maize", "signed"),
        ("en", "agreement", "peru and ghana to sign agreement on maize", "announced"),
        ("en", "joint_call", "the funders pre-announce a joint call", "pre_announced"),
        ("ja", "joint_call", "両機関は共同公募を開始した", "open"),
        ("de", "agreement", "das abkommen ist in kraft getreten", "in_force"),
        ("fr", "dialogue", "la réunion de la commission mixte est reportée", "postponed"),
        ("es", "agreement", "el acuerdo fue propuesto", "proposed"),
        ("zh", "agreement", "两国草签协定", "concluded"),
        ("ko", "joint_research", "두 나라가 공동연구에 착수했다", "launched"),
        ("ja", "capability", "人工衛星を公開", None),
    ],
)
def test_the_stage_that_the_words_say(language: str, type_: str, text: str, expected: str | None) -> None:
    trigger = Trigger(type_, (0, len(text)), (0, len(text)), 0.5, 1)  # type: ignore[arg-type]
    assert find_stage(text, (0, len(text)), trigger, language) == expected


def test_a_request_is_expressed_and_an_indicator_has_no_stage() -> None:
    assert default_stage("need") == "expressed"
    assert default_stage("indicator") is None
