"""Rows of the stream formats -> documents, and documents -> rows (DESIGN, section 3)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast, get_args

from crawlers.canonical import canonical_url
from crawlers.document import Document, Hints, Kind, RawPage, Skipped
from crawlers.extract.cleaning import clean_line
from crawlers.extract.kind import document_kind
from crawlers.extract.language import detect_language
from crawlers.extract.pool import extract_pages
from crawlers.files import FileError, read_body
from crawlers.publisher_country import country_of_url
from crawlers.rows import RowError, require_id, text_of

KINDS: tuple[str, ...] = get_args(Kind)


def document_from_row(row: Mapping[str, Any], *, place: str = "row") -> Document:
    """The document of a row of `ingest x.jsonl` or `tag --jsonl`.

    The id stays as given (figures are written out); title and text stay as given, since ranges count in
    them, but for NULs and lone surrogates, each of which becomes U+FFFD. A language that is not given is
    detected. A publisher's country that is not given is read from the address. Of a day of publication
    as much as is known: YYYY-MM-DD, YYYY-MM or YYYY. Raises RowError
    with place, value met, value wanted and cure.
    """
    identifier = require_id(row, place)
    url = text_of(row, "url", place).strip()
    if row.get("text") is None and row.get("title") is None:
        raise RowError(f"{place}: text", None, "a text", "give title and text, either may be empty")
    title, text = text_of(row, "title", place), text_of(row, "text", place)
    language = _language(row, place)
    kind = text_of(row, "kind", place).strip()
    if kind and kind not in KINDS:
        raise RowError(f"{place}: kind", kind, f"one of {' '.join(KINDS)}", "leave it out to have it found")
    published = _published(row, place)
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
        kind=cast(Kind, kind) if kind else document_kind(title, url, text, published=published),
        mime="text/plain",
        country=_country(row, place) or country_of_url(url),
        target_id=text_of(row, "target", place).strip() or None,
    )


def extract_rows(
    rows: Iterable[Mapping[str, Any]], *, folder: Path | None = None, workers: int = 0
) -> Iterator[dict[str, Any]]:
    """The answer of `extract --jsonl` for each row, in order, in bounded memory.

    Paths are relative to `folder` (else the working directory). A row that cannot be read gives its id and
    an error.
    """
    placed = ((f"row {number}", row) for number, row in enumerate(rows, 1))
    return extract_placed(placed, folder=folder, workers=workers)


def extract_placed(
    rows: Iterable[tuple[str, Mapping[str, Any]]], *, folder: Path | None = None, workers: int = 0
) -> Iterator[dict[str, Any]]:
    """As `extract_rows`, for rows with their places, which the errors name."""
    base = folder if folder is not None else Path()
    pending: deque[tuple[Any, dict[str, Any] | None]] = deque()  # id and error of rows not answered yet

    def pages() -> Iterator[RawPage]:
        for place, row in rows:
            read = _page_or_error(row, base, place)
            pending.append((_given_id(row), read if isinstance(read, dict) else None))
            if not isinstance(read, dict):
                yield read

    for result in extract_pages(pages(), workers=workers):
        while pending and (error := pending[0][1]) is not None:
            pending.popleft()
            yield error
        identifier, _ = pending.popleft()
        yield {**extracted_row(result), "id": identifier}
    yield from (error for _, error in pending if error is not None)


def extracted_row(result: Document | Skipped, identifier: str = "") -> dict[str, Any]:
    """The output object of `extract --jsonl`: a skipped page has its reason and no text, and a title
    and day where a document stands behind a paywall or the like.
    """
    if isinstance(result, Skipped):
        return {
            "id": identifier, "title": result.title, "text": None, "language": "und",
            "published": result.published, "published_from": result.published_from, "kind": "other",
            "skipped": result.reason,
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
        return {"id": _given_id(row), "error": clean_line(str(error), 400)}


def _given_id(row: Mapping[str, Any]) -> Any:
    return row.get("id") if isinstance(row, Mapping) else None


def page_of_row(row: Mapping[str, Any], folder: Path, *, place: str = "row") -> RawPage:
    """The raw page that a row of `extract --jsonl` names by html_path or path. Raises RowError or
    FileError.
    """
    require_id(row, place)
    name = text_of(row, "html_path", place) or text_of(row, "path", place)
    if not name or "\x00" in name:
        raise RowError(f"{place}: path", name, "html_path or path, a file's name", "name the file to extract")
    path = folder / name
    if not path.is_file():
        raise RowError(
            f"{place}: path", name, "an existing file", "paths are relative to the working directory"
        )
    url = text_of(row, "url", place) or path.resolve().as_uri()
    content_type = "text/html" if row.get("html_path") else ""
    return RawPage(
        url, read_body(path), content_type, fetched_utc=_instant(row, "fetched", place), hints=Hints()
    )


def _language(row: Mapping[str, Any], place: str) -> str:
    given = text_of(row, "language", place).strip().lower()
    code = re.split("[-_]", given)[0]
    if code and not re.fullmatch("[a-z]{2,3}", code):
        raise RowError(
            f"{place}: language", given, "an ISO 639-1 code such as ja", "leave it out to have it found"
        )
    return "" if code == "und" else code


def _country(row: Mapping[str, Any], place: str) -> str | None:
    given = text_of(row, "country", place).strip()
    if given and not re.fullmatch("[A-Z]{2}|INT|UN", given.upper()):
        raise RowError(
            f"{place}: country",
            given,
            "the publisher's ISO 3166-1 alpha-2 code, EU, UN or INT",
            "leave it out where it is none of these",
        )
    return given.upper() or None


def _published(row: Mapping[str, Any], place: str) -> str | None:
    """As much of the day as is known: YYYY-MM-DD (an instant's first ten characters), YYYY-MM or YYYY."""
    value = text_of(row, "published", place).strip()
    if not value:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", value, re.ASCII | re.DOTALL)
    try:
        if found is None:
            raise ValueError("no date")
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise RowError(
            f"{place}: published",
            value,
            "YYYY-MM-DD, or YYYY-MM or YYYY where no more is known",
            "leave it out where it is not known",
        ) from None
    return value[:10]


def _instant(row: Mapping[str, Any], key: str, place: str) -> str:
    value = text_of(row, key, place).strip()
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
