"""A digest as HTML, PDF, Markdown, text, JSON, CSV or Atom; all text is escaped, nothing is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from crawlers.nearest import meant
from reports.chart_shapes import heat_table
from reports.chart_svg import draw_svg
from reports.digest import Digest
from reports.entries import slashed
from reports.entry_table import entries_csv
from reports.errors import DigestError
from reports.feed import make_feed
from reports.links import clean, is_web
from reports.pdf import make_pdf
from reports.quotes import shown_quotes
from reports.words import Words, words_of

FORMATS = ("html", "md", "txt", "json", "csv", "atom")
_TEMPLATES = Path(__file__).parent / "templates"
_MARKDOWN = re.compile(r"([\\`*_\[\]|~])")
_MARKDOWN_START = re.compile(r"^([#+>=-]|\d+(?=[.)]))")
_ENTITY = re.compile(r"&(?=#?\w+;)")  # only such a one could be read as an entity
_BLANK_LINES = re.compile(r"\n{3,}")


def render(digest: Digest | Mapping[str, Any], form: str) -> str:
    """The digest in one of FORMATS; a stored body renders like the digest it came from. PDF: `render_pdf`.

    Raises DigestError on another format.
    """
    body = digest.to_json() if isinstance(digest, Digest) else digest
    if form == "html":
        return render_html(body)
    if form == "json":
        return render_json(body)
    if form == "csv":
        return entries_csv(body)
    if form == "atom":
        return make_feed([body])
    if form not in FORMATS:
        raise DigestError("format", form, "one of " + ", ".join(FORMATS) + meant(form, FORMATS))
    text = _environment().get_template(f"digest.{form}").render(_values(body))
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def render_html(body: Mapping[str, Any]) -> str:
    """A whole HTML document whose styles are inlined; charts are inline SVG beside their tables."""
    page = _environment().get_template("digest.html").render(_values(body) | {"charts": page_charts(body)})
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=digest_css())
    return str(inliner.inline(page)) + "\n"


def render_pdf(body: Mapping[str, Any]) -> bytes:
    """The HTML document as PDF; raises DigestError with what to install where the machine lacks pango."""
    return make_pdf(render_html(body), str(body["id"]))


def render_body(body: Mapping[str, Any], charts: Mapping[str, Markup] | None = None) -> str:
    """The same content as one table without styles, for a page or mail that brings `digest_css`.

    `charts`: what is shown above the tables of trends, heat and network, such as the pictures of a mail; a
    page says `page_charts(body)`. Without, the tables stand alone.
    """
    return _environment().get_template("digest_body.html").render(_values(body) | {"charts": charts or {}})


def render_brief(body: Mapping[str, Any], form: str) -> str:
    """A brief as JSON in html, md, txt or json; raises DigestError on another format."""
    if form == "json":
        return render_json(body)
    if form not in ("html", "md", "txt"):
        raise DigestError("format", form, "one of html, md, txt, json")
    words = words_of(str(body["language"]))
    values = {
        "d": body,
        "w": words.name,
        "comma": "、" if words.language == "ja" else ", ",
        "sections": {section["name"]: section for section in body["sections"]},
        "numbers": [one for one in body["strengths"] if one["item"] is None],
        "reached": [one for one in body["strengths"] if one["item"] is not None],
        "number": lambda value: f"{value:,.10g}",
        "quoted": lambda text: f"「{text}」" if words.language == "ja" else f"“{text}”",
    }
    text = _environment().get_template(f"brief.{form}").render(values)
    if form != "html":
        return _BLANK_LINES.sub("\n\n", text).strip() + "\n"
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=digest_css())
    return str(inliner.inline(text)) + "\n"


def render_page(template: str, values: Mapping[str, Any]) -> str:
    """An HTML document of a template with the digest's styles inlined; all text is escaped."""
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=digest_css())
    return str(inliner.inline(_environment().get_template(template).render(values))) + "\n"


def page_charts(body: Mapping[str, Any]) -> dict[str, Markup]:
    """The charts as inline SVG, which mail programs do not show."""
    # every text in them was escaped by reports.chart_svg
    return {name: Markup(svg) for name, svg in draw_svg(body).items()}  # noqa: S704


def render_json(body: Mapping[str, Any]) -> str:
    """The body as JSON, keys in their order, one line end at the end."""
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


@lru_cache(maxsize=1)
def digest_css() -> str:
    """The style sheet of a digest, every rule below `.digest`."""
    return (_TEMPLATES / "digest.css").read_text("utf-8")


def escape_markdown(text: object) -> str:
    """A text on one line in which Markdown and HTML find nothing to act on."""
    escaped = _ENTITY.sub("&amp;", clean(text)).replace("<", "&lt;")
    return _MARKDOWN_START.sub(_escape_start, _MARKDOWN.sub(r"\\\1", escaped))


def _escape_start(found: re.Match[str]) -> str:
    """A sign that would begin a list, a heading or a quote, made to stand for itself."""
    return f"{found[0]}&#8203;" if found[0].isdigit() else f"\\{found[0]}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",), default=False, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update({"clean": clean, "md": escape_markdown, "is_web": is_web, "slashed": slashed})
    return environment


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    words = words_of(str(body["language"]))
    heat = heat_table(body["charts"]) if body.get("charts") else ([], [], {})
    return {
        "d": body,
        "heat_fields": heat[0],
        "heat_regions": heat[1],
        "heat_counts": heat[2],
        "links": body["charts"]["links"] if body.get("charts") else [],
        "code_names": body["charts"]["names"] if body.get("charts") else {},
        "w": words.name,
        "mark": words.mark,
        "comma": "、" if words.language == "ja" else ", ",
        "colon": ":" if words.language == "ja" else ": ",
        "own": "" if body["edition"] == "whole" else "_own",
        "shown": shown_quotes,
        "weekly": lambda cell: _weekly(body, cell),
        "word_notes": lambda quote: " / ".join(" ".join(pair) for pair in quote["notes"]),
        "page_note": lambda note, *, label=True: _page_note(note, words, label=label),
        "term_mark": lambda line: f"{words.term_mark(line['kind'])} {words.name('term_kinds', line['kind'])}",
        "number": {entry["story"]: place for place, entry in enumerate(body["entries"], start=1)},
        "unusual": [row for row in body["coverage"] if not _as_usual(row)],
        "usual": [row for row in body["coverage"] if _as_usual(row)],
    }


def _weekly(body: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """The numbers of the weeks before; a dash where the cell's own targets were not read."""
    weeks = body["charts"]["weeks"] if body.get("charts") else ()
    gaps = set(cell.get("gaps", ()))
    if len(weeks) != len(cell["weekly"]) + 1:
        return " ".join(map(str, cell["weekly"]))
    return " ".join(
        "–" if week in gaps else str(number) for week, number in zip(weeks[:-1], cell["weekly"], strict=True)
    )


def _page_note(note: Mapping[str, Any], words: Words, *, label: bool) -> str:
    """A 改訂, 訂正 or 削除 line as plain text: label, day, version, what changed."""
    version = words.name("page", "version").format(note["after"]) if note["after"] != note["before"] else ""
    head = [note["label"]] if label else []
    return " ".join(part for part in (*head, slashed(note["seen"]), version, clean(note["text"])) if part)


def _as_usual(row: Mapping[str, Any]) -> bool:
    return bool(row["comparable"] and row["documents"])
