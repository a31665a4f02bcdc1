"""Texts read by a dictionary: the cheapest cut, inflected words, names, what stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.crosslingual import Glossary
from nlp.dictionaries.word_table import Entry, WordTable, write_table
from nlp.glossing.base_forms import STEMMED, base_forms
from nlp.glossing.characters import is_chinese
from nlp.glossing.parts import Part, Span, cheapest_path
from nlp.glossing.romaji import romanize

JA = {
    "食料": ("food", 1.1), "安全": ("safety", 1.1), "保障": ("guarantee", 1.2), "安全保障": ("security", 1.0),
    "食料安全": ("food safety", 1.5), "受ける": ("receive", 1.2), "受け": ("popularity", 1.2),
    "コンピューター": ("computer", 1.2), "大学": ("university", 1.0),
    "手": ("hand", 1.0),
    "猫": ("cat;feline", 1.1),
    "付く": ("stick", 1.2), "講演": ("lecture", 1.2),
    "量子": ("quantum", 1.2), "量子もつれ": ("quantum entanglement", 1.5), "つれる": ("cramp", 1.2),
    "市": ("market;city", 1.1), "市|シ": ("city;market", 1.1), "院長": ("director", 1.2),
    "時": ("time", 1.1), "時|ジ+": ("hour", 1.1),
    "元": ("origin", 1.1), "元|モト-": ("former", 1.1), "人": ("person", 1.1), "人|ニン#": ("people", 1.1),
    "万人": ("all people", 1.2), "万": ("ten thousand", 1.1), "光一": ("outstanding", 1.5),
}  # fmt: skip
ZH = {
    "合作": ("cooperate", 1.0),
    "人工": ("artificial", 1.2),
    "智能": ("intelligence", 1.2),
    "首次": ("first", 1.1),
    "小时": ("hour", 1.1),
    "访问": ("visit", 1.0),
    "丁": ("cubes", 2.0),
    "薛": ("wormwood", 2.0),
    "祥": ("lucky", 2.0),
    "协议": ("agreement", 1.1),
}


def table(
    path: Path, words: Mapping[str, tuple[str, float]], names: Mapping[str, str] | None = None
) -> WordTable:
    entries = [Entry(key, tuple(senses.split(";")), cost) for key, (senses, cost) in words.items()]
    named = [Entry(key, (english,), 1.8) for key, english in (names or {}).items()]
    write_table(path, entries, named, {"id": path.stem})
    return WordTable(path)


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    folder = tmp_path_factory.mktemp("dictionaries")
    tables = {
        "ja": table(folder / "ja-1.sqlite", JA, {"クリントン": "Clinton"}),
        "zh": table(folder / "zh-1.sqlite", ZH, {"丁": "Ding", "薛": "xue", "祥": "xiang"}),
    }
    return Glossary([{"en": "AI agreement", "ja": ["人工知能協定"]}], (), tables)


@pytest.mark.parametrize(
    "word", ["どのような", "どの", "どんな", "いかなる", "なぜ", "いくつの", "ほとんどの", "さまざまな"]
)
def test_words_in_hiragana_that_connect_are_no_names(glossary: Glossary, word: str) -> None:
    gloss = glossary.gloss(f"{word}大学", "ja")
    assert gloss.english == "university"
    assert set(gloss.unknown) <= {"さまざま"}


def test_a_pronoun_in_kana_goes_by_its_usual_writing(tmp_path: Path) -> None:
    words = {"だれ": ("sauce", 1.0), "誰": ("who", 1.0)}
    glossary = Glossary([], (), {"ja": table(tmp_path / "ja-1.sqlite", words)})
    assert glossary.gloss("だれが決めたか", "ja").english == "who"


def test_a_name_in_hiragana_is_one(glossary: Glossary) -> None:
    assert glossary.gloss("つくばの大学", "ja").english == "Tsukuba university"


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("食料安全保障", "ja", "food security"),  # not food safety | guarantee
        ("講演を受けた", "ja", "lecture receive"),  # not popularity
        ("コンピュータについての講演", "ja", "computer lecture"),  # about is no stick
        ("クリントンの猫", "ja", "Clinton cat"),
        ("人工智能合作协议", "zh", "artificial intelligence cooperate agreement"),
        ("AI大学", "ja", "AI university"),
        ("量子もつれの講演", "ja", "quantum entanglement lecture"),  # ends like a verb, past a particle
        ("市の大学", "ja", "city university"),  # read シ
        ("元院長", "ja", "former director"),
        ("院長の元", "ja", "director origin"),
        ("大学時、5時", "ja", "university time 5 hour"),  # a counter counts behind numbers alone
        ("大学に14万人", "ja", "university 14 ten thousand people"),  # not all people
        ("第7回、7月の講演", "ja", "7 July lecture"),
        ("光一の講演", "ja", "Koichi lecture"),  # a name, by Sudachi
        ("首次采用3小时", "zh", "first 3 hour"),
        ("9月访问", "zh", "September visit"),
        ("丁薛祥访问", "zh", "Ding Xuexiang visit"),  # read one by one, behind a surname: a person
    ],
)
def test_texts_are_cut_at_the_least_cost(glossary: Glossary, text: str, language: str, english: str) -> None:
    assert glossary.gloss(text, language).english == english


def test_the_wide_reading_has_the_further_senses(glossary: Glossary) -> None:
    gloss = glossary.gloss("猫と大学", "ja")
    assert (gloss.english, gloss.wide) == ("cat university", "cat feline university")
    assert glossary.gloss("大学", "ja").wide == ""


def test_a_name_made_of_its_sound_is_searched_and_shown_as_unknown(glossary: Glossary) -> None:
    gloss = glossary.gloss("ゼレンスキー", "ja")
    assert gloss.english == "Zerensuki"
    assert gloss.unknown == ("ゼレンスキー",)
    assert gloss.words == ()


def test_an_inflected_word_goes_by_its_base_form_before_its_stem(tmp_path: Path) -> None:
    es = {"nuevo": ("new", 1.0), "nueve": ("nine", 1.0), "~nuev": ("nine", 1.3), "tratar": ("deal with", 1.0)}
    de = {"sagen": ("say", 1.0), "~sägt": ("saws", 1.3), "haus": ("house", 1.0)}
    tables = {"es": table(tmp_path / "es-1.sqlite", es), "de": table(tmp_path / "de-1.sqlite", de)}
    glossary = Glossary([{"en": "treaty", "es": ["tratado"]}], (), tables)
    assert glossary.gloss("una nueva", "es").english == "new"
    assert glossary.gloss("los tratados", "es").english == "treaty"
    assert (
        glossary.gloss("se trata", "es").english == "deal with"
    )  # of the glossary's stem, no form of its word
    assert glossary.gloss("er sagte Häuser", "de").english == "say house"


@given(st.text(max_size=12), st.sampled_from(sorted(STEMMED)))
def test_base_forms_are_words_of_three_letters_and_more(word: str, language: str) -> None:
    assert all(len(form) >= 3 for form in base_forms(word, language))


def test_the_glossary_goes_before_the_dictionary(glossary: Glossary) -> None:
    assert glossary.gloss("人工知能協定", "ja").english == "AI agreement"
    own = Glossary([], [{"en": "kitty", "ja": ["猫"]}], {"ja": glossary._dictionaries["ja"]})
    assert own.gloss("猫", "ja").english == "kitty"


def test_the_version_names_the_dictionaries(glossary: Glossary) -> None:
    bare = Glossary(glossary._words.concepts)
    own = Glossary(glossary._words.concepts, [{"en": "kitty", "ja": ["猫"]}])
    assert glossary.version != bare.version
    assert own.version == bare.version  # an office's own words act on questions at once


@pytest.mark.parametrize(
    ("text", "chinese"), [("量子", None), ("发展", True), ("発展", False), ("发展中国家", True), ("", None)]
)
def test_chinese_and_japanese_are_told_by_their_simplified_characters(
    text: str, chinese: bool | None
) -> None:
    assert is_chinese(text) is chinese


@pytest.mark.parametrize(
    ("katakana", "letters"),
    [
        ("ゼレンスキー", "Zerensuki"),
        ("ニューヨーク", "Nyuyoku"),
        ("トウキョウ", "Tokyo"),
        ("ロケット", "Roketto"),
        ("量子", ""),
    ],
)
def test_katakana_is_written_in_latin_letters(katakana: str, letters: str) -> None:
    assert romanize(katakana) == letters


@given(st.data())
def test_the_cheapest_path_covers_every_unit_and_none_is_cheaper(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 7))
    cut = st.tuples(st.integers(0, length), st.integers(0, length), st.integers(1, 20))
    drawn = data.draw(st.lists(cut, max_size=12))
    spans = [Span(at, at + 1, 9.0, Part("x")) for at in range(length)]
    spans += [Span(start, end, float(cost), Part("y")) for start, end, cost in drawn if start < end]
    path = cheapest_path(length, spans)
    assert [span.start for span in path] == [0, *(span.end for span in path)][: len(path)]
    assert (path[-1].end if path else 0) == length

    def least(at: int) -> float:
        return min((span.cost + least(span.end) for span in spans if span.start == at), default=0.0)

    assert sum(span.cost for span in path) == pytest.approx(least(0))


def test_notes_are_few_words_in_the_order_of_the_passage(glossary: Glossary) -> None:
    assert glossary.notes("食料の安全保障と猫", "ja") == (
        ("食料", "food"),
        ("安全保障", "security"),
        ("猫", "cat"),
    )
    assert len(glossary.notes("".join(JA) * 3, "ja")) <= 12
    assert glossary.notes("A cat.", "en") == ()
