"""Commands after the tagger learned something: train, retag."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nlp.classifier import WEIGHTS_FILE
from nlp.corrections import CorrectionError
from nlp.embed import DEFAULT, Embedder, load_embedder
from nlp.office_models import FIELDS_FILE, install_models, load_models, use_shipped
from nlp.readings import languages_read
from nlp.train_office import Comparison, train_fields_model, train_signals_model
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.misuse import not_one_of
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.jobs import finish_index
from stdiplo_scan.lessons import Lessons, read_lessons
from stdiplo_scan.retagging import retag as tag_again
from stdiplo_scan.settings import cache_folder, machine_user
from stdiplo_scan.wiring import Office, settings_embedder

JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
FILES = {"signals": WEIGHTS_FILE, "fields": FIELDS_FILE}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan train --try")(train)
    app.command(epilog="例 / Example: stdiplo-scan retag --try")(retag)


def train(
    context: typer.Context,
    *,
    only: Annotated[
        str | None, typer.Option("--only", help="signals か fields だけ / one of the two models")
    ] = None,
    attempt: Annotated[
        bool, typer.Option("--try", help="測るだけで入れ替えない / measure, install nothing")
    ] = False,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="同梱の分類器に戻す / go back to the shipped models")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="このモデルの空間で学ぶ / learn in this model's space")
    ] = None,
    json: JsonOption = False,
) -> None:
    """訂正から分類器を学び直す(劣れば入れず 3)/ Learn from corrections; exit 3 where it got worse.

    With --model, a multilingual embedding model by name or folder: what it reads by itself needs no gloss.
    """
    office = Office.open(context.obj)
    folder = office.folder / "models"
    if shipped:
        use_shipped(folder)
        say("同梱の分類器 / the shipped models are in force; `stdiplo-scan retag` tags again by them")
        return
    if only is not None and only not in FILES:
        raise not_one_of(only, ("signals", "fields"), "--only")
    if model is not None and only is not None:
        raise typer.BadParameter("goes without --only: one model, one space", param_hint="--model")
    space = _space(office, load_models(folder).model, model)
    lessons = read_lessons(office.store, office.glossary, space.reads)
    if not lessons.sentences and not lessons.documents and not space.moved:
        raise CorrectionError(
            f"{office.folder}: no corrections to learn from; wanted signals or fields that a person judged; "
            "correct some with `stdiplo-scan correct`"
        )
    folder.mkdir(parents=True, exist_ok=True)
    waiting = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        compared = _compare(office, lessons, waiting, only, space)
        version = "" if attempt else _install(folder, waiting, compared, space)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    _show(compared, lessons, version, json=json)
    worse = [one for one in compared if one.worse]
    for one in worse:
        fell = "; ".join(f"{name} {before:.4f} -> {after:.4f}" for name, before, after in one.fallen)
        complain(
            f"{one.name}: trained anew it is worse on texts held out: {fell}; wanted no less than "
            "as shipped; not installed; correct more documents, or see `correct --list`"
        )
    if worse:
        raise typer.Exit(3)


@dataclass(frozen=True, slots=True)
class _Space:
    """The embedding model in whose space is learned."""

    name: str  # "" for the default one
    embedder: Embedder
    reads: tuple[str, ...]  # languages besides English that it reads by itself
    moved: bool  # the models in force are of another


def _space(office: Office, before: str, asked: str | None) -> _Space:
    """The space asked for, else that of the models in force."""
    name = before if asked is None else "" if asked == DEFAULT else asked
    if not name:
        return _Space("", _default_model(office), (), moved=bool(before))
    embedder = settings_embedder(office.settings, name)
    return _Space(name, embedder, languages_read(embedder), moved=name != before)


def _default_model(office: Office) -> Embedder:
    """The default model, as the tagger's: whichever model searches."""
    cache, threads = cache_folder(office.settings) / "models", office.settings.embedding.threads
    return load_embedder(precision="f32", cache=cache, threads=threads)


def _compare(
    office: Office, lessons: Lessons, place: Path, only: str | None, space: _Space
) -> list[Comparison]:
    """The models trained, beside the shipped ones; in a new space both, beside the default model's."""
    found = []
    moved = space.moved and bool(space.name)
    with progress("学習 / train") as report, tempfile.TemporaryDirectory() as scratch:
        default = _default_model(office) if moved else None
        if only in (None, "signals") and (lessons.sentences or space.moved):
            new = train_signals_model(space.embedder, lessons.sentences, place)
            if default is not None:
                new = new.against(train_signals_model(default, lessons.sentences, Path(scratch)))
            found.append(new)
            report("signals", 1)
        if only in (None, "fields") and (lessons.documents or space.moved):
            fields = train_fields_model(space.embedder, lessons.documents, place)
            if default is not None:
                fields = fields.against(train_fields_model(default, lessons.documents, Path(scratch)))
            found.append(fields)
            report("fields", 1)
    return found


def _install(folder: Path, waiting: Path, compared: Sequence[Comparison], space: _Space) -> str:
    """The version now in force; "" where no model was good enough. A model that was not trained now stays,
    unless it is of another space: there both are good enough, or neither is installed.
    """
    if space.moved and any(one.worse for one in compared):
        return ""
    for one in compared:
        if one.worse:
            (waiting / FILES[one.name]).unlink()
    if not any(waiting.iterdir()):
        return ""
    before = load_models(folder)
    for name in FILES.values():
        old = folder / before.version / name if before.version else None
        if old is not None and old.is_file() and not (waiting / name).exists():
            shutil.copyfile(old, waiting / name)
    card = {
        "made_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": machine_user(),
        "model": space.name,
        "reads": space.reads,
        "models": [one.to_json() for one in compared],
    }
    return install_models(folder, waiting, card)


def _show(compared: Sequence[Comparison], lessons: Lessons, version: str, *, json: bool) -> None:
    if json:
        for one in compared:
            write_row({**one.to_json(), "installed": version if version and not one.worse else None})
        return
    rows = [
        (one.name, one.lessons, name, f"{one.shipped[name]:.4f}", f"{one.trained[name]:.4f}")
        for one in compared
        for name in one.trained
    ]
    table(
        ("分類器 / model", "訂正 / lessons", "指標 / figure", "同梱 / shipped", "学習後 / trained"),
        rows,
    )
    if lessons.unread:
        say(f"読めない言語のため使わない / in a language the model cannot read: {lessons.unread}")
    if version:
        say(f"入れ替え / installed: {version}; 次は / next: `stdiplo-scan retag`")


def retag(
    context: typer.Context,
    *,
    attempt: Annotated[
        bool, typer.Option("--try", help="数えるだけで書かない / count, write nothing")
    ] = False,
    json: JsonOption = False,
) -> None:
    """規則・分類器・用語が変わった文書を付け直す / Tag again what a change of rules or models touches."""
    office = Office.open(context.obj)
    with progress("付け直し / retag") as report:
        done = tag_again(office, report, write=not attempt)
        if not attempt and done.changed:
            finish_index(office)
    if json:
        write_row(
            {
                "documents": done.documents,
                "changed": done.changed,
                "examples": list(done.examples),
                "tagger_version": office.tagger.version,
            }
        )
        return
    say(f"付け直した文書 / tagged again: {done.documents}; 変わった / changed: {done.changed}")
    for one in done.examples:
        say(f"  {one}")
