import threading

import pytest

from nlp.tokens import index_words, tokenize


def words(text: str, language: str) -> list[str]:
    return [token.text for token in tokenize(text, language)]


@pytest.mark.parametrize(
    ("query", "passage", "language"),
    [
        ("量子", "日本は量子技術の研究を進める。", "ja"),
        ("コンピュータ", "量子コンピューターの開発", "ja"),
        ("コンピューター", "量子コンピュータの開発", "ja"),
        ("AI", "今後はAIを活用する。", "ja"),
        ("ＡＩ", "AI技術", "ja"),
        ("行う", "研究を行なった", "ja"),
        ("SPring-8", "大型放射光施設SPring-8の利用", "ja"),
        ("agreements", "A new agreement was signed", "en"),
        ("A*STAR", "Researchers at A*STAR said", "en"),
        ("5G", "5G-enabled devices", "en"),
        ("COVID-19", "the COVID‑19 pandemic", "en"),
        ("R&D", "an R&D budget", "en"),
        ("US", "the U.S. government", "en"),
        ("Japan", "Japan’s science", "en"),
        ("QUANTUM COMPUTERS", "quantum computer", "en"),
        ("quantum computer", "quantum computers", "und"),
        ("Forschungen", "die Forschung", "de"),
        ("énergie", "l'énergie nucléaire", "fr"),
        ("量子计算", "量子计算机", "zh"),
        ("협력", "한국과의 협력을", "ko"),
        ("AI", "한국의 AI기술", "ko"),
        ("сотрудничества", "сотрудничество", "ru"),
        ("ความ", "ความร่วมมือ", "th"),
    ],
)
def test_a_query_meets_its_passage(query: str, passage: str, language: str) -> None:
    wanted = words(query, language)
    assert wanted
    assert set(wanted) <= set(words(passage, language))


def test_ranges_point_at_the_written_words() -> None:
    text = "日本と Germany’s A*STAR、量子コンピュータを2026年に 한국의 🎉 U.S.-Japan"
    for token in tokenize(text, "ja"):
        assert 0 <= token.start < token.end <= len(text)
    found = {token.text: text[token.start : token.end] for token in tokenize(text, "ja")}
    assert found["コンピューター"] == "コンピュータ"
    assert found["a*star"] == "A*STAR"
    assert found["us"] == "U.S."


def test_particles_and_marks_are_no_search_words() -> None:
    assert words("量子技術の協力を、", "ja") == ["量子", "技術", "協力"]


def test_ranges_of_years_are_two_words() -> None:
    assert words("2021-2025 post-2030", "en") == ["2021", "2025", "post", "2030"]


def test_short_capitals_are_not_stemmed() -> None:
    assert words("AIDS aids", "en") == ["aids", "aid"]


@pytest.mark.parametrize("text", ["", " \n", "\x00", "\ud800", "。。。", "🎉", "́"])
def test_what_holds_no_word_gives_none(text: str) -> None:
    assert [token for token in tokenize(text, "ja") if token.text.isalnum()] == []


def test_text_beyond_sudachis_limit_is_read_whole() -> None:
    text = "量子技術" * 20_000
    tokens = tokenize(text, "ja")
    assert tokens[-1].end == len(text)
    assert len(tokens) == 40_000


def test_a_word_without_end_is_cut() -> None:
    (token,) = tokenize("x" * 100_000, "en")
    assert len(token.text) == 80
    assert token.end == 100_000


def test_index_words_are_the_tokens_joined() -> None:
    assert index_words("量子技術 and AI", "ja") == "量子 技術 and ai"


def test_every_thread_may_tokenize() -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                assert words("量子技術の協力", "ja") == ["量子", "技術", "協力"]
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
