"""The store under another embedding model: built beside the one in force, then put in its place at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crawlers.document import Document
from index.models import BarePassage, Models
from index.records import Vectors
from index.vectors.flat import VectorIndex
from nlp.crosslingual import Glossary
from nlp.embed import Embedder
from nlp.passages import split_passages
from stdiplo_scan.entries import read_passage
from stdiplo_scan.wiring import Office, settings_embedder, vectors_file

_BATCH = 64  # passages of one transaction: what a kill can cost


@dataclass(frozen=True, slots=True)
class ChangedOver:
    """What a change of models did."""

    model_before: str  # id; "" where the store had none
    model_id: str
    embedded: int  # passages that had no vector of the model yet
    passages: int


def change_model(office: Office, name: str, progress: Callable[[str, int], None]) -> ChangedOver:
    """The store is searched under the model of this name.

    Its vectors are written beside the old ones, which answer meanwhile and stay, so that changing back costs
    only what came since. Cut off anywhere, it goes on where it was. Raises ModelError, StoreError.
    """
    embedder = settings_embedder(office.settings, name)
    model_id, store = embedder.model_id, office.store
    models, before = Models(store), store.model_id or ""
    if before and not models.name_in_force():
        models.begin(before, office.settings.embedding.model)
    models.begin(model_id, name)
    embedded = 0
    while True:
        embedded += _embed_bare(models, embedder, office.glossary, progress)
        vectors = VectorIndex.load_or_build(
            store, vectors_file(office.folder, model_id), model_id, beside=True
        )
        vectors.save()
        if not models.switch(model_id, embedder.dimension):
            break  # else documents came while the last ones were embedded
    for part in ("embedder", "vectors", "searcher"):
        office.__dict__.pop(part, None)
    office.__dict__["embedder"] = embedder
    return ChangedOver(before, model_id, embedded, len(vectors))


def _embed_bare(
    models: Models, embedder: Embedder, glossary: Glossary, progress: Callable[[str, int], None]
) -> int:
    """How many passages had no vector of the model, and have one now."""
    after, count = 0, 0
    while bare := models.bare_passages(embedder.model_id, after, _BATCH):
        after = bare[-1].pk
        models.add_vectors(embedder.model_id, [one.pk for one in bare], _vectors_of(embedder, glossary, bare))
        count += len(bare)
        progress("embedded", len(bare))
    return count


def _vectors_of(embedder: Embedder, glossary: Glossary, bare: Sequence[BarePassage]) -> Vectors:
    """One vector a passage. Passages were cut for another model: one that is too long for this is read in
    pieces, and stands for their mean.
    """
    texts: list[str] = []
    owners: list[int] = []
    for place, passage in enumerate(bare):
        _, text = read_passage(glossary, passage.text, passage.language)
        pieces = [text]
        if embedder.count_tokens(passage.text) > embedder.token_limit:
            whole = Document(id="", url="", title="", text=text)
            cut = split_passages(whole, embedder.count_tokens, embedder.token_limit)
            pieces = [whole.content[piece.start : piece.end] for piece in cut] or [text]
        texts += pieces
        owners += [place] * len(pieces)
    summed = np.zeros((len(bare), embedder.dimension), dtype=np.float32)
    np.add.at(summed, owners, embedder.embed(texts))
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray(summed / np.maximum(lengths, 1e-12), dtype=np.float32)
