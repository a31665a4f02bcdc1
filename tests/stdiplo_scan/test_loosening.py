"""What is offered where a question finds nothing."""

from __future__ import annotations

from index.query import Query
from stdiplo_scan.web.loosening import other_words
from stdiplo_scan.web.wording import words


def synonyms(word: str) -> tuple[tuple[str, str], ...]:
    return (("ja", "二次電池"), ("en", "storage battery")) if word == "蓄電池" else ()


def test_a_quoted_phrase_may_be_widened_by_the_other_words_of_its_concept() -> None:
    query = Query('量子 "蓄電池" "共同研究" -制裁', relax=True)
    ((label, value, wider),) = other_words(query, synonyms, words("ja"))
    assert (label, value) == ("同じ概念の別の語も", "二次電池、storage battery")
    assert wider.text == '量子 "共同研究" "蓄電池" OR "二次電池" OR "storage battery" -"制裁"'
    assert not wider.relax
