from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import DigestMissing, DigestSealed, StoreError
from index.records import DigestInputs, StoredDigest

DRAFT = StoredDigest(
    "g1", "whole", "2026-W47", "ja", "2026-11-23T00:00:00Z", "draft", {"entries": [{"見出し": "量子"}]}
)


def test_a_digest_comes_out_as_it_went_in(store):
    store.save_digest(DRAFT)
    assert store.digest("g1") == DRAFT
    assert store.digests(edition="whole", week="2026-W47", language="ja") == [DRAFT]
    assert store.digests(language="en") == []


def test_a_draft_is_replaced_also_under_another_id(store):
    store.save_digest(DRAFT)
    store.save_digest(replace(DRAFT, body={"entries": []}))
    store.save_digest(replace(DRAFT, id="g2"))
    assert [one.id for one in store.digests()] == ["g2"]
    with pytest.raises(DigestMissing, match="'g1'"):
        store.digest("g1")


@pytest.mark.parametrize("state", ["approved", "sent"])
def test_an_approved_or_sent_digest_is_never_replaced(store, state):
    store.save_digest(DRAFT)
    store.move_digest("g1", state)
    with pytest.raises(DigestSealed, match=state):
        store.save_digest(replace(DRAFT, body={"entries": []}))
    store.save_digest(DRAFT)
    assert store.digest("g1") == replace(DRAFT, state=state)


def test_a_digest_never_goes_back_and_knows_three_states(store):
    store.save_digest(DRAFT)
    store.move_digest("g1", "sent")
    for state in ("draft", "approved", "lost"):
        with pytest.raises(StoreError, match="cannot become"):
            store.move_digest("g1", state)
    with pytest.raises(StoreError, match="'lost'"):
        store.save_digest(replace(DRAFT, state="lost"))
    with pytest.raises(DigestMissing):
        store.move_digest("none", "sent")


def test_an_id_belongs_to_one_edition_week_and_language(store):
    store.save_digest(DRAFT)
    with pytest.raises(StoreError, match="belongs to"):
        store.save_digest(replace(DRAFT, language="en"))
    store.save_digest(replace(DRAFT, id="g2", language="en"))
    assert len(store.digests()) == 2


def test_digests_are_listed_newest_week_first(store):
    for number in (2, 3, 1):
        store.save_digest(replace(DRAFT, id=f"g{number}", week=f"2026-W4{number}"))
    assert [one.week for one in store.digests()] == ["2026-W43", "2026-W42", "2026-W41"]


def test_saving_a_digest_leaves_the_revision_of_the_documents(store):
    store.save_digest(DRAFT)
    assert store.revision == 0


def test_what_a_digest_rests_on_is_kept_once_and_goes_with_the_last_digest(store):
    old, new = DigestInputs("a" * 64, b"1"), DigestInputs("b" * 64, b"2")
    english = replace(DRAFT, id="g2", language="en")
    store.save_digest(DRAFT, old)
    store.save_digest(english, old)
    assert store.digest_inputs(store.digest("g2")) == old
    store.save_digest(DRAFT, new)
    assert store.digest_inputs(store.digest("g1")) == new
    kept = store.digest("g2")
    store.save_digest(english, new)
    with pytest.raises(DigestMissing, match="holds no inputs 'aaaaaaaaaaaa'"):
        store.digest_inputs(kept)
