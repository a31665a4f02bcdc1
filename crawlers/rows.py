"""The fields of a row of the stream formats, checked; nothing of the documents that rows become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LONE = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")


class RowError(Exception):
    """A row that cannot be read: place, value met, value wanted, cure."""

    def __init__(self, place: str, met: object, wanted: str, cure: str) -> None:
        shown = repr(met)
        super().__init__(f"{place}: {shown[:80]}{'...' if len(shown) > 80 else ''}; wanted {wanted}; {cure}")
        self.place = place


def require_id(row: Mapping[str, Any], place: str) -> str:
    """The row's id as text; RowError where it has none, or is no object."""
    if not isinstance(row, Mapping):
        raise RowError(place, row, "a JSON object", 'write {"id": ..., "title": ..., "text": ...}')
    identifier = row_id(row)
    if not identifier:
        raise RowError(f"{place}: id", row.get("id"), "a text or a whole number", "give each row its own id")
    return identifier


def row_text(row: Mapping[str, Any], key: str, place: str) -> str:
    """The text under a key, NULs and lone surrogates replaced; RowError where there is none."""
    if row.get(key) is None:
        raise RowError(f"{place}: {key}", None, "a text", f"give each row its {key}")
    return text_of(row, key, place)


def row_id(row: Mapping[str, Any]) -> str:
    """The row's id as text; empty where it has none."""
    value = row.get("id")
    if isinstance(value, str):
        return value.translate(_LONE)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def text_of(row: Mapping[str, Any], key: str, place: str) -> str:
    """The text under a key, "" where there is none; RowError for anything but a text."""
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowError(f"{place}: {key}", value, "a text", "write it in quotation marks")
    return value.translate(_LONE)
