from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.document import Document
from nlp.passages import Passage, split_passages
from nlp.sentences import split_sentences


def count(text: str) -> int:
    """Words and marks, Chinese characters one by one: as the model's tokenizer counts, roughly."""
    return len(re.findall(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+|[^\w\s]", text))


def document(title: str, text: str, language: str = "en") -> Document:
    return Document(id="d", url="https://x.example/", title=title, text=text, language=language)


texts = st.text(
    st.sampled_from(list("abcdefgh .,;!?\n\n  。、量子研究\u200b\ud800")) | st.characters(), max_size=400
)


@given(texts, texts, st.integers(1, 40), st.sampled_from(["en", "ja", "de", "und"]))
def test_passages_cover_every_visible_character_once_and_keep_the_limit(
    title: str, text: str, limit: int, language: str
) -> None:
    page = document(title, text, language)
    passages = split_passages(page, count, limit)
    covered = [False] * len(page.content)
    before = 0
    for passage in passages:
        assert before <= passage.start < passage.end <= len(page.content)
        before = passage.end
        written = page.content[passage.start : passage.end]
        assert written.strip() != ""
        assert count(written) <= limit
        covered[passage.start : passage.end] = [True] * len(written)
    missed = [c for c, seen in zip(page.content, covered, strict=True) if not seen and not c.isspace()]
    assert missed == []


@given(
    st.lists(
        st.sampled_from(["One short sentence.", "Another one, a bit longer.", "量子の研究。"]), max_size=12
    )
)
def test_sentences_within_the_limit_are_never_broken(sentences: list[str]) -> None:
    page = document("A title", " ".join(sentences))
    ends = {end + 9 for _, end in split_sentences(page.text, "en")} | {7}
    for passage in split_passages(page, count, 12):
        assert passage.end in ends


def test_the_first_passage_starts_at_the_title_and_holds_the_lead() -> None:
    page = document("Norway signs", "The agreement was signed on Monday. It covers fusion.")
    assert split_passages(page, count, 100) == (Passage(0, len(page.content)),)
    first, second = split_passages(page, count, 9)
    assert page.content[first.start : first.end] == "Norway signs\n\nThe agreement was signed on Monday."
    assert page.content[second.start : second.end] == "It covers fusion."


def test_a_long_sentence_is_broken_after_a_clause() -> None:
    page = document(
        "", "The partners, who met in Oslo; they agreed on funding rules; then they left early again."
    )
    written = [page.content[p.start : p.end] for p in split_passages(page, count, 14)]
    assert written[0].endswith(";")
    assert all(count(part) <= 14 for part in written)


def test_a_text_without_any_blank_is_broken_by_force() -> None:
    page = document("", "量" * 5000, "ja")
    passages = split_passages(page, count, 254)
    assert len(passages) == 20
    assert passages[0] == Passage(2, 256)


def test_a_very_long_line_is_split_in_reasonable_time() -> None:
    page = document("Title", "word " * 200_000)
    passages = split_passages(page, count, 254)
    assert len(passages) == pytest.approx(200_000 / 254, rel=0.05)


@pytest.mark.parametrize(("title", "text"), [("", ""), (" ", "\n\n \t"), ("\u3000", "")])
def test_nothing_visible_gives_no_passage(title: str, text: str) -> None:
    assert split_passages(document(title, text), count, 10) == ()


def test_a_title_alone_and_a_text_alone_are_one_passage_each() -> None:
    assert split_passages(document("Only a title", ""), count, 10) == (Passage(0, 12),)
    assert split_passages(document("", "Only a text."), count, 10) == (Passage(2, 14),)


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted 1 or more"):
        split_passages(document("a", "b"), count, 0)


def test_a_passage_ends_where_another_language_begins() -> None:
    abstract = "The plan names the fields of research that will be funded in the coming years."
    page = document(
        "研究開発の計画について", f"計画は次のとおりである。\n{abstract}\n予算は来年に決まる。", "ja"
    )
    cut = [
        (passage.language, page.content[passage.start : passage.end])
        for passage in split_passages(page, count, 254)
    ]
    assert [language for language, _ in cut] == ["ja", "en", "ja"]
    assert cut[1][1] == abstract
