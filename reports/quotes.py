"""Quotes: sentences of a stored document cut out exactly, with notes on words that are foreign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from index.records import Fact
from nlp.sentences import split_sentences
from reports.digest_parts import Quote, WordNotes
from reports.errors import DigestError
from reports.words import full_width

LONGEST_QUOTE = 500  # code points of an original sentence; a longer one is cut and marked
LEAD_REACH = 1500  # code points below the title in which the first sentence is looked for
SHORTEST_LEAD = 15.0  # full-width characters: below that it is a dateline or a button
ENDS = frozenset(".。．｡!?！？…؟।;:")  # of a sentence, or of what leads to a list
CLOSING = "\"'”’»）)」』]"
UNSTOPPED = frozenset({"th", "lo", "km", "my", "bo"})
UNGLOSSED = ("ja", "en", "und")  # languages that the readers read, or that nobody knows


def cut_quote(fact: Fact, content: str, start: int, end: int) -> Quote:
    """The quote without blanks at its ends, cut at LONGEST_QUOTE.

    Raises DigestError where the range is not in the content or holds blanks only: it would prove nothing.
    """
    text = content[start:end].strip()
    if not 0 <= start < end <= len(content) or not text:
        raise DigestError(
            f"{fact.document_id} version {fact.version}: range",
            [start, end],
            f"a range with text within its {len(content)} characters",
            "tag the document again",
        )
    start = content.index(text, start)
    shown = text[:LONGEST_QUOTE]
    return Quote(
        shown, fact.document_id, fact.version, (start, start + len(shown)), fact.language, shown != text
    )


def cut_title(fact: Fact, content: str, title_end: int) -> Quote | None:
    """The title as a quote; None where the document has none."""
    return cut_quote(fact, content, 0, title_end) if content[:title_end].strip() else None


def cut_lead(fact: Fact, content: str, title_end: int, *, ended: bool = True) -> Quote | None:
    """The first sentence below the title that has some length and an end; None where there is none.

    What has no full stop is the publisher's name, a notice or a button; Thai and its kin write none.
    `ended`: False where no end is asked for, as in digests of earlier forms.
    """
    head = content[: title_end + LEAD_REACH]
    for start, end in split_sentences(head, fact.language):
        text = content[start:end].strip()
        whole = not ended or text.rstrip(CLOSING)[-1:] in ENDS or fact.language in UNSTOPPED
        if start >= title_end and whole and full_width(text) >= SHORTEST_LEAD:
            return cut_quote(fact, content, start, end)
    return None


def shown_quotes(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The passages of a digest's entry (JSON) without one that repeats the title, told beside them."""
    quotes: list[Mapping[str, Any]] = list(entry["sentences"])
    title = entry["title"]["document"], entry["title"]["range"]
    return [quote for quote in quotes if (quote["document"], quote["range"]) != title] or quotes


def quote_key(quote: Quote) -> str:
    """What a quote's word notes are kept under: document, version and range."""
    return f"{quote.document} {quote.version} {quote.range[0]}-{quote.range[1]}"


def with_notes(quote: Quote, notes: WordNotes) -> Quote:
    """The quote with the notes that were kept of its words; as it is where there are none."""
    found = notes.get(quote_key(quote), ())
    return replace(quote, notes=tuple((written, english) for written, english in found))
