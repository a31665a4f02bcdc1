"""New terms and bursts: counted over comparable targets, told with their weeks and documents."""

from __future__ import annotations

import pytest

from reports.new_terms import count_terms, describe_terms, find_terms
from reports.words import words_of


@pytest.fixture
def told(full_world):
    """A term of the week in two targets, one in a single target, and one that is always told."""
    for number, (target, term) in enumerate(
        (
            ("us-cedar", "fusion blanket"), ("de-rhein", "fusion blanket"), ("vn-sen", "fusion blanket"),
            ("us-cedar", "own name"), ("us-cedar", "own name"), ("us-cedar", "own name"),
        )
    ):  # fmt: skip
        full_world.add(0x2000 + number, "2026-11-18", target, f"T {number}", "x", terms=(term,))
    for week in range(1, 13):
        day = full_world.week.shifted(-week).start.isoformat()
        for number in range(3):
            full_world.add(0x3000 + 10 * week + number, day, "us-cedar", "T", "x", terms=("every week",))
    for number in range(3):
        full_world.add(0x4000 + number, "2026-11-19", "us-cedar", "T", "x", terms=("every week",))
    return count_terms(full_world.facts, full_world.coverage())


def test_a_term_of_two_targets_that_was_never_told_before_is_new(told):
    lines = {line.term: line for line in find_terms(told)}
    line = lines["fusion blanket"]
    assert (line.kind, line.count, line.sources, sum(line.weekly)) == ("new", 3, 3, 0)
    assert len(line.documents) == 3
    assert lines["chip laboratory"].kind == "burst"
    assert "every week" not in lines


def test_an_edition_gets_the_terms_of_its_own_documents(told):
    assert [line.term for line in find_terms(told, {"d" + f"{6 + n:015x}" for n in range(5)})] == [
        "chip laboratory"
    ]
    assert find_terms(told, ()) == ()


def test_a_term_of_a_target_that_cannot_be_compared_is_left_out(full_world):
    for number in range(4):
        full_world.add(0x5000 + number, "2026-11-18", "kr-haneul", "T", "x", terms=("lost word",))
    terms = count_terms(full_world.facts, full_world.coverage())
    assert "lost word" not in terms.counts


def test_the_words_of_several_languages_are_one_term_with_its_phrases(full_world):
    """Told under seven names in the week, once in four weeks before."""
    for week in range(1, 13, 4):
        day = full_world.week.shifted(-week).start.isoformat()
        full_world.add(0x6000 + week, day, "us-cedar", "T", "x", terms=("quantum network",))
    for number, (target, language, phrase) in enumerate(
        (
            ("us-cedar", "en", "shared quantum testbed"), ("us-cedar", "en", "quantum sensing"),
            ("de-rhein", "de", "Quantenkommunikation"), ("jp-sora", "ja", "量子計算機"),
            ("vn-sen", "zh", "量子通信网络"), ("br-sky", "ko", "양자기술"),
            ("un-blue", "fr", "réseau quantique"),
        )
    ):  # fmt: skip
        day = "2026-11-18"
        full_world.add(0x6100 + number, day, target, "T", "x", language=language, terms=(phrase,))
    terms = count_terms(full_world.facts, full_world.coverage())
    for language, name in (("ja", "量子"), ("en", "quantum")):
        line = next(line for line in find_terms(terms, None, language) if line.term == name)
        assert (line.kind, line.count, line.weekly, line.sources) == ("burst", 7, (0, 0, 0, 1) * 3, 6)
        assert {"量子計算機", "양자기술", "Quantenkommunikation"} <= set(line.written)


def test_a_word_that_no_list_knows_is_told_where_it_is_new_and_never_as_a_burst(full_world):
    phrases = ("mpox vaccine", "mpox outbreaks", "Mpox surveillance", "mpox clinics")
    for number, phrase in enumerate(phrases):
        target = ("us-cedar", "de-rhein")[number % 2]
        full_world.add(0x7000 + number, "2026-11-18", target, "T", "x", terms=(phrase,))
    lines = {line.term: line for line in find_terms(count_terms(full_world.facts, full_world.coverage()))}
    assert (lines["mpox"].kind, lines["mpox"].count) == ("new", 4)
    assert set(lines["mpox"].written) == set(phrases)
    full_world.add(0x7100, "2026-10-14", "us-cedar", "T", "x", terms=("mpox clinic",))
    lines = {line.term: line for line in find_terms(count_terms(full_world.facts, full_world.coverage()))}
    assert "mpox" not in lines


def test_an_empty_list_says_how_many_terms_were_looked_at(world):
    world.add(1, "2026-11-18", "us-cedar", "T", "x", terms=("one phrase", "another"))
    terms = count_terms(world.facts, world.coverage())
    assert find_terms(terms) == ()
    assert describe_terms(terms, words_of("ja")) == (
        "比較した記事1件の語3のうち、記事3件以上にある0語を判定した。"
    )
