"""What both ways of drawing share: the rows, columns and nodes to draw, and the colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.words import country_rank, full_width, words_of

BLUE, RED, INK, GREY, LIGHT = "#00118f", "#a80000", "#1a1a1c", "#595959", "#ececee"
SHADES = ("#f5f6fb", "#d9dcf5", "#b1b7e8", "#7a80c8", "#3b46ab", "#00118f")
FONTS = "'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif"
MOST_NODES = 18


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart of lines; None where there is no record."""

    name: str
    values: tuple[int | None, ...]
    low: float  # of the last week, as to be expected
    high: float
    note: str  # what stands at its end
    down: bool
    gaps: tuple[int, ...] = ()  # places of the weeks in which the cell's own targets were not read


def lines_of(body: Mapping[str, Any]) -> list[Line]:
    """The trends of a digest as lines; a week without any record, or one of the cell's own, is a gap."""
    charts = body["charts"]
    usual = words_of(str(body["language"])).name("charts", "usual")
    rows = []
    for cell in body["trends"]:
        numbers = [*cell["weekly"], cell["count"]]
        if len(numbers) != len(charts["weeks"]):
            continue
        values = tuple(
            None if week in charts["gaps"] or week in cell.get("gaps", ()) else int(number)
            for week, number in zip(charts["weeks"], numbers, strict=True)
        )
        note = f"{cell['count']} ({usual} {cell['expected']:.1f})"
        own = set(cell.get("gaps", ())) - set(charts["gaps"])
        rows.append(
            Line(
                name=cell["name"],
                values=values,
                low=cell["low"],
                high=cell["high"],
                note=note,
                down=cell["direction"] == "falling",
                gaps=tuple(place for place, week in enumerate(charts["weeks"]) if week in own),
            )
        )
    return rows


def heat_table(charts: Mapping[str, Any]) -> tuple[list[str], list[str], dict[tuple[str, str], int]]:
    """Fields (rows), regions (columns) and counts of the heat map, in the order of its cells."""
    cells = charts["heat"]
    regions = list(dict.fromkeys(cell["region"] for cell in cells))
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell["field"]] = totals.get(cell["field"], 0) + cell["count"]
    fields = sorted(totals, key=lambda code: (-totals[code], code))
    return fields, regions, {(cell["region"], cell["field"]): cell["count"] for cell in cells}


def nodes_of(charts: Mapping[str, Any]) -> dict[str, int]:
    """The parties to draw with their number of links, in the customary order; Japan is never left out."""
    weight: dict[str, int] = {}
    for link in charts["links"]:
        for code in (link["one"], link["other"]):
            weight[code] = weight.get(code, 0) + link["count"]
    kept = sorted(weight, key=lambda code: (code != "JP", -weight[code], country_rank(code), code))[
        :MOST_NODES
    ]
    return {code: weight[code] for code in sorted(kept, key=lambda code: (country_rank(code), code))}


def shade(count: int, most: int) -> tuple[str, str]:
    """The colour of a cell and of the number in it."""
    if not count:
        return "#fafafa", INK
    step = min(len(SHADES) - 1, 1 + (count - 1) * (len(SHADES) - 2) // max(1, most - 1)) if most > 1 else 2
    return SHADES[step], "#ffffff" if step >= 3 else INK


def shorten(text: str, width: float) -> str:
    """The text within so many full-width characters, cut with an ellipsis."""
    if full_width(text) <= width:
        return text
    while text and full_width(text) > width - 1:
        text = text[:-1]
    return text + "…"


def broken(name: str) -> list[str]:
    """A heading in at most two lines: broken at the blank nearest the middle, else in half."""
    if len(name) <= (8 if not name.isascii() else 13):
        return [name]
    blanks = [at for at, char in enumerate(name) if char == " "]
    if blanks:
        at = min(blanks, key=lambda place: abs(place - len(name) / 2))
        return [name[:at], name[at + 1 :]]
    half = (len(name) + 1) // 2
    return [name[:half], name[half:]]
