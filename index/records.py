"""The records that enter the store and come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from crawlers.document import Document
from nlp.passages import Passage
from nlp.tags import Signal, Tag, TaggedDocument

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document ready to be stored: text, tags, passages, words and vectors, in one transaction."""

    document: Document
    tagged: TaggedDocument
    passages: tuple[Passage, ...]
    words: tuple[str, ...]  # one a passage: our tokens, joined by blanks
    glosses: tuple[str, ...]  # one a passage; empty for English
    vectors: Vectors  # shape (len(passages), dimension), unit length


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One version of a document as the store holds it."""

    document: Document
    version: int
    versions: tuple[int, ...]
    tags: tuple[Tag, ...]
    signals: tuple[Signal, ...]
    regions: tuple[str, ...]
    story_id: str | None
    duplicate_of: str | None
    target_name: str = ""  # as the publisher was called when it was published
    target_name_ja: str = ""
    passages: tuple[Passage, ...] = ()  # of the current version only
    pk: int = 0  # where to go on reading: Store.documents(after_pk=...)
    last_fetched_utc: str = ""  # when the page was last seen, with whatever text


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of a current version, with the text it covers and the words it is found by."""

    pk: int
    document_id: str
    version: int
    ordinal: int  # from 0; the first one starts at the title
    start: int  # in Document.content
    end: int
    text: str
    words: str
    gloss: str
    language: str


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A built digest, whole, as it was printed."""

    id: str
    edition: str
    week: str  # 2026-W47
    language: str
    built_utc: str
    state: str  # draft, approved, sent
    body: dict[str, Any]
    inputs: str = ""  # id of the DigestInputs it was worked out from


@dataclass(frozen=True, slots=True)
class StoredBrief:
    """A country's brief, whole, as it was printed on a day."""

    id: str
    country: str
    day: str  # YYYY-MM-DD
    language: str
    built_utc: str
    body: dict[str, Any]
    inputs: str  # id of the DigestInputs it was worked out from


@dataclass(frozen=True, slots=True)
class DigestInputs:
    """What a week's digests were worked out from, packed by reports; named by the SHA-256 of the content."""

    id: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Fact:
    """What reports count: one current document of a date range, without its text."""

    document_id: str
    version: int
    story_id: str  # the document's own id where it stands alone
    target_id: str | None
    title: str
    url: str
    language: str
    kind: str
    published: str  # YYYY-MM-DD
    published_from: str
    fetched_utc: str
    country: str | None  # the publisher's
    actors: tuple[str, ...]  # country codes and groupings by role
    mentioned: tuple[str, ...]
    regions: tuple[str, ...]
    fields: tuple[str, ...]  # best first
    signals: tuple[Signal, ...]
    terms: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
