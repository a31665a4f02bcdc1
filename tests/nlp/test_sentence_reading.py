"""What the classifier of signals reads: no country by its name, and words that count alike."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.sentence_reading import WORDS, with_stand_ins, word_vectors


def test_who_cooperates_makes_no_difference() -> None:
    read = with_stand_ins("Finland and Japan sign a pact on Finnish ice")
    assert read == with_stand_ins("Chile and Norway sign a pact on Chilean ice")
    assert "Finland" not in read
    assert np.array_equal(
        word_vectors([read]), word_vectors([with_stand_ins("Ghana and Peru sign a pact on Peruvian ice")])
    )


def test_the_same_country_has_the_same_stand_in() -> None:
    read = with_stand_ins("Norway met Chile, and Norway paid.")
    assert read == "Germany met Brazil, and Germany paid."


def test_a_sentence_without_words_is_zeros() -> None:
    assert not word_vectors(["", "…"]).any()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_any_text_is_read_and_a_batch_equals_one_by_one(sentences: list[str]) -> None:
    read = [with_stand_ins(sentence) for sentence in sentences]
    found = word_vectors(read)
    assert found.shape == (len(sentences), WORDS)
    assert all(np.array_equal(row, word_vectors([one])[0]) for row, one in zip(found, read, strict=True))
