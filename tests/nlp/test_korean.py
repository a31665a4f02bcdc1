"""Korean read as English words: stems and what is put behind them, loan-words and names by their sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.crosslingual import Glossary
from nlp.dictionaries.loanwords import read_loanwords
from nlp.dictionaries.word_table import Entry, WordTable, write_table
from nlp.glossing.hangul import join, letters, romanize_hangul, sound_key
from nlp.glossing.korean_forms import tail_starts, verb_forms

SOUNDS = """michael M AY K AH L
tournament T ER N AH M AH N T
lobster L AA B S T ER
george JH AO R JH
liverpool L IH V ER P UW L
"""


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("ko") / "ko.sqlite"
    words = [
        Entry("협정", ("agreement",), 1.1),
        Entry("서명", ("signature",), 1.1),
        Entry("연구", ("research",), 1.1),
    ]
    write_table(path, words, read_loanwords(SOUNDS.splitlines(), {"michael"}), {"id": "made"})
    return Glossary((), (), {"ko": WordTable(path)})


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("협정에 서명했다", "agreement signature"),
        ("아이들이 학교에 갔습니다", "child school go"),
        ("그는 어려운 문제를 도왔다", "difficult help"),
        ("노래를 듣고 웃었다", "song hear laugh"),
        ("마이클은 리버풀로 떠났다", "michael liverpool leave"),
        ("3월에 만난 사람", "March meet person"),
        ("2만 마리의 새", "20,000 animals bird"),
        ("5억 달러", "500 million dollar"),
    ],
)
def test_words_are_read_without_what_is_put_behind_them(glossary: Glossary, text: str, english: str) -> None:
    said = glossary.gloss(text, "ko").english.split()
    assert [word for word in english.split() if word not in said] == []


def test_a_longer_name_goes_before_a_shorter_one_with_a_tail(glossary: Glossary) -> None:
    """Indonesia and its particle are not India and an ending."""
    for text in ("인도네시아와", "인도네시아의", "인도네시아는"):
        assert glossary.notes(text, "ko") == (("인도네시아", "Indonesia"),)
    assert glossary.notes("인도와", "ko") == (("인도", "India"),)


def test_a_name_that_nothing_knows_is_spelled_and_shown_as_unknown(glossary: Glossary) -> None:
    gloss = glossary.gloss("윤동혁이 협정에 서명했다", "ko")
    assert "Yoon Dong-hyeok" in gloss.english
    assert gloss.unknown == ("윤동혁",)


def test_korean_is_read_in_part_without_any_dictionary() -> None:
    gloss = Glossary((), ()).gloss("우리는 새로운 학교를 만들었다", "ko")
    assert gloss.english == "we new school make"


@pytest.mark.parametrize(
    ("stem", "changes", "forms"),
    [
        ("가", False, {"가", "간", "갈", "갔", "갑"}),
        ("오", False, {"와", "왔", "온"}),
        ("어렵", True, {"어려우", "어려운", "어려워", "어려웠"}),
        ("돕", True, {"도와", "도왔", "도운"}),
        ("듣", True, {"듣", "들"}),
        ("모르", False, {"몰라", "몰랐", "모른"}),
        ("만들", False, {"만드", "만든", "만들"}),
        ("그렇", True, {"그런", "그래", "그랬"}),
        ("하", False, {"해", "했", "한", "하여"}),
    ],
)
def test_verbs_take_the_forms_of_their_class(stem: str, changes: bool, forms: set[str]) -> None:
    assert forms <= verb_forms(stem, changes=changes)


def test_endings_reach_to_the_end_of_a_word() -> None:
    assert tail_starts("학교에서는") == {2, 3, 4, 5}
    assert tail_starts("사과") == {1, 2}


@pytest.mark.parametrize(
    ("hangul", "english"),
    [("마이클", "michael"), ("토너먼트", "tournament"), ("랍스터", "lobster"), ("조지", "george")],
)
def test_loan_words_have_the_key_of_their_english_sound(hangul: str, english: str) -> None:
    found = {entry.key: entry.senses for entry in read_loanwords(SOUNDS.splitlines(), ())}
    assert english in found[sound_key(hangul)]


def test_names_are_spelled_as_is_usual() -> None:
    assert romanize_hangul("김민수") == "Kim Min-su"
    assert romanize_hangul("부산") == "Busan"
    assert romanize_hangul("abc") == ""


@given(st.integers(0xAC00, 0xD7A3))
def test_a_syllable_is_the_join_of_its_letters(code: int) -> None:
    assert join(*letters(chr(code))) == chr(code)


@given(st.text(alphabet=st.sampled_from("가각한국은를 했다AB12,만월억ㄱ。?"), max_size=30))
def test_every_text_can_be_read(text: str) -> None:
    gloss = Glossary((), ()).gloss(text, "ko")
    assert 0.0 <= gloss.known_share <= 1.0
    assert not re.search("[가-힣]", gloss.english)


def test_our_own_words_are_all_of_the_form() -> None:
    lines = (Path("nlp/glossing") / "korean_words.txt").read_text("utf-8").splitlines()
    assert all(len(line) < 4000 for line in lines)
    assert Glossary((), ()).gloss("사람", "ko").english == "person"
