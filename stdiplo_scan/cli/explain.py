"""The command that says why a tag stands there, and what people said of it: explain."""

from __future__ import annotations

from typing import Annotated

import typer

from index.records import StoredDocument
from nlp.corrections import Correction, live
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.corrections import told
from stdiplo_scan.wiring import Office

STATUS = {
    "automatic": "自動 / automatic",
    "confirmed": "確認済 / confirmed",
    "rejected": "却下 / rejected",
    "added": "追加 / added",
}

COLUMNS = (
    "#",
    "種別 / kind",
    "値 / value",
    "役割・段階 / role",
    "確度 / score",
    "状態 / status",
    "規則 / by",
    "根拠 / evidence",
)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="例 / Example: stdiplo-scan explain d0123456789abcdef")(explain)


def explain(
    context: typer.Context,
    document: str,
    *,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """付いたタグとシグナルの根拠と訂正を示す / Why each tag and signal stands there, and corrections."""
    store = Office.open(context.obj).store
    stored = store.document(document)
    rows = _rows(stored)
    corrections = store.corrections(document)
    resting = store.judged(document).resting if corrections else ()
    if json:
        for row in rows:
            write_row(row)
        for one in corrections:
            write_row({"kind": "correction", **correction_row(one, corrections, resting)})
        return
    say(f"{stored.document.title}\n{stored.document.url}")
    table(COLUMNS, [_cells(row) for row in rows])
    if corrections:
        say("訂正 / corrections")
        show_corrections(corrections, resting)


def _rows(stored: StoredDocument) -> list[dict[str, object]]:
    """The tags and signals as `explain --json` prints them; signals with their number."""
    content = stored.document.content
    tags: list[dict[str, object]] = [
        {
            "kind": tag.kind,
            "value": tag.value,
            "role": tag.role or "",
            "score": f"{tag.score:.2f}",
            "status": tag.status,
            "by": tag.by,
            "evidence": _quote(content, tag.evidence),
        }
        for tag in stored.tags
    ]
    signals: list[dict[str, object]] = [
        {
            "kind": signal.type,
            "value": "+".join(signal.parties),
            "role": f"{signal.stage} {signal.modality}",
            "score": f"{signal.score:.2f}",
            "status": signal.status,
            "by": signal.by,
            "evidence": _quote(content, (signal.evidence,)),
            "signal": number,
        }
        for number, signal in enumerate(stored.signals, 1)
    ]
    return [*tags, *signals]


def _cells(row: dict[str, object]) -> tuple[object, ...]:
    return (
        row.get("signal", ""),
        *(row[key] for key in ("kind", "value", "role", "score")),
        STATUS[str(row["status"])],
        row["by"],
        row["evidence"],
    )


def correction_row(
    one: Correction, all_of_them: list[Correction], resting: tuple[str, ...]
) -> dict[str, object]:
    """A correction as `correct --list --json` prints it."""
    return {
        "id": one.id,
        "document": one.document,
        "says": told(one),
        "author": one.author,
        "made_utc": one.made_utc,
        "note": one.note,
        "state": _state(one, all_of_them, resting),
    }


def show_corrections(corrections: list[Correction], resting: tuple[str, ...]) -> None:
    """A table of corrections on standard output."""
    states = {
        "in force": "有効 / in force",
        "resting": "休止 / nothing here to act on",
        "taken back": "取消 / taken back",
        "undo": "-",
    }
    table(
        ("ID", "文書 / document", "内容 / says", "誰 / by", "いつ / when", "状態 / state", "注 / note"),
        [
            (one.id, one.document, told(one), one.author, one.made_utc[:16], states[state], one.note)
            for one in corrections
            for state in [_state(one, corrections, resting)]
        ],
    )


def _state(one: Correction, corrections: list[Correction], resting: tuple[str, ...]) -> str:
    if one.action == "undo":
        return "undo"
    if one not in live(corrections):
        return "taken back"
    return "resting" if one.id in resting else "in force"


def _quote(content: str, evidence: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(" ".join(content[start:end].split()) for start, end in evidence[:3])
