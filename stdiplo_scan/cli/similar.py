"""The command similar: documents like a stored one, like a passage of it, or like a text of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.files import MOST_BYTES, read_paths
from index.filters import Filters
from index.hits import Results
from stdiplo_scan.cli.filter_options import Narrowing, with_filters
from stdiplo_scan.cli.find import JsonOption, LimitOption, hit_json, print_hits
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say
from stdiplo_scan.likening import like_document, like_text, read_page, who_else
from stdiplo_scan.wiring import Office
from stdiplo_scan.word_notes import WordNotes


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="例 / Example: stdiplo-scan similar d0123456789abcdef")(similar)


@with_filters
def similar(
    context: typer.Context,
    document: Annotated[str | None, typer.Argument(help="文書の ID / id of a stored document")] = None,
    *,
    text: Annotated[
        str | None,
        typer.Option("--text", help="文章や文書から / a file (html, pdf, docx, odt, eml, txt), - reads text"),
    ] = None,
    passage: Annotated[
        int | None,
        typer.Option("--passage", min=0, help="その位置に始まる箇所から / like its passage at START"),
    ] = None,
    who: Annotated[
        bool, typer.Option("--who", help="同種のことをほかに誰が / who else does such a thing")
    ] = False,
    limit: LimitOption = 10,
    json: JsonOption = False,
    narrowing: Narrowing,
) -> None:
    """似た文書を探す / Documents like this one, like a passage of it, or like a text of your own."""
    if (document is None) == (text is None):
        raise typer.BadParameter("either DOCUMENT or --text FILE is wanted")
    office = Office.open(context.obj)
    filters = narrowing.read(office)[1]
    asked: dict[str, Any] = {"document": document} if document is not None else {"text": text}
    if document is None:
        hits = _like_source(office, str(text), limit, filters).hits
    elif who:
        found = who_else(office, document, limit=limit, filters=filters)
        hits = found.hits
        asked |= {"signal": found.signal.type, "fields": list(found.fields), "parties": dict(found.parties)}
    else:
        hits = office.searcher.similar(document, start=passage, limit=limit, filters=filters).hits
    if json:
        write_row({**asked, "hits": [hit_json(hit) for hit in hits]})
        return
    if who and document is not None:
        told = " · ".join(f"{code} {count}" for code, count in found.parties)
        say(f"{found.signal.type} {' '.join(found.fields)}: {told}")
    print_hits(hits, WordNotes(office.glossary))


def _like_source(office: Office, source: str, limit: int, filters: Filters) -> Results:
    """Documents like a text on standard input, or like a file of any kind that is read."""
    if source == "-":
        given = sys.stdin.buffer.read(MOST_BYTES).decode("utf-8", "replace")
        return like_text(office, given, limit=limit, filters=filters)
    page = next(read_paths([Path(source)]))
    return like_document(office, read_page(page), limit=limit, filters=filters)
