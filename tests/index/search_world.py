"""A store of small documents whose vectors are of shared words, searched; facts known for brute force."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.filters import Filters
from index.records import Entry
from index.search import Searcher
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.crosslingual import Glossary
from nlp.tags import Signal, Tag
from nlp.tokens import index_words, tokenize

MODEL = "words-64"
GLOSSARY = Glossary.load()


def embed(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors in which texts that share words are near: each word has a direction of its own."""
    rows = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for token in tokenize(text, "en"):
            seed = int.from_bytes(hashlib.sha256(token.text.encode()).digest()[:4], "little")
            row += np.random.default_rng(seed).normal(size=64)
        row[0] += 1e-3
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass
class World:
    store: Store
    make_entry: Callable[..., Entry]
    folder: Path

    def add(self, name: str, text: str, language: str = "en", **facts: Any) -> str:
        entry = self.make_entry(name, text, language=language, **facts)
        content = entry.document.content
        texts = [content[passage.start : passage.end] for passage in entry.passages]
        glosses = [GLOSSARY.gloss(part, language).english if language != "en" else "" for part in texts]
        self.store.add(
            [
                replace(
                    entry,
                    words=tuple(index_words(part, language) for part in texts),
                    glosses=tuple(index_words(gloss, "en") for gloss in glosses),
                    vectors=embed([gloss or part for gloss, part in zip(glosses, texts, strict=True)]),
                )
            ],
            model_id=MODEL,
        )
        return entry.document.id

    def searcher(self) -> Searcher:
        vectors = VectorIndex.load_or_build(self.store, self.folder / "v.json", MODEL)
        return Searcher(
            self.store,
            vectors,
            embed=embed,
            gloss=GLOSSARY.gloss,
            tokenize=tokenize,
            language_of=GLOSSARY.language_of,
            synonyms=GLOSSARY.synonyms,
        )


def signal(**facts: Any) -> Signal:
    values: dict[str, Any] = {
        "type": "agreement",
        "stage": "signed",
        "polarity": "cooperation",
        "modality": "asserted",
        "parties": ("NO", "VN"),
        "japan": "out",
        "score": 0.9,
        "evidence": (0, 4),
    }
    return Signal(**{**values, **facts})


def build_random(world: World, count: int) -> list[dict[str, Any]]:
    """Documents of random facts, and those facts for a check by brute force."""
    choose = random.Random(7)
    words = ["hydrogen", "quantum", "fusion", "agreement", "battery", "satellite", "ocean", "treaty", "robot"]
    facts = []
    for number in range(count):
        text = " ".join(choose.choices(words, k=6)) + "."
        fact = {
            "language": choose.choice(["en", "de"]),
            "kind": choose.choice(["news", "speech"]),
            "published": f"2026-{choose.randint(1, 12):02d}-01",
            "target_id": choose.choice(["t1", "t2", None]),
            "regions": choose.choice([("m49:035",), ("m49:154", "group:G7"), ()]),
            "field": choose.choice(["QUA", "ENE"]),
            "country": choose.choice(["VN", "NO", "DE"]),
            "role": choose.choice(["actor", "mentioned"]),
            "japan": choose.choice(["in", "out", "asked"]),
        }
        fact["id"] = world.add(
            f"r{number}",
            text,
            fact["language"],
            kind=fact["kind"],
            published=fact["published"],
            target_id=fact["target_id"],
            regions=fact["regions"],
            tags=(Tag("field", fact["field"], 0.8), Tag("country", fact["country"], 0.8, role=fact["role"])),
            signals=(signal(japan=fact["japan"]),),
        )
        facts.append(fact)
    return facts


def random_filters(choose: random.Random) -> Filters:
    def some(*values: Any) -> Any:
        return choose.choice([(), (), *((value,) for value in values)])

    return Filters(
        languages=some("en", "de"),
        kinds=some("news", "speech"),
        targets=some("t1", "t2"),
        regions=some("m49:035", "group:G7"),
        fields=some("QUA", "ENE"),
        countries=some("VN", "NO"),
        role=choose.choice([None, None, "actor"]),
        japan=some("in", "asked"),
        published_from=choose.choice([None, "2026-03-01"]),
        published_to=choose.choice([None, "2026-09-01"]),
    )


def meets(fact: dict[str, Any], filters: Filters) -> bool:
    """The filter, written a second time over plain values."""
    return (
        (not filters.languages or fact["language"] in filters.languages)
        and (not filters.kinds or fact["kind"] in filters.kinds)
        and (not filters.targets or fact["target_id"] in filters.targets)
        and (not filters.regions or bool(set(fact["regions"]) & set(filters.regions)))
        and (not filters.fields or fact["field"] in filters.fields)
        and (not filters.countries or fact["country"] in filters.countries)
        and (filters.role is None or fact["role"] == filters.role)
        and (not filters.japan or fact["japan"] in filters.japan)
        and (filters.published_from is None or fact["published"] >= filters.published_from)
        and (filters.published_to is None or fact["published"] < filters.published_to)
    )
