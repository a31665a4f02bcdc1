from __future__ import annotations

import itertools
import random
import threading
from dataclasses import replace

import numpy as np
import pytest

from crawlers.document import document_id
from index.errors import DocumentMissing, EntryError, ModelMismatch, StoreError
from index.keywords import check_words
from index.store import Store
from nlp.passages import Passage
from nlp.tags import Amount, Signal, Tag, TaggedDocument

VIETNAM = Tag("country", "VN", 0.9, ((0, 4),), role="actor", publisher=True, by="rule 1")
SIGNAL = Signal(
    "agreement", "signed", "cooperation", "asserted", ("JP", "VN"), "in", 0.8, (2, 9), ("理化学研究所",),
    "Memorandum", ("QUA",), "2026-11", Amount(1.5e6, "JPY", (3, 5)), ("JP",), "rule 1",
)  # fmt: skip
TIMES = [f"2026-11-0{day}T00:00:00Z" for day in range(1, 8)]


def rows(store: Store, sql: str) -> list[tuple]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def sound(store: Store) -> None:
    assert store.faults() == []
    with store.engine.begin() as connection:
        check_words(connection)


def state(store: Store) -> list[tuple]:
    """All that must not depend on the order of arrival."""
    found = []
    for item in store.documents(limit=10_000):
        for number in item.versions:
            one = store.document(item.document.id, number)
            tags = tuple(sorted((tag.kind, tag.value) for tag in one.tags))
            found.append((one.document, number, number == item.version, tags, item.duplicate_of))
    return sorted(found, key=lambda row: (row[0].id, row[1]))


def test_an_entry_comes_out_as_it_went_in(store, make_entry):
    entry = make_entry(
        "a", tags=(VIETNAM,), signals=(SIGNAL,), regions=("m49:035",), country="VN", target_id="most",
        other_urls=("https://example.org/a?print=1",), text_share=0.5, mime="application/pdf",
    )  # fmt: skip
    assert store.add([entry], model_id="m", archive_cursor=7) == ["new"]
    found = store.document(entry.document.id)
    assert found.document == entry.document
    assert (found.tags, found.signals, found.regions) == ((VIETNAM,), (SIGNAL,), ("m49:035",))
    assert (found.version, found.versions, found.duplicate_of, found.story_id) == (1, (1,), None, None)
    assert found.passages == entry.passages
    assert [item.text for item in store.passages(entry.document.id)] == [
        entry.document.content[passage.start : passage.end] for passage in entry.passages
    ]
    assert (store.archive_cursor, store.model_id, store.revision) == (7, "m", 1)
    assert store.ids_at_url("https://example.org/a?print=1") == [entry.document.id]
    assert store.has_text(entry.document.id, entry.document.digest)
    sound(store)


def test_the_same_entry_again_changes_nothing_and_keeps_the_revision(store, make_entry):
    store.add([make_entry("a")], model_id="m")
    assert store.add([make_entry("a")], model_id="m") == ["unchanged"]
    assert store.revision == 1
    assert store.counts()["passages"] == 2


def test_a_new_text_is_a_new_version_and_the_old_one_keeps_text_and_tags(store, make_entry):
    first, second = (
        make_entry("a", "Old text.", tags=(VIETNAM,)),
        make_entry("a", "New text.", signals=(SIGNAL,)),
    )
    assert store.add([first, second], model_id="m") == ["new", "revised"]
    current, old = store.document(first.document.id), store.document(first.document.id, 1)
    assert (current.document.text, current.tags, current.signals) == ("New text.", (), (SIGNAL,))
    assert (old.document.text, old.tags, old.passages, old.versions) == ("Old text.", (VIETNAM,), (), (1, 2))
    assert rows(store, "select rowid from passage_words where passage_words match 'old'") == []
    assert store.revision == 1
    sound(store)


def test_numbers_of_passages_are_never_given_twice(store, make_entry):
    store.add([make_entry("a", "Old text.")], model_id="m")
    before = {item.pk for item in store.passages(document_id("https://example.org/a"))}
    store.add([make_entry("a", "New text.")], model_id="m")
    after = {item.pk for item in store.passages(document_id("https://example.org/a"))}
    assert not before & after
    assert set(store.passages_by_pk([*before, *after])) == after


