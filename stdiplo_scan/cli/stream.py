"""Commands that read documents: extract, tag, stories, ingest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.document import Document, RawPage, Skipped
from crawlers.extract.extract import extract_page
from crawlers.extract.pool import extract_pages
from crawlers.files import FileError, read_paths
from crawlers.rows import RowError
from crawlers.stream import document_from_row, extract_placed, extracted_row
from index.stories import StoryItem, cluster_stories
from nlp.tagger import Tagger
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import Row, answer_rows, open_rows, row_batches, write_row
from stdiplo_scan.cli.screen import progress
from stdiplo_scan.cli.tally import reason_in, say_tally
from stdiplo_scan.headlines import story_items
from stdiplo_scan.jobs import finish_index, ingest_documents
from stdiplo_scan.registers import MOST_AT_ONCE, keep_ends
from stdiplo_scan.settings import load_settings
from stdiplo_scan.wiring import Office, office_tagger, settings_embedder, settings_glossary, tagging_model

TAG_BATCH = 32

JsonlOption = Annotated[
    str | None,
    typer.Option("--jsonl", help="一行一件の JSON 入力 / JSON lines to read: FILE or - for standard input"),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan extract page.html --url https://example.org/a")(extract)
    app.command(epilog="例 / Example: stdiplo-scan tag --jsonl documents.jsonl > tags.jsonl")(tag)
    app.command(epilog="例 / Example: stdiplo-scan stories --jsonl documents.jsonl")(stories)
    app.command(epilog="例 / Example: stdiplo-scan ingest reports/ backlog.jsonl")(ingest)


def _close(errors: int) -> None:
    if errors:
        complain(f"{errors} rows are in error and stand in the output as such; correct them and run again")
        raise typer.Exit(1)


def extract(
    path: Annotated[Path | None, typer.Argument(help="html, pdf, docx, odt, eml, txt, jsonl (.gz)")] = None,
    *,
    url: Annotated[str, typer.Option("--url", help="この文書の URL / where the page came from")] = "",
    jsonl: JsonlOption = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="プロセス数 / processes")] = 2,
) -> None:
    """ページを読み取る(保存しない)/ Read title, date, text and language; nothing is stored."""
    if (rows_file := _rows_file(path, jsonl)) is not None:
        _close(
            answer_rows(
                open_rows(rows_file),
                lambda rows: extract_placed(((row.place, row.value) for row in rows), workers=workers),
            )
        )
        return
    if path is None:
        raise typer.BadParameter("PATH or --jsonl is wanted")
    for page in read_paths([path]):
        shown = RawPage(url=url or page.url, body=page.body, content_type=page.content_type)
        write_row(extracted_row(extract_page(shown), str(path)))


def tag(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="html, pdf, docx, odt, eml, txt, jsonl (.gz)")] = None,
    *,
    url: Annotated[str, typer.Option("--url", help="この文書の URL / where the page came from")] = "",
    country: Annotated[
        str | None, typer.Option("--country", help="公開機関の国 / publisher's country")
    ] = None,
    jsonl: JsonlOption = None,
) -> None:
    """タグとシグナルを付ける(保存しない)/ Tag countries, fields, signals; nothing is stored."""
    settings = load_settings(context.obj)
    embedder = settings_embedder(settings, tagging_model(context.obj))
    tagger = office_tagger(context.obj, settings, embedder)
    if (rows_file := _rows_file(path, jsonl)) is not None:
        _close(answer_rows(open_rows(rows_file), lambda rows: _tag_rows(tagger, rows)))
        return
    if path is None:
        raise typer.BadParameter("PATH or --jsonl is wanted")
    for page in read_paths([path]):
        hints = replace(page.hints, country=country)
        found = extract_page(replace(page, url=url or page.url, hints=hints))
        if isinstance(found, Skipped):
            japanese = f"{path}: {reason_in('ja', found.reason)}。タグを付けるものがありません。"
            complain(f"{path}: {reason_in('en', found.reason)}; nothing to tag", japanese=japanese)
            raise typer.Exit(1)
        write_row(tagger.tag([found])[0].to_json())


def _documents(rows: Sequence[Row]) -> list[Document | str]:
    found: list[Document | str] = []
    for row in rows:
        try:
            found.append(document_from_row(row.value, place=row.place))
        except RowError as error:
            found.append(str(error))
    return found


def _tag_rows(tagger: Tagger, rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    for batch in row_batches(rows, TAG_BATCH):
        found = _documents(batch)
        tagged = iter(tagger.tag([item for item in found if isinstance(item, Document)]))
        for row, item in zip(batch, found, strict=True):
            if isinstance(item, str):
                yield {"id": row.id, "error": item}
            else:
                yield {**next(tagged).to_json(), "id": row.id}


def stories(
    context: typer.Context,
    jsonl: Annotated[str, typer.Option("--jsonl", help="一行一件の JSON 入力 / JSON lines: FILE or -")],
) -> None:
    """同じ出来事を伝える文書をまとめる / Group documents that tell the same event."""
    settings = load_settings(context.obj)
    embedder = settings_embedder(settings)
    glossary = settings_glossary(settings, context.obj)
    answers: list[tuple[Row, str | None]] = []
    items: list[StoryItem] = []
    for batch in row_batches(open_rows(jsonl), TAG_BATCH):
        sound = [row for row in batch if not row.error]
        documents = iter(_documents(sound))
        found = [(row, row.error or next(documents)) for row in batch]
        kept = [item for _, item in found if isinstance(item, Document)]
        items.extend(story_items(embedder, glossary, kept))
        answers.extend((row, item if isinstance(item, str) else None) for row, item in found)
    story_ids = iter(cluster_stories(items))
    errors = 0
    for row, error in answers:
        errors += error is not None
        write_row({"id": row.id, "error": error} if error else {"id": row.id, "story": next(story_ids)})
    _close(errors)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(help="html, pdf, docx, odt, eml, txt, warc (.gz), jsonl; フォルダ可 / folders too"),
    ],
    *,
    json: Annotated[bool, typer.Option("--json", help="結果を JSON で / print the outcome as JSON")] = False,
) -> None:
    """手元のファイルを取り込み、付与・索引・話題化まで行う / Take files in: tags, vectors, stories."""
    office = Office.open(context.obj, create=True)
    errors = 0

    def refuse(problem: str) -> None:
        nonlocal errors
        errors += 1
        complain(problem)

    with progress("取り込み / ingest") as report:
        tally = ingest_documents(office, _read_files(office, paths, refuse), report)
        finish_index(office)
        if len(office.vectors) <= MOST_AT_ONCE:  # of a larger store it takes long: `run` does it
            keep_ends(office)
    outcome = {**tally.to_json(), "errors": errors}
    if json:
        write_row(outcome)
    else:
        say_tally(tally)
    if errors:
        complain(
            f"{errors} files or rows were left out (see above), all others taken in; correct and run again"
        )
        raise typer.Exit(1)


def _read_files(
    office: Office, paths: Sequence[Path], refuse: Callable[[str], None]
) -> Iterator[Document | Skipped]:
    """What the paths hold; a path, file or row that cannot be read is refused and the rest goes on."""
    for is_rows, group in groupby(paths, _holds_rows):
        if is_rows:
            for path in group:
                yield from _read_rows_of(path, refuse)
        else:
            pages = read_paths(group, on_error=lambda error: refuse(str(error)))
            yield from extract_pages(pages, workers=office.settings.crawl.workers, ocr=office.ocr)


def _rows_file(path: Path | None, jsonl: str | None) -> str | None:
    """The input of JSON lines, named by the option or as the path; None where the path is a document."""
    return str(path) if jsonl is None and path is not None and _holds_rows(path) else jsonl


def _holds_rows(path: Path) -> bool:
    return path.name.lower().endswith((".jsonl", ".jsonl.gz")) and not path.is_dir()


def _read_rows_of(path: Path, refuse: Callable[[str], None]) -> Iterator[Document]:
    try:
        for batch in row_batches(open_rows(str(path)), TAG_BATCH):
            sound = iter(_documents([row for row in batch if not row.error]))
            for row in batch:
                item = row.error or next(sound)
                if isinstance(item, Document):
                    yield item
                else:
                    refuse(item)
    except FileError as error:
        refuse(str(error))
    except OSError as error:
        met = error.strerror or error
        refuse(f"{path}: {met}; wanted a readable file of JSON lines; correct the path or copy it again")
