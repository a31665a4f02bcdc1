"""Real documents as input of the line, where the development sets are beside the repository."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.made_pages import make_pages
from crawlers.document import Document, RawPage
from crawlers.files import read_body
from crawlers.stream import document_from_row
from stdiplo_scan.evaluate.sets import Row, Sets

SET = "07_real_policy_docs"
SEED = 7


@dataclass(frozen=True, slots=True)
class Input:
    """What goes through the line: pages that are extracted, and documents that came as text."""

    name: str
    pages: list[RawPage]
    documents: list[Document] = field(default_factory=list)


def made_input(count: int) -> Input:
    """Pages of the demo's world."""
    return Input("made pages", make_pages(count))


def real_input(shared: Path, count: int) -> Input | None:
    """A sample drawn with a seed: half of it government pages as they were crawled, the rest documents of 31
    countries; None where the set is absent.

    The documents come as text, since no pages of theirs are there. A sample, since the naive line needs
    minutes for every hundred of them.
    """
    sets = Sets(shared)
    if not (shared / "data" / SET).is_dir():
        return None
    folder = sets.at(SET)
    chance = random.Random(SEED)
    crawled = _drawn(chance, sets.rows(SET, "raw_html"), count - count // 2)
    pages = [
        RawPage(
            row.get("url") or f"https://page.invalid/{row['id']}",
            read_body(folder / row["html"]),
            "text/html",
        )
        for row in crawled
    ]
    documents = [
        document_from_row(
            {"id": row["id"], "title": row["title"] or "", "text": row["text"] or "", "url": row["url"] or ""}
        )
        for row in _drawn(chance, sets.rows(SET, "docs.dev"), count - len(pages))
    ]
    return Input("a sample of real government pages and policy documents", pages, documents)


def _drawn(chance: random.Random, rows: list[Row], count: int) -> list[Row]:
    return chance.sample(rows, min(len(rows), count))
