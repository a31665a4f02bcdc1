"""Anchors: every sentence of a digest or brief stands in a pinned document exactly where it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.errors import DocumentMissing
from reports.digest_parts import DocumentLookup
from reports.page_changes import AS_WRITTEN


def check_anchors(body: Mapping[str, Any], documents: DocumentLookup) -> list[str]:
    """What is wrong with a digest's anchors, in words; nothing when every sentence stands where it says.

    `body`: a digest as JSON. Each quote must equal content[start:end] of its pinned version, each word of a
    word note must stand in its quote, each value of a changed fact in the page it was cut from, and each
    pinned content must still have its digest.
    """
    wrong, missing = check_pins(body["documents"], documents)
    for place, quote in quotes_of(body):
        if (quote["document"], quote["version"]) not in missing:
            wrong += check_quote(place, quote, documents)
    for note in page_notes_of(body):
        wrong += _check_note(note, missing, documents)
    return wrong


def check_pins(
    pins: Iterable[Mapping[str, Any]], documents: DocumentLookup
) -> tuple[list[str], set[tuple[str, int]]]:
    """What is wrong with pinned documents, in words; and those that the store does not hold."""
    wrong, missing = [], set()
    for pin in pins:
        place = f"{pin['id']} version {pin['version']}"
        try:
            content_digest = documents.document(pin["id"], pin["version"]).document.digest
        except DocumentMissing:
            missing.add((pin["id"], pin["version"]))
            wrong.append(f"{place}: the store does not hold it")
            continue
        if pin["digest"] and pin["digest"] != content_digest:
            wrong.append(f"{place}: the content is not the one that was pinned")
    return wrong, missing


def check_quote(place: str, quote: Mapping[str, Any], documents: DocumentLookup) -> list[str]:
    """What is wrong with a quote and the notes on its words, in words."""
    if not anchored(quote, documents):
        return [f"{place}: {quote['document']} {list(quote['range'])}: the text differs"]
    return [
        f"{place}: {quote['document']}: the word {written!r} of a note is not in the quote"
        for written, _ in quote.get("notes", ())
        if written not in quote["text"]
    ]


def quotes_of(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every quote of a digest as JSON, with the story that it belongs to."""
    for entry in body["entries"]:
        for quote in (*entry["sentences"], entry["title"]):
            yield entry["story"], quote
    for section in body["sections"]:
        for story, quote in zip(section["stories"], section.get("quotes", ()), strict=False):
            yield story, quote
    for one in body.get("corrections", ()):
        yield one["story"], one["quote"]


def page_notes_of(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every 改訂, 訂正 and 削除 line of a digest as JSON."""
    for entry in body["entries"]:
        yield from entry.get("changes", ())
    for one in body.get("corrections", ()):
        yield one["note"]
    for one in body["revisions"]:
        if one.get("note"):
            yield one["note"]


def anchored(quote: Mapping[str, Any], documents: DocumentLookup) -> bool:
    """Whether a quote's text is exactly the range of its document's version."""
    content = documents.document(quote["document"], quote["version"]).document.content
    start, end = quote["range"]
    return bool(0 <= start < end <= len(content) and content[start:end] == quote["text"])


def _check_note(
    note: Mapping[str, Any], missing: set[tuple[str, int]], documents: DocumentLookup
) -> list[str]:
    """The values of changed facts that are not where the line says."""
    wrong = []
    for fact in note["facts"] if {note["kind"]} != {"deletion"} else ():
        for side in ("before", "after"):
            where, version = fact[f"{side}_range"], note[side]
            if fact["kind"] not in AS_WRITTEN or not where or (note["document"], version) in missing:
                continue
            quote = {
                "text": fact[side],
                "range": where,
                "document": note["document"],
                "version": version,
            }
            if not anchored(quote, documents):
                wrong.append(f"{note['document']} version {version} {list(where)}: {fact[side]!r} differs")
    return wrong
