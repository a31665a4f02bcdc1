"""A labelled collection as a store of its own, filled and asked by the code of `ingest` and `search`."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.document import Document
from crawlers.stream import document_from_row
from index.filters import Filters
from index.hits import Hit
from index.search import Mode, Query, Searcher
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.tags import TaggedDocument
from nlp.tokens import tokenize
from stdiplo_scan.entries import make_entries
from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.sets import Row

SEED = 20261123  # of every sample
_BATCH = 64
_SHOWN = 160  # characters of a document in a case


class Corpus:
    """A store with its searcher, in a folder that goes when nobody holds it any more."""

    def __init__(
        self,
        context: Context,
        documents: Iterable[Document],
        *,
        title: str = "corpus",
        dictionaries: Sequence[str] = (),
    ) -> None:
        """Index the documents without tags: retrieval reads none where no filter names them.

        `dictionaries`: languages read with one beside those that set-up builds. Raises SetAbsent without it.
        """
        self.glossary = context.glossary_with(*dictionaries)
        self._folder = TemporaryDirectory(prefix="stdiplo-evaluate-")
        self.passages: list[tuple[str, str]] = []  # document and text, as a peer reads them
        self.shown: dict[str, str] = {}  # what a person sees of a document in a case
        folder = Path(self._folder.name)
        self.store = Store.open(folder / "store.db")
        model_id = context.embedder.model_id
        batch: list[Document] = []
        for document in documents:
            batch.append(document)
            if len(batch) == _BATCH:
                self._add(context, batch, title)
                batch = []
        if batch:
            self._add(context, batch, title)
        self.searcher = Searcher(
            self.store,
            VectorIndex.load_or_build(self.store, folder / "vectors.json", model_id),
            embed=context.embedder.embed_queries,
            gloss=self.glossary.gloss,
            tokenize=tokenize,
            language_of=self.glossary.language_of,
            synonyms=self.glossary.synonyms,
        )

    def _add(self, context: Context, documents: Sequence[Document], title: str) -> None:
        untagged = [TaggedDocument(one.id, one.language, (), (), (), "none") for one in documents]
        entries = make_entries(context.embedder, self.glossary, documents, untagged)
        self.store.add(entries, model_id=context.embedder.model_id)
        for entry in entries:
            content = entry.document.content
            self.passages += [(entry.document.id, content[one.start : one.end]) for one in entry.passages]
            self.shown[entry.document.id] = " ".join(content[: 2 * _SHOWN].split())[:_SHOWN]
        context.report(title, len(documents))

    def ask(
        self,
        text: str,
        *,
        mode: Mode = "hybrid",
        limit: int = 10,
        languages: tuple[str, ...] = (),
    ) -> tuple[Hit, ...]:
        """The hits, best first, as `search --queries` gives them."""
        filters = Filters(languages=languages)
        return self.searcher.search(Query(text=text, mode=mode, limit=limit, filters=filters)).hits


def rows_as_documents(rows: Iterable[Row], *, language: str | None = None) -> list[Document]:
    """The documents as `ingest x.jsonl` reads them; `language` where the rows do not say."""
    made = []
    for row in rows:
        told = row.get("language") or row.get("lang") or language
        given = {"id": row["id"], "title": row.get("title") or "", "text": row["text"], "language": told}
        made.append(document_from_row(given, place=str(row["id"])))
    return made


def sample(rows: Sequence[Row], count: int) -> list[Row]:
    """So many of the rows, always the same ones, in their order; all where there are no more."""
    if len(rows) <= count:
        return list(rows)
    kept = sorted(random.Random(SEED).sample(range(len(rows)), count))
    return [rows[place] for place in kept]
