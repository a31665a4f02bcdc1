"""How stored text is shown: escaped, with matches and evidence marked, and links that are safe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from nlp.tags import Range


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


def marked(text: str, ranges: Iterable[Sequence[int]], *, anchors: bool = False, offset: int = 0) -> Markup:
    """The text escaped, its ranges (counted from `offset`) inside <mark>, with an id at each if wanted."""
    parts: list[Markup | str] = []
    at = 0
    for start, end in merge_ranges(((r[0] - offset, r[1] - offset) for r in ranges), len(text)):
        parts.append(escape(text[at:start]))
        name = Markup(' id="at-{}"').format(start + offset) if anchors else ""
        parts.append(Markup("<mark{}>{}</mark>").format(name, text[start:end]))
        at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def safe_url(url: str) -> bool:
    """Whether a URL from the web may stand in a link: http and https only."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def host(url: str) -> str:
    """The host of a URL, or the URL where it has none."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url
