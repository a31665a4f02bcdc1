"""Signals in languages without rules: told by the classifier, their stage and modality by English words."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.embed import load_embedder
from nlp.signals import RULES_VERSION
from nlp.tagger import Tagger
from nlp.triggers import rule_books


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(load_embedder())


# language, sentence, type, stage, modality, parties
TOLD = [
    (
        "ru",
        "Россия и Япония подписали меморандум о сотрудничестве в области космоса.",
        "agreement",
        "signed",
        "asserted",
        {"JP", "RU"},
    ),
    (
        "ru",
        "Россия и Япония подпишут меморандум о сотрудничестве в области космоса.",
        "agreement",
        "announced",
        "planned",
        {"JP", "RU"},
    ),
    (
        "ru",
        "Министры иностранных дел Японии и Индии провели переговоры в Токио.",
        "dialogue",
        "held",
        "asserted",
        {"IN", "JP"},
    ),
    (
        "uk",
        "Україна та Японія підписали меморандум про наукову співпрацю.",
        "agreement",
        "signed",
        "asserted",
        {"JP", "UA"},
    ),
    (
        "ar",
        "وقعت مصر واليابان مذكرة تفاهم بشأن التعاون العلمي.",
        "agreement",
        "signed",
        "asserted",
        {"EG", "JP"},
    ),
    (
        "tr",
        "Türkiye ile Japonya, uzay alanında iş birliği anlaşması imzaladı.",
        "agreement",
        "signed",
        "asserted",
        {"JP", "TR"},
    ),
    (
        "nl",
        "Nederland en Japan zullen een akkoord over kwantumonderzoek ondertekenen.",
        "agreement",
        "announced",
        "planned",
        {"JP", "NL"},
    ),
    (
        "th",
        "ไทยและญี่ปุ่นลงนามบันทึกความเข้าใจความร่วมมือด้านวิทยาศาสตร์",
        "agreement",
        "signed",
        "asserted",
        {"JP", "TH"},
    ),
]


@pytest.mark.parametrize(("language", "text", "type_", "stage", "modality", "parties"), TOLD)
def test_what_a_sentence_tells(
    tagger: Tagger, language: str, text: str, type_: str, stage: str, modality: str, parties: set[str]
) -> None:
    document = Document(id="d", url="", title="", text=text, language=language)
    [tagged] = tagger.tag([document])
    signal = tagged.signals[0]
    assert (signal.type, signal.stage, signal.modality) == (type_, stage, modality)
    assert set(signal.parties) == parties
    assert document.content[slice(*signal.evidence)] == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Сборная Японии обыграла команду Бразилии со счётом 2:1."),
        ("ar", "فاز منتخب اليابان على البرازيل في المباراة."),
        ("tr", "Japonya'da hava yarın yağmurlu olacak."),
        ("uk", "Погода в Японії завтра буде дощовою."),
    ],
)
def test_sport_and_weather_are_no_cooperation(tagger: Tagger, language: str, text: str) -> None:
    [tagged] = tagger.tag([Document(id="d", url="", title="", text=text, language=language)])
    assert not [one for one in tagged.signals if one.score >= 0.5 and one.polarity != "none"]


def test_rules_of_a_language_keep_their_say(tagger: Tagger) -> None:
    assert "nl" in rule_books()
    text = "Japan en Nederland ondertekenden een akkoord over ruimtevaart."
    [tagged] = tagger.tag([Document(id="d", url="", title="", text=text, language="nl")])
    assert any(one.by.startswith(RULES_VERSION) for one in tagged.signals)
