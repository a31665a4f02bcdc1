"""The hits of a search as a file: CSV that Excel opens right, XLSX or JSON; with what was asked and when."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo

from crawlers.spreadsheet import guard_cell
from crawlers.whole_file import write_whole
from index.hits import Hit, Results
from index.search import Query, SearchError
from reports.words import words_of
from stdiplo_scan.web.filter_names import name_filters
from stdiplo_scan.web.show import local_time, plain
from stdiplo_scan.web.wording import words

Form = Literal["csv", "xlsx", "json"]
Cell = str | int | float

MEDIA: Final[dict[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
_MOST: Final = 32_000  # characters of a cell; Excel takes 32,767
_HEAD: Final = (  # Japanese, English, width of the column
    ("順位", "rank", 6), ("題名", "title", 50), ("公開日", "published", 12), ("収集日時", "collected", 17),
    ("収集先", "source", 26), ("言語", "language", 10), ("種別", "kind", 12), ("行為者", "actors", 24),
    ("分野", "fields", 24), ("シグナル", "signals", 40), ("一致した箇所", "passage", 80),
    ("理由", "why", 40), ("URL", "URL", 40), ("文書ID", "document", 20), ("同じ出来事", "same event", 12),
    ("評点", "score", 10),
)  # fmt: skip
_SWITCH: Final = {True: ("はい", "yes"), False: ("いいえ", "no")}
_ASKED: Final = {
    "question": ("問い", "question"),
    "mode": ("照合", "mode"),
    "order": ("並び順", "order"),
    "per_story": ("同じ出来事は一件に", "stories folded"),
    "balance": ("言語を交互に", "languages in turn"),
    "searched_as": ("訳語でも検索", "searched as"),
    "searched": ("検索日時", "searched at"),
    "total": ("対象文書数", "documents searched"),
    "shown": ("書き出した件数", "hits in this file"),
    "made_by": ("作成", "made by"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """One search to be written: as typed, as asked, what it found, when, and in whose language and zone."""

    typed: str
    query: Query
    results: Results
    searched: datetime
    zone: str = "Asia/Tokyo"
    language: Literal["ja", "en"] = "ja"

    def write(self, form: Form) -> bytes:
        """The file's bytes."""
        if form == "json":
            return self._json()
        return self._xlsx() if form == "xlsx" else self._csv()

    def conditions(self) -> list[tuple[str, Cell]]:
        """What was asked, when, and how many were found, each with its label."""
        column = 0 if self.language == "ja" else 1
        query, results = self.query, self.results
        ui = words(self.language)
        said: dict[str, Cell] = {
            "question": self.typed,
            "mode": ui[f"mode_{query.mode}"],
            "order": ui[f"order_{query.order}"],
            "per_story": _SWITCH[query.per_story][column],
            "balance": _SWITCH[query.balance][column],
            "searched_as": " / ".join(f"{word} → {english}" for word, english in results.gloss),
            "searched": self.searched.astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds"),
            "total": results.total,
            "shown": len(results.hits),
            "made_by": f"stdiplo-scan {version('stdiplo-scan')}",
        }
        rows = [(_ASKED[key][column], value) for key, value in said.items() if value != ""]
        filters: list[tuple[str, Cell]] = [
            (f"{'条件' if column == 0 else 'filter'}: {label}", value)
            for label, value in name_filters(query.filters, self.language)
        ]
        return rows[:1] + filters + rows[1:]

    def head(self) -> list[str]:
        """The names of the columns."""
        return [japanese if self.language == "ja" else english for japanese, english, _ in _HEAD]

    def rows(self) -> list[list[Cell]]:
        """One row a hit."""
        return [self._row(rank, hit) for rank, hit in enumerate(self.results.hits, 1)]

    def _row(self, rank: int, hit: Hit) -> list[Cell]:
        names = words_of(self.language)
        telling = [signal for signal in hit.signals if signal.telling()]
        signals = [
            " ".join(
                filter(
                    None,
                    (
                        names.name("signals", signal.type),
                        names.name("stages", signal.stage) if signal.stage else "",
                        "・".join(names.party(code) for code in signal.parties),
                    ),
                )
            )
            for signal in telling
        ]
        kept = [tag for tag in hit.tags if tag.status != "rejected"]
        actors = [names.party(tag.value) for tag in kept if tag.kind == "country" and tag.role == "actor"]
        subjects = [names.name("fields", tag.value) for tag in kept if tag.kind == "field"]
        source = (hit.target_name_ja if self.language == "ja" else hit.target_name) or hit.target_name
        return [
            rank,
            hit.title,
            hit.published or "",
            local_time(hit.fetched_utc, self.zone),
            source,
            names.name("languages", hit.language),
            names.name("kinds", hit.kind),
            "、".join(dict.fromkeys(actors)),
            "、".join(dict.fromkeys(subjects)),
            "、".join(dict.fromkeys(signals)),
            hit.passage,
            hit.why.get(self.language, ""),
            hit.url,
            hit.document,
            len(hit.others),
            round(hit.score, 6),
        ]

    def _csv(self) -> bytes:
        """UTF-8 with a byte order mark and CRLF: what Excel on Japanese Windows opens without asking."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        for row in (*self.conditions(), (), self.head(), *self.rows()):
            writer.writerow([_guarded(_cell(value)) for value in row])
        return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")

    def _xlsx(self) -> bytes:
        """Two sheets: the hits, and what was asked. Every text is written as text, never as a formula."""
        import xlsxwriter  # noqa: PLC0415 - only for those who ask for it

        written = io.BytesIO()
        with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True, "bottom": 1})
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            sheets = ("検索結果", "条件") if self.language == "ja" else ("Hits", "Asked")
            hits, asked = (book.add_worksheet(name) for name in sheets)
            for column, (name, (_, _, width)) in enumerate(zip(self.head(), _HEAD, strict=True)):
                hits.write_string(0, column, name, bold)
                hits.set_column(column, column, width)
            rows = self.rows()
            for place, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write(hits, place, column, value, wrapped)
            hits.freeze_panes(1, 2)
            hits.autofilter(0, 0, max(1, len(rows)), len(_HEAD) - 1)
            asked.set_column(0, 0, 28)
            asked.set_column(1, 1, 80)
            for place, (name, value) in enumerate(self.conditions()):
                asked.write_string(place, 0, name, bold)
                _write(asked, place, 1, value, wrapped)
        return written.getvalue()

    def _json(self) -> bytes:
        """One object: what was asked, and the hits with their tags and signals."""
        query, results = self.query, self.results
        value = {
            "query": self.typed,
            "mode": query.mode,
            "order": query.order,
            "stories": query.per_story,
            "balance": query.balance,
            "filters": query.filters.chosen,
            "searched_utc": self.searched.astimezone(UTC).isoformat(timespec="seconds"),
            "searched_as": [list(pair) for pair in results.gloss],
            "total": results.total,
            "shown": len(results.hits),
            "made_by": f"stdiplo-scan {version('stdiplo-scan')}",
            "hits": [{"rank": rank, **asdict(hit)} for rank, hit in enumerate(results.hits, 1)],
        }
        text = json.dumps(value, ensure_ascii=False, indent=1)
        return text.encode("utf-8", "replace")


def form_of(path: Path) -> Form:
    """The form that a file's name asks for; SearchError for another ending."""
    ending = path.suffix.lower().lstrip(".")
    found: Form | None = next((form for form in get_args(Form) if form == ending), None)
    if found is not None:
        return found
    raise SearchError(f"export: {path} ends in {path.suffix!r}; wanted .csv, .xlsx or .json; name it so")


def write_export(path: Path, export: Export) -> None:
    """The file is whole or as it was before."""
    write_whole(path, export.write(form_of(path)))


def _cell(value: Cell) -> Cell:
    """A text on one line, without control characters, of a length that a cell takes."""
    return " ".join(plain(value).split())[:_MOST] if isinstance(value, str) else value


def _guarded(value: Cell) -> Cell:
    return guard_cell(value) if isinstance(value, str) else value


def _write(sheet: Any, row: int, column: int, value: Cell, form: Any) -> None:
    cell = _cell(value)
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, form)
    else:
        sheet.write_number(row, column, cell, form)
