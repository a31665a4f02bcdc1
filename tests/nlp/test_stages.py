"""Stages: the cue nearest to the trigger, of those that the type allows."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.stages import default_stage, find_stage
from nlp.tagger import Tagger
from nlp.triggers import Trigger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


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


@pytest.mark.parametrize(
    ("language", "text", "type_", "stage"),
    [
        ("ja", "両国は科学技術協力に関する共同宣言を採択した。", "joint_statement", "adopted"),
        ("ja", "日本とドイツの共同研究の公募で12課題を採択した。", "joint_call", "awarded"),
        ("ja", "日本とインドは宇宙分野の協力で合意した。", "agreement", "announced"),
        ("ja", "日本とベトナムは原子力協力協定を締結した。", "agreement", "signed"),
        ("ja", "日本とベトナムは原子力協力協定に署名した。", "agreement", "signed"),
        ("ja", "日本とドイツは量子技術の国際標準を共同で提案した。", "ip_standards", "announced"),
        ("en", "Japan enters into an agreement with Norway on fusion research.", "agreement", "signed"),
        ("en", "The agreement between Japan and Norway enters into force on 1 May.", "agreement", "in_force"),
        ("en", "Japan and Norway will discuss the science agreement when it expires in 2027.", None, None),
        (
            "en",
            "Japan and Norway held the joint committee on science; the next meeting will be held in Oslo.",
            "dialogue",
            "held",
        ),
        (
            "en",
            "Japan and Norway concluded negotiations on a science agreement, expected to be signed in 2026.",
            "agreement",
            "concluded",
        ),
    ],
)
def test_a_trap_of_the_taxonomy_keeps_its_stage(
    tagger: Tagger, language: str, text: str, type_: str | None, stage: str | None
) -> None:
    page = Document(id="a", url="", title="", text=text, language=language, published="2025-11-01")
    [tagged] = tagger.tag([page])
    best = next((one for one in tagged.signals if one.score >= 0.5), None)
    assert ((best.type, best.stage) if best else (None, None)) == (type_, stage)


def test_a_request_is_expressed_and_an_indicator_has_no_stage() -> None:
    assert default_stage("need") == "expressed"
    assert default_stage("indicator") is None
