"""How stored text is shown: escaped, with matches and evidence marked, and links that are safe."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from nlp.tags import Range

EXCERPT_CHARACTERS = 420  # of a passage in a list of hits
LEAD_IN = 80  # characters before the first match, where a passage is cut
_WORD = 24  # characters looked ahead for the end of a word
_ELLIPSIS = "…"

# What a text from the web may not do to the page around it: controls, marks that turn the direction of
# reading, and halves of characters that no encoding can carry.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HARMLESS: dict[int, str | None] = {
    **{code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"},
    **{ord(char): None for char in _BIDI},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_WEB_URL = re.compile(r"https?://[^\s<>\"'\\\x00-\x1f\x7f]+", re.IGNORECASE)
_BREAK = re.compile(r"\n\s*")


def plain(text: str) -> str:
    """The text without control characters, direction marks and lone surrogates; not yet escaped."""
    return text.translate(_HARMLESS)


def finish(value: object) -> object:
    """What a template prints: a text made harmless, anything else (markup, numbers) as it is."""
    return plain(value) if type(value) is str else value


def merge_ranges(ranges: Iterable[Sequence[int]], length: int) -> list[Range]:
    """The ranges within 0..length, sorted, overlapping ones joined, empty ones left out."""
    merged: list[Range] = []
    for start, end in sorted((max(0, r[0]), min(length, r[1])) for r in ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked(text: str, ranges: Iterable[Sequence[int]], proofs: Iterable[Sequence[int]] = ()) -> Markup:
    """The text escaped, its ranges inside <mark>, and where it proves signals inside <u>."""
    length = len(text)
    matches, evidence = merge_ranges(ranges, length), merge_ranges(proofs, length)
    cuts = sorted({0, length, *(place for one in (*matches, *evidence) for place in one)})
    parts: list[Markup] = []
    for start, end in pairwise(cuts):
        part: Markup = escape(plain(text[start:end]))
        if _covers(matches, start):
            part = Markup("<mark>{}</mark>").format(part)
        parts.append(Markup("<u>{}</u>").format(part) if _covers(evidence, start) else part)
    return Markup("").join(parts)


def _covers(ranges: Iterable[Range], place: int) -> bool:
    return any(start <= place < end for start, end in ranges)


def excerpt(
    passage: str, title: str, ranges: Iterable[Sequence[int]], proofs: Iterable[Sequence[int]] = ()
) -> Markup:
    """A passage under its title: the title is not said twice, a long passage is cut around its matches.

    `proofs`: where it proves what was tagged.
    """
    body = _after_title(passage, title)
    start, end = body, len(passage)
    matches = [match for match in merge_ranges(ranges, end) if match[0] >= body]
    if end - start > EXCERPT_CHARACTERS:
        if matches and matches[0][1] > start + EXCERPT_CHARACTERS:
            start = _cut(passage, matches[0][0] - LEAD_IN, matches)
        end = _cut(passage, min(end, start + EXCERPT_CHARACTERS), matches)
    shown = marked(
        passage[start:end],
        [(low - start, high - start) for low, high in matches],
        [(low - start, high - start) for low, high in proofs],
    )
    before, after = _ELLIPSIS if start > body else "", _ELLIPSIS if end < len(passage) else ""
    return Markup("{}{}{}").format(before, shown, after)


def _after_title(passage: str, title: str) -> int:
    """Where a passage goes on after its title; 0 where it does not begin with it, or has nothing more."""
    if not title or not passage.startswith(title):
        return 0
    rest = passage[len(title) :].lstrip()
    return len(passage) - len(rest) if rest else 0


def _cut(text: str, at: int, matches: Sequence[Range]) -> int:
    """The next place to cut a text: not within a match, and before a word rather than within it."""
    at = next((high for low, high in matches if low < at < high), at)
    blank = text.find(" ", at, at + _WORD)
    return blank if 0 < at < len(text) and blank >= 0 and text[at - 1 : at + 1].isascii() else at


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is marked in a document: sentences that prove signals, words that prove tags, places to jump to.

    All in code points of the document's content; ranges merged and sorted, places sorted.
    """

    sentences: tuple[Range, ...]
    words: tuple[Range, ...]
    places: tuple[int, ...]  # starts of evidence: each becomes the id at-N
    passages: tuple[int, ...]  # starts of passages: each becomes the id passage-N

    @classmethod
    def of(
        cls,
        length: int,
        sentences: Iterable[Sequence[int]],
        words: Iterable[Sequence[int]],
        passages: Iterable[int] = (),
    ) -> Evidence:
        """Evidence of a content of `length` characters; what lies outside is left out."""
        proofs, tags = list(sentences), list(words)
        places = {max(0, r[0]) for r in (*proofs, *tags) if max(0, r[0]) < min(length, r[1])}
        return cls(
            sentences=tuple(merge_ranges(proofs, length)),
            words=tuple(merge_ranges(tags, length)),
            places=tuple(sorted(places)),
            passages=tuple(sorted({start for start in passages if 0 <= start < length})),
        )