def test_a_page_that_returns_to_an_old_text_has_a_third_version_and_a_replay_adds_none(store, make_entry):
    texts = [("Old.", TIMES[0]), ("New.", TIMES[1]), ("Old.", TIMES[2])]
    entries = [make_entry("a", text, fetched_utc=time) for text, time in texts]
    for entry in entries:
        store.add([entry], model_id="m")
    assert store.document(entries[0].document.id).versions == (1, 2, 3)
    assert store.add(entries, model_id="m") == ["unchanged"] * 3
    assert store.document(entries[0].document.id).document.text == "Old."
    sound(store)


def test_rows_without_a_time_of_fetching_read_twice_make_no_more_versions(store, make_entry):
    entries = [make_entry("a", text, fetched_utc="", crawled=False) for text in ("One.", "Two.")]
    assert store.add(entries, model_id="m") == ["new", "revised"]
    assert store.add(entries, model_id="m") == ["unchanged", "unchanged"]
    assert store.document("a").document.text == "Two."


def test_versions_are_numbered_by_time_in_any_order_of_arrival(tmp_path, make_entry):
    entries = [make_entry("a", f"Text {n}.", fetched_utc=TIMES[n], tags=(VIETNAM,)) for n in range(3)]
    found = []
    for number, order in enumerate(itertools.permutations(entries)):
        with Store.open(tmp_path / f"{number}.db") as store:
            for entry in order:
                store.add([entry], model_id="m")
            sound(store)
            found.append(state(store))
    assert [row[0].text for row in found[0]] == ["Text 0.", "Text 1.", "Text 2."]
    assert all(one == found[0] for one in found)


def test_once_a_digest_is_printed_no_number_of_a_version_changes(store, make_entry):
    from index.records import StoredDigest

    newer, older = (
        make_entry("a", "New.", fetched_utc=TIMES[3]),
        make_entry("a", "Old.", fetched_utc=TIMES[1]),
    )
    store.add([newer], model_id="m")
    store.save_digest(StoredDigest("g", "whole", "2026-W47", "ja", "", "draft", {}))
    assert store.add([older], model_id="m") == ["revised"]
    found = store.document(newer.document.id)
    assert (found.version, found.document.text, found.versions) == (1, "New.", (1, 2))
    assert store.document(newer.document.id, 2).document.text == "Old."
    sound(store)


