"""Commands that find: search, similar, explain, index."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawlers.stream import RowError, require_id, row_text
from index.filters import Filters
from index.hits import Hit
from index.search import Mode, Query
from nlp.crosslingual import Glossary
from nlp.tags import Role
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import Row, answer_rows, open_rows, write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.cli.values import checked_day, checked_values
from stdiplo_scan.jobs import finish_index
from stdiplo_scan.rereading import read_again
from stdiplo_scan.wiring import Office

index_app = typer.Typer(help="ベクトル索引 / The vector index.", no_args_is_help=True, rich_markup_mode=None)

FILTERS = {  # option -> the filter it sets
    "country": "countries", "region": "regions", "field": "fields", "signal": "signals", "stage": "stages",
    "language": "languages", "kind": "kinds", "target": "targets", "japan": "japan",
}  # fmt: skip
Many = list[str] | None
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="件数 / how many hits")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan search '蓄電池 共同研究 協定' --signal agreement")(search)
    app.command(epilog="例 / Example: stdiplo-scan similar d0123456789abcdef")(similar)
    app.command(epilog="例 / Example: stdiplo-scan explain d0123456789abcdef")(explain)
    index_app.command("check", epilog="例 / Example: stdiplo-scan index check")(index_check)
    index_app.command("rebuild", epilog="例 / Example: stdiplo-scan index rebuild")(index_rebuild)
    app.add_typer(index_app, name="index")


def _filter_option(name: str, words: str) -> Any:
    return typer.Option(name, help=f"{words}(繰り返し可 / may be repeated)")


def search(
    context: typer.Context,
    query: Annotated[
        str | None, typer.Argument(help="日本語または英語の問い / a question in any language")
    ] = None,
    *,
    queries: Annotated[
        str | None, typer.Option("--queries", help="問いの JSONL / JSON lines of {id, query}")
    ] = None,
    mode: Annotated[Mode, typer.Option("--mode", help="照合 / how to match")] = "hybrid",
    limit: LimitOption = 10,
    json: JsonOption = False,
    country: Annotated[Many, _filter_option("--country", "国・組織 / country or body; VN, EU")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="その国の役割 / role of that country")] = None,
    region: Annotated[
        Many, _filter_option("--region", "地域 / region; m49:035, mofa:europe, group:ASEAN")
    ] = None,
    field: Annotated[Many, _filter_option("--field", "分野 / field; QUA")] = None,
    signal: Annotated[Many, _filter_option("--signal", "シグナル / signal; agreement")] = None,
    stage: Annotated[Many, _filter_option("--stage", "段階 / stage; signed")] = None,
    language: Annotated[Many, _filter_option("--language", "言語 / language; de")] = None,
    kind: Annotated[Many, _filter_option("--kind", "文書種別 / kind; news")] = None,
    target: Annotated[Many, _filter_option("--target", "収集先 / target")] = None,
    japan: Annotated[Many, _filter_option("--japan", "日本 / Japan; in, out, asked, mentioned")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="公開日の始め / published from, YYYY-MM-DD")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="公開日の終わり(含まない)/ published before")
    ] = None,
) -> None:
    """問いに答えるパッセージを探す / Find the passages that answer, in whatever language."""
    office = Office.open(context.obj)
    values = checked_values(
        office,
        {
            "country": country, "region": region, "field": field, "signal": signal, "stage": stage,
            "language": language, "kind": kind, "target": target, "japan": japan,
        },
    )  # fmt: skip
    filters = Filters(
        **{name: values[option] for option, name in FILTERS.items()},
        role=role,
        published_from=checked_day("since", since),
        published_to=checked_day("until", until),
    )
    if queries is not None:
        errors = answer_rows(
            open_rows(queries),
            lambda rows: (_answer(office, row, mode, limit, filters) for row in rows),
        )
        if errors:
            complain(
                f"{errors} rows are in error and stand in the output as such; correct them and run again"
            )
            raise typer.Exit(1)
        return
    if query is None:
        raise typer.BadParameter("QUERY or --queries is wanted")
    results = office.searcher.search(Query(text=query, mode=mode, limit=limit, filters=filters))
    if json:
        write_row({"query": query, "hits": [hit_json(hit) for hit in results.hits]})
        return
    if results.gloss or results.unknown:
        words = [f"{source} → {english}" for source, english in results.gloss]
        unknown = [f"{source} → ?" for source in results.unknown]
        say(f"次の語でも検索 / searched as: {' / '.join([*words, *unknown])}")
    _print_hits(results.hits, office.glossary)


def _answer(office: Office, row: Row, mode: Mode, limit: int, filters: Filters) -> dict[str, Any]:
    try:
        require_id(row.value, row.place)
        text = row_text(row.value, "query", row.place)
    except RowError as error:
        return {"id": row.id, "error": str(error)}
    results = office.searcher.search(Query(text=text, mode=mode, limit=limit, filters=filters))
    return {"id": row.id, "hits": [hit_json(hit) for hit in results.hits]}


def hit_json(hit: Hit) -> dict[str, Any]:
    """The record of `search --json`."""
    return {
        "document": hit.document,
        "url": hit.url,
        "title": hit.title,
        "passage": hit.passage,
        "score": round(hit.score, 6),
        "found_by": dict(hit.found_by),
    }


def _print_hits(hits: tuple[Hit, ...] | list[Hit], glossary: Glossary) -> None:
    if not hits:
        say("該当なし / nothing found")
    for number, hit in enumerate(hits, start=1):
        found = ", ".join(f"{name} {rank}" for name, rank in hit.found_by.items())
        say(f"{number}. {hit.title}")
        source = hit.target_name_ja or hit.target_name
        say(f"   {hit.published or '日付不明 / undated'} · {hit.language} · {source} · {found}")
        say(f"   {' '.join(hit.passage.split())[:240]}")
        if hit.language not in ("en", "ja") and (notes := glossary.notes(hit.passage, hit.language)):
            listed = " / ".join(f"{written} {english}" for written, english in notes)
            say(f"   語注(機械)/ word notes: {listed}")
        say(f"   {hit.url}  [{hit.document}]")


def similar(
    context: typer.Context, document: str, *, limit: LimitOption = 10, json: JsonOption = False
) -> None:
    """似た文書を探す / Documents like this one."""
    office = Office.open(context.obj)
    results = office.searcher.similar(document, limit=limit)
    if json:
        write_row({"document": document, "hits": [hit_json(hit) for hit in results.hits]})
        return
    _print_hits(results.hits, office.glossary)


def explain(context: typer.Context, document: str, *, json: JsonOption = False) -> None:
    """付いたタグとシグナルの根拠を示す / Why each tag and signal stands there."""
    stored = Office.open(context.obj).store.document(document)
    content = stored.document.content
    rows = [
        (tag.kind, tag.value, tag.role or "", f"{tag.score:.2f}", tag.by, _quote(content, tag.evidence))
        for tag in stored.tags
    ] + [
        (
            signal.type,
            "+".join(signal.parties),
            f"{signal.stage} {signal.modality}",
            f"{signal.score:.2f}",
            signal.by,
            _quote(content, (signal.evidence,)),
        )
        for signal in stored.signals
    ]
    if json:
        for kind, value, role, score, by, evidence in rows:
            write_row(
                {"kind": kind, "value": value, "role": role, "score": score, "by": by, "evidence": evidence}
            )
        return
    say(f"{stored.document.title}\n{stored.document.url}")
    table(
        ("種別 / kind", "値 / value", "役割・段階 / role", "確度 / score", "規則 / by", "根拠 / evidence"),
        rows,
    )


def _quote(content: str, evidence: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(" ".join(content[start:end].split()) for start, end in evidence[:3])


def index_check(context: typer.Context) -> None:
    """索引と保存庫の一致を点検(不一致は 3)/ Does the index agree with the store? Exit 3 where not."""
    office = Office.open(context.obj)
    problems = [*office.store.faults(), *office.vectors.check()]
    if fault := office.store.reading_fault(office.glossary.version):
        problems.append(fault)
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(3)
    say("一致 / the index and the store agree")


def index_rebuild(context: typer.Context) -> None:
    """索引を作り直す(辞書が変われば読み直す)/ Make the index anew; read again by new words."""
    office = Office.open(context.obj)
    with progress("読み直し / reading again") as report:
        again = read_again(office, report)
    if again:
        finish_index(office)
        say(f"読み直した文書 / documents read again: {again}")
    say(f"パッセージ / passages: {office.vectors.rebuild()}")
