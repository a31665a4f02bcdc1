"""Expected and met -> a figure from 0 to 1: the metrics that the labelled sets are published with."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
# Written without blanks: Han, kana, Thai, Lao, Khmer, Myanmar; hangul too is compared by syllable.
_SIGN = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_SIGN}]|[^\W{_SIGN}]+")


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and their harmonic mean; 0 where nothing was found or nothing was to be found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """2PR / (P + R)."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean; 0 of none."""
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else 0.0


def counted(right: float, met: float, expected: float) -> Scores:
    """Scores from counts: right ones, all that were met, all that were expected."""
    return Scores(right / met if met else 0.0, right / expected if expected else 0.0)


def micro_f1(pairs: Iterable[tuple[Collection[Hashable], Collection[Hashable]]]) -> Scores:
    """Scores over all (expected, met) sets together: each member counts once, whatever its item."""
    right = met = expected = 0
    for wanted, found in pairs:
        right += len(set(wanted) & set(found))
        met += len(set(found))
        expected += len(set(wanted))
    return counted(right, met, expected)


def set_f1(expected: Collection[Hashable], met: Collection[Hashable]) -> float:
    """F1 of one item's set; 1 where both are empty."""
    return micro_f1([(expected, met)]).f1 if expected or met else 1.0


def macro_f1(pairs: Sequence[tuple[Collection[Hashable], Collection[Hashable]]]) -> float:
    """The mean of the F1 of every class that is expected anywhere; items are (expected, met) classes."""
    classes = sorted({one for expected, _ in pairs for one in expected}, key=str)
    return mean(binary_f1([(one in expected, one in met) for expected, met in pairs]).f1 for one in classes)


def binary_f1(pairs: Iterable[tuple[bool, bool]]) -> Scores:
    """Scores of the true class over (expected, met)."""
    counts = Counter(pairs)
    right = counts[True, True]
    return counted(right, right + counts[False, True], right + counts[True, False])


def balanced_accuracy(pairs: Iterable[tuple[bool, bool]]) -> float:
    """The mean of the shares met of the true and of the false ones; of one kind alone, its share."""
    counts = Counter(pairs)
    shares = []
    for kind in (True, False):
        total = counts[kind, True] + counts[kind, False]
        if total:
            shares.append(counts[kind, kind] / total)
    return mean(shares)


def tokens_of(text: str) -> list[str]:
    """Words in lower case; scripts written without blanks, and hangul, by character."""
    return _TOKEN.findall(text.lower())


def token_f1(expected: str, met: str) -> float:
    """F1 of the two bags of tokens; 1 where both are empty."""
    wanted, found = Counter(tokens_of(expected)), Counter(tokens_of(met))
    if not wanted and not found:
        return 1.0
    return counted((wanted & found).total(), found.total(), wanted.total()).f1


def shingle_scores(pairs: Iterable[tuple[str, str]], size: int) -> Scores:
    """Precision and recall of word n-grams by page, each averaged over the pages that have one.

    Source: Zyte (Scrapinghub), article extraction benchmark, 2020: `size` is 4 there; 1 compares bags of
    words. Both texts empty counts as right.
    """
    precisions, recalls = [], []
    for expected, met in pairs:
        wanted, found = _shingles(expected, size), _shingles(met, size)
        right = (wanted & found).total()
        if not wanted and not found:
            precisions.append(1.0)
            recalls.append(1.0)
            continue
        precisions.append(right / found.total() if found else 0.0)
        recalls.append(right / wanted.total() if wanted else 0.0)
    return Scores(mean(precisions), mean(recalls))


def _shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def b_cubed(expected: Sequence[Hashable], met: Sequence[Hashable]) -> Scores:
    """B-cubed scores of a clustering: expected[i] and met[i] are the clusters of item i.

    Source: Bagga and Baldwin, COLING 1998. Raises ValueError for sequences of different length.
    """
    joint = Counter(zip(expected, met, strict=True))
    wanted, found = Counter(expected), Counter(met)
    total = len(expected)
    if not total:
        return Scores(0.0, 0.0)
    precision = math.fsum(count * count / found[cluster] for (_, cluster), count in joint.items()) / total
    recall = math.fsum(count * count / wanted[label] for (label, _), count in joint.items()) / total
    return Scores(precision, recall)


def ndcg(ranked: Sequence[Hashable], grades: Mapping[str, float], k: int = 10) -> float:
    """Discounted gain of the first k over that of the best order; 0 where nothing is relevant."""
    gains = [float(grades.get(str(one), 0.0)) for one in ranked[:k]]
    best = sorted((float(grade) for grade in grades.values()), reverse=True)[:k]
    ideal = _discounted(best)
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def first_right(ranked: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """1 where the first one is relevant, else 0: P@1 of one query."""
    return 1.0 if ranked and ranked[0] in relevant else 0.0


def reciprocal_rank(ranked: Sequence[Hashable], relevant: Collection[Hashable], k: int = 10) -> float:
    """One over the rank of the first relevant one among the first k, else 0: MRR of one query."""
    return next((1 / rank for rank, one in enumerate(ranked[:k], 1) if one in relevant), 0.0)


def recall_at(ranked: Sequence[Hashable], relevant: Collection[Hashable], k: int = 10) -> float:
    """The share of the relevant ones among the first k."""
    return len(set(ranked[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0
