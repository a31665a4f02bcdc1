"""The language of a text: script first, then statistics, then the publisher's word."""

import pytest

from crawlers.extract import language as language_module
from crawlers.extract.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("外務省は量子技術に関する協力覚書に署名したと発表した。", "ja"),
        ("两国签署了科技合作协定，将共同资助量子计算研究。", "zh"),
        ("과학기술정보통신부는 양해각서를 체결했다고 밝혔다.", "ko"),
        ("กระทรวงการอุดมศึกษาลงนามบันทึกความเข้าใจ", "th"),
        ("وقعت الوزارة اتفاقية للتعاون العلمي مع اليابان", "ar"),
        ("The ministry signed an agreement on scientific cooperation.", "en"),
        ("Das Ministerium hat ein Abkommen über die Zusammenarbeit unterzeichnet.", "de"),
        ("Le ministère a signé un accord de coopération scientifique.", "fr"),
        ("El ministerio firmó un acuerdo de cooperación científica.", "es"),
        ("Il ministero ha firmato un accordo di cooperazione scientifica.", "it"),
        ("O ministério assinou um acordo de cooperação científica.", "pt"),
        ("Ministerstwo podpisało porozumienie o współpracy naukowej.", "pl"),
        ("Министерство подписало соглашение о научном сотрудничестве.", "ru"),
        ("Vlada je sprejela sklep o sodelovanju z japonsko agencijo.", "sl"),
        ("Vláda schválila dohodu o vědecké spolupráci s Japonskem.", "cs"),
        ("Bộ Khoa học và Công nghệ đã ký thỏa thuận hợp tác với Nhật Bản.", "vi"),
    ],
)
def test_a_sentence_of_each_language_is_known(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_page_of_a_neighbours_little_words_is_not_the_neighbours() -> None:
    slovenian = "Ministrstvo je podpisalo sporazum o sodelovanju na področju raziskav za prihodnost. "
    czech = "Ministerstvo podepsalo dohodu o spolupráci v oblasti výzkumu, která se týká také vzdělávání. "
    assert detect_language(slovenian * 12) == "sl"
    assert detect_language(czech * 12) == "cs"


def test_a_short_text_takes_the_first_language_of_its_publisher() -> None:
    assert detect_language("AI 2026", languages=("de", "en")) == "de"
    assert detect_language("AI 2026") == "und"
    assert detect_language("", fallback="en") == "en"


def test_chinese_characters_alone_are_decided_by_the_publisher() -> None:
    assert detect_language("科学技術基本計画", languages=("ja",)) == "ja"
    assert detect_language("科学技术基本规划") == "zh"


def test_english_names_in_a_japanese_text_do_not_change_it() -> None:
    text = (
        "JSTとNational Science Foundation（NSF）は、Joint Callの公募を開始した。対象はquantum sensingである。"
    )
    assert detect_language(text) == "ja"


def test_addresses_and_figures_say_nothing() -> None:
    assert detect_language("https://www.example.org/news/2026 12345 67890 !!!", languages=("fr",)) == "fr"


def test_a_long_text_is_read_with_the_small_models_and_a_short_one_with_the_large() -> None:
    sentence = "El ministerio de ciencia firmó un acuerdo de cooperación con la agencia. "
    language_module._detector.cache_clear()
    assert detect_language(sentence * 4) == "es"
    long_ones = language_module._detector.cache_info().misses
    assert detect_language(sentence) == "es"
    assert (long_ones, language_module._detector.cache_info().misses) == (1, 2)


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("Chile to host giant telescope", "en"),  # the statistics say Romanian
        ("Romania to host laser centre", "en"),
        ("Review Round Up - Titanfall on Xbox One and PC", "en"),
        ("Scherzer ingin mengadu spoiler versus Rockies", "id"),  # names are of no language
        ("Europa vence a Ryder Cup em Paris", "pt"),
        ("India joins ITER fusion project", "und"),  # English and French are as likely
    ],
)
def test_a_headline_of_names_is_told_by_its_other_words_or_not_at_all(headline: str, language: str) -> None:
    assert detect_language(headline) == language


def test_a_doubtful_headline_is_in_the_likeliest_of_its_publishers_languages() -> None:
    assert detect_language("India joins ITER fusion project", languages=("fr",)) == "fr"
    assert detect_language("India joins ITER fusion project", languages=("ja", "de", "en")) == "en"


def test_a_publisher_does_not_change_a_headline_that_is_sure() -> None:
    assert detect_language("Das Ministerium fördert die Forschung", languages=("fr", "en")) == "de"


@pytest.mark.parametrize("text", ["Я" * 25, "ыыыы іііі " * 5, "Zzzzz Qqqqq Xxxxx Wwwww Kkkkk"])
def test_letters_that_are_no_words_are_no_error(text: str) -> None:
    assert detect_language(text)
