"""What kind of document a page is, from its title, its address and how its text opens."""

from __future__ import annotations

import re

from crawlers.document import Kind
from crawlers.extract.blocks import weight
from crawlers.extract.kind_words import (
    CALL_MARK,
    CALL_SIGNS,
    CALL_WORDS,
    ENACTS,
    HEADLINE_VERB,
    OPENING,
    OPENING_ASCII,
    QUOTED,
    RECENT_SIGNS,
    RECENT_WORDS,
    REPORTED_SIGNS,
    REPORTED_WORDS,
    SPEAKS,
    STANDING,
    TITLE,
    URL,
)

_WORD = re.compile(r"[^\W\d_]+")
_TOLD_OF = frozenset({"agreement", "policy", "report", "speech"})  # kinds that headlines tell of
_CALL_WORDS = 3
_LONG_PDF = 6_000  # characters; a file of that length without any other sign is a report
_NEWS = 3  # signs of a report of events that make a document news


def document_kind(
    title: str, url: str, text: str, mime: str = "text/html", *, published: str | None = None
) -> Kind:
    """The kind that title, then the first lines, then the address speak for; other where none does.

    A headline that tells of an agreement, a plan or a report, and does not begin with it, is news. What has
    no mark of its own is news where it reads as one (who said it, when, a day of publication), a report
    where it is a long file, and else other.
    """
    title, opening = title[:300], text[:1500]
    told = bool(HEADLINE_VERB.search(title))
    for kind, pattern in TITLE:
        if (found := pattern.search(title)) and not (told and kind in _TOLD_OF and found.start()):
            return kind
    lower = opening.lower()
    words = frozenset(_WORD.findall(lower))
    if _is_call(opening, lower, words):
        return "call"
    if (spoken := _by_opening(opening, lower[:600])) and not (told and spoken != "news"):
        return spoken
    path = url.split("?", 1)[0][:500]
    for kind, pattern in URL:
        if pattern.search(path):
            return kind
    if mime == "message/rfc822":
        return "news"
    if STANDING.search(title):
        return "other"
    if mime not in {"text/html", "text/plain"} and len(text) >= _LONG_PDF:
        return "report"
    signs = _news_signs(title, opening, words, told) + (1 if published else 0)
    return "news" if signs >= _NEWS else "other"


def _is_call(opening: str, lower: str, words: frozenset[str]) -> bool:
    count = len(words & CALL_WORDS)
    if not lower.isascii():
        count += sum(sign in lower for sign in CALL_SIGNS)
    return count >= _CALL_WORDS and bool(CALL_MARK.search(opening))


def _by_opening(opening: str, head: str) -> Kind | None:
    """The kind that the first 600 characters (in lower case) speak for by a phrase of its own."""
    if SPEAKS.match(opening):
        return "speech"
    for kind, phrases in OPENING_ASCII if head.isascii() else OPENING:
        for phrase in phrases:  # half the time of `any` over a generator
            if phrase in head:
                return kind
    return "policy" if ENACTS.match(opening) else None


def _news_signs(title: str, opening: str, words: frozenset[str], told: bool) -> int:
    """How many marks of a report of events the title and the first 1500 characters bear."""
    headline = weight(title) >= 32 and not title.rstrip().endswith(":")
    reported, recent = bool(words & REPORTED_WORDS), bool(words & RECENT_WORDS)
    if not opening.isascii():
        reported = reported or any(sign in opening for sign in REPORTED_SIGNS)
        recent = recent or any(sign in opening for sign in RECENT_SIGNS)
    return (
        2 * reported
        + recent
        + any(pattern.search(opening) for pattern in QUOTED)
        + headline
        + told
        + (weight(opening) >= 600)
    )
