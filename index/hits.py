"""What a search gives back: hits with the passage that answers, and why it is there in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nlp.tags import Range, Signal, Tag

# only function words were asked; no document has a word of the question; nor has its language a dictionary
Doubt = Literal["silent", "unmatched", "unread"]

# the ranking's name -> why a hit is there, Japanese and English; a rank follows
_REASONS = {
    "semantic": ("意味が近い", "close in meaning"),
    "exact": ("語が一致", "the words match"),
    "glossary": ("訳語が一致", "the translated words match"),
    "reranker": ("再順位付け", "the reranker"),
}
_LIKE = {
    "document": {
        "semantic": ("元の文書と意味が近い", "close in meaning to the document"),
        "shared": ("名・数字・語が共通", "names, figures and words in common"),
    },
    "passage": {
        "semantic": ("示した文と意味が近い", "close in meaning to the text"),
        "shared": ("名・数字・語が共通", "names, figures and words in common"),
    },
}
_SHOWN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Other:
    """Another document that tells the same story as a hit."""

    document: str  # id
    title: str
    url: str
    language: str
    published: str | None
    target_name: str
    target_name_ja: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One document (or passage) that answers a query, with its best passage."""

    document: str  # id
    version: int
    title: str
    url: str
    language: str
    published: str | None
    kind: str
    target: str | None
    target_name: str
    target_name_ja: str
    passage: str  # the text of `range` in the document's content
    range: Range
    score: float  # rank score; compares hits of one search only
    found_by: dict[str, int]  # ranking -> rank from 1; empty where nothing was ranked
    cosine: float | None = None  # the passage's nearness in meaning, where that was asked
    highlights: tuple[Range, ...] = ()  # in the passage
    tags: tuple[Tag, ...] = ()
    signals: tuple[Signal, ...] = ()
    regions: tuple[str, ...] = ()
    story_id: str | None = None
    fetched_utc: str = ""
    published_from: str = "unknown"
    why: dict[str, str] = field(default_factory=dict)  # ja and en, one line each
    passage_language: str = "und"  # mostly the document's
    others: tuple[Other, ...] = ()  # of its story, where a story is one hit
    shared: tuple[
        str, ...
    ] = ()  # names, figures and words that it shares with what it is like, as it writes them


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a -word left out beyond its letters."""

    phrase: str
    also: tuple[str, ...]  # its reading and the other words of its concept
    documents: int  # left out by those alone


@dataclass(frozen=True, slots=True)
class Results:
    """The hits of one search, best first."""

    hits: tuple[Hit, ...]
    total: int  # documents that the filters let through, in mode exact only those that hold the words
    language: str = "und"  # the query was read as this language
    gloss: tuple[tuple[str, str], ...] = ()  # (word of the query, English it was searched as)
    unknown: tuple[str, ...] = ()  # words of the query that no dictionary holds
    doubt: Doubt | None = None  # why the hits may have little to do with the question
    unmet: tuple[str, ...] = ()  # quoted phrases that nothing holds: the hits are those without the quotes
    left_out: tuple[LeftOut, ...] = ()  # of -words that have a reading


def explain(found_by: Mapping[str, int], words: Sequence[str], *, query: str = "text") -> dict[str, str]:
    """One line in Japanese and one in English on why a hit is there; `words`: those that matched, as written.

    `query`: text, none (newest first), earliest, document (similar to one) or passage (similar to a text).
    """
    if query == "none":
        return {"ja": "新しい順(検索語なし)", "en": "newest first (no search words)"}
    if query == "earliest":
        return {"ja": "古い順(検索語なし)", "en": "earliest first (no search words)"}
    shown = list(dict.fromkeys(words))[:_SHOWN_WORDS]
    parts_ja, parts_en = [], []
    for name, (reason_ja, reason_en) in {**_REASONS, **_LIKE.get(query, {})}.items():
        if name in found_by:
            parts_ja.append(f"{reason_ja}({found_by[name]}位)")
            parts_en.append(f"{reason_en} (rank {found_by[name]})")
    ja, en = "、".join(parts_ja), ", ".join(parts_en)
    if shown:
        ja += ":" + "".join(f"「{word}」" for word in shown)
        en += ": " + ", ".join(f"“{word}”" for word in shown)
    return {"ja": ja, "en": en}
