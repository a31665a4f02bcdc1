"""Other dictionaries: the store refuses to mix readings, says the cure, and the cure works."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.document import Document
from index.errors import ReadingMismatch
from index.search import Query
from nlp.crosslingual import Glossary
from nlp.dictionaries.word_table import Entry, WordTable, write_table
from stdiplo_scan import jobs
from stdiplo_scan.rereading import read_again
from stdiplo_scan.wiring import Office

JAPANESE = "胡蝶蘭の栽培に関する報告を公表した。" * 3


def document(name: str, text: str, language: str) -> Document:
    return Document(id=name, url=f"https://example.org/{name}", title=name, text=text, language=language)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office.open(tmp_path / "office", create=True)
    office.__dict__["glossary"] = Glossary.load()
    return office


@pytest.fixture
def other(tmp_path: Path) -> Glossary:
    path = tmp_path / "ja-other.sqlite"
    write_table(path, [Entry("胡蝶蘭", ("moth orchid",), 1.0)], [], {"id": "other"})
    return Glossary.load(None, {"ja": WordTable(path)})


def quiet(_what: str, _count: int) -> None:
    """No progress."""


def test_another_reading_is_refused_until_the_passages_are_read_again(
    office: Office, other: Glossary
) -> None:
    jobs.ingest_documents(office, [document("ja", JAPANESE, "ja"), document("en", "An orchid show.", "en")])
    assert read_again(office, quiet) == 0
    assert office.store.passages("ja")[0].gloss.split().count("orchid") == 0
    office.__dict__["glossary"] = other
    with pytest.raises(ReadingMismatch, match="index rebuild"):
        jobs.ingest_documents(office, [document("more", JAPANESE + "続報。", "ja")])
    assert "older version" not in office.store.reading_fault(other.version)
    assert read_again(office, quiet) == 1
    assert office.store.reading_fault(other.version) == ""
    assert "orchid" in office.store.passages("ja")[0].gloss.split()
    jobs.ingest_documents(office, [document("more", JAPANESE + "続報。", "ja")])
    jobs.finish_index(office)
    hits = office.searcher.search(Query("moth orchid")).hits
    assert {hit.document for hit in hits[:2]} == {"ja", "more"}
    assert office.store.faults() == []


def test_a_store_without_foreign_passages_takes_any_reading(office: Office, other: Glossary) -> None:
    jobs.ingest_documents(office, [document("en", "An orchid show.", "en")])
    office.__dict__["glossary"] = other
    jobs.ingest_documents(office, [document("more", "Another orchid show.", "en")])
    assert office.store.reading_fault(other.version) == ""


def test_reading_again_that_was_cut_off_begins_anew(office: Office, other: Glossary) -> None:
    jobs.ingest_documents(office, [document("ja", JAPANESE, "ja")])
    office.__dict__["glossary"] = other

    def stop(_what: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_again(office, stop)
    assert office.store.reading_fault(other.version)
    assert read_again(office, quiet) == 1
