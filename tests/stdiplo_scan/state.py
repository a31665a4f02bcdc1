"""What a workspace holds, as plain values that can be compared; times of fetching are left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from stdiplo_scan.wiring import Office


def state_of(office: Office) -> dict[str, Any]:
    """Documents with versions, tags, signals and stories, skipped pages, and digests."""
    documents: dict[str, Any] = {}
    after = 0
    while page := office.store.documents(after_pk=after, limit=100):
        after = page[-1].pk
        for current in page:
            versions = {}
            for number in current.versions:
                stored = office.store.document(current.document.id, number)
                versions[number] = {
                    "digest": stored.document.digest,
                    "published": stored.document.published,
                    "language": stored.document.language,
                    "kind": stored.document.kind,
                    "regions": stored.regions,
                    "tags": [asdict(tag) | {"score": round(tag.score, 3)} for tag in stored.tags],
                    "signals": [asdict(s) | {"score": round(s.score, 3)} for s in stored.signals],
                }
            documents[current.document.id] = {
                "url": current.document.url,
                "versions": versions,
                "story": current.story_id,
                "duplicate_of": current.duplicate_of,
                "passages": current.passages,
            }
    return {
        "documents": documents,
        "skipped": sorted((item.url, item.reason) for item in office.store.skipped()),
        "digests": {digest.id: timeless(digest.body) for digest in office.store.digests()},
    }


def timeless(body: Any) -> Any:
    """A digest's body without what tells when pages were fetched."""
    if isinstance(body, dict):
        if body.get("name") == "collected":
            return None
        return {key: timeless(value) for key, value in body.items() if key not in ("seen", "last_success")}
    if isinstance(body, list):
        return [timeless(value) for value in body]
    return body
