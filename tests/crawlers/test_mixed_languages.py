from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.mixed_languages import languages_of_sentences
from nlp.sentences import split_sentences

ENGLISH = "The two ministries agreed on joint research, and it will begin in the spring of next year."
FRENCH = "Les deux ministères ont convenu d'un programme, qui sera lancé dans les universités du pays."
JAPANESE = "両省は共同研究の計画に合意し、来年の春から大学で始めることになった。"
KOREAN = "두 부처는 내년 봄부터 대학에서 공동 연구를 시작하기로 합의했다고 밝혔다."
CHINESE = "两国的科技部门宣布，他们将从明年春天开始这项研究。"
UKRAINIAN = "Міністерства домовилися про спільні дослідження, які розпочнуться навесні."


def told(content: str, language: str, *publisher: str) -> list[tuple[str, str]]:
    """Each sentence's first word and its language."""
    sentences = split_sentences(content, language)
    found = languages_of_sentences(content, sentences, language, publisher=publisher)
    return [(content[start:end], code) for (start, end), code in zip(sentences, found, strict=True)]


@pytest.mark.parametrize(
    ("content", "page", "wanted"),
    [
        (f"{JAPANESE}\nAbstract\n{ENGLISH}\n{JAPANESE}", "ja", ["ja", "ja", "en", "ja"]),
        (f"{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}", "en", ["en", "fr", "en"]),
        (f"{FRENCH}\n\n{ENGLISH}", "fr", ["fr", "en"]),
        (f"{KOREAN} “{ENGLISH}” {KOREAN}", "ko", ["ko", "en", "ko"]),
        (f"{ENGLISH} {JAPANESE} {ENGLISH}", "en", ["en", "ja", "en"]),
        (f"{JAPANESE}\n{CHINESE}\n{JAPANESE}", "ja", ["ja", "zh", "ja"]),
        (f"{CHINESE}{JAPANESE}", "zh", ["zh", "ja"]),
        (f"{ENGLISH}\n{UKRAINIAN}", "en", ["en", "uk"]),
    ],
)
def test_a_passage_of_another_language_is_told_by_script_or_little_words(content, page, wanted):
    assert [code for _, code in told(content, page)] == wanted


@pytest.mark.parametrize(
    ("content", "page"),
    [
        (
            "The Ministère de la Recherche of France and the Agencia Estatal de Investigación of Spain met.",
            "en",
        ),
        (
            "The Japanese name of the agency (科学技術振興機構) is known in the region, as it is in ours.",
            "en",
        ),
        ("日本と Massachusetts Institute of Technology が共同で研究を行うことになった。", "ja"),
        ("宇宙航空研究開発機構、2007年9月14日。気象庁地震火山部『津波予報』。", "ja"),
        ("会议由前結び主持，并且他们在研究中心开始这项工作。", "zh"),
        ("Smith, J., Müller, K., Rossi, G., García, M., Dupont, L., Ivanov, A., Nakamura, T.", "en"),
    ],
)
def test_names_within_a_sentence_change_nothing(content, page):
    assert {code for _, code in told(content, page)} == {page}


def test_short_text_goes_with_its_neighbours_unless_its_script_decides():
    content = f"{ENGLISH}\n\n{FRENCH}\n\nContexte\n\n{FRENCH}\n\nAnnex\n\n日本語のページはこちら"
    assert [code for _, code in told(content, "en")] == ["en", "fr", "fr", "fr", "en", "ja"]
    # between two languages the page's own stands
    assert [code for _, code in told(f"{FRENCH}\n\nAnnex\n\n{ENGLISH}", "en")] == ["fr", "en", "en"]
    assert [code for _, code in told("Photo: NASA\n量子技術\nTel. 03", "ja")] == ["ja"] * 4


def test_what_a_publisher_writes_needs_fewer_words():
    sentence = "Un accord est signé par les deux pays dans ce domaine"
    content = f"{ENGLISH}\n\n{sentence}"
    assert told(content, "en", "en", "fr")[-1][1] == "fr"
    short = "El plazo para las becas se abre en marzo"
    assert told(f"{ENGLISH}\n\n{short}", "en")[-1][1] == "en"
    assert told(f"{ENGLISH}\n\n{short}", "en", "es", "en")[-1][1] == "es"


def test_a_page_whose_language_is_unknown_or_has_a_region_keeps_it():
    assert {code for _, code in told(f"{ENGLISH}\n{FRENCH}", "und")} == {"und"}
    assert {code for _, code in told("財政部預計此舉一年可獲取多達一億英鎊。", "zh-TW")} == {"zh-TW"}
    assert languages_of_sentences("", [], "en") == []


@given(st.text(max_size=300), st.sampled_from(["en", "ja", "ko", "ru", "ar", "fr", "und", "xx"]))
def test_any_text_has_one_language_a_sentence(content, language):
    sentences = split_sentences(content, language)
    assert len(languages_of_sentences(content, sentences, language)) == len(sentences)
