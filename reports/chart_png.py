"""Charts as PNG for mail, drawn by matplotlib with a Japanese font of this machine; imported when drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from math import cos, pi, sin
from typing import Any

from nlp.regions import region_name
from reports.chart_shapes import (
    BLUE,
    GREY,
    INK,
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

# Families with Japanese letters, the best first
JAPANESE_FONTS = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "VL Gothic",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
    "Droid Sans Fallback",
)
_DPI = 144


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a digest by name, and what a person should know of them."""

    files: Mapping[str, bytes]
    note: str  # empty, or that no Japanese font was found and the labels are English


@lru_cache(maxsize=1)
def japanese_font() -> str:
    """The first family of JAPANESE_FONTS on this machine, or nothing where there is none."""
    manager = import_module("matplotlib.font_manager")
    here = {font.name for font in manager.fontManager.ttflist}
    return next((family for family in JAPANESE_FONTS if family in here), "")


def draw_png(body: Mapping[str, Any], font: str | None = None) -> Pictures:
    """The charts of a digest (trends, heat, network) as PNG; one without numbers is left out.

    `font`: a family; the machine's Japanese one where not given. Without any, labels are English and codes.
    """
    if not body.get("charts"):
        return Pictures({}, "")
    family = japanese_font() if font is None else font
    shown = body if family or body["language"] != "ja" else _in_english(body)
    note = "" if shown is body else words_of("ja").name("charts", "no_font")
    charts, name = shown["charts"], words_of(str(shown["language"])).name
    matplotlib = import_module("matplotlib")
    figure = import_module("matplotlib.figure")
    styles = {"font.family": [family, "DejaVu Sans"] if family else ["DejaVu Sans"], "svg.hashsalt": "digest"}
    with matplotlib.rc_context(styles):
        files = {
            "trends": _lines(figure, lines_of(shown), charts, name("charts", "gap")),
            "heat": _heat(figure, charts),
            "network": _network(figure, charts),
        }
    return Pictures({chart: data for chart, data in files.items() if data}, note)


