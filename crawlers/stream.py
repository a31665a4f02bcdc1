"""Rows of the stream formats -> documents, and documents -> rows (DESIGN, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast, get_args

from crawlers.canonical import canonical_url
from crawlers.document import Document, Hints, Kind, RawPage, Skipped, document_id
from crawlers.extract.cleaning import clean_line
from crawlers.extract.extract import extract_page
from crawlers.extract.kind import document_kind
from crawlers.extract.language import detect_language
from crawlers.extract.pool import extract_pages
from crawlers.files import FileError, read_body

KINDS: tuple[str, ...] = get_args(Kind)
_LONE = dict.fromkeys((0, *range(55296, 57344)), "�")


class RowError(Exception):
    """A row that cannot be read: place, value met, value wanted, cure."""

    def __init__(self, place: str, met: object, wanted: str, cure: str) -> None:
        shown = repr(met)
        super().__init__(f"{place}: {shown[:80]}{'...' if len(shown) > 80 else ''}; wanted {wanted}; {cure}")
        self.place = place


def document_from_row(row: Mapping[str, Any], *, place: str = "row") -> Document:
    """The document of a row of `ingest x.jsonl` or `tag --jsonl`.

    The id stays as given (figures are written out); title and text stay as given, since ranges count in
    them, but for NULs and lone surrogates, each of which becomes U+FFFD. A language that is not given is
    detected. Raises RowError with place, value met, value wanted and cure.
    """
    if not isinstance(row, Mapping):
        raise RowError(place, row, "a JSON object", 'write {"id": ..., "title": ..., "text": ...}')
    identifier = row_id(row)
    url = _text(row, "url", place)
    if not identifier:
        if not url:
            raise RowError(
                f"{place}: id", row.get("id"), "a text or a whole number", "give each row its own id"
            )
        identifier = document_id(canonical_url(url))
    title, text = _text(row, "title", place), _text(row, "text", place)
    if "text" not in row and "title" not in row:
        raise RowError(f"{place}: text", None, "a text", "give title and text, either may be empty")
    language = _text(row, "language", place).strip().lower().replace("_", "-").split("-")[0]
    country = _text(row, "country", place).strip().upper() or None
    kind = _text(row, "kind", place).strip()
    if kind and kind not in KINDS:
        raise RowError(f"{place}: kind", kind, f"one of {' '.join(KINDS)}", "leave it out to have it found")
    published = _day(row, "published", place)
    return Document(
        id=identifier,
        url=canonical_url(url) if url else "",
        title=title,
        text=text,
        language=language or detect_language(f"{title}\n{text[:6000]}"),
        published=published,
        published_from="metadata" if published else "unknown",
        published_confidence=1.0 if published else 0.0,
        fetched_utc=_instant(row, "fetched", place),
        kind=cast(Kind, kind) if kind else document_kind(title, url, text),
        mime="text/plain",
        country=country,
        target_id=_text(row, "target", place).strip() or None,
    )


def row_id(row: Mapping[str, Any]) -> str:
    """The row's id as text; empty where it has none."""
    value = row.get("id")
    if isinstance(value, str):
        return value.translate(_LONE)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def extract_rows(
    rows: Iterable[Mapping[str, Any]], *, folder: Path | None = None, workers: int = 0
) -> Iterator[dict[str, Any]]:
    """The answer of `extract --jsonl` for each row, in order, in bounded memory.

    Paths are relative to `folder` (else the working directory). A row that cannot be read gives its id and
    an error.
    """
    base = folder if folder is not None else Path()
    if workers <= 0:
        for number, row in enumerate(rows, 1):
            read = _page_or_error(row, base, f"row {number}")
            yield read if isinstance(read, dict) else extracted_row(row_id(row), extract_page(read))
        return
    pending: list[tuple[str, dict[str, Any] | None]] = []

    def pages() -> Iterator[RawPage]:
        for number, row in enumerate(rows, 1):
            read = _page_or_error(row, base, f"row {number}")
            pending.append(("", read) if isinstance(read, dict) else (row_id(row), None))
            if not isinstance(read, dict):
                yield read

    for result in extract_pages(pages(), workers=workers):
        while pending and (error := pending[0][1]) is not None:
            pending.pop(0)
            yield error
        identifier, _ = pending.pop(0)
        yield extracted_row(identifier, result)
    yield from (error for _, error in pending if error is not None)


def extracted_row(identifier: str, result: Document | Skipped) -> dict[str, Any]:
    """The output object of `extract --jsonl`: a skipped page has its reason and no text."""
    if isinstance(result, Skipped):
        return {
            "id": identifier, "title": "", "text": None, "language": "und", "published": None,
            "published_from": "unknown", "kind": "other", "skipped": result.reason,
        }  # fmt: skip
    return {
        "id": identifier, "title": result.title, "text": result.text, "language": result.language,
        "published": result.published, "published_from": result.published_from, "kind": result.kind,
        "skipped": None,
    }  # fmt: skip


def _page_or_error(row: Mapping[str, Any], base: Path, place: str) -> RawPage | dict[str, Any]:
    try:
        return page_of_row(row, base, place=place)
    except (RowError, FileError) as error:
        return {"id": row_id(row) if isinstance(row, Mapping) else None, "error": clean_line(str(error), 400)}


def page_of_row(row: Mapping[str, Any], folder: Path, *, place: str = "row") -> RawPage:
    """The raw page that a row of `extract --jsonl` names by html_path or path. Raises RowError or
    FileError.
    """
    if not isinstance(row, Mapping):
        raise RowError(place, row, "a JSON object", 'write {"id": ..., "url": ..., "path": ...}')
    name = _text(row, "html_path", place) or _text(row, "path", place)
    if not name or "\x00" in name:
        raise RowError(f"{place}: path", name, "html_path or path, a file's name", "name the file to extract")
    path = folder / name
    if not path.is_file():
        raise RowError(
            f"{place}: path", name, "an existing file", "paths are relative to the working directory"
        )
    url = _text(row, "url", place) or path.resolve().as_uri()
    content_type = "text/html" if row.get("html_path") else ""
    return RawPage(
        url, read_body(path), content_type, fetched_utc=_instant(row, "fetched", place), hints=Hints()
    )


def _text(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowError(f"{place}: {key}", value, "a text", "write it in quotation marks")
    return value.translate(_LONE)


def _day(row: Mapping[str, Any], key: str, place: str) -> str | None:
    value = _text(row, key, place).strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise RowError(
            f"{place}: {key}", value, "a day, YYYY-MM-DD", "leave it out where it is not known"
        ) from None


def _instant(row: Mapping[str, Any], key: str, place: str) -> str:
    value = _text(row, key, place).strip()
    if not value:
        return ""
    try:
        instant = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise RowError(
            f"{place}: {key}", value, "an instant, YYYY-MM-DDThh:mm:ssZ", "leave it out where unknown"
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
