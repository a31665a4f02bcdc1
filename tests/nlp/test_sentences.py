import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.sentences import split_sentences


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def test_a_headline_is_a_sentence_of_its_own() -> None:
    assert sentences("Japan and India sign accord\n\nThe accord was signed. It covers AI.") == [
        "Japan and India sign accord",
        "The accord was signed.",
        "It covers AI.",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dr. Smith met Prof. J. Doe of the U.S. Department of Energy.", "en"),
        ("It costs 3.5 million, i.e. more than No. 5 in Fig. 2.", "en"),
        ("Am 3. Oktober wurde z. B. das Abkommen unterzeichnet.", "de"),
        ("M. Dupont a signé l'art. 5 de l'accord.", "fr"),
        ("В 2024 г. Россия и Китай подписали соглашение.", "ru"),
        ("大臣は「協力する。期待する。」と述べた。", "ja"),
        ("予算は（約3億円。詳細は別紙。）である。", "ja"),
        ("1. Purpose of the agreement", "en"),
        ("The two sides agreed on the\nfollowing text.", "en"),
        ("このたび、両国の研究機関は共同で量子技術を\n研究することに合意した。", "ja"),
        ("Yahoo! and others agreed.", "en"),
    ],
)
def test_it_is_one_sentence(text: str, language: str) -> None:
    assert sentences(text, language) == [text]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("He left the U.S. The deal failed.", "en", ["He left the U.S.", "The deal failed."]),
        ("“Yes.” He left.", "en", ["“Yes.”", "He left."]),
        ("次の文！「はい。」翌日、署名した。", "ja", ["次の文！", "「はい。」", "翌日、署名した。"]),
        ("署名した。発効した。", "ja", ["署名した。", "発効した。"]),
        ("两国签署协议。合作开始。", "zh", ["两国签署协议。", "合作开始。"]),
        ("협정에 서명했다. 협력을 시작했다.", "ko", ["협정에 서명했다.", "협력을 시작했다."]),
        ("It was signed in 1994. It expired.", "en", ["It was signed in 1994.", "It expired."]),
        ("- first item\n- second item", "en", ["- first item", "- second item"]),
    ],
)
def test_it_is_several_sentences(text: str, language: str, wanted: list[str]) -> None:
    assert sentences(text, language) == wanted


@given(
    st.text(alphabet="aA.。「」!? \n1\u3000本\ud800\x00(", max_size=80),
    st.sampled_from(["en", "ja", "de", "und"]),
)
def test_ranges_are_ordered_and_cover_all_but_white_space(text: str, language: str) -> None:
    last = 0
    for start, end in split_sentences(text, language):
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end
    assert not text[last:].strip()


def test_a_line_of_a_million_characters_takes_no_time() -> None:
    assert len(split_sentences("ab cd. Ef " * 100_000, "en")) == 100_001
    assert len(split_sentences("「" * 100_000, "ja")) == 1
