"""The command by which a person corrects tags and signals: correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawlers.whole_file import write_whole
from index.store import Store
from nlp.corrections import Correction, CorrectionError, correction_of
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.explain import correction_row, show_corrections
from stdiplo_scan.cli.jsonl import dumps, open_rows, write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.corrections import Person, Wish, make_corrections, take_back, told
from stdiplo_scan.settings import machine_user
from stdiplo_scan.suggestions import LEAST, suggest_rules
from stdiplo_scan.wiring import Office

Many = list[str] | None
Document = Annotated[str | None, typer.Argument(help="文書 ID / the document's id")]
Confirm = Annotated[Many, typer.Option("--confirm", help="正しい / right; country:VN, field:QUA, signal:1")]
Reject = Annotated[Many, typer.Option("--reject", help="誤り / wrong; country:GE, term:X, signal:2")]
Add = Annotated[
    Many, typer.Option("--add", help="不足 / missing; country:VN:actor, region:m49:035, signal:agreement")
]
Change = Annotated[Many, typer.Option("--change", help="国の役割 / a role; country:VN:mentioned")]
Number = Annotated[
    int | None, typer.Option("--signal", min=1, help="直すシグナルの番号 / the signal to change, as explain")
]
Values = Annotated[
    Many,
    typer.Option("--set", help="シグナルの値 / a value: stage=signed, parties=JP,VN, amount='5000000 EUR'"),
]
Quote = Annotated[
    str, typer.Option("--quote", help="追加の根拠となる原文 / words of the text that prove what is added")
]
By = Annotated[str, typer.Option("--by", help="訂正者 / who says so; else targets.author, or you")]
Note = Annotated[str, typer.Option("--note", help="理由 / why")]
ListAll = Annotated[bool, typer.Option("--list", help="訂正の一覧 / list the corrections")]
Undo = Annotated[str | None, typer.Option("--undo", help="取り消す訂正の ID / take one back")]
Import = Annotated[str | None, typer.Option("--import", help="JSONL を取り込む / FILE or -")]
Export = Annotated[str | None, typer.Option("--export", help="JSONL に書き出す / FILE or -")]
Suggest = Annotated[
    bool, typer.Option("--suggest", help="繰り返しから規則を提案 / rules that repeated corrections suggest")
]
Json = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="例 / Example: stdiplo-scan correct d0123456789abcdef --reject country:GE --signal 1 "
        "--set stage=signed --set parties=JP,VN --by Sato --note '本文で確認'"
    )(correct)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a call of the command is about beside one document's tags."""

    list_all: bool
    undo: str | None
    read: str | None
    write: str | None
    suggest: bool

    @property
    def count(self) -> int:
        """How many of the five were named."""
        return sum(
            (
                self.list_all,
                self.undo is not None,
                self.read is not None,
                self.write is not None,
                self.suggest,
            )
        )


def correct(
    context: typer.Context,
    document: Document = None,
    *,
    confirm: Confirm = None,
    reject: Reject = None,
    add: Add = None,
    change: Change = None,
    signal: Number = None,
    values: Values = None,
    quote: Quote = "",
    by: By = "",
    note: Note = "",
    list_all: ListAll = False,
    undo: Undo = None,
    read: Import = None,
    write: Export = None,
    suggest: Suggest = False,
    json: Json = False,
) -> None:
    """タグ・シグナルを人が直す / Confirm, reject, add or change a tag or signal; it wins for ever."""
    office = Office.open(context.obj)
    ask = _Ask(list_all, undo, read, write, suggest)
    changes = [*(change or ()), *([f"signal:{signal}"] if signal else [])]
    wish = Wish(confirm or (), reject or (), add or (), changes, _values(values or ()), quote)
    if ask.count > 1 or (ask.count and wish != Wish(change=[])):
        raise typer.BadParameter(
            "one of --list, --undo, --import, --export, --suggest at a time, and no correction"
        )
    author = by.strip() or office.settings.targets.author or machine_user()
    person = Person(author, datetime.now(UTC).isoformat(timespec="milliseconds"), note)
    if ask.count:
        _answer(office.store, document, ask, person, json=json)
    elif document is None:
        raise typer.BadParameter("DOCUMENT is wanted, or --list, --undo, --import or --export")
    else:
        made = make_corrections(office.store, document, wish, person)
        _say_made(office.store.correct(made), json=json)
        if not json:
            _advise(office.store, document)


