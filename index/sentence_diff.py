"""Two texts, sentence by sentence: what stayed, came, went, moved and was reworded; with or without blanks.

Equal sentences are found by difflib; between them, sentences are paired in their order so that the sum of
their likeness is greatest (Gale and Church, Computational Linguistics 1993, with likeness instead of length).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from nlp.tags import Range

Change = Literal["same", "added", "removed", "changed", "moved"]
Kept = Literal["same", "added", "removed"]

LIKE: Final = 0.45  # likeness from which two sentences are one that was reworded
LIKE_ELSEWHERE: Final = 0.6  # the same where the reworded sentence also stands in another place
_CELLS: Final = 40_000  # pairs of one block that are compared; a larger block is taken as written anew
_TOKEN: Final = re.compile(
    "\\d+(?:[.,]\\d+)*|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\\W\\d_]+|\\s+|."
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a reworded sentence: in both versions, or in one."""

    kind: Kept
    text: str


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence of the one text, of the other, or of both; ranges count in their own text."""

    change: Change
    before: Range | None
    after: Range | None


def align_sentences(
    before: str, after: str, before_ranges: Sequence[Range], after_ranges: Sequence[Range]
) -> list[SentencePair]:
    """Every sentence once, in the order of the later text; what went stands where it stood.

    White space, width and composition of characters do not count. A sentence that only stands elsewhere now
    is `moved`, and stands where it is now.
    """
    old = [_key(before[start:end]) for start, end in before_ranges]
    new = [_key(after[start:end]) for start, end in after_ranges]
    pairs: list[tuple[Change, int | None, int | None]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for name, i1, i2, j1, j2 in matcher.get_opcodes():
        if name == "equal":
            pairs.extend(("same", i1 + step, j1 + step) for step in range(i2 - i1))
        else:
            pairs.extend(_block(old, new, (i1, i2), (j1, j2)))
    elsewhere = _elsewhere(old, new, pairs)
    gone = set(elsewhere.values())
    found = []
    for change, i, j in pairs:
        if change == "removed" and i in gone:
            continue
        if change == "added" and j is not None and j in elsewhere:
            i = elsewhere[j]
            change = "moved" if old[i] == new[j] else "changed"
        found.append(
            SentencePair(
                change,
                None if i is None else before_ranges[i],
                None if j is None else after_ranges[j],
            )
        )
    return found


def _elsewhere(
    old: Sequence[str], new: Sequence[str], pairs: Sequence[tuple[Change, int | None, int | None]]
) -> dict[int, int]:
    """For sentences that came, the one that went and is the same, or nearly: it stood in another place."""
    went = [i for change, i, _ in pairs if change == "removed" and i is not None]
    came = [j for change, _, j in pairs if change == "added" and j is not None]
    found: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for i in went:
        places.setdefault(old[i], []).append(i)
    for j in came:
        if places.get(new[j]):
            found[j] = places[new[j]].pop(0)
    taken = set(found.values())
    went, came = [i for i in went if i not in taken], [j for j in came if j not in found]
    if len(went) * len(came) > _CELLS:
        return found
    scores = ((likeness(old[i], new[j]), i, j) for i in went for j in came)
    for _, i, j in sorted(
        (one for one in scores if one[0] >= LIKE_ELSEWHERE), key=lambda one: (-one[0], one)
    ):
        if i not in taken and j not in found:
            found[j] = i
            taken.add(i)
    return found


def word_diff(before: str, after: str) -> list[Segment]:
    """The two sentences as one: words (characters, where words have no blanks) that stayed, went and came."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    parts: list[tuple[str, str, str]] = []  # same, removed, added
    for name, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = "".join(old[i1:i2]), "".join(new[j1:j2])
        if name == "equal" and parts and i2 < len(old) and _is_slight(came):
            same, removed, added = parts[-1]
            if removed or added:  # a blank or a particle between two changes is read with them
                parts[-1] = (same, removed + went, added + came)
                continue
        if name == "equal":
            parts.append((came, "", ""))
        elif parts and not parts[-1][0]:
            parts[-1] = ("", parts[-1][1] + went, parts[-1][2] + came)
        else:
            parts.append(("", went, came))
    segments = []
    for same, removed, added in parts:
        segments += [Segment("removed", removed)] if removed else []
        segments += [Segment("added", added)] if added else []
        segments += [Segment("same", same)] if same else []
    return segments


def likeness(before: str, after: str) -> float:
    """How much of two sentences is the same, 0..1, their order counted."""
    old, new = _words(before), _words(after)
    if not old or not new:
        return 0.0
    shared = sum((Counter(old) & Counter(new)).values())
    bound = 2 * shared / (len(old) + len(new))
    return SequenceMatcher(None, old, new, autojunk=False).ratio() if bound >= LIKE else bound


def _block(
    old: Sequence[str], new: Sequence[str], left: Range, right: Range
) -> Iterator[tuple[Change, int | None, int | None]]:
    """The sentences of two unlike blocks, paired in their order for the greatest sum of likeness."""
    (i1, i2), (j1, j2) = left, right
    rows, columns = i2 - i1, j2 - j1
    if not rows or not columns or rows * columns > _CELLS:
        yield from (("removed", i, None) for i in range(i1, i2))
        yield from (("added", None, j) for j in range(j1, j2))
        return
    score = [[likeness(old[i], new[j]) for j in range(j1, j2)] for i in range(i1, i2)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + score[i][j] if score[i][j] >= LIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    i = j = 0
    while i < rows and j < columns:
        if score[i][j] >= LIKE and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            yield "changed", i1 + i, j1 + j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield "removed", i1 + i, None
            i += 1
        else:
            yield "added", None, j1 + j
            j += 1
    yield from (("removed", i1 + row, None) for row in range(i, rows))
    yield from (("added", None, j1 + column) for column in range(j, columns))


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _words(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text.casefold()) if not token.isspace()]


def _is_slight(text: str) -> bool:
    """Whether what stayed is too little to be read on its own."""
    return not text.strip() or (len(text) == 1 and not text.isascii())
