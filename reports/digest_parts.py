"""The parts of a digest: quotes with their ranges, figures with their documents, entries, ledger lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from index.records import StoredDocument
from nlp.tags import Range


class DocumentLookup(Protocol):
    """What the digest asks of the store: one version of one document, with its text."""

    def document(self, document_id: str, version: int | None = None, /) -> StoredDocument:
        """The document at that version."""
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a document, exactly as stored: content[range] of that version."""

    text: str
    document: str
    version: int
    range: Range
    language: str
    cut: bool = False  # the sentence goes on beyond the range


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a sum, with the documents that it rests on."""

    name: str
    label: str
    value: int | float | str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A document of a story: who told it, when, in which language."""

    document: str
    version: int
    publisher: str
    published: str
    language: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry's header block."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One event: the header block, a composed headline, the passage that proves it, who reported it."""

    story: str
    headline: str
    sentences: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]
    title: Quote
    url: str
    mark: str  # automatic or confirmed
    polarity: str
    japan: str
    why: str
    lead: Report
    reported_by: tuple[Report, ...]
    councils: tuple[str, ...]
    signal: Mapping[str, Any] | None  # the record behind headline and lines


@dataclass(frozen=True, slots=True)
class CellLine:
    """A trend's cell in words, with its numbers and documents."""

    axis: str
    key: str
    name: str
    direction: str
    count: int
    expected: float
    low: float
    high: float
    q: float
    weekly: tuple[int, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A document of which a new version came in the week."""

    document: str
    version: int
    title: str
    url: str
    published: str
    seen: str
    publisher: str
    language: str


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entries by story, one line each: needs, restrictions."""

    name: str
    title: str
    stories: tuple[str, ...]
    headlines: tuple[str, ...]
    empty: str  # what to print where there is none


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One target's line of the coverage ledger, in words."""

    target: str
    name: str
    country: str
    outcome: str
    standing: str
    silence: str
    comparable: bool
    last_success: str
    documents: int
    usual: float
    listed: int
    kept: int
    reasons: str
