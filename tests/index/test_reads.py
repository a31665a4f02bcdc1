"""Read and unread: by reader and version, as a filter and as a facet, against a count by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import DocumentMissing, StoreError
from index.filters import Filters
from index.reads import Reads
from index.search import Query, Searcher
from index.store import Store
from tests.index.conftest import build_entry
from tests.index.search_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Store.open(tmp_path / "store.db") as store:
        world = World(store, build_entry, tmp_path)
        for at in range(6):
            world.add(
                f"d{at}", f"Quantum treaty number {at}.", language="ja" if at % 2 else "en", id=f"d{at}"
            )
        yield world


def found(searcher: Searcher, state: str, reader: str, text: str = "quantum") -> set[str]:
    filters = Filters(reading=(state, reader))  # type: ignore[arg-type]
    results = searcher.search(Query(text, filters=filters))
    assert results.total == len(results.hits)
    return {hit.document for hit in results.hits}


def test_each_reader_has_read_what_was_marked_for_them(world: World) -> None:
    reads, searcher = Reads(world.store), world.searcher()
    assert reads.mark("sato", ["d1", "d2"]) == reads.mark(" sato ", ["d2", "d1"]) == 2
    assert found(searcher, "read", "sato") == reads.among("sato", ["d0", "d1", "d2"]) == {"d1", "d2"}
    assert found(searcher, "unread", "sato", "") == {"d0", "d3", "d4", "d5"}
    assert found(searcher, "read", "suzuki") == set()
    assert reads.unmark("sato", ["d1", "d5"]) == 1
    assert found(searcher, "read", "sato") == {"d2"}


def test_a_new_version_is_unread(world: World) -> None:
    Reads(world.store).mark("sato", ["d3"])
    world.add("d3", "Quantum treaty number 3, now signed.", language="ja", id="d3")
    assert found(world.searcher(), "read", "sato") == set()


def test_the_counts_are_what_each_value_leaves(world: World) -> None:
    Reads(world.store).mark("sato", ["d0", "d1", "d3"])
    searcher = world.searcher()
    for filters in (Filters(), Filters(languages=("ja",)), Filters(reading=("read", "sato"))):
        counted = searcher.facets(Query("quantum", filters=filters, reader="sato"))
        ja = bool(filters.languages)
        assert counted["reading"] == ({"read": 2, "unread": 1} if ja else {"read": 3, "unread": 3})
    assert searcher.facets(Query("quantum", filters=filters, reader="sato"))["languages"] == {
        "ja": 2,
        "en": 1,
    }
    assert "reading" not in searcher.facets(Query("quantum"))


def test_a_name_and_documents_are_wanted(world: World) -> None:
    reads = Reads(world.store)
    with pytest.raises(StoreError, match="wanted a name"):
        reads.mark("  ", ["d1"])
    with pytest.raises(DocumentMissing, match="'nothing'"):
        reads.mark("sato", ["d1", "nothing"])
    assert reads.among("sato", ["d1"]) == set()
