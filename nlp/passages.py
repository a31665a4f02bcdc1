"""Passages: whole sentences of a document, within the embedding model's token limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A half-open range of a document's content; together the passages cover all its sentences."""

    start: int
    end: int