def _answer(store: Store, document: str | None, ask: _Ask, person: Person, *, json: bool) -> None:
    """What the command does beside correcting one document."""
    if ask.undo is not None:
        _say_made(store.correct([take_back(store, ask.undo, person)]), json=json)
    elif ask.read is not None:
        _read(store, ask.read, json=json)
    elif ask.write is not None:
        _write(store.corrections(document), ask.write)
    elif ask.suggest:
        _suggest(store, json=json)
    else:
        _list(store, document, json=json)


def _values(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not sign:
            raise typer.BadParameter(f"{one!r}; wanted KEY=VALUE, e.g. stage=signed", param_hint="--set")
        found[key.strip()] = value
    return found


def _say_made(made: Sequence[Correction], *, json: bool) -> None:
    for one in made:
        if json:
            write_row(one.to_json())
        else:
            say(f"{one.id}  {told(one)}  ({one.author})")


def _list(store: Store, document: str | None, *, json: bool) -> None:
    corrections = store.corrections(document)
    present = set(store.corrected_documents())
    resting: list[str] = []
    for name in sorted({one.document for one in corrections}):
        if name in present:
            resting += store.judged(name).resting
        else:  # the document is not in this store (yet)
            resting += [one.id for one in corrections if one.document == name]
    if json:
        for one in corrections:
            write_row(correction_row(one, corrections, tuple(resting)))
    elif corrections:
        show_corrections(corrections, tuple(resting))
    else:
        say("訂正はありません / no corrections")


def _suggest(store: Store, *, json: bool) -> None:
    found = suggest_rules(store)
    if json:
        for one in found:
            write_row(one.to_json())
        return
    if not found:
        say(f"提案なし / nothing yet: a rule is suggested where {LEAST} documents say the same")
        return
    verdicts = {"always": "常に / always", "never": "付けない / never"}
    columns = ("規則 / rule", "対象 / what", "文脈 / context", "賛成 / for", "反対 / against", "例 / example")
    table(
        columns,
        [
            (verdicts[one.verdict], one.what, one.context, len(one.documents), one.against, one.example[:120])
            for one in found
        ],
    )


def _read(store: Store, source: str, *, json: bool) -> None:
    found: list[Correction] = []
    errors = 0
    for row in open_rows(source):
        try:
            if row.error:
                raise CorrectionError(row.error)
            found.append(correction_of(row.value, row.place))
        except CorrectionError as error:
            errors += 1
            complain(str(error))
    made = store.correct(found)
    if json:
        write_row({"read": len(found), "new": len(made), "errors": errors})
    else:
        say(f"取り込み / taken in: {len(made)}; 既知 / known: {len(found) - len(made)}")
    if errors:
        complain(f"{errors} lines were left out (see above), all others taken in; correct and run again")
        raise typer.Exit(1)


def _write(corrections: Sequence[Correction], place: str) -> None:
    if place == "-":
        for one in corrections:
            write_row(one.to_json())
        return
    write_whole(Path(place), b"".join(dumps(one.to_json()) + b"\n" for one in corrections))
    say(f"{len(corrections)} → {place}")


def _advise(store: Store, document: str) -> None:
    """Parties of a person's signals that the document does not count as acting: said, never guessed."""
    shown = store.judged(document).shown
    acting = {tag.value for tag in shown.tags if tag.kind == "country" and tag.role == "actor"}
    parties = {
        code
        for one in shown.signals
        if one.status in ("confirmed", "added")
        for code in one.parties
        if code not in acting
    }
    if parties:
        adds = " ".join(f"--add country:{code}:actor" for code in sorted(parties))
        say(f"当事者だが行為国ではない / parties that are no actors of the document: {adds}")