def annotate(content: str, start: int, end: int, evidence: Evidence) -> Markup:
    """content[start:end] escaped: sentences in <mark>, words in <b>, ids where evidence begins."""
    parts: list[Markup] = []
    at = start
    for low, high in _within(evidence.sentences, start, end):
        parts.append(_annotate_words(content, at, low, evidence))
        parts.append(Markup("<mark>{}</mark>").format(_annotate_words(content, low, high, evidence)))
        at = high
    parts.append(_annotate_words(content, at, end, evidence))
    return Markup("").join(parts)


def paragraphs(content: str, start: int, end: int) -> list[Range]:
    """The lines of content[start:end] as ranges without the blanks around them; empty ones left out."""
    found: list[Range] = []
    at = start
    for gap in _BREAK.finditer(content, start, end):
        found.append((at, gap.start()))
        at = gap.end()
    found.append((at, end))
    return [(low, high) for low, high in found if content[low:high].strip()]


def _annotate_words(content: str, start: int, end: int, evidence: Evidence) -> Markup:
    parts: list[Markup] = []
    at = start
    for low, high in _within(evidence.words, start, end):
        parts.append(_anchored(content, at, low, evidence))
        parts.append(Markup("<b>{}</b>").format(_anchored(content, low, high, evidence)))
        at = high
    parts.append(_anchored(content, at, end, evidence))
    return Markup("").join(parts)


def _anchored(content: str, start: int, end: int, evidence: Evidence) -> Markup:
    """The text with an empty element at each place that something links to."""
    stops: list[tuple[int, str]] = [
        *((place, f"passage-{place}") for place in _between(evidence.passages, start, end)),
        *((place, f"at-{place}") for place in _between(evidence.places, start, end)),
    ]
    parts: list[Markup] = []
    at = start
    for place, name in sorted(stops, key=lambda stop: stop[0]):
        parts.append(escape(plain(content[at:place])))
        parts.append(Markup('<span id="{}"></span>').format(name))
        at = place
    parts.append(escape(plain(content[at:end])))
    return Markup("").join(parts)


def _between(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _within(ranges: Sequence[Range], start: int, end: int) -> list[Range]:
    """The parts of sorted, separate ranges that lie in [start, end)."""
    first = max(0, bisect_right(ranges, (start, start)) - 1)
    found: list[Range] = []
    for low, high in ranges[first:]:
        if low >= end:
            break
        if high > start:
            found.append((max(low, start), min(high, end)))
    return found


def safe_url(url: str) -> bool:
    """Whether a URL from the web may stand in a link: http and https with a host, nothing else."""
    if not _WEB_URL.fullmatch(url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def host(url: str) -> str:
    """The host of a URL, or the URL where it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def path_segment(text: str) -> str:
    """An id as one segment of an address, whatever signs it holds."""
    return quote(text, safe="", errors="replace")


def local_time(instant: str, zone: str) -> str:
    """A stored UTC instant as day and minute in a zone; as it is where it is no instant."""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def local_day(instant: str, zone: str) -> str:
    """The day of a stored UTC instant in a zone."""
    return local_time(instant, zone)[:10]
