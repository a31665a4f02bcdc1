"""The naive line: what a first version would be made of, each library with its defaults."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from crawlers.document import RawPage
from nlp.embed import default_model_folder

Vectors = npt.NDArray[np.float32]
BATCH = 32  # the default of SentenceTransformer.encode
MODEL_TOKENS = 256  # the model's published limit, as ours; its files say 128


def extract_with_trafilatura(page: RawPage) -> Any:
    """What trafilatura makes of the page with its defaults and metadata; None where it finds no text."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy: the start of ours must not pay for it

    return bare_extraction(page.body, url=page.url, with_metadata=True)


def load_sentence_transformer(threads: int) -> Any:
    """The same weights in sentence-transformers, fp32."""
    import torch  # noqa: PLC0415 - heavy: loaded for the comparison alone
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the same

    torch.set_num_threads(threads)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries below, about their own future
        model: Any = SentenceTransformer(str(default_model_folder()), device="cpu")
    model.max_seq_length = MODEL_TOKENS
    return model


def encode(model: Any, texts: Sequence[str]) -> Vectors:
    """Unit-length vectors by `SentenceTransformer.encode`, fp32, batches of 32."""
    found = model.encode(
        list(texts),
        batch_size=BATCH,
        normalize_embeddings=True,
        convert_to_numpy=True,
        show_progress_bar=False,
    )
    return np.asarray(found, dtype=np.float32)


def flat_index(vectors: Vectors) -> Any:
    """A flat FAISS index of 32-bit numbers that compares with every vector."""
    index: Any = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return index
