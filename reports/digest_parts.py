"""The parts of a digest: quotes with their ranges, figures with their documents, entries, ledger lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from index.records import StoredDocument
from nlp.tags import Range
from reports.counts import Axis

# Of the JSON; rises when a key comes or changes its meaning, or a rule that chooses what is said.
# 2: charts; 3: changes, word notes, terms; 4: terms_note, `written` of terms; terms joined by the
# glossary, nuclear news routed by its words, a first sentence that has an end.
FORM = 4


class DocumentLookup(Protocol):
    """What the digest asks of the store: one version of one document, with its text."""

    def document(self, document_id: str, version: int | None = None, /) -> StoredDocument:
        """The document at that version."""
        ...


WordNotes = Mapping[str, Sequence[tuple[str, str]]]  # by reports.quotes.quote_key


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a document, exactly as stored: content[range] of that version."""

    text: str
    document: str
    version: int
    range: Range
    language: str
    cut: bool = False  # the sentence goes on beyond the range
    notes: tuple[tuple[str, str], ...] = ()  # 語注(機械): words as written and their English, at most twelve


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact of a page that is another now; `before` and `after` as written where they have ranges."""

    kind: str  # stage, event, partner, amount, quantity, date, published
    text: str  # in words
    before: str
    after: str
    before_range: Range | None
    after_range: Range | None


@dataclass(frozen=True, slots=True)
class PageNote:
    """One 改訂, 訂正 or 削除 line: what became of a cited page."""

    kind: Literal["revision", "correction", "deletion"]
    label: str
    document: str
    before: int  # versions; the same twice where the page is gone
    after: int
    seen: str  # YYYY-MM-DD, or ""
    publisher: str
    text: str
    facts: tuple[ChangedFact, ...]


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
    changes: tuple[PageNote, ...] = ()  # of its documents since an earlier version: 改訂, 訂正, 削除


@dataclass(frozen=True, slots=True)
class RestLine:
    """A story beyond the entries: one line, to which "ほか N 件" leads."""

    story: str
    headline: str
    document: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class CellLine:
    """A trend's cell in words, with its numbers and documents."""

    axis: Axis
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
    gaps: tuple[str, ...] = ()  # weeks in which the targets that tell the cell were not read


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term that is new, or told at a higher rate than usual, with its numbers and documents."""

    term: str
    kind: Literal["new", "burst"]
    count: int  # stories of the week
    weekly: tuple[int, ...]  # the baseline, oldest first
    since: str  # the first week of the burst, or the week itself
    weight: float  # of the burst, in nats; 0 for a new term
    sources: int  # targets that tell it in the week
    documents: tuple[str, ...]
    written: tuple[str, ...] = ()  # the phrases behind a subject, as their documents have them


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
    note: PageNote | None = None  # what is otherwise than in the version before; None where nobody compared


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of a page that an earlier digest of the edition cited."""

    digest: str
    week: str
    number: int  # of the entry
    headline: str  # as it was printed
    story: str
    url: str
    quote: Quote  # as it was printed
    note: PageNote


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entries by story, one line each: needs, restrictions, what saved searches found."""

    name: str
    title: str
    stories: tuple[str, ...]
    headlines: tuple[str, ...]
    empty: str  # what to print where there is none
    quotes: tuple[Quote, ...] = ()  # the headlines as they stand in documents, where they are quoted
    reasons: tuple[str, ...] = ()  # one a story, where the section has them


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
