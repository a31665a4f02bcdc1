from __future__ import annotations

from index.keywords import check_words
from index.store import Store


def rows(store: Store, sql: str) -> list[tuple]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def sound(store: Store) -> None:
    assert store.faults() == []
    with store.engine.begin() as connection:
        check_words(connection)


def test_an_entry_comes_out_as_it_went_in(store, make_entry):
    entry = make_entry("a", other_urls=("https://example.org/a?print=1",), country="VN", target_id="most")
    assert store.add([entry], model_id="m") == ["new"]
    found = store.document(entry.document.id)
    assert found.document == entry.document
    assert (found.version, found.versions, found.duplicate_of) == (1, (1,), None)
    assert found.passages == entry.passages
    sound(store)


def test_the_same_entry_again_changes_nothing_and_keeps_the_revision(store, make_entry):
    store.add([make_entry("a")], model_id="m")
    revision = store.revision
    assert store.add([make_entry("a")], model_id="m") == ["unchanged"]
    assert store.revision == revision
    assert store.counts()["passages"] == 2


def test_a_new_text_is_a_new_version_and_the_old_one_keeps_its_text(store, make_entry):
    first, second = make_entry("a", "Old text."), make_entry("a", "New text.")
    assert store.add([first, second], model_id="m") == ["new", "revised"]
    assert store.document(first.document.id).document.text == "New text."
    assert store.document(first.document.id, 1).document.text == "Old text."
    assert store.document(first.document.id).versions == (1, 2)
    assert store.document(first.document.id, 1).passages == ()
    assert rows(store, "select rowid from passage_words where passage_words match 'old'") == []
    sound(store)
