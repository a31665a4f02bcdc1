"""The model alone, as a peer: passages and questions embedded as they are written, no words, no glosses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np

from stdiplo_scan.evaluate.measure import Context

_BATCH = 240


class RawVectors:
    """Documents by the nearest of their passages, in whatever language they are written."""

    def __init__(self, context: Context, passages: Sequence[tuple[str, str]], title: str) -> None:
        """`passages`: the document's id and the text of each of its passages."""
        self._embedder = context.embedder
        self.documents = [document for document, _ in passages]
        rows = []
        for at in range(0, len(passages), _BATCH):
            texts = [text for _, text in passages[at : at + _BATCH]]
            rows.append(np.asarray(self._embedder.embed(texts), dtype=np.float32))
            context.report(f"{title}, MiniLM alone", len(texts))
        self._vectors = np.concatenate(rows) if rows else np.zeros((0, self._embedder.dimension), np.float32)
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, document in enumerate(self.documents):
            self._rows[document].append(row)

    def ask(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """The documents nearest to a question, best first."""
        return self._nearest(np.asarray(self._embedder.embed_queries([text])[0]), limit, ())

    def similar(self, document: str, among: Collection[str]) -> str:
        """The one of `among` nearest to the mean of a document's passages."""
        mean = self._vectors[self._rows[document]].mean(axis=0)
        others = set(self._rows) - set(among) | {document}
        return next(iter(self._nearest(mean, 1, others)), "")

    def _nearest(self, vector: np.ndarray, limit: int, without: Collection[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for row in np.argsort(-(self._vectors @ vector), kind="stable").tolist():
            if self.documents[row] not in without:
                found[self.documents[row]] = None
            if len(found) == limit:
                break
        return tuple(found)
