"""Search by an example: a text of one's own, a file, a passage, and who else signs such a thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final, Literal

from crawlers.document import Document, RawPage, Skipped
from crawlers.extract.language import detect_language
from crawlers.extract.pool import extract_pages
from index.filters import Filters
from index.hits import Hit, Results
from index.search import SearchError
from index.similar import Example
from nlp.tags import Signal, TaggedDocument
from stdiplo_scan.entries import make_entries
from stdiplo_scan.wiring import Office

Reason = Literal["empty", "unread", "too_large", "kind", "no_signal"]

MOST_CHARACTERS: Final = 40_000  # of a text; what follows is left out: others wait while it is read
_WIDER: Final = 5  # times as many are looked at as are wanted, since some are of the same parties


class ExampleError(SearchError):
    """An example by which nothing can be found; `reason` says why, for the pages to say it in their words."""

    def __init__(self, reason: Reason, text: str) -> None:
        """The text is what the command line says."""
        self.reason = reason
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class WhoElse:
    """Others who do what a document tells: the signal and field that were taken, hits, and who acts there."""

    signal: Signal
    fields: tuple[str, ...]
    hits: tuple[Hit, ...]
    parties: tuple[tuple[str, int], ...]  # code and in how many of the hits, most first


def like_text(office: Office, text: str, *, limit: int = 10, filters: Filters | None = None) -> Results:
    """The documents nearest in meaning to a text. It is read as a stored document would be; nothing is kept.

    Raises SearchError for a text without a word.
    """
    shown = text[:MOST_CHARACTERS].strip()
    if not any(sign.isalnum() for sign in shown):
        raise ExampleError("empty", "similar: the text is empty; wanted a sentence or more; paste one")
    language = detect_language(shown, fallback=office.glossary.language_of(shown))
    document = Document(id="text", url="", title="", text=shown, language=language)
    return like_document(office, document, limit=limit, filters=filters)


def read_page(page: RawPage) -> Document:
    """A file's text, read in a process with bounds. Raises SearchError where it has none."""
    (found,) = extract_pages([page], workers=1)
    if isinstance(found, Skipped):
        raise ExampleError(
            "too_large" if found.reason == "too_large" else "unread",
            f"similar: the file gives no text ({found.reason}); wanted a document with text",
        )
    return replace(found, text=found.text[:MOST_CHARACTERS])


def like_document(
    office: Office, document: Document, *, limit: int = 10, filters: Filters | None = None
) -> Results:
    """The documents nearest in meaning to one that is not stored."""
    untagged = TaggedDocument(document.id, document.language, (), (), (), "none")
    (entry,) = make_entries(office.embedder, office.glossary, [document], [untagged])
    example = Example(
        text=document.content,
        language=document.language,
        words=tuple(map(" ".join, zip(entry.words, entry.glosses, strict=True))),
        vectors=entry.vectors,
    )
    return office.searcher.like(example, limit=limit, filters=filters)


def who_else(office: Office, document_id: str, *, limit: int = 10, filters: Filters | None = None) -> WhoElse:
    """Documents in which others do the same: a document's signal type with other parties, its field first.

    Raises DocumentMissing, and SearchError where the document tells no signal.
    """
    stored = office.store.document(document_id)
    telling = [signal for signal in stored.signals if signal.telling()]
    if not telling:
        raise ExampleError(
            "no_signal",
            f"similar: document {document_id} tells no signal; wanted one that does; "
            "ask for similar documents instead",
        )
    best = max(
        telling, key=lambda signal: (signal.polarity == "cooperation", bool(signal.parties), signal.score)
    )
    own = max((tag for tag in stored.tags if tag.kind == "field"), key=lambda tag: tag.score, default=None)
    about = tuple(best.fields) or ((own.value,) if own is not None else ())
    known = set(office.store.story_members(stored.story_id or document_id))
    hits: dict[str, Hit] = {}
    for fields in dict.fromkeys((about, ())):  # the same field first
        asked = replace(filters or Filters(), signals=(best.type,))
        asked = replace(asked, fields=fields) if fields else asked
        found = office.searcher.similar(document_id, limit=_WIDER * limit + len(known), filters=asked).hits
        for hit in found:
            if hit.document not in known and _others(hit, best.type) - {frozenset(best.parties)}:
                hits.setdefault(hit.document, hit)
        if len(hits) >= limit:
            break
    chosen = tuple(hits.values())[:limit]
    counted = Counter(
        code for hit in chosen for code in {code for parties in _others(hit, best.type) for code in parties}
    )
    parties = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return WhoElse(best, tuple(about), chosen, tuple(parties))


def _others(hit: Hit, signal_type: str) -> set[frozenset[str]]:
    """The parties of each signal of a type that a hit tells."""
    return {
        frozenset(signal.parties) for signal in hit.signals if signal.type == signal_type and signal.telling()
    }
