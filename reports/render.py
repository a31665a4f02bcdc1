"""A digest as HTML (page and mail), Markdown, text or JSON; all text is escaped, nothing is fetched."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from reports.digest import Digest
from reports.entries import slashed
from reports.errors import DigestError
from reports.words import words_of

FORMATS = ("html", "md", "txt", "json")
_TEMPLATES = Path(__file__).parent / "templates"
_MARKDOWN = re.compile(r"([\\`*_\[\]|~])")
_MARKDOWN_START = re.compile(r"^([#+>=-]|\d+(?=[.)]))")
_ENTITY = re.compile(r"&(?=[#A-Za-z])")  # only such a one could be read as an entity
_BLANK_LINES = re.compile(r"\n{3,}")


def render(digest: Digest | Mapping[str, Any], form: str) -> str:
    """The digest in one of FORMATS; a stored body renders like the digest it came from.

    Raises DigestError on another format.
    """
    body = digest.to_json() if isinstance(digest, Digest) else digest
    if form == "html":
        return render_html(body)
    if form == "json":
        return render_json(body)
    if form not in FORMATS:
        raise DigestError("format", form, "one of " + ", ".join(FORMATS))
    text = _environment().get_template(f"digest.{form}").render(_values(body))
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def render_html(body: Mapping[str, Any]) -> str:
    """A whole HTML document whose styles are inlined, as mail programs need it."""
    page = _environment().get_template("digest.html").render(_values(body))
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=digest_css())
    return str(inliner.inline(page)) + "\n"


def render_body(body: Mapping[str, Any]) -> str:
    """The same content as one table without styles, for a page that brings `digest_css`."""
    return _environment().get_template("digest_body.html").render(_values(body))


def render_json(body: Mapping[str, Any]) -> str:
    """The body as JSON, keys in their order, one line end at the end."""
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


@lru_cache(maxsize=1)
def digest_css() -> str:
    """The style sheet of a digest, every rule below `.digest`."""
    return (_TEMPLATES / "digest.css").read_text("utf-8")


def clean(text: object) -> str:
    """A text on one line, without control characters and marks that turn the direction of reading."""
    kept = "".join(
        " " if char.isspace() else char
        for char in str(text)
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join(kept.split())


def is_web(url: object) -> bool:
    """Whether a link may be shown as one: http or https, with a host, without blanks and quotes."""
    text = str(url)
    if re.search(r"[\s<>\"'\\\x00-\x1f]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


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
    return {
        "d": body,
        "w": words.name,
        "mark": words.mark,
        "comma": "、" if words.language == "ja" else ", ",
        "number": {entry["story"]: place for place, entry in enumerate(body["entries"], start=1)},
        "unusual": [row for row in body["coverage"] if not _as_usual(row)],
        "usual": [row for row in body["coverage"] if _as_usual(row)],
    }


def _as_usual(row: Mapping[str, Any]) -> bool:
    return bool(row["comparable"] and row["documents"])
