"""Charts as inline SVG: presentation attributes only, no style, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import cos, pi, sin
from typing import Any

from reports.chart_shapes import (
    BLUE,
    FONTS,
    GREY,
    INK,
    LIGHT,
    RED,
    Line,
    broken,
    heat_table,
    lines_of,
    nodes_of,
    shade,
    shorten,
)
from reports.words import words_of

_WIDTH = 744


def draw_svg(body: Mapping[str, Any]) -> dict[str, str]:
    """The charts of a digest by name (trends, heat, network); one without numbers is left out."""
    if not body.get("charts"):
        return {}  # built before there were charts
    charts, name = body["charts"], words_of(str(body["language"])).name
    drawn = {
        "trends": svg_lines(
            lines_of(body), charts["weeks"], charts["gaps"], name("charts", "trends"), name("charts", "gap")
        ),
        "heat": svg_heat(charts, name("charts", "heat")),
        "network": svg_network(charts, name("charts", "network")),
    }
    return {chart: svg for chart, svg in drawn.items() if svg}


def svg_lines(
    lines: Sequence[Line], weeks: Sequence[str], gaps: Sequence[str], title: str, gap_name: str
) -> str:
    """One small line a cell over the same weeks; where there is no record the line breaks, shaded."""
    if not lines:
        return ""
    left, right, row = 268, 600, 40
    height = row * len(lines) + 44
    step = (right - left) / max(1, len(weeks) - 1)
    xs = [left + step * place for place in range(len(weeks))]
    parts = []
    for week in gaps:
        x = xs[weeks.index(week)]
        parts.append(_rect(x - step / 2, 4, step, row * len(lines), "#ececee"))
        parts.append(_text(x, height - 6, gap_name, size=9, anchor="middle", fill=GREY))
    for number, line in enumerate(lines):
        top = 6 + row * number
        parts += [_rect(xs[at] - step / 2, top - 2, step, row - 3, LIGHT) for at in line.gaps]
        parts += _one_line(line, xs, top, row - 12)
        parts.append(_text(0, top + 18, shorten(line.name, 20), size=12, fill=INK))
        parts.append(_text(right + 14, top + 18, line.note, size=12, fill=RED if line.down else BLUE))
        parts.append(_rule(0, top + row - 5, _WIDTH, top + row - 5, LIGHT))
    if any(line.gaps for line in lines):
        parts.append(_rect(0, height - 15, 12, 9, LIGHT))
        parts.append(_text(16, height - 6, gap_name, size=9, fill=GREY))
    axis = row * len(lines) + 20
    for place in sorted({0, len(weeks) // 2, len(weeks) - 1}):
        anchor = "end" if place == len(weeks) - 1 else "start" if place == 0 else "middle"
        parts.append(_text(xs[place], axis, weeks[place], size=10, anchor=anchor, fill=GREY))
    return _svg(height, title, parts)


def _one_line(line: Line, xs: Sequence[float], top: float, tall: float) -> list[str]:
    """The line itself: broken at gaps, the range to be expected as a bar, the last week as a dot."""
    highest = max([1.0, line.high, *(value for value in line.values if value is not None)])

    def y(value: float) -> float:
        return top + tall - tall * value / highest

    parts = [_rule(xs[0], top + tall, xs[-1], top + tall, "#d8d8db")]
    if line.high > line.low:
        parts.append(_rect(xs[-1] - 5, y(line.high), 10, y(line.low) - y(line.high), "#d9dcf5"))
    runs: list[list[str]] = [[]]
    for x, value in zip(xs, line.values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f},{y(value):.1f}")
    colour = RED if line.down else BLUE
    for run in runs:
        if len(run) > 1:
            points = " ".join(run)
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        elif run:
            left, at = run[0].split(",")
            parts.append(f'<circle cx="{left}" cy="{at}" r="1.5" fill="{colour}"/>')
    if line.values[-1] is not None:
        parts.append(f'<circle cx="{xs[-1]:.1f}" cy="{y(line.values[-1]):.1f}" r="3.5" fill="{colour}"/>')
    return parts


def svg_heat(charts: Mapping[str, Any], title: str) -> str:
    """Fields down, bureaus across, the number in each cell; the darker the more."""
    fields, regions, counts = heat_table(charts)
    if not counts:
        return ""
    left, head, row = 190, 44, 26
    wide = (_WIDTH - left) / len(regions)
    most = max(counts.values())
    parts = []
    for column, region in enumerate(regions):
        for place, part in enumerate(broken(charts["names"][region])):
            x = left + wide * (column + 0.5)
            parts.append(_text(x, 16 + 15 * place, part, size=11, anchor="middle", fill=GREY))
    for line, code in enumerate(fields):
        top = head + row * line
        parts.append(_text(left - 10, top + 17, charts["names"][code], size=12, anchor="end", fill=INK))
        for column, region in enumerate(regions):
            count = counts.get((region, code), 0)
            fill, ink = shade(count, most)
            x = left + wide * column
            parts.append(_rect(x + 1, top + 1, wide - 2, row - 2, fill))
            if count:
                parts.append(
                    _text(x + wide / 2, top + 17, str(count), size=12, anchor="middle", fill=ink, bold=True)
                )
    return _svg(head + row * len(fields) + 4, title, parts)


def svg_network(charts: Mapping[str, Any], title: str) -> str:
    """Parties on a circle in the customary order, a line where two cooperate; Japan and its lines in red."""
    nodes = nodes_of(charts)
    if not nodes:
        return ""
    height, radius = 430, 158
    places = {
        code: (
            _WIDTH / 2 + radius * sin(2 * pi * at / len(nodes)),
            height / 2 - radius * cos(2 * pi * at / len(nodes)),
        )
        for at, code in enumerate(nodes)
    }
    parts = []
    for link in reversed(charts["links"]):
        if link["one"] not in places or link["other"] not in places:
            continue
        (x1, y1), (x2, y2) = places[link["one"]], places[link["other"]]
        colour = RED if "JP" in (link["one"], link["other"]) else "#7a80c8"
        width = min(9.0, 1 + 1.2 * link["count"])
        parts.append(_rule(x1, y1, x2, y2, colour, width=width))
    for at, code in enumerate(nodes):
        x, y = places[code]
        fill = RED if code == "JP" else BLUE
        size = min(12.0, 4 + 1.5 * nodes[code])
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{fill}" '
            'stroke="#ffffff" stroke-width="1.5"/>'
        )
        angle = 2 * pi * at / len(nodes)
        out = size + 7
        anchor = "middle" if abs(sin(angle)) < 0.15 else "start" if sin(angle) > 0 else "end"
        parts.append(
            _text(
                x + out * sin(angle),
                y - (out + 3) * cos(angle) + 4,
                charts["names"][code],
                size=12,
                anchor=anchor,
                fill=INK,
                bold=code == "JP",
            )
        )
    return _svg(height, title, parts)


def _svg(height: float, title: str, parts: Iterable[str]) -> str:
    shown = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="100%" '
        f'role="img" aria-label="{shown}" font-family="{escape(FONTS)}"><title>{shown}</title>'
        + "".join(parts)
        + "</svg>"
    )


def _text(
    x: float, y: float, text: str, *, size: int, anchor: str = "start", fill: str, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(text)}</text>"
    )


def _rect(x: float, y: float, wide: float, tall: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{fill}"/>'


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1.0) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:.1f}"/>'
    )
