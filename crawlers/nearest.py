"""What was probably meant by a word that is none of those known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(met: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The known words most like the one met, best first, whatever their case; none where none is like it."""
    folded: dict[str, str] = {}
    for word in known:
        folded.setdefault(word.casefold(), word)
    return [folded[near] for near in get_close_matches(met.casefold(), folded, n=most, cutoff=cutoff)]


def meant(met: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> str:
    """What to add to an error about the word met: "; meant VN?", or nothing."""
    near = nearest(met, known, most=most, cutoff=cutoff)
    return f"; meant {' / '.join(near)}?" if near else ""
