"""Pieces of the real texts of the development sets, where they are beside the repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

PIECE = 500  # characters


def real_texts(shared: Path, count: int) -> list[tuple[str, str]]:
    """At most `count` pieces as (text, language), in the order of the sets; none where sets are absent."""
    found: list[tuple[str, str]] = []
    for path in sorted((shared / "data").glob("*/*.jsonl")):
        for text, language in _texts(path):
            for at in range(0, len(text), PIECE):
                piece = text[at : at + PIECE].strip()
                if len(piece) > 40:
                    found.append((piece, language))
                    if len(found) == count:
                        return found
    return found


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict) and isinstance(text := row.get("text"), str):
                yield text, str(row.get("language") or row.get("lang") or "en")
