"""The command that says how good it is: evaluate."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import plain, progress, say, table
from stdiplo_scan.evaluate.corrections import Figure, evaluate_corrections
from stdiplo_scan.evaluate.crew import Setup, processes_that_fit, run_together
from stdiplo_scan.evaluate.floors import FloorError, raised, read_floors, write_floors
from stdiplo_scan.evaluate.quality import QualityError, write_quality
from stdiplo_scan.evaluate.registry import UnknownMeasure, choose_measures
from stdiplo_scan.evaluate.run import Result
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import labels_folder, load_settings, shared_folder
from stdiplo_scan.wiring import Office

COLUMNS = (
    "測定 / measure",
    "指標 / metric",
    "件 / items",
    "値 / figure",
    "他 / others",
    "下限 / floor",
    "CPU 秒 / s",
)

WIDTH = 150  # characters of the table where it does not go to a terminal


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan evaluate 01 03b --errors 5")(evaluate)


def evaluate(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME", help="測定名の先頭 / a measure's name or its beginning: 01, 03b, tags"
        ),
    ] = None,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="短いものだけ、他との比較なし / the quick ones, no peers")
    ] = False,
    errors: Annotated[int, typer.Option("--errors", min=0, help="悪い例の数 / worst cases to show")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, help="プロセス数 / how many processes; else what fits, at most 2"),
    ] = None,
    set_floors: Annotated[
        bool, typer.Option("--set-floors", help="下限を上げる / raise the floors, never lower")
    ] = False,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="docs/quality.md を書く / write docs/quality.md")
    ] = False,
) -> None:
    """品質を測る / Measure quality on the labelled sets; exit 3 where a floor is missed."""
    try:
        measures = choose_measures(names or [], quick=quick)
        floors = read_floors()
    except UnknownMeasure as error:
        raise typer.BadParameter(str(error)) from error
    except FloorError as error:
        complain(f"FloorError: {error}")
        raise typer.Exit(1) from error
    own = _corrections(context.obj) if "office" in (names or ()) else []
    if own:
        _show_corrections(own, errors, as_json=as_json)
        if not _sets_present():  # an office has its own corrections, and mostly no labelled sets
            return
    sets = _sets()
    begun = time.monotonic()
    setup = Setup(sets, load_settings(context.obj), floors, peers=not quick)
    results = []
    with progress("測定 / evaluate") as report:
        for result in run_together(
            measures, setup, processes=processes or processes_that_fit(), report=report
        ):
            results.append(result)
            report(result.name, 0)
    results.sort(key=lambda result: result.name)
    if as_json:
        for result in results:
            write_row(result.row(errors))
    else:
        _show(results, errors)
        say(_cost(results, time.monotonic() - begun))
    _keep(results, set_floors=set_floors, write_docs=write_docs)
    _close(results)


def _corrections(folder: Path) -> list[Figure]:
    """The figures on what the workspace's people corrected; none where there is no workspace."""
    return evaluate_corrections(Office.open(folder).store) if folder.is_dir() else []


def _show_corrections(figures: Sequence[Figure], errors: int, *, as_json: bool) -> None:
    if as_json:
        for figure in figures:
            write_row(figure.to_json(errors))
        return
    columns = (
        "訂正 / corrections",
        "件 / items",
        "F1",
        "P",
        "R",
        "正 / right",
        "誤 / wrong",
        "漏れ / missed",
    )
    table(
        columns,
        [
            (
                one.name.rpartition("corrections.")[2], one.items,
                *(f"{value:.3f}" for value in (one.f1, one.precision, one.recall)),
                one.right, one.wrong, one.missed,
            )
            for one in figures
        ],
    )  # fmt: skip
    for figure in figures:
        for case in figure.errors[:errors]:
            say(f"- {case['document']}  {case['verdict']}: {case['what']}\n  {case['text']}")


def _sets_present() -> bool:
    return Sets(shared_folder(), labels_folder()).present


def _sets() -> Sets:
    """The labelled sets; the command ends where there are none at all."""
    sets = Sets(shared_folder(), labels_folder())
    if not sets.present:
        complain(
            f"{sets.folder / 'data'}: no such folder; wanted the labelled sets; "
            "name the folder around it in STDIPLO_SHARED"
        )
        raise typer.Exit(1)
    return sets


def _keep(results: Sequence[Result], *, set_floors: bool, write_docs: bool) -> None:
    """Write what the person asked for: higher floors, the page of figures."""
    if set_floors:
        new = {result.name: result.new_floor for result in results}
        found = {name: floor for name, floor in new.items() if floor is not None}
        write_floors(raised(read_floors(), found))  # read anew: another run may have raised some meanwhile
    if write_docs:
        try:
            write_quality([result for result in results if result.figure is not None])
        except QualityError as error:
            complain(f"QualityError: {error}")
            raise typer.Exit(1) from error


def _cost(results: Sequence[Result], seconds: float) -> str:
    spent = sum(result.cpu_seconds for result in results)
    sets = len({result.set for result in results if result.figure is not None})
    return f"{sets} sets / 正解データ {sets} 件: {seconds:.0f} s, CPU {spent:.0f} s"


def _close(results: Sequence[Result]) -> None:
    failed = [result for result in results if result.state == "failed"]
    missed = [result for result in results if result.state == "missed"]
    for result in failed:
        complain(f"{result.name}: {result.note}; wanted a figure; run `stdiplo-scan evaluate {result.name}`")
    for result in missed:
        complain(f"{result.name}: {result.figure:.4f}; wanted {result.floor:.4f} or more; see --errors 10")
    if missed:
        raise typer.Exit(3)
    if failed:
        raise typer.Exit(1)


def _show(results: Sequence[Result], errors: int) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    shown = Table(show_edge=False, pad_edge=False)
    for column in COLUMNS:
        shown.add_column(column, overflow="fold")
    for result in results:
        if result.figure is not None:
            shown.add_row(*(Text(plain(cell)) for cell in _cells(result)))
    console.print(shown)
    for result in results:
        if result.state == "absent":
            say(f"{result.name}: 測らない / left out: {result.note}")
        if result.state == "labels changed":
            say(
                f"{result.name}: 正解データが変わったため比較せず / the labels changed, so it is not compared"
            )
    for result in results:
        worst = result.errors[:errors]
        if worst:
            say(f"\n{result.name}: {len(worst)} / {len(result.errors)}")
        for case in worst:
            say(f"- {case.id}  {case.score:.2f}\n  期待 / expected: {case.expected}")
            say(f"  結果 / met: {case.met}\n  {case.text}")


def _cells(result: Result) -> tuple[str, ...]:
    marks = {"met": "", "missed": " ×", "no floor": "", "labels changed": " ?", "absent": "", "failed": ""}
    others = [f"{name} {figure:.3f}" for name, figure in result.peers.items()]
    others += [f"({result.published})"] if result.published else []
    floor = "-" if result.floor is None else f"{result.floor:.3f}{marks[result.state]}"
    return (
        result.name,
        f"{result.what}; {result.note}" if result.note else result.what,
        str(result.items),
        f"{result.figure:.3f}",
        ", ".join(others),
        floor,
        f"{result.cpu_seconds:.0f}",
    )
