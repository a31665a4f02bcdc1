"""Abbreviations in questions: what they stand for is read too, and the other way round."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.crosslingual import SHIPPED, Glossary, GlossaryError, read_concepts

GLOSSARY = Glossary.load()
AI, LONG = "AI", "artificial intelligence"


@pytest.mark.parametrize(
    ("text", "english", "words"),
    [
        ("AI", LONG, ((AI, LONG),)),
        ("ai strategy", "artificial intelligence strategy", (("ai", LONG),)),
        (
            "The R&D on SMRs",
            "research and development small modular reactor",
            (("R&D", "research and development"), ("SMRs", "small modular reactor")),
        ),
        (
            "Electric vehicles and the IoT",
            "Electric vehicles internet of things",
            (("Electric vehicles", "EV"), ("IoT", "internet of things")),
        ),
        ("strategy on Artificial Intelligence", None, (("Artificial Intelligence", AI),)),
        ("Ai Weiwei shows new work", None, ()),  # a name
        ("5 ml of water", None, ()),
        ("quantum strategy", None, ()),
    ],
)
def test_an_english_question_has_both_forms(
    text: str, english: str | None, words: tuple[tuple[str, str], ...]
) -> None:
    gloss = GLOSSARY.gloss(text, "en")
    assert (gloss.english, gloss.words) == (english or text, words)
    assert gloss.unknown == ()


def test_one_form_of_a_word_will_do() -> None:
    assert GLOSSARY.gloss("AI strategy", "en").senses == ((LONG, AI), ("strategy",))
    assert GLOSSARY.gloss("artificial intelligence", "en").senses == ((LONG, AI),)


@pytest.mark.parametrize(("text", "senses"), [("人工知能", (LONG, AI)), ("AI", (AI, LONG))])
def test_a_translated_word_has_its_abbreviation_as_further_sense(text: str, senses: tuple[str, ...]) -> None:
    gloss = GLOSSARY.gloss(f"{text}の協定", "ja")
    assert gloss.senses == (senses, ("agreement",))
    assert gloss.english == f"{senses[0]} agreement"  # what passages are read as does not change


def test_an_office_adds_its_own(tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text("- {en: joint crediting mechanism, short: [JCM], ja: [二国間クレジット制度]}\n", "utf-8")
    own = Glossary.load(file)
    assert own.gloss("JCM projects", "en").words == (("JCM", "joint crediting mechanism"),)
    assert own.gloss("二国間クレジット制度", "ja").senses == (("joint crediting mechanism", "JCM"),)
    file.write_text("- {en: joint crediting mechanism, short: JCM}\n", "utf-8")
    with pytest.raises(GlossaryError, match="short is 'JCM'; wanted a list"):
        Glossary.load(file)


def test_every_shipped_abbreviation_and_what_it_stands_for_are_found_by_each_other() -> None:
    concepts = [one for one in read_concepts(SHIPPED) if "short" in one]
    assert len(concepts) >= 15
    for one in concepts:
        for short in one["short"]:
            assert GLOSSARY.gloss(short, "en").words == ((short, one["en"]),)
        assert dict(GLOSSARY.gloss(one["en"], "en").words).keys() == {one["en"]}


@given(st.text(max_size=60))
def test_what_has_no_abbreviation_stays_as_it_is(text: str) -> None:
    gloss = GLOSSARY.gloss(text, "en")
    assert gloss.words or gloss.english == " ".join(text.split())
    assert all(written in text for written, _ in gloss.words)
