"""Subjects: phrases of seven languages under one name, and words that no list knows."""

from __future__ import annotations

import pytest

from nlp.subjects import free_word, is_free, shipped_subjects


@pytest.mark.parametrize(
    ("phrase", "language", "subject"),
    [
        ("shared quantum testbed", "en", "quantum"),
        ("Post-Quantum algorithms", "en", "quantum"),
        ("Small modular reactors", "en", "small modular reactor"),
        ("量子計算機", "ja", "quantum computer"),
        ("양자기술", "ko", "quantum technology"),
        ("量子通信网络", "zh", "quantum"),
        ("Quantenkommunikation", "de", "quantum"),
        ("réseau quantique", "fr", "quantum"),
        ("computación cuántica", "es", "quantum"),
    ],
)
def test_a_phrase_has_the_subject_that_it_names(phrase, language, subject):
    assert subject in shipped_subjects().keys_of(phrase, language)


def test_words_of_policy_that_are_in_no_field_are_no_subject():
    found = shipped_subjects().keys_of("joint declaration of ministers", "en")
    assert all(is_free(key) for key in found)
    assert shipped_subjects().keys_of("共同声明", "ja") == ()


def test_a_name_of_a_country_is_no_new_word():
    assert shipped_subjects().keys_of("Viet Nam and Japanese Kenya", "en") == ()


def test_what_a_language_does_not_name_is_named_in_english():
    subjects = shipped_subjects()
    assert (subjects.name("quantum", "ja"), subjects.name("quantum communication", "fr")) == (
        "量子",
        "quantum communication",
    )


def test_a_single_word_is_shown_as_its_phrase_writes_it():
    [key] = shipped_subjects().keys_of("HALEU", "en")
    assert is_free(key)
    assert free_word(key, ["new HALEU plant"]) == "HALEU"


@pytest.mark.parametrize("phrase", ["", " ", "-", "ー", "12 34", "\x00", "'"])
def test_a_phrase_without_words_has_none(phrase):
    for language in ("en", "ja", "de", "und", "xx"):
        assert shipped_subjects().keys_of(phrase, language) == ()


@pytest.mark.parametrize(
    "phrase",
    ["Batteries of vehicles", "small modular reactors", "Post-quantum keys", "HALEU plants", "qubits"],
)
def test_the_words_of_its_keys_are_among_those_of_a_phrase(phrase):
    """So that a phrase without any of them need not be read."""
    subjects = shipped_subjects()
    for key in subjects.keys_of(phrase, "en"):
        assert subjects.english_words([key]) & set(phrase.casefold().replace("-", " ").split())
