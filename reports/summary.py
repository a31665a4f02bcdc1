"""Where a service that writes summaries plugs in; without one, a digest is extractive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Summaries(Protocol):
    """A service that rewrites what an entry quotes, and nothing else.

    It gets the entry with its passages and may use no other source. Its text is marked as unchecked machine
    text, stands beside the passages, and is no part of what `digest verify` recomputes.
    """

    @property
    def name(self) -> str:
        """Service and model, as printed beside the text."""
        ...

    def summarize(self, entry: Mapping[str, Any], language: str) -> str:
        """A paragraph in the である調 or in English; "" where the service has nothing to say."""
        ...


class NoSummaries:
    """No service: every entry stays as it is."""

    name = ""

    def summarize(self, _entry: Mapping[str, Any], _language: str) -> str:
        """Nothing."""
        return ""


def add_summaries(body: Mapping[str, Any], service: Summaries) -> dict[str, Any]:
    """The digest with the service's text in the entries that it has something to say of."""
    entries = []
    for entry in body["entries"]:
        text = service.summarize(entry, str(body["language"])).strip()
        entries.append({**entry, "summary": {"text": text, "by": service.name}} if text else entry)
    return {**body, "entries": entries}


def without_summaries(body: Mapping[str, Any]) -> dict[str, Any]:
    """The digest as computed and edited."""
    entries = [{key: value for key, value in entry.items() if key != "summary"} for entry in body["entries"]]
    return {**body, "entries": entries}
