"""Makers of small true entries and stores, shared by the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crawlers.document import Document, document_id
from index.records import Entry
from index.store import Store
from nlp.passages import Passage
from nlp.tags import Signal, Tag, TaggedDocument

DIMENSION = 8


def vector_of(text: str, dimension: int = DIMENSION) -> np.ndarray:
    """A unit vector that depends on the text alone."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4], "little")
    vector = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return vector / np.linalg.norm(vector)


def build_entry(
    name: str,
    text: str = "Two ministries signed an agreement on quantum research.",
    *,
    title: str | None = None,
    tags: tuple[Tag, ...] = (),
    signals: tuple[Signal, ...] = (),
    regions: tuple[str, ...] = (),
    tagger_version: str = "t1",
    crawled: bool = True,
    dimension: int = DIMENSION,
    **facts: Any,
) -> Entry:
    """An entry of two passages, title and text; crawled ones are named by their URL."""
    url = facts.pop("url", f"https://example.org/{name}")
    document = Document(
        id=facts.pop("id", document_id(url) if crawled else name),
        url=url,
        title=f"News {name}" if title is None else title,
        text=text,
        language=facts.pop("language", "en"),
        published=facts.pop("published", "2026-11-02"),
        published_from=facts.pop("published_from", "metadata"),
        published_confidence=facts.pop("published_confidence", 0.9),
        fetched_utc=facts.pop("fetched_utc", "2026-11-03T00:00:00Z"),
        kind=facts.pop("kind", "news"),
        **facts,
    )
    content = document.content
    cut = len(document.title) + 2
    passages = (Passage(0, cut), Passage(cut, len(content)))
    texts = [content[passage.start : passage.end] for passage in passages]
    return Entry(
        document=document,
        tagged=TaggedDocument(document.id, document.language, tags, signals, regions, tagger_version),
        passages=passages,
        words=tuple(" ".join(text.lower().split()) for text in texts),
        glosses=("", ""),
        vectors=np.stack([vector_of(text, dimension) for text in texts]),
    )


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    return build_entry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened
