"""Addresses of one page that become one document: what is stored again, and what only adds an address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from crawlers.document import Document
from stdiplo_scan.jobs import documents_to_store

PAGE = Document("d1", "https://x.example/a", "Title", "The text of the page.", target_id="t", country="XX")
VIEW = replace(
    PAGE, text="The text of the page. Printed.", other_urls=("https://x.example/print/1",), is_view=True
)


def office(*stored: Document, asked: tuple[str, ...] = ()) -> Any:
    """An office that has stored these documents and whose archive has these addresses."""
    known = {document.id: SimpleNamespace(document=document) for document in stored}
    return SimpleNamespace(
        store=SimpleNamespace(documents_by_id=lambda ids: {one: known[one] for one in ids if one in known}),
        archive=SimpleNamespace(known=lambda url: Path(url) if url in asked else None),
    )


def test_a_print_view_of_a_known_page_adds_its_address_and_no_version() -> None:
    [document] = documents_to_store(office(PAGE, asked=(PAGE.url,)), [VIEW])
    assert (document.text, document.other_urls) == (PAGE.text, VIEW.other_urls)
    held = replace(PAGE, other_urls=VIEW.other_urls)
    assert documents_to_store(office(held, asked=(PAGE.url,)), [VIEW]) == []


def test_page_and_print_view_in_one_batch_are_one_text_in_either_order() -> None:
    for batch in ([PAGE, VIEW], [VIEW, PAGE]):
        found = documents_to_store(office(asked=(PAGE.url,)), batch)
        assert {document.text for document in found} == {PAGE.text}
        assert {url for document in found for url in document.other_urls} == set(VIEW.other_urls)


def test_a_page_that_is_only_reached_at_another_address_is_revised_there() -> None:
    [document] = documents_to_store(office(PAGE), [VIEW])
    assert document.text == VIEW.text


def test_an_address_that_redirects_to_a_known_page_is_added_to_it() -> None:
    moved = replace(PAGE, other_urls=("https://x.example/old",))
    assert documents_to_store(office(PAGE), [moved]) == [moved]
    assert documents_to_store(office(moved), [PAGE]) == []
