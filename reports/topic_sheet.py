"""A topic's table as a sheet for a council: text for a terminal, HTML, CSV; each figure with its documents.

A grid stays a grid in every form. Stories are numbered once, and a cell names them by those numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from crawlers.nearest import meant
from crawlers.spreadsheet import guard_cell
from nlp.impositions import Imposition
from nlp.movement import Movement
from nlp.taxonomy_files import FIELD_CODES
from reports.counts import PAIR
from reports.entry_table import BOM
from reports.errors import DigestError
from reports.links import clean
from reports.render import render_page
from reports.routing import council_name
from reports.topic_grid import Amounts, Grid
from reports.topic_indicators import show_indicators
from reports.topic_queries import Grouping
from reports.topics import TopicRow, TopicTable
from reports.words import Words

FORMS = ("html", "csv")
_HEADS = (
    *("number", "date", "title", "parties", "movement", "signal", "stage", "fields", "japan"),
    *("need", "councils", "url", "document"),
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of a grid for people; without stories it is empty."""

    stories: int = 0
    with_japan: int = 0
    amounts: str = ""
    documents: tuple[tuple[int, str], ...] = ()  # number in the list of stories, and id

    @property
    def numbers(self) -> str:
        """The stories' numbers, as text."""
        return " ".join(str(number) for number, _ in self.documents)


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """A grid in words."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[ShownCell, ...]], ...]  # name, stories in all, cells


def show_grid(grid: Grid, by: Grouping, numbers: Mapping[str, int], words: Words) -> ShownGrid:
    """The grid in words; `numbers` are those of the documents that tell the stories."""
    known = {(cell.row, cell.column): cell for cell in grid.cells}
    totals = dict(grid.totals)
    rows = []
    for row in grid.rows:
        shown = []
        for column in grid.columns:
            cell = known.get((row, column))
            if cell is None:
                shown.append(ShownCell())
                continue
            documents = sorted((numbers[one], one) for one in cell.documents)
            shown.append(
                ShownCell(cell.stories, cell.with_japan, name_amounts(cell.amounts), tuple(documents))
            )
        rows.append((_name_row(by, row, words), totals[row], tuple(shown)))
    return ShownGrid(tuple(_name_column(by, column, words) for column in grid.columns), tuple(rows))


def number_rows(rows: Sequence[TopicRow]) -> dict[str, int]:
    """The number of each story in the list, by the document that tells it."""
    return {row.fact.document_id: number for number, row in enumerate(rows, start=1)}


def render_sheet(table: TopicTable, form: str, words: Words) -> str:
    """The sheet in one of FORMS. Raises DigestError on another form."""
    if form == "csv":
        return _csv(table, words)
    if form != "html":
        raise DigestError("format", form, "one of " + ", ".join(FORMS) + meant(form, FORMS))
    topic = table.topic
    grid = None
    if table.grid is not None:
        grid = show_grid(table.grid, topic.by, number_rows(table.rows), words)
    return render_page(
        "topic.html",
        {
            "language": words.language,
            "title": f"{topic.id} {topic.ja if words.language == 'ja' else topic.en}",
            "period": words.name("topic", "period").format(
                table.weeks[0].start, table.weeks[-1].last_day, len(table.rows)
            ),
            "w": words.name,
            "grid": grid,
            "lines": [
                (name_key(topic.by, line.key, words), line, name_amounts(line.amounts))
                for line in table.lines
            ],
            "indicators": show_indicators(table.indicators, words),
            "councils": [
                (council_name(code, words.language, short=True), count) for code, count in table.councils
            ],
            "stories": [
                dict(zip(_HEADS, _row(number, row, words), strict=True)) for number, row in _numbered(table)
            ],
            "comma": words.name("plain", "list_comma"),
        },
    )


def _csv(table: TopicTable, words: Words) -> str:
    """With a byte order mark: the grid with a line of documents in each cell, else the stories."""
    written = StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    if table.grid is None:
        rows.writerow([words.name("topic", head) for head in _HEADS])
        for number, row in _numbered(table):
            rows.writerow([guard_cell(clean(value)) for value in _row(number, row, words)])
        return BOM + written.getvalue()
    grid = show_grid(table.grid, table.topic.by, number_rows(table.rows), words)
    rows.writerow(["", words.name("topic", "total"), *grid.heads])
    for name, total, cells in grid.rows:
        rows.writerow([name, total, *(guard_cell(_told(cell, words)) for cell in cells)])
    return BOM + written.getvalue()


def _told(cell: ShownCell, words: Words) -> str:
    """A cell in one line: stories, those with Japan, amounts, documents."""
    if not cell.stories:
        return ""
    japan = words.name("topic", "of_them_japan").format(cell.with_japan) if cell.with_japan else ""
    documents = " ".join(document for _, document in cell.documents)
    return " ".join(part for part in (str(cell.stories), japan, cell.amounts, f"[{documents}]") if part)


def _numbered(table: TopicTable) -> list[tuple[int, TopicRow]]:
    return list(enumerate(table.rows, start=1))


def _row(number: int, row: TopicRow, words: Words) -> tuple[str, ...]:
    """One story under _HEADS."""
    comma = words.name("plain", "list_comma")
    fact, signal = row.fact, row.signal
    return (
        str(number),
        fact.published,
        fact.title or fact.document_id,
        comma.join(words.party(code) for code in signal.parties or fact.actors),
        name_movement(signal.movement, words) or name_imposed(row.imposed, words),
        words.name("signals", signal.type),
        words.name("stages", signal.stage or ""),
        comma.join(words.name("fields", code) for code in signal.fields or fact.fields),
        words.name("japan", signal.japan),
        words.name("need_states", row.need),
        comma.join(council_name(code, words.language, short=True) for code in row.route.primary),
        fact.url,
        fact.document_id,
    )


def name_amounts(amounts: Amounts) -> str:
    """The amounts as stated, a currency after the other."""
    return " ".join(f"{currency} {value:,.0f}" for currency, value in amounts)


def name_key(by: Grouping, key: str, words: Words) -> str:
    """A line of a topic's table in words."""
    if by == "region":
        return words.region(key)
    if by == "field":
        return words.name("fields", key)
    row, found, column = key.partition(PAIR)
    name = _name_row(by, row, words)
    return f"{name} × {_name_column(by, column, words)}" if found else name


def name_movement(movement: Movement, words: Words) -> str:
    """Who moves where: VN → JP; a side that is not named is told as abroad."""
    abroad = words.name("plain", "abroad")
    return words.name("plain", "list_comma").join(
        f"{words.party(start) if start else abroad} → {words.party(to) if to else abroad}"
        for start, to in movement
    )


def name_imposed(imposed: Imposition, words: Words) -> str:
    """Who imposes on whom: US → CN; a side that the sentence does not tell is told as such."""
    untold = words.name("roles_in_restriction", "untold")
    return words.name("plain", "list_comma").join(
        f"{words.party(one) if one else untold} → {words.party(other) if other else untold}"
        for one, other in imposed
    )


def _name_row(by: Grouping, row: str, words: Words) -> str:
    return (
        words.party(row)
        if row
        else words.name("topic", "owner_untold" if by == "owner_eligible" else "untold")
    )


def _name_column(by: Grouping, column: str, words: Words) -> str:
    if by == "party_role":
        return words.name("roles_in_restriction", column or "untold")
    if by == "party_direction":
        return words.name("directions_of_people", column or "untold")
    if column in FIELD_CODES:
        return words.name("fields", column)
    return words.party(column) if column else words.name("plain", "abroad")