def test_any_order_of_arrival_and_any_repetition_end_in_the_same_store(tmp_path, make_entry):
    texts = ["Shared press release text.", "Another one.", "A third text, longer than the others."]
    rng = random.Random(5)
    entries = [
        make_entry(
            f"p{n % 9}", texts[rng.randrange(3)], title="Same", fetched_utc=TIMES[n // 9],
            target_id=f"t{n % 9}",
            published=f"2026-10-{10 + n % 3}", other_urls=(f"https://example.org/x{n}",),
        )
        for n in range(27)
    ]  # fmt: skip
    found = []
    for seed in range(3):
        with Store.open(tmp_path / f"{seed}.db") as store:
            pages = [entries[number::9] for number in range(9)]
            random.Random(seed).shuffle(pages)
            mixed = [entry for page in pages for entry in page]
            for at in range(0, 27, 4):
                store.add(mixed[at : at + 4], model_id="m")
                store.add(mixed[at : at + 2], model_id="m")
            sound(store)
            found.append(state(store))
    assert found[0] == found[1] == found[2]
    assert any(row[4] for row in found[0])


def test_of_copies_the_earliest_published_leads_and_all_are_kept(store, make_entry):
    copies = [
        make_entry(n, title="T", published=day) for n, day in (("x", "2026-11-03"), ("y", "2026-11-02"))
    ]
    undated = make_entry("z", title="T", published=None)
    store.add([copies[0], undated], model_id="m")
    assert store.document(undated.document.id).duplicate_of == copies[0].document.id
    store.add([copies[1]], model_id="m")
    leader = copies[1].document.id
    assert [store.document(one.document.id).duplicate_of for one in (*copies, undated)] == [
        leader,
        None,
        leader,
    ]
    store.add([make_entry("y", "Corrected.", published="2026-11-02")], model_id="m")
    assert store.document(undated.document.id).duplicate_of == copies[0].document.id
    assert store.document(leader).duplicate_of is None


def test_of_copies_of_one_day_the_publisher_that_acts_leads(store, make_entry):
    plain = [make_entry(name, title="T") for name in "abc"]
    acting = make_entry("d", title="T", tags=(VIETNAM,))
    store.add([*plain, acting], model_id="m")
    assert {store.document(one.document.id).duplicate_of for one in plain} == {acting.document.id}


def test_a_crawled_page_known_under_another_url_is_the_same_document(store, make_entry):
    first = make_entry("a", other_urls=("https://example.org/a?x=1",))
    again = make_entry("b", title="News a", url="https://example.org/a?x=1")
    assert store.add([first, again], model_id="m") == ["new", "unchanged"]
    assert store.counts()["documents"] == 1


def test_ingested_rows_of_one_url_are_documents_of_their_own(store, make_entry):
    one, two = (make_entry(name, url="https://example.org/u", crawled=False, id=name) for name in "ba")
    assert store.add([one, two], model_id="m") == ["new", "new"]
    assert store.ids_at_url("https://example.org/u") == ["a", "b"]


def test_a_surer_date_is_taken_and_a_vaguer_one_is_not(store, make_entry):
    name = make_entry("a").document.id
    store.add([make_entry("a", published=None, published_confidence=0.0)], model_id="m")
    store.add([make_entry("a", published="2026-11-05", published_confidence=0.5)], model_id="m")
    assert store.document(name).document.published == "2026-11-05"
    store.add([make_entry("a", published="2026-11-04", published_confidence=0.9)], model_id="m")
    store.add([make_entry("a", published="2026-11-06", published_confidence=0.7)], model_id="m")
    assert store.document(name).document.published == "2026-11-04"
    assert store.revision == 3


@pytest.mark.parametrize("published", ["2026-13-01", "yesterday", "2026-11", "", "20261102"])
def test_a_date_that_is_none_is_not_stored(store, make_entry, published):
    entry = make_entry("a", published=published)
    store.add([entry], model_id="m")
    assert store.document(entry.document.id).document.published is None


def test_vectors_of_another_model_are_refused_and_nothing_is_stored(store, make_entry):
    store.add([make_entry("a")], model_id="m")
    with pytest.raises(ModelMismatch, match=r"of the model m; .* of n; .*index rebuild"):
        store.add([make_entry("b")], model_id="n")
    with pytest.raises(ModelMismatch, match="8 numbers"):
        store.add([make_entry("c"), make_entry("d", dimension=16)], model_id="m")
    assert store.counts()["documents"] == 1
    sound(store)


def test_an_entry_that_contradicts_itself_is_refused(store, make_entry):
    entry = make_entry("a")
    broken = [
        replace(entry, words=("one",)),
        replace(entry, vectors=entry.vectors[:1]),
        replace(entry, vectors=entry.vectors * np.nan),
        replace(entry, passages=(Passage(0, 5), Passage(5, 10_000))),
        replace(entry, document=replace(entry.document, id="")),
    ]
    for one in broken:
        with pytest.raises(EntryError):
            store.add([make_entry("b"), one], model_id="m")
    assert store.counts()["documents"] == 0


def test_hostile_text_keeps_its_length_and_an_empty_document_is_kept(store, make_entry):
    hostile = make_entry("a", "x\x00y\ud800z" + "🚀" * 10, title="\udfff'; drop table documents; --")
    empty = make_entry("b", "", title="", published=None)
    bare = replace(make_entry("c"), passages=(), words=(), glosses=(), vectors=np.empty((0, 8), np.float32))
    assert store.add([hostile, empty, bare], model_id="m") == ["new"] * 3
    found = store.document(hostile.document.id).document
    assert found.text == "x\ufffdy\ufffdz" + "🚀" * 10
    assert len(found.content) == len(hostile.document.content)
    assert store.add([hostile], model_id="m") == ["unchanged"]
    sound(store)


def test_a_missing_document_or_version_is_an_error_with_its_name(store, make_entry):
    store.add([make_entry("a")], model_id="m")
    name = make_entry("a").document.id
    for arguments in (("none",), (name, 2), (name, 0)):
        with pytest.raises(DocumentMissing, match=arguments[0]):
            store.document(*arguments)
    with pytest.raises(DocumentMissing):
        store.passages("none")
    with pytest.raises(DocumentMissing):
        store.replace_tags(name, 3, TaggedDocument(name, "en", (), (), (), "t2"))
    assert list(store.documents_by_id([name, "none"])) == [name]


def test_documents_come_in_pages_without_gap_or_repetition(store, make_entry):
    store.add([make_entry(f"p{n}") for n in range(25)], model_id="m")
    seen, after = [], 0
    while page := store.documents(after, limit=10):
        seen += [item.document.id for item in page]
        after = page[-1].pk
    assert len(seen) == len(set(seen)) == 25


def test_new_tags_replace_automatic_ones_and_leave_those_of_a_person(store, make_entry):
    kept = (Tag("country", "GE", 0.9, status="rejected"), Tag("field", "QUA", 1.0, status="added"))
    judged = replace(SIGNAL, status="confirmed")
    entry = make_entry("a", tags=(VIETNAM, *kept), signals=(judged,))
    store.add([entry], model_id="m")
    name = entry.document.id
    assert [one.document.id for one in store.documents_with_other_tagger("t2")] == [name]
    tags = (Tag("country", "GE", 0.8), Tag("country", "JP", 0.7))
    signals = (replace(SIGNAL, evidence=(3, 8)), replace(SIGNAL, type="dialogue"))
    store.replace_tags(name, 1, TaggedDocument(name, "en", tags, signals, ("m49:030",), "t2"))
    found = store.document(name)
    assert set(found.tags) == {*kept, tags[1]}
    assert set(found.signals) == {judged, signals[1]}
    assert found.regions == ("m49:030",)
    assert store.documents_with_other_tagger("t2") == []
    assert store.revision == 2


def test_vectors_come_out_in_pages_as_they_went_in_to_half_precision(store, make_entry):
    entries = [make_entry(f"p{n}") for n in range(5)]
    store.add(entries, model_id="m")
    pages = list(store.iter_vectors("m", limit=4))
    assert [len(keys) for keys, _ in pages] == [4, 4, 2]
    found = np.concatenate([vectors for _, vectors in pages])
    np.testing.assert_allclose(found, np.concatenate([entry.vectors for entry in entries]), atol=1e-3)
    assert list(store.iter_vectors("other")) == []


def test_the_cursor_never_goes_back_and_moves_without_documents(store):
    store.add([], model_id="m", archive_cursor=9)
    store.add([], model_id="m", archive_cursor=4)
    assert (store.archive_cursor, store.revision) == (9, 0)


def test_readers_see_whole_transactions_while_a_writer_works(store, make_entry):
    seen: list[tuple[int, int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            counts = store.counts()
            seen.append((counts["documents"], counts["passages"]))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for batch in range(8):
        store.add([make_entry(f"b{batch}n{n}") for n in range(10)], model_id="m")
    done.set()
    for reader in readers:
        reader.join()
    assert seen
    assert all(documents % 10 == 0 and passages == 2 * documents for documents, passages in seen)


def test_writers_wait_for_each_other(tmp_path, make_entry):
    def write(name: str) -> None:
        with Store.open(tmp_path / "s.db") as own:
            for number in range(5):
                own.add([make_entry(f"{name}{number}")], model_id="m")

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Store.open(tmp_path / "s.db") as store:
        assert (store.counts()["documents"], store.revision) == (20, 20)
        sound(store)


def test_a_backup_is_a_store_of_its_own_and_never_written_over(store, make_entry, tmp_path):
    store.add([make_entry("a")], model_id="m")
    store.backup(tmp_path / "copy" / "s.db")
    store.add([make_entry("b")], model_id="m")
    with Store.open(tmp_path / "copy" / "s.db", create=False) as copy:
        assert copy.counts()["documents"] == 1
        sound(copy)
    with pytest.raises(StoreError, match="exists"):
        store.backup(tmp_path / "copy" / "s.db")
    assert not list(tmp_path.rglob("*.partial"))
