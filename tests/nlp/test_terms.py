import pytest

from nlp.terms import key_terms

ENGLISH = (
    "Japan and Germany agree on quantum computing\n\nThe agreement covers quantum computing and trapped "
    "ions. "
    "Quantum computing will be studied in Munich. The ministers said the programme was important."
)


def test_phrases_come_in_the_words_of_the_text() -> None:
    terms = key_terms(ENGLISH, "en")
    assert any("quantum computing" in term for term in terms)
    assert "the" not in terms
    assert all(term in ENGLISH for term in terms)


def test_japanese_compounds_stay_whole() -> None:
    text = (
        "日独が量子技術の協定\n\n量子コンピュータの共同研究に関する協力覚書を締結した。"
        "量子コンピュータの開発を進める。"
    )
    terms = key_terms(text, "ja")
    assert terms[0] == "量子コンピュータ"
    assert "共同研究" in terms


def test_no_phrase_repeats_another() -> None:
    terms = [term.casefold() for term in key_terms(ENGLISH, "en")]
    assert not any(one != other and one in other for one in terms for other in terms)


def test_the_limit_is_kept() -> None:
    assert len(key_terms(ENGLISH, "en", limit=2)) == 2


@pytest.mark.parametrize("language", ["en", "ja", "zh", "ko", "de", "und", "ru"])
@pytest.mark.parametrize("text", ["", "\n\n", "\x00 \ud800", "123 456", "。。。"])
def test_what_holds_no_words_has_no_terms(text: str, language: str) -> None:
    assert key_terms(text, language) == []
