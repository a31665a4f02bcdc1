"""A table of targets, one a row, as offices keep it in a spreadsheet: rows -> targets' facts, and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from crawlers.spreadsheet import bare_cell, guard_cell
from crawlers.target import Target

COLUMNS: Final = (
    "id", "name", "name_ja", "country", "region", "kind", "languages", "homepage", "url_type", "feed_url",
    "cadence", "fields", "status", "default_on", "verified_by", "note", "link_pattern", "state",
)  # fmt: skip
_NEEDED: Final = ("id", "name", "country", "kind", "languages", "homepage", "feed_url")

# How often a publisher speaks -> how often it is asked, and what a normal week yields.
CADENCES: Final[dict[str, tuple[str, dict[str, float]]]] = {
    "hourly": ("hourly", {"min": 20, "max": 500}),
    "daily": ("daily", {"min": 3, "max": 40}),
    "weekly": ("weekly", {"min": 0.5, "max": 12}),
    "monthly": ("monthly", {"min": 0, "max": 5}),
    "rolling": ("monthly", {"min": 0, "max": 5}),
    "archive": ("monthly", {"min": 0, "max": 1}),
}
_UNSEEN: Final = "Not yet seen to answer with a good parse: run `targets check`."
_NEWS_WORDS: Final = (
    "news|press|media|release|announce|article|story|stories|post|notice|publication|update|event|blog"
    "|noticia|actualit|aktuel|nachricht|comunica|berita|haber"
)


class RowFault(ValueError):
    """A row that is no target: column, value met, value wanted, cure."""


def read_table(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV text with their line numbers, cells trimmed; column names in any case, any order.

    Commas, semicolons or tabs separate; a byte order mark is dropped. Raises RowFault without a known header.
    """
    text = text.removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise RowFault(
                f"line 1: the columns are {', '.join(names)[:120] or 'none'}; wanted {', '.join(missing)} "
                "among them; name the columns in the first line"
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                cleaned = (bare_cell(cell.strip()) for cell in cells)
                yield reader.line_num, dict(zip(names, cleaned, strict=False))
    except csv.Error as error:
        raise RowFault(f"line {reader.line_num}: {error}; wanted CSV; save the table as CSV again") from error


def facts_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """A target's facts, not yet checked as such. Raises RowFault where a column cannot be understood."""
    cadence = row.get("cadence", "").split(" ", 1)[0].lower() or "weekly"
    if cadence not in CADENCES:
        raise RowFault(f"cadence is {cadence!r}; wanted {', '.join(CADENCES)}; correct the cell")
    schedule, expected = CADENCES[cadence]
    state = row.get("state") or _state(row)
    note = row.get("note", "")
    if state == "unverified" and "targets check" not in note:
        note = f"{note.rstrip('.')}. {_UNSEEN}" if note else _UNSEEN
    facts: dict[str, Any] = {
        "id": row.get("id", ""),
        "name": row.get("name", ""),
        "name_ja": row.get("name_ja") or row.get("name", ""),
        "country": row.get("country", "").upper(),
        "kind": row.get("kind", ""),
        "languages": _words(row.get("languages", "")),
        "homepage": row.get("homepage", ""),
        "entry_points": [_entry_point(row)],
        "schedule": schedule,
        "expected_weekly": dict(expected),
        "state": state,
        "region": row.get("region", ""),
        "fields": _words(row.get("fields", "")),
        "evidence": row.get("verified_by", ""),
        "note": note,
    }
    return {key: value for key, value in facts.items() if value not in ("", [])}


def _state(row: Mapping[str, str]) -> str:
    """On only where a good parse was seen this year and nobody asked for a check first."""
    default = row.get("default_on", "").lower()
    if default == "no":
        return "off"
    return "on" if default == "yes" and row.get("status", "").startswith("live") else "unverified"


def _words(cell: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,|;\s]+", cell) if word.strip()]


def _entry_point(row: Mapping[str, str]) -> dict[str, Any]:
    kind, url = row.get("url_type", "").lower() or "rss", row.get("feed_url", "")
    if kind in ("rss", "atom", "feed", "rdf", "json feed"):
        return {"type": "feed", "url": url}
    if kind == "sitemap":
        return {"type": "sitemap", "url": url, "since_days": 120}
    if kind == "listing":
        return {"type": "listing", "url": url, "link_pattern": row.get("link_pattern") or link_pattern(url)}
    raise RowFault(
        f"url_type is {kind!r}; wanted rss, atom, sitemap or listing; give what needs a mapping as YAML"
    )


def link_pattern(url: str) -> str:
    """An expression for the pages that a listing at this address probably leads to: a first guess.

    What lies below the listing's own path, whatever its case; for a front page, longer paths with a word of
    news or a year in them.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").replace(".", r"\.")
    path = re.sub(r"(?i)(?:(?:index|default|home)\w*)?\.(?:html?|aspx?|php|do|es|stm)$", "", parts.path)
    path = re.sub(r"_(?:en|fr|de)$", "", path).rstrip("/")
    if len([part for part in path.split("/") if len(part) > 2]) == 0:
        return rf"(?i)://(?:[\w-]+\.)*{host}/(?=[^?#]*(?:{_NEWS_WORDS}|\d{{4}}))[^?#]{{12,}}"
    below = re.escape(path).replace(r"\-", "-")
    return rf"(?i)://(?:[\w-]+\.)*{host}{below}/(?!page/)[^?#]{{3,}}"


def row_of_target(target: Target) -> dict[str, str]:
    """The row of a target: its first entry point, and no more than a table can hold."""
    entry = target.entry_points[0]
    cadence = next(
        (name for name, (schedule, _) in CADENCES.items() if schedule == target.schedule), "weekly"
    )
    row = {
        "id": target.id, "name": target.name, "name_ja": target.name_ja, "country": target.country,
        "region": target.region, "kind": target.kind, "languages": ",".join(target.languages),
        "homepage": target.homepage, "url_type": {"feed": "rss", "api": "json"}.get(entry.type, entry.type),
        "feed_url": getattr(entry, "url", None) or getattr(entry, "path", ""), "cadence": cadence,
        "fields": "|".join(target.fields), "status": "", "default_on": {"on": "yes", "off": "no"}.get(
            target.state, "check-first"), "verified_by": target.evidence, "note": target.note,
        "link_pattern": getattr(entry, "link_pattern", None) or "", "state": target.state,
    }  # fmt: skip
    return {key: str(value) for key, value in row.items()}


def write_table(targets: Iterable[Target]) -> str:
    """The targets as CSV with a byte order mark and Windows line ends, as Excel opens it right.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for target in targets:
        row = row_of_target(target)
        writer.writerow({key: guard_cell(cell) for key, cell in row.items()})
    return "\ufeff" + out.getvalue()
