"""What kind of document a page is, from its title, its address and how its text opens."""

from __future__ import annotations

from crawlers.document import Kind
from crawlers.extract.blocks import weight
from crawlers.extract.kind_words import (
    CALL_MARK,
    CALL_WORDS,
    HEADLINE_VERB,
    OPENING,
    QUOTED,
    RECENT,
    REPORTED,
    STANDING,
    TITLE,
    URL,
)

_TOLD_OF = frozenset({"agreement", "policy", "report", "speech"})  # kinds that headlines tell of
_CALL_WORDS = 4
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
    if len(set(CALL_WORDS.findall(opening.lower()))) >= _CALL_WORDS and CALL_MARK.search(opening):
        return "call"
    head = opening[:600]
    for kind, pattern in OPENING:
        if pattern.search(head) and not (told and kind != "news"):
            return kind
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
    signs = _news_signs(title, opening, told) + (1 if published else 0)
    return "news" if signs >= _NEWS else "other"


def _news_signs(title: str, opening: str, told: bool) -> int:
    """How many marks of a report of events the title and the first 1500 characters bear."""
    headline = weight(title) >= 32 and not title.rstrip().endswith(":")
    return (
        2 * bool(REPORTED.search(opening))
        + bool(RECENT.search(opening[:800]))
        + bool(QUOTED.search(opening))
        + headline
        + told
        + (weight(opening) >= 600)
    )
