"""Commands of the index: check, rebuild, models, forget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from index.models import KnownModel, Models
from index.vectors.file import IndexFile
from stdiplo_scan.alerts import adapt_to_model
from stdiplo_scan.cli.alerts import say_moved
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.jobs import finish_index
from stdiplo_scan.reembedding import change_model
from stdiplo_scan.rereading import read_again
from stdiplo_scan.wiring import Office, vectors_file

index_app = typer.Typer(help="ベクトル索引 / The vector index.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    examples: dict[str, tuple[Callable[..., None], str]] = {
        "check": (index_check, "index check"),
        "rebuild": (index_rebuild, "index rebuild --model intfloat/multilingual-e5-small"),
        "models": (index_models, "index models"),
        "forget": (index_forget, "index forget default"),
    }
    for name, (command, example) in examples.items():
        index_app.command(name, epilog=f"例 / Example: stdiplo-scan {example}")(command)
    app.add_typer(index_app, name="index")


def index_check(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """索引と保存庫の一致を点検(不一致は 3)/ Does the index agree with the store? Exit 3 where not."""
    office = Office.open(context.obj)
    problems = [*office.store.faults(), *office.vectors.check()]
    if fault := office.store.reading_fault(office.glossary.version):
        problems.append(fault)
    models = Models(office.store).all()
    if json:
        write_row({"models": [model.model_id for model in models], "problems": problems})
    else:
        for model in models:
            say(_told(model))
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(3)
    if not json:
        say("一致 / the index and the store agree")


def index_rebuild(
    context: typer.Context,
    *,
    model: Annotated[
        str | None,
        typer.Option("--model", help="このモデルへ切り替える / change over to this model"),
    ] = None,
) -> None:
    """索引を作り直す(辞書が変われば読み直す)/ Make the index anew; read again by new words.

    With --model: embeds every passage under another model beside the present one, which answers meanwhile,
    and changes over at once. The old vectors stay: changing back costs only what came since.
    """
    office = Office.open(context.obj)
    if model is not None:
        _change_over(office, model)
    with progress("読み直し / reading again") as report:
        again = read_again(office, report)
    if again or model is not None:
        finish_index(office)
    if again:
        say(f"読み直した文書 / documents read again: {again}")
    say(f"パッセージ / passages: {len(office.vectors) if model is not None else office.vectors.rebuild()}")


def _change_over(office: Office, name: str) -> None:
    with progress("埋め込み / embedding") as report:
        done = change_model(office, name, report)
    say(f"埋め込んだパッセージ / passages embedded: {done.embedded}")
    say(f"モデル / model: {done.model_before or '–'} → {done.model_id}")
    for moved in adapt_to_model(office, datetime.now(UTC)):
        say_moved(moved)
    named = office.settings.embedding.model
    if named != name:
        say(f"設定の embedding.model は {named!r} のまま。この保存庫は {name!r} で検索します。")
        say(f"The settings still name {named!r}; this store is searched by {name!r}.")


def index_models(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """どのモデルのベクトルがあるか / Whose vectors the store holds, in force, whole or half built."""
    models = Models(Office.open(context.obj).store).all()
    if json:
        for model in models:
            write_row({**asdict(model), "whole": model.whole})
        return
    columns = ("モデル / model", "名前 / name", "ベクトル / vectors", "パッセージ / passages", "状態 / state")
    table(
        columns,
        [(one.model_id, one.name or "–", one.vectors, one.passages, _state(one)) for one in models],
    )


def index_forget(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="`index models` の ID か名前 / id or name of `index models`")],
) -> None:
    """使っていないモデルのベクトルを消す / Remove the vectors of a model that is not in force."""
    office = Office.open(context.obj)
    gone = Models(office.store).forget(model)
    IndexFile(vectors_file(office.folder, gone.model_id)).remove()
    say(f"削除 / removed: {gone.model_id} ({gone.vectors})")


def _told(model: KnownModel) -> str:
    name = f" ({model.name})" if model.name else ""
    return f"{model.model_id}{name}: {model.vectors} / {model.passages} · {_state(model)}"


def _state(model: KnownModel) -> str:
    if model.in_force:
        return "使用中 / in force"
    again = f"`index rebuild --model {model.name}`" if model.name else "`index rebuild --model NAME`"
    if model.whole:
        return f"そろっている / whole; {again}"
    return f"作りかけ / half built; {again}"
