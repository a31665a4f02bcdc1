"""The text of a PDF's page in reading order: columns one after the other, cells of tables apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_FEWEST, _MOST = 8, 3_000  # boxes; below there is nothing to order, above are drawings
_GAP = 1.0  # heights of a line that part two cells
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float
    order: int  # in the file

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


@dataclass(slots=True)
class _Segment:
    """Boxes of one line that stand close together."""

    boxes: list[_Box]

    @property
    def left(self) -> float:
        return self.boxes[0].left

    @property
    def right(self) -> float:
        return max(box.right for box in self.boxes)


_Line = list[_Segment]


def page_text(text_page: Any, width: float) -> str:
    """The page's text, one printed line a line.

    The file's own order is kept unless it runs across two columns; then the left column comes first. The
    cells of a table's rows are parted by bars where at least three rows have the same ones.
    """
    plain: str = text_page.get_text_bounded()
    count = text_page.count_rects()
    if not _FEWEST <= count <= _MOST:
        return plain
    boxes = [_box(text_page, number) for number in range(count)]
    lines = _lines(boxes)
    gutter = _gutter(lines, width)
    if gutter is not None:
        return _in_columns(text_page, lines, gutter)
    return _with_cells(text_page, plain, lines)


def _box(text_page: Any, number: int) -> _Box:
    left, bottom, right, top = text_page.get_rect(number)
    return _Box(left, bottom, right, top, number)


def _lines(boxes: Sequence[_Box]) -> list[_Line]:
    """The boxes as lines from top to bottom, each cut where a gap parts two cells."""
    rows: list[list[_Box]] = []
    for box in sorted(boxes, key=lambda box: (-(box.top + box.bottom), box.left)):
        middle = (box.top + box.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [_cut(sorted(row, key=lambda box: box.left)) for row in rows]


def _cut(row: list[_Box]) -> _Line:
    line: _Line = [_Segment([row[0]])]
    for box in row[1:]:
        if box.left - line[-1].right > _GAP * box.height:
            line.append(_Segment([box]))
        else:
            line[-1].boxes.append(box)
    return line


def _gutter(lines: Sequence[_Line], width: float) -> float | None:
    """Where two columns part whose lines follow each other across in the file; None where none do."""
    pairs = [line for line in lines if len(line) == 2]
    prose = [line for line in pairs if all(part.right - part.left > 0.22 * width for part in line)]
    if len(prose) < 6 or len(prose) < 0.4 * len(lines):
        return None
    edge = max(line[0].right for line in prose)
    other = min(line[1].left for line in prose)
    if not edge < other or not 0.3 * width < (edge + other) / 2 < 0.7 * width:
        return None
    across = sum(line[0].boxes[-1].order + 1 == line[1].boxes[0].order for line in prose)
    return (edge + other) / 2 if across > 0.5 * len(prose) else None


def _in_columns(text_page: Any, lines: Sequence[_Line], gutter: float) -> str:
    """Bands between lines that cross the gutter; in each band the left column before the right one."""
    out: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        if any(part.left < gutter < part.right for part in line):
            out += [*left, *right, " ".join(_text(text_page, part) for part in line)]
            left, right = [], []
            continue
        for part in line:
            (left if part.right <= gutter else right).append(_text(text_page, part))
    return "\n".join([*out, *left, *right])


def _with_cells(text_page: Any, plain: str, lines: Sequence[_Line]) -> str:
    """The plain text with bars between the cells of tables' rows."""
    rows = [line for group in _tables(lines) for line in group]
    if not rows:
        return plain
    barred: dict[str, str] = {}
    for line in rows:
        cells = [" ".join(_text(text_page, part).split()) for part in line]
        barred["".join("".join(cells).split())] = " | ".join(cells)
    out = []
    for printed in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        out.append(barred.get("".join(printed.split()), printed))
    return "\n".join(out)


def _tables(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Runs of at least three lines with the same number of cells, two or more, that begin alike."""
    groups: list[list[_Line]] = []
    for line in lines:
        if len(line) < 2:
            groups.append([])
            continue
        if groups and groups[-1] and _alike(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [group for group in groups if len(group) >= _FEWEST_ROWS]


def _alike(first: _Line, second: _Line) -> bool:
    """Whether the cells of two rows stand under each other, at their left or right ends."""
    if len(first) != len(second):
        return False
    return all(
        min(abs(a.left - b.left), abs(a.right - b.right), abs(a.left + a.right - b.left - b.right) / 2) < 6
        for a, b in zip(first, second, strict=True)
    )


def _text(text_page: Any, part: _Segment) -> str:
    left, right = min(box.left for box in part.boxes), part.right
    bottom, top = min(box.bottom for box in part.boxes), max(box.top for box in part.boxes)
    found: str = text_page.get_text_bounded(left - 0.5, bottom - 0.5, right + 0.5, top + 0.5)
    return " ".join(found.split())
