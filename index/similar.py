"""What is like a text: documents that share its names, figures and cognates, beside those near in meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import Connection, Select, func, select

from index.dialect import chunks
from index.errors import DocumentMissing
from index.keywords import match_any, match_beginning, search_words
from index.pieces import LONGEST, Rarity, fold, likenesses
from index.query import SearchError
from index.rankings import Scores
from index.rows import AnyRow
from index.stored_vectors import read_vectors
from index.tables import DocumentRow, PassageRow, VersionRow
from index.title_days import weights_by_day
from index.vectors.stored import Vectors

SHARED: Final = 0.6  # what the text that stands out most by what it shares weighs beside a cosine of 1
NEAR: Final = 300  # passages near in meaning whose documents are compared, at least
_FOUND: Final = 200  # passages found by telling words, at most
_COMPARED: Final = 400  # documents that are compared, at most
_TELLING: Final = 40  # words that are looked for
_POSTINGS: Final = 60_000  # passages that those words may hold together, as the sample foretells
_SAMPLE: Final = 700  # passages by which it is told how rare a word is
_NAME: Final = 2  # what a name or figure counts beside a word as rare
_COGNATE: Final = 7  # letters from which a word's beginning is looked for in other languages
_STEM: Final = 5  # of its letters
_SHORTEST_NAME: Final = 4
_FEW: Final = 8  # texts of a language from which it is told what is usual among them
_USUAL: Final = 2.0  # spreads above the middle that a likeness may have by chance
_CERTAIN: Final = 3.0  # and spreads above these from which it has it by no chance
_NORMAL: Final = 1.4826  # of a median of deviations to a standard deviation
_ENOUGH: Final = 400  # characters of an example that says enough
_SAME_LANGUAGE: Final = 0.4  # what sharing says within the example's own language
_LEAST_SPREAD: Final = 0.01
_LITTLE: Final = 0.05  # of the likeness itself, for the order of those that do not stand out
_WORDS = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A text of which the like is sought: itself, its words and English reading as indexed, its vectors.

    `without`: the pk of the document that it is of; `whole`: whole documents are compared with it, else
    passages.
    """

    text: str
    language: str
    words: tuple[str, ...]  # of each passage, joined by blanks
    vectors: Vectors
    without: int | None = None
    whole: bool = True


def read_example(connection: Connection, model_id: str, document_id: str, start: int | None) -> Example:
    """A stored document, or its passage that begins at `start`. Raises DocumentMissing, SearchError."""
    found = (
        select(DocumentRow.pk, VersionRow.title, VersionRow.text, VersionRow.language)
        .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
        .where(DocumentRow.id == document_id, VersionRow.is_current)
    )
    document = connection.execute(found).one_or_none()
    if document is None:
        raise DocumentMissing(f"store: no document {document_id!r}; wanted an id that a search shows")
    own = select(PassageRow.pk, PassageRow.words, PassageRow.gloss, PassageRow.start, PassageRow.end).where(
        PassageRow.document_pk == document.pk
    )
    if start is not None:
        own = own.where(PassageRow.start == start)
    passages = connection.execute(own.order_by(PassageRow.ordinal)).all()
    if start is not None and not passages:
        raise SearchError(
            f"search: document {document_id} has no passage at {start}; wanted the start of one that is shown"
        )
    content = f"{document.title}\n\n{document.text}"
    vectors = read_vectors(connection, model_id, [row.pk for row in passages])
    return Example(
        text=content if start is None else content[passages[0].start : passages[0].end],
        language=document.language,
        words=tuple(f"{row.words} {row.gloss}" for row in passages),
        vectors=np.array(list(vectors.values()), dtype=np.float32),
        without=int(document.pk),
        whole=start is None,
    )


