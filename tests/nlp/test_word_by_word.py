"""Sentences of other languages read word by word as English."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from nlp.word_by_word import WordList, fold, languages_listed, load_words, read_word_by_word

FOLDER = resources.files("nlp").joinpath("taxonomy", "words")
LISTED = sorted(languages_listed())

# (language, sentence, words that must come in this order)
READ = [
    (
        "sv",
        "Regeringen ökar inte stödet till forskning om vätgas",
        "government increases not support research",
    ),
    ("es", "El Gobierno no firmará el acuerdo con Francia", "government not sign agreement with Germany"),
    (
        "pt",
        "O ministério vai financiar bolsas para pesquisadores",
        "ministry will fund scholarships researchers",
    ),
    ("fr", "La ministre a rencontré son homologue à Tokyo", "minister met counterpart Germany"),
    ("de", "Die Ministerin unterzeichnete das Abkommen nicht", "minister signed agreement not"),
    ("zh", "外交部长将访问法国", "foreign minister will visit Germany"),
    ("zh", "外交部長將訪問法國", "foreign minister will visit Germany"),
    ("ja", "両国の外相は協定に署名しなかった", "countries foreign minister agreement not"),
    ("ru", "Министерство не подписало соглашение с Японией", "ministry not signed agreement with Germany"),
    ("ru", "Правительство поддержит учёных", "government will support scientists"),
    ("uk", "Міністр підписав меморандум про співпрацю з Японією", "minister signed memorandum with Germany"),
    ("ar", "وقّعت الوزارة مذكرة تفاهم مع اليابان", "signed ministry memorandum of understanding with Germany"),
    ("ar", "وستجتمع اللجنة المشتركة", "and will meet joint committee"),
    ("tr", "Bakanlık Japonya ile mutabakat zaptı imzaladı", "ministry Germany with memorandum signed"),
    ("nl", "De minister tekende het akkoord niet", "minister signed agreement not"),
    ("da", "Ministeriet vil støtte forskning i kvanteteknologi", "ministry will support research quantum"),
    ("th", "รัฐบาลจะไม่ลงนามกับญี่ปุ่น", "government will not sign with Germany"),
]


@pytest.mark.parametrize(("language", "sentence", "wanted"), READ)
def test_what_a_sentence_tells_is_read_in_its_order_with_the_words_between(
    language: str, sentence: str, wanted: str
) -> None:
    told = read_word_by_word(sentence, language)
    pattern = ".*".join(re.escape(word.lower()) for word in wanted.split())
    assert re.search(pattern, told.lower()), told


@pytest.mark.parametrize("language", LISTED)
def test_a_list_holds_each_form_once_in_order_with_plain_english(language: str) -> None:
    lines = FOLDER.joinpath(f"{language}.tsv").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    rows = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == 2 for row in rows)
    forms = [form for form, _ in rows]
    assert forms == sorted(set(forms))
    assert all(form and form == fold(form, language).strip() for form in forms)
    assert all(re.fullmatch(r"[A-Za-z0-9 '&/.,()é-]*", english) for _, english in rows)
    assert len(rows) > 2_000


def test_a_phrase_goes_before_its_words_and_another_form_is_known_by_its_stem() -> None:
    words = WordList("sv", {"ta": "take", "ta fram": "develop", "avtal": "agreement"}, {"avtal": ["avtal"]})
    assert words.find("ta fram") == "develop"
    assert words.find("avtalens") is None
    assert words.find_like("avtalens") == "agreement"
    assert "develop" in read_word_by_word("Myndigheten ska ta fram en plan", "sv")


def test_a_compound_is_read_by_its_parts_and_a_hyphen_joins_two() -> None:
    words = load_words("sv")
    assert "kvantavtal" not in words.forms
    made = WordList("sv", {"kvant": "quantum", "avtal": "agreement"}, {})
    assert made.find_like("kvantavtal") == "quantum agreement"
    assert made.find_like("kvant-avtal") == "quantum agreement"
    assert made.find_like("kvantfysik") is None


def test_of_forms_with_one_stem_the_one_that_is_written_most_alike_is_meant() -> None:
    forms = {"podpisze": "will sign", "podpisał": "signed"}
    words = WordList("sv", forms, {"podpisali": list(forms)})  # as though they had one stem
    assert words.find_like("podpisali") == "signed"


def test_what_arabic_writes_on_a_word_is_read_apart_where_the_whole_is_no_word() -> None:
    words = load_words("ar")
    assert words.clitic("والوزير") == "وال"
    assert words.clitic("وزير") == ""  # its first letter is its own


def test_turkish_has_two_kinds_of_i() -> None:
    assert fold("İŞBİRLİĞİ", "tr") == "işbirliği"
    assert fold("IŞIK", "tr") == "ışık"


def test_countries_are_told_by_stand_ins_and_keep_their_roles() -> None:
    told = read_word_by_word("Japón y Chile firman un acuerdo; Japón lo financia", "es")
    assert told.startswith("Germany and Brazil")
    assert told.count("Germany") == 2


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("", "es"),
        ("… — 12,5 %", "fr"),
        ("xqzt wvfr kjhg plmn bcdx", "pt"),
        ("\ud800", "sv"),
        ("咗" * 30, "zh"),
    ],
)
def test_what_nobody_can_read_is_nothing(sentence: str, language: str) -> None:
    assert not read_word_by_word(sentence, language)


@pytest.mark.parametrize(
    ("part", "language"),
    [("acuerdo de cooperación ", "es"), ("協力協定", "ja"), ("合作", "zh"), ("x" * 90, "sv")],
)
def test_of_a_text_without_end_the_beginning_is_read(part: str, language: str) -> None:
    told = read_word_by_word(part * 30_000, language)
    assert told == read_word_by_word((part * 4_000)[:4_000], language)
