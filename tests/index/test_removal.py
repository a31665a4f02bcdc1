"""Documents are taken out of a store whole; what repeated them becomes an original."""

from __future__ import annotations

from collections.abc import Callable

from index.records import Entry
from index.store import Store


def test_a_document_taken_out_leaves_nothing_behind(store: Store, make_entry: Callable[..., Entry]) -> None:
    store.add([make_entry("a"), make_entry("b", "Another text of its own.")], model_id="m")
    revision = store.revision
    [first, second] = store.documents()
    assert store.remove_documents([first.document.id, "d-unknown"]) == 1
    assert [one.document.id for one in store.documents()] == [second.document.id]
    assert store.ids_at_url(first.document.url) == []
    assert store.counts()["passages"] == 2
    assert store.faults() == []
    assert store.revision == revision + 1


def test_its_copy_becomes_an_original(store: Store, make_entry: Callable[..., Entry]) -> None:
    store.add(
        [
            make_entry("a", title="T", published="2026-11-01"),
            make_entry("b", title="T", published="2026-11-02"),
        ],
        model_id="m",
    )
    [first, second] = store.documents()
    assert second.duplicate_of == first.document.id
    store.remove_documents([first.document.id])
    assert store.document(second.document.id).duplicate_of is None


def test_nothing_taken_out_changes_nothing(store: Store, make_entry: Callable[..., Entry]) -> None:
    store.add([make_entry("a")], model_id="m")
    revision = store.revision
    assert store.remove_documents([]) == store.remove_documents(["d-unknown"]) == 0
    assert store.revision == revision