def read_rarity(connection: Connection, last_pk: int) -> Rarity:
    """How rare words and pieces are, by passages that lie evenly over the store."""
    wanted = range(last_pk, 0, -max(1, last_pk // _SAMPLE))
    return Rarity((one.text, one.words) for one in _read_passages(connection, wanted))


def _read_passages(connection: Connection, pks: Iterable[int]) -> Iterator[AnyRow]:
    """The passages: pk, text, language, words and English reading as they are indexed."""
    content = VersionRow.title + "\n\n" + VersionRow.text
    text = func.substr(content, PassageRow.start + 1, PassageRow.end - PassageRow.start)
    words = PassageRow.words + " " + PassageRow.gloss
    for chunk in chunks(list(pks)):
        yield from connection.execute(
            select(PassageRow.pk, text.label("text"), VersionRow.language, words.label("words"))
            .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
            .where(PassageRow.pk.in_(chunk))
        )


def find_telling(
    connection: Connection, example: Example, rarity: Rarity, last_pk: int, allowed: Select[int] | None
) -> list[int]:
    """Passages that hold the example's telling words, those that hold most of them first."""
    parts = (
        match_beginning(word) if begins else match_any([(word,)], ("words", "gloss"))
        for word, begins in _telling(example, rarity, last_pk)
    )
    asked = " OR ".join(part for part in parts if part)
    return [found.passage_pk for found in search_words(connection, asked, _FOUND, allowed)]


def _telling(example: Example, rarity: Rarity, last_pk: int) -> list[tuple[str, bool]]:
    """The words that tell the example from other texts, and whether only their beginnings are asked for."""
    worth: Counter[tuple[str, bool]] = Counter()
    for words in example.words:
        for word in words.split():
            worth[word, False] += _NAME if word[0].isdigit() else 1
    for word in _WORDS.findall(example.text[:LONGEST]):
        for beginning in _beginnings(word):
            worth[beginning, True] += _NAME if word[0].isupper() else 1
    told = []
    for (word, begins), count in worth.items():
        share = rarity.share_beginning(word) if begins else rarity.share_with(word)
        if len(word) > 1:
            told.append(((1 + math.log(count)) * rarity.logarithm(share), share, word, begins))
    chosen: list[tuple[str, bool]] = []
    left = float(_POSTINGS)
    for value, share, word, begins in sorted(told, key=lambda one: (-one[0], one[2:])):
        if len(chosen) == _TELLING or value <= 0:
            break
        if share * last_pk <= left:
            left -= share * last_pk
            chosen.append((word, begins))
    return chosen


def _beginnings(word: str) -> set[str]:
    """How a written word may begin in other languages, as it is indexed there; none for a short word."""
    small = word.casefold()
    if word[0].isupper() and len(word) >= _SHORTEST_NAME:
        kept = len(word) - 1 if len(word) > _STEM else len(word)
    elif len(word) >= _COGNATE:
        kept = _STEM
    else:
        return set()
    return {small[:kept], fold(small)[:kept]}


def share_scores(connection: Connection, example: Example, pks: Sequence[int], rarity: Rarity) -> Scores:
    """How far each of the passages, or the document that it is of, stands out by what it shares, 0..1.

    What a short text shares says little; in the example's own language, turns of speech are shared too. The
    day that a title names tells the issues of a periodical report apart.
    """
    compared = _read_documents(connection, pks) if example.whole else _read_texts(connection, pks)
    found = likenesses(example.text, [one.text for one in compared], rarity)
    by_day = [1.0] * len(compared)
    if example.whole:
        by_day = weights_by_day(
            example.text, example.language, [(one.text, one.language) for one in compared]
        )
        found = [likeness * day for likeness, day in zip(found, by_day, strict=True)]
    scores = stand_out(found, [one.language for one in compared])
    said = min(1.0, len(example.text) / _ENOUGH)
    spoken = [said * (_SAME_LANGUAGE if one.language == example.language else 1.0) for one in compared]
    weights = [weight * min(1.0, day) for weight, day in zip(spoken, by_day, strict=True)]
    return {
        pk: weight * score
        for weight, score, one in zip(weights, scores, compared, strict=True)
        for pk in one.passages
        if score > 0
    }


def stand_out(found: Sequence[float], languages: Sequence[str]) -> list[float]:
    """How far each likeness stands out among those of its language, 0..1, beside a little of itself.

    Texts of one language are always more alike than those of two: what a translation shares is little, and
    yet far more than other texts of its language do. A language with few texts is held against all of them.
    """
    likeness = np.asarray(found, np.float64)
    scores = _LITTLE * likeness
    counted = Counter(languages)
    groups: dict[str, list[int]] = {}
    for at, language in enumerate(languages):
        groups.setdefault(language if counted[language] >= _FEW else "", []).append(at)
    for language, places in groups.items():
        values = likeness[places]
        against = values if language else likeness
        if len(against) < _FEW:
            continue
        middle = float(np.median(against))
        spread = max(_NORMAL * float(np.median(np.abs(against - middle))), _LEAST_SPREAD)
        best = float(values.max())
        certain = min(1.0, max(0.0, ((best - middle) / spread - _USUAL) / _CERTAIN))
        scores[places] += certain * (np.clip(values - middle, 0, None) / max(best - middle, 1e-12)) ** 2
    return [float(score) for score in scores]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A text that is compared, and the passages that it stands for."""

    text: str
    language: str
    passages: tuple[int, ...]


def _read_documents(connection: Connection, pks: Sequence[int]) -> list[_Compared]:
    """The documents of passages; only so many, those of the first passages."""
    version_of: dict[int, int] = {}
    for chunk in chunks(list(pks)):
        rows = connection.execute(
            select(PassageRow.pk, PassageRow.version_pk).where(PassageRow.pk.in_(chunk))
        )
        version_of.update((row[0], row[1]) for row in rows)
    held: dict[int, list[int]] = {}
    for pk in pks:
        if pk in version_of:
            held.setdefault(version_of[pk], []).append(pk)
    text = (VersionRow.title + "\n\n" + func.substr(VersionRow.text, 1, LONGEST)).label("text")
    compared = []
    for chunk in chunks(list(held)[:_COMPARED]):
        rows = connection.execute(
            select(VersionRow.pk, text, VersionRow.language).where(VersionRow.pk.in_(chunk))
        )
        compared += [_Compared(row.text, row.language, tuple(held[row.pk])) for row in rows]
    return compared


def _read_texts(connection: Connection, pks: Sequence[int]) -> list[_Compared]:
    return [_Compared(one.text, one.language, (one.pk,)) for one in _read_passages(connection, pks)]
