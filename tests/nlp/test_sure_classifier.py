"""What a classifier that is sure may do beside the rules. All events are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.document import Document
from nlp.classifier import Guess, choose_sentences
from nlp.signals import find_signals
from nlp.tagger import Tagger, _flags
from nlp.tags import SignalType


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def scores(
    tagger: Tagger, text: str, shares: dict[SignalType, float], publisher: str | None = None
) -> dict[SignalType, float]:
    """Types and scores of a sentence that the classifier reads so."""
    read = tagger._read(Document(id="x", url="", title="", text=text, language="en", country=None))
    best = max(shares, key=lambda type_: shares[type_])
    guess = Guess(shares=shares, cooperation=min(1.0, sum(shares.values())), best=best)
    found = find_signals(replace(read.text, guesses=[guess], publisher=publisher), read.triggers)
    return {signal.type: signal.score for signal in found}


def test_the_publisher_s_own_country_is_enough_for_a_sure_type_and_not_for_a_likely_one(
    tagger: Tagger,
) -> None:
    text = "Norway hands the hulls over before winter."
    assert scores(tagger, text, {"capacity": 0.9}, "NO")["capacity"] >= 0.5
    assert scores(tagger, text, {"capacity": 0.45, "agreement": 0.3}, "NO") == {}
    # Cooperation for certain, of the one kind or the other: the likelier one.
    assert set(scores(tagger, text, {"capacity": 0.48, "mobility": 0.38}, "NO")) == {"capacity"}


def test_where_nobody_and_nothing_abroad_is_named_even_a_sure_type_is_none(tagger: Tagger) -> None:
    assert scores(tagger, "The partnership will train payroll staff.", {"capacity": 0.95}) == {}


def test_a_sure_type_is_weighed_beside_the_one_a_rule_found_and_may_rule_it_out(tagger: Tagger) -> None:
    text = "Kenya and Denmark will run a joint research programme on wind power."
    alike = scores(tagger, text, {"joint_research": 0.4, "capacity": 0.55})
    assert (
        alike["joint_research"] >= 0.5 > alike["capacity"] > 0
    )  # the rule's is the news, the other a detail
    against = scores(tagger, text, {"capacity": 0.95})
    assert against["capacity"] >= 0.5 > against["joint_research"]


def test_a_type_of_another_polarity_rules_nothing_out(tagger: Tagger) -> None:
    text = "Kenya and Denmark will run a joint research programme on wind power."
    found = scores(tagger, text, {"suspension": 0.95})
    assert found["joint_research"] >= 0.5


def test_sentences_without_a_name_or_trigger_are_read_last() -> None:
    ranges = [(0, 9), (10, 19), (20, 29), (30, 39), (40, 49), (50, 59)]
    flags = _flags(ranges, [], [[]] * 6, title_end=0)
    assert choose_sentences(flags, 6) == list(range(6))
    assert choose_sentences([*flags, 3.0], 2) == [0, 6]