def _in_english(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with every name that a chart shows in English; a term in other letters stays a number."""
    words = words_of("en")
    names = {}
    for code in body["charts"]["names"]:
        if ":" in code:
            names[code] = region_name(code, "en")
        else:
            field = words.name("fields", code)
            names[code] = field if field != code else words.party(code)
    trends = []
    for number, cell in enumerate(body["trends"], start=1):
        shown = words.cell(cell["axis"], cell["key"])
        trends.append({**cell, "name": shown if shown.isascii() else f"term {number}"})
    return {**body, "language": "en", "trends": trends, "charts": {**body["charts"], "names": names}}


def _lines(figure: Any, lines: Sequence[Line], charts: Mapping[str, Any], gap_name: str) -> bytes:
    if not lines:
        return b""
    weeks, gaps = charts["weeks"], charts["gaps"]
    drawing = figure.Figure(figsize=(7.44, 0.5 * len(lines) + 0.6), dpi=_DPI)
    axes = drawing.subplots(len(lines), 1, sharex=True, squeeze=False)[:, 0]
    drawing.subplots_adjust(
        left=0.36, right=0.8, top=0.97, bottom=0.42 / (0.5 * len(lines) + 0.6), hspace=0.25
    )
    for axis, line in zip(axes, lines, strict=True):
        colour = RED if line.down else BLUE
        numbers = [float("nan") if value is None else value for value in line.values]
        axis.plot(range(len(weeks)), numbers, color=colour, linewidth=1.3)
        axis.fill_between([len(weeks) - 1.2, len(weeks) - 0.8], line.low, line.high, color="#d9dcf5")
        axis.plot([len(weeks) - 1], numbers[-1:], "o", color=colour, markersize=4)
        for week in gaps:
            at = weeks.index(week)
            axis.axvspan(at - 0.5, at + 0.5, color="#ececee", linewidth=0)
        for at in line.gaps:
            axis.axvspan(at - 0.5, at + 0.5, color="#ececee", linewidth=0)
        highest = max([1.0, line.high, *(value for value in line.values if value is not None)])
        axis.set_ylim(-0.04 * highest, 1.12 * highest)
        axis.set_yticks([])
        for side in ("top", "left", "right"):
            axis.spines[side].set_visible(False)
        axis.spines["bottom"].set_color("#d8d8db")
        axis.tick_params(length=0, labelsize=7, labelcolor=GREY)
        _say(axis, -0.03, 0.4, shorten(line.name, 22), color=INK, ha="right")
        _say(axis, 1.03, 0.4, line.note, color=colour, ha="left")
    places = sorted({0, len(weeks) // 2, len(weeks) - 1})
    axes[-1].set_xticks(places, [weeks[place] for place in places])
    if gaps or any(line.gaps for line in lines):
        drawing.text(0.02, 0.01, "■ " + gap_name, color="#949497", fontsize=7)
    return _png(drawing)


def _say(axis: Any, x: float, y: float, text: str, **more: Any) -> None:
    """A label beside an axis; a `$` in it is a dollar sign, never mathematics."""
    axis.text(x, y, text.replace("$", r"\$"), transform=axis.transAxes, va="center", fontsize=8.5, **more)


def _heat(figure: Any, charts: Mapping[str, Any]) -> bytes:
    fields, regions, counts = heat_table(charts)
    if not counts:
        return b""
    tall = 0.27 * len(fields) + 0.6
    drawing = figure.Figure(figsize=(7.44, tall), dpi=_DPI)
    axis = drawing.add_axes((0.27, 0.02, 0.72, 1 - 0.55 / tall))
    most = max(counts.values())
    patches = import_module("matplotlib.patches")
    for row, code in enumerate(fields):
        for column, region in enumerate(regions):
            count = counts.get((region, code), 0)
            fill, ink = shade(count, most)
            axis.add_patch(patches.Rectangle((column + 0.02, row + 0.05), 0.96, 0.9, color=fill, linewidth=0))
            if count:
                axis.text(
                    column + 0.5, row + 0.52, str(count), color=ink, ha="center", va="center", fontsize=8.5
                )
    axis.set_xlim(0, len(regions))
    axis.set_ylim(len(fields), 0)
    axis.xaxis.tick_top()
    names = ["\n".join(broken(charts["names"][region])) for region in regions]
    axis.set_xticks([at + 0.5 for at in range(len(regions))], names, fontsize=7.5, color=GREY)
    axis.set_yticks(
        [at + 0.5 for at in range(len(fields))], [charts["names"][code] for code in fields], fontsize=8.5
    )
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    return _png(drawing)


def _network(figure: Any, charts: Mapping[str, Any]) -> bytes:
    nodes = nodes_of(charts)
    if not nodes:
        return b""
    drawing = figure.Figure(figsize=(7.44, 4.3), dpi=_DPI)
    axis = drawing.add_axes((0, 0, 1, 1))
    angles = {code: 2 * pi * at / len(nodes) for at, code in enumerate(nodes)}
    for link in reversed(charts["links"]):
        if link["one"] in angles and link["other"] in angles:
            ends = [angles[link["one"]], angles[link["other"]]]
            colour = RED if "JP" in (link["one"], link["other"]) else "#7a80c8"
            width = min(7.0, 0.8 + link["count"])
            axis.plot([sin(at) for at in ends], [cos(at) for at in ends], color=colour, linewidth=width)
    for code, angle in angles.items():
        size = min(13, 5 + 1.5 * nodes[code])
        colour = RED if code == "JP" else BLUE
        axis.plot([sin(angle)], [cos(angle)], "o", color=colour, markersize=size, markeredgecolor="white")
        side = "center" if abs(sin(angle)) < 0.15 else "left" if sin(angle) > 0 else "right"
        name = charts["names"][code].replace("$", r"\$")
        axis.text(1.13 * sin(angle), 1.13 * cos(angle), name, ha=side, va="center", fontsize=9, color=INK)
    axis.set_xlim(-2.35, 2.35)
    axis.set_ylim(-1.36, 1.36)
    axis.set_axis_off()
    return _png(drawing)


def _png(drawing: Any) -> bytes:
    """The bytes without date and program name: the same numbers give the same picture."""
    target = BytesIO()
    drawing.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()
