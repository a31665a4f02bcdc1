"""The command that finds: search; it loads nothing that only other commands need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from crawlers.rows import RowError, require_id, row_text
from index.facets import Facets
from index.hits import Hit, Results
from index.search import Mode, Order, Query
from stdiplo_scan.asking import stray_prefixes
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.filter_options import Narrowing, with_filters
from stdiplo_scan.cli.jsonl import Row, answer_rows, open_rows, write_row
from stdiplo_scan.cli.screen import say
from stdiplo_scan.wiring import Office
from stdiplo_scan.word_notes import WordNotes

_OTHERS = 3  # documents of a hit's story that are listed below it
_FACET_VALUES = 12
_MOST_WORDS = 6  # by which a -word left out more

DOUBTS: Final = {
    "silent": "探せる語がありません / there is no word to search for; the order says nothing:",
    "unmatched": "問いの語を含む文書なし、意味の近さだけの順 / no document has a word of it; by meaning:",
    "unread": "この言語の辞書がなく、問いの語を含む文書もなし / no dictionary for this language, "
    "and no document has a word of it:",
}

OrderOption = Annotated[
    Order, typer.Option("--order", help="並び順 / relevance, newest or earliest of the best")
]
StoriesOption = Annotated[
    bool, typer.Option("--stories", help="同じ出来事は一件に / documents of one story are one hit")
]
BalanceOption = Annotated[
    bool, typer.Option("--balance", help="言語ごとに交互に / every language's best in turn")
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="件数 / how many hits")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan search '蓄電池 共同研究 協定' --signal agreement")(search)


@with_filters
def search(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(help="問い。country:VN field:QUA -kind:news なども / a question, prefixes allowed"),
    ] = None,
    *,
    queries: Annotated[
        str | None, typer.Option("--queries", help="問いの JSONL / JSON lines of {id, query}")
    ] = None,
    mode: Annotated[Mode, typer.Option("--mode", help="照合 / how to match")] = "hybrid",
    order: OrderOption = "relevance",
    stories: StoriesOption = False,
    balance: BalanceOption = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="絞り込み候補と件数 / values to narrow by, with counts")
    ] = False,
    export: Annotated[
        Path | None, typer.Option("--export", help="書き出すファイル / a .csv, .xlsx or .json file")
    ] = None,
    limit: LimitOption = 10,
    json: JsonOption = False,
    narrowing: Narrowing,
) -> None:
    """問いに答えるパッセージを探す / Find the passages that answer, in whatever language."""
    office = Office.open(context.obj)
    asked = Query(mode=mode, limit=limit, order=order, per_story=stories, balance=balance)
    if queries is not None:
        _answer_all(office, queries, asked, narrowing)
        return
    if query is None:
        raise typer.BadParameter("QUERY or --queries is wanted")
    if export is not None:
        from stdiplo_scan.export import Export, form_of, write_export  # noqa: PLC0415 - few ask for a file

        form_of(export)  # a wrong name is said before anything is searched
    text, filters = narrowing.read(office, query)
    asked = replace(asked, text=text, filters=filters, reader=narrowing.reader)
    results = office.searcher.search(replace(asked, relax=not json))
    counted = office.searcher.facets(asked.relaxed() if results.unmet else asked) if facets else {}
    if export is not None:
        write_export(export, Export(query, asked, results, datetime.now(UTC), office.settings.timezone))
        say(f"書き出し / written: {export} ({len(results.hits)} / {results.total})")
        return
    if json:
        row: dict[str, Any] = {"query": query, "hits": [hit_json(hit) for hit in results.hits]}
        write_row(row | ({"total": results.total, "facets": counted} if facets else {}))
        return
    _print_reading(query, results)
    print_hits(results.hits, WordNotes(office.glossary, text, results.language))
    if facets:
        _print_facets(counted, results.total)


def _print_reading(query: str, results: Results) -> None:
    """How the question was read, and what it found no word of."""
    if results.gloss or results.unknown:
        words = [f"{source} → {english}" for source, english in results.gloss]
        unknown = [f"{source} → ?" for source in results.unknown]
        say(f"次の語でも検索 / searched as: {' / '.join([*words, *unknown])}")
    if results.unmet:
        said = "」「".join(results.unmet)
        say(
            f"「{said}」を含む箇所なし、引用符を外した結果 / nothing holds it as written; without the quotes:"
        )
    for one in results.left_out:
        if one.documents:
            also = " / ".join(one.also[:_MOST_WORDS])
            more = f"{one.documents} 件も除外 / also left out, in other words"
            say(f"「{one.phrase}」を別の語で述べる {more}: {also}")
    for met, meant in stray_prefixes(query):
        say(f"「{met}」は絞り込みの名ではなく、語として探しました / names no filter; did you mean {meant} ?")
    if results.doubt and results.hits:
        say(DOUBTS[results.doubt])


def _answer_all(office: Office, queries: str, asked: Query, narrowing: Narrowing) -> None:
    """One line of hits for each line of a file of questions."""
    filters = narrowing.read(office)[1]
    errors = answer_rows(
        open_rows(queries),
        lambda rows: (_answer(office, row, replace(asked, filters=filters)) for row in rows),
    )
    if errors:
        complain(f"{errors} rows are in error and stand in the output as such; correct them and run again")
        raise typer.Exit(1)


def _answer(office: Office, row: Row, asked: Query) -> dict[str, Any]:
    try:
        require_id(row.value, row.place)
        text = row_text(row.value, "query", row.place)
    except RowError as error:
        return {"id": row.id, "error": str(error)}
    results = office.searcher.search(replace(asked, text=text))
    return {"id": row.id, "hits": [hit_json(hit) for hit in results.hits]}


def hit_json(hit: Hit) -> dict[str, Any]:
    """The record of `search --json`."""
    return (
        {
            "document": hit.document,
            "url": hit.url,
            "title": hit.title,
            "passage": hit.passage,
            "score": round(hit.score, 6),
            "found_by": dict(hit.found_by),
        }
        | ({"shared": list(hit.shared)} if hit.shared else {})
        | ({"story": [other.document for other in hit.others]} if hit.others else {})
    )


def print_hits(hits: tuple[Hit, ...] | list[Hit], words: WordNotes) -> None:
    """The hits as a person reads them on a terminal; word notes stand in ** ** where they were asked for."""
    if not hits:
        say("該当なし / nothing found")
    for number, hit in enumerate(hits, start=1):
        found = ", ".join(f"{name} {rank}" for name, rank in hit.found_by.items())
        say(f"{number}. {hit.title}")
        source = hit.target_name_ja or hit.target_name
        say(f"   {hit.published or '日付不明 / undated'} · {hit.language} · {source} · {found}")
        say(f"   {' '.join(hit.passage.split())[:240]}")
        if hit.shared:
            say(f"   共通 / shares: {', '.join(hit.shared)}")
        if notes := words.of(hit, "ja")[1]:
            listed = (
                f"**{one.written} {one.english}**" if one.asked else f"{one.written} {one.english}"
                for one in notes
            )
            say(f"   語注(機械)/ word notes: {' / '.join(listed)}")
        for other in hit.others[:_OTHERS]:
            day = other.published or "日付不明 / undated"
            say(f"   + {day} · {other.language} · {other.title} [{other.document}]")
        if len(hit.others) > _OTHERS:
            say(f"   + ほか {len(hit.others) - _OTHERS} 件 / more of the same story")
        say(f"   {hit.url}  [{hit.document}]")


def _print_facets(counted: Facets, total: int) -> None:
    """Each filter's commonest values with the documents they leave."""
    say(f"対象文書 / documents: {total}")
    for name, values in counted.items():
        if values:
            shown = " · ".join(f"{value} {count}" for value, count in list(values.items())[:_FACET_VALUES])
            more = f" … +{len(values) - _FACET_VALUES}" if len(values) > _FACET_VALUES else ""
            say(f"  {name}: {shown}{more}")
