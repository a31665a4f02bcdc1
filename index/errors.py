"""What can go wrong with the store, as one small family."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked; the text gives place, value met, value wanted and the cure."""


class SchemaError(StoreError):
    """The database is no store, or one of another version of this program."""


class ModelMismatch(StoreError):
    """Vectors of one model were offered to a store that holds those of another."""


class ReadingMismatch(StoreError):
    """Passages read by other dictionaries were offered to a store that holds foreign passages already."""


class EntryError(StoreError):
    """An entry contradicts itself: as many vectors, words and glosses as passages are wanted."""


class DocumentMissing(StoreError):
    """No document, or no such version of it, under this id."""


class DigestMissing(StoreError):
    """No digest under this id."""


class DigestSealed(StoreError):
    """An approved or sent digest is never replaced."""
