"""A digest's entries as CSV in the readers' columns; a cell never starts a formula."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from crawlers.spreadsheet import guard_cell
from reports.entries import HEADER
from reports.quotes import shown_quotes
from reports.words import words_of

BOM = "\ufeff"  # by which spreadsheet programs know the encoding
# Columns before and after the header block, as (name, Japanese, English)
_BEFORE = (("number", "番号", "No."), ("headline", "見出し", "Headline"))
_AFTER = (
    ("title", "原題", "Original title"),
    ("url", "URL", "URL"),
    ("quote", "原文", "Original passage"),
    ("words", "語注(機械)", "Word notes (by machine)"),
    ("changes", "改訂・訂正", "Revised or corrected"),
    ("others", "他の報道", "Also reported by"),
    ("mark", "確認", "Checked"),
    ("note", "編集者注", "Editor's note"),
    ("document", "文書", "Document"),
    ("version", "版", "Version"),
    ("range", "範囲", "Range"),
    ("published_from", "公開日の根拠", "Day known from"),
    ("lag", "公開から収集まで", "Lag"),
)


def entries_csv(body: Mapping[str, Any]) -> str:
    """The entries with a byte order mark and a header row, lines ended by CR LF as spreadsheets do."""
    column = 1 if body["language"] == "ja" else 2
    written = StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow([names[column] for names in (*_BEFORE, *HEADER, *_AFTER)])
    for number, entry in enumerate(body["entries"], start=1):
        rows.writerow([guard_cell(_one_line(value)) for value in _row(number, entry, str(body["language"]))])
    return BOM + written.getvalue()


def _one_line(value: object) -> str:
    """The text on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())


def _in_brackets(value: str) -> str:
    return value.partition("(")[2].removesuffix(")")


def _plain_day(name: str, value: str) -> str:
    """A day without what is said of it in brackets, so that it sorts; other values as they are."""
    return value.partition("(")[0].strip() if name in ("published", "collected") else value


def _row(number: int, entry: Mapping[str, Any], language: str) -> list[object]:
    lines = {line["name"]: line["value"] for line in entry["lines"]}
    first = entry["sentences"][0]
    comma = "、" if language == "ja" else ", "
    mark = words_of(language).name("plain", entry["mark"])
    if entry.get("signed_by"):
        mark += f"({entry['signed_by']})" if language == "ja" else f" ({entry['signed_by']})"
    shown = shown_quotes(entry)
    return [
        number,
        entry["headline"],
        *(_plain_day(name, lines.get(name, "")) for name, _, _ in HEADER),
        entry["title"]["text"],
        entry["url"],
        " ".join(quote["text"] for quote in shown),
        " / ".join(" ".join(pair) for quote in shown for pair in quote.get("notes", ())),
        " / ".join(
            " ".join((note["label"], note["seen"].replace("-", "/"), note["text"]))
            for note in entry.get("changes", ())
        ),
        comma.join(told["publisher"] or told["url"] for told in entry["reported_by"]),
        mark,
        " ".join(f"{note['text']}({note['editor']})" for note in entry.get("notes", ())),
        first["document"],
        first["version"],
        f"{first['range'][0]}-{first['range'][1]}",
        _in_brackets(lines.get("published", "")),
        _in_brackets(lines.get("collected", "")),
    ]
