"""Who takes part by grammar: parses written by hand, so that the rules need no parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.clauses import Clause, Named
from nlp.parsing import Parse, Word

NAMES = {
    "Kenya": "KE", "Ethiopia": "ET", "Norway": "NO", "Spain": "ES", "Brazil": "BR", "Portugal": "PT",
    "Italy": "IT", "Egypt": "EG", "Poland": "PL", "Germany": "DE", "Togo": "TG",
    "日本": "JP", "ベトナム": "VN", "韓国": "KR", "ドイツ": "DE", "ポーランド": "PL", "米国": "US",
    "ロシア": "RU", "フィンランド": "FI", "スウェーデン": "SE", "スペイン": "ES", "ブラジル": "BR",
}  # fmt: skip
# word:lemma/part of speech/dependency>head, where the lemma differs; heads count from 0
ENGLISH = [
    ("signed", {"KE", "NO"},
     "Kenya/PROPN/nsubj>5 which/PRON/nsubj>2 borders:border/VERB/relcl>0 Ethiopia/PROPN/dobj>2 "
      ",/PUNCT/punct>0 "
     "signed:sign/VERB/ROOT>5 a/DET/det>7 pact/NOUN/dobj>5 with/ADP/prep>7 Norway/PROPN/pobj>8"),
    ("signed", {"BR", "PT"},
     "Spain/PROPN/nsubj>1 welcomed:welcome/VERB/ROOT>1 the/DET/det>3 pact/NOUN/dobj>1 that/PRON/dobj>8 "
     "Brazil/PROPN/nsubj>8 and/CCONJ/cc>5 Portugal/PROPN/conj>5 signed:sign/VERB/relcl>3"),
    ("signed", {"EG", "IT"},
     "Egypt/PROPN/nsubj>1 signed:sign/VERB/ROOT>1 a/DET/det>3 pact/NOUN/dobj>1 with/ADP/prep>3 "
     "Italy/PROPN/pobj>4 ,/PUNCT/punct>3 not/PART/neg>8 with/ADP/prep>1 Spain/PROPN/pobj>8"),
    ("sign", {"DE", "PL"},
     "Spain/PROPN/nsubj>1 urged:urge/VERB/ROOT>1 Germany/PROPN/dobj>1 and/CCONJ/cc>2 Poland/PROPN/conj>2 "
     "to/PART/aux>6 sign/VERB/xcomp>1 a/DET/det>8 pact/NOUN/dobj>6"),
    ("visited", {"KE", "NO"},
     "Kenya/PROPN/nsubjpass>2 was:be/AUX/auxpass>2 visited:visit/VERB/ROOT>2 by/ADP/agent>2 "
      "Norway/PROPN/pobj>3 "
     "after/SCONJ/mark>8 Togo/PROPN/nsubj>8 had:have/AUX/aux>8 declined:decline/VERB/advcl>2"),
    ("signed", {"KE", "NO"},
     "Kenya/PROPN/nsubj>1 came:come/VERB/ROOT>1 to/ADP/prep>1 Norway/PROPN/pobj>2 and/CCONJ/cc>1 "
     "signed:sign/VERB/conj>1 a/DET/det>7 pact/NOUN/dobj>5 like/ADP/prep>7 Togo/PROPN/pobj>8"),
    ("imposed", {"ES", "DE", "TG"},
     "Spain/PROPN/nsubj>3 and/CCONJ/cc>0 Germany/PROPN/conj>0 imposed:impose/VERB/ROOT>3 "
     "sanctions:sanction/NOUN/dobj>3 on/ADP/prep>4 Togo/PROPN/pobj>5"),
    ("gave", {"NO", "TG"},
     "Norway/PROPN/nsubj>1 gave:give/VERB/ROOT>1 aid/NOUN/dobj>1 to/ADP/prep>2 Togo/PROPN/pobj>3 "
     "despite/SCONJ/prep>1 Spain/PROPN/pobj>5"),
]  # fmt: skip
JAPANESE = [
    ("署名", {"VN", "KR"},
     "日本/PROPN/nsubj>2 が/ADP/case>0 支援/VERB/acl>4 する/AUX/aux>2 ベトナム/PROPN/nsubj>9 は/ADP/case>4 "
     "韓国/PROPN/obl>9 と/ADP/case>6 協定/NOUN/obj>9 署名/VERB/ROOT>9 した:する/AUX/aux>9"),
    ("署名", {"DE", "PL"},
     "米国/PROPN/nsubj>9 は/ADP/case>0 ドイツ/PROPN/nmod>4 と/ADP/case>2 ポーランド/PROPN/obl>7 "
      "に/ADP/case>4 "
     "対し:対する/VERB/fixed>5 署名/VERB/advcl>9 よう/AUX/aux>7 求めた:求める/VERB/ROOT>9"),
    ("署名", {"FI", "SE"},
     "フィンランド/PROPN/nsubj>12 は/ADP/case>0 スウェーデン/PROPN/obl>12 と/ADP/case>2 ロシア/PROPN/nmod>8 "
     "と/ADP/case>4 の/ADP/case>4 国境/NOUN/compound>8 調査/NOUN/nmod>11 に/ADP/case>8 関する/VERB/fixed>9 "
     "協定/NOUN/obl>12 署名/VERB/ROOT>12"),
    ("署名", {"ES", "BR"},
     "米国/PROPN/obl>7 に/ADP/case>0 よると:よる/VERB/fixed>1 スペイン/PROPN/nmod>5 と/ADP/case>3 "
     "ブラジル/PROPN/nsubj>7 は/ADP/case>5 署名/VERB/ROOT>7"),
]  # fmt: skip

DEPS = [
    *("nsubj", "obj", "obl", "nmod", "conj", "acl", "relcl", "advcl", "ccomp", "xcomp"),
    *("prep", "pobj", "agent", "neg", "case", "aux", "amod"),
]
LEMMAS = ["sign", "with", "not", "of", "見送る", "ない", "と", "に", "no", "report", "call"]


def read(notation: str) -> tuple[str, Parse]:
    """The sentence, its words parted by blanks, and its parse."""
    text, words = "", []
    for cell in notation.split():
        written, pos, rest = cell.split("/")
        dep, head = rest.split(">")
        form, _, lemma = written.partition(":")
        words.append(Word(len(text), len(text) + len(form), lemma or form, pos, dep, int(head)))
        text += form + " "
    return text, Parse(tuple(words))


def clause_of(notation: str, act: str, language: str) -> tuple[Clause, list[Named]]:
    """The clause of the words that tell the event, and the countries of the sentence."""
    text, parse = read(notation)
    named = [
        Named(code, (text.find(name), text.find(name) + len(name)))
        for name, code in NAMES.items()
        if name in text
    ]
    places = [(word.start, word.end) for word in parse.words if text[word.start : word.end] == act]
    return Clause(parse, places, language), named


@pytest.mark.parametrize(("act", "codes", "notation"), ENGLISH)
def test_an_english_sentence_says_who_takes_part(act: str, codes: set[str], notation: str) -> None:
    clause, named = clause_of(notation, act, "en")
    assert clause.parties(named) == codes


@pytest.mark.parametrize(("act", "codes", "notation"), JAPANESE)
def test_a_japanese_sentence_says_who_takes_part(act: str, codes: set[str], notation: str) -> None:
    clause, named = clause_of(notation, act, "ja")
    assert clause.parties(named) == codes


def test_one_country_alone_is_no_answer() -> None:
    clause, named = clause_of("Kenya/PROPN/nsubj>1 signed:sign/VERB/ROOT>1 it/PRON/dobj>1", "signed", "en")
    assert clause.parties(named) == frozenset()


@pytest.mark.parametrize(
    ("act", "language", "negated", "told", "notation"),
    [
        ("sign", "en", True, False, "Kenya/PROPN/nsubj>3 did:do/AUX/aux>3 not/PART/neg>3 sign/VERB/ROOT>3"),
        ("sign", "en", True, False, "Kenya/PROPN/nsubj>1 refused:refuse/VERB/ROOT>1 to/PART/aux>3 "
         "sign/VERB/xcomp>1"),
        ("signed", "en", False, True,
         "Kenya/PROPN/nsubj>5 which/PRON/nsubj>4 has:have/AUX/aux>4 not/PART/neg>4 paid:pay/VERB/relcl>0 "
         "signed:sign/VERB/ROOT>5"),
        ("restrict", "en", False, False,
         "Kenya/PROPN/nsubj>1 has:have/VERB/ROOT>1 no/DET/det>3 plans/NOUN/dobj>1 to/PART/aux>5 "
          "restrict/VERB/acl>3"),
        ("署名", "ja", True, False, "日本/PROPN/nsubj>2 は/ADP/case>0 署名/VERB/ROOT>2 "
         "し:する/AUX/aux>2 ない/AUX/aux>2"),
        ("署名", "ja", True, False, "日本/PROPN/nsubj>4 は/ADP/case>0 署名/NOUN/obj>4 を/ADP/case>2 "
         "見送った:見送る/VERB/ROOT>4"),
        ("署名", "ja", False, True,
         "公表/VERB/acl>3 し:する/AUX/aux>0 ない/AUX/aux>0 日本/PROPN/nsubj>5 は/ADP/case>3 "
          "署名/VERB/ROOT>5"),
    ],
)  # fmt: skip
def test_a_denial_counts_for_its_own_clause(
    act: str, language: str, negated: bool, told: bool, notation: str
) -> None:
    clause, _ = clause_of(notation, act, language)
    assert (clause.negated, clause.told) == (negated, told)


@given(data=st.data(), language=st.sampled_from(["en", "ja"]))
def test_no_tree_breaks_the_rules_and_no_code_is_made_up(data: st.DataObject, language: str) -> None:
    size = data.draw(st.integers(1, 9))
    deps = st.sampled_from(DEPS)
    lemmas = st.sampled_from(LEMMAS)
    parts = st.sampled_from(["NOUN", "PROPN", "VERB", "ADP", "AUX"])
    words = tuple(
        Word(
            2 * at,
            2 * at + 1,
            data.draw(lemmas),
            data.draw(parts),
            data.draw(deps),
            data.draw(st.integers(0, at)),
        )
        for at in range(size)
    )
    places = st.integers(0, 2 * size).map(lambda at: (at, at + 2))
    named = [Named(code, data.draw(places)) for code in ("JP", "KE", "NO")]
    clause = Clause(Parse(words), [data.draw(places)], language)
    found = clause.parties(named)
    assert found <= {"JP", "KE", "NO"}
    assert len(found) != 1
    assert isinstance(clause.negated or clause.told or clause.reported, bool)
