"""The command that says why a tag stands there, and what people said of it: explain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from index.records import StoredDocument
from nlp.correcting import BY_HAND
from nlp.corrections import Correction, live
from nlp.tags import BY_GLOSS, Signal, Tag
from reports.words import words_of
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

KINDS = {  # of tags, in their order
    "country": "国・地域・国際機関 / countries and groupings",
    "field": "分野 / fields",
    "organisation": "機関 / organisations",
    "term": "用語 / terms",
}
SIGNALS = "シグナル / signals"
ROLES = {"actor": "主体 / actor", "publisher": "発信元 / publisher", "mentioned": "言及 / mentioned"}
_AROUND = 40  # characters shown on each side of what was found


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
    for line in _lines(stored):
        say(line)
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
            "why": _why(tag, stored.signals),
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


def _why(tag: Tag, signals: tuple[Signal, ...]) -> str:
    """By which rule a tag stands there, in a few words; those of a country say why it has its role."""
    if tag.by == BY_HAND or tag.status == "added":
        return "人が追加 / added by a person"
    if tag.kind == "country" and tag.role == "actor":
        parties = [str(number) for number, one in enumerate(signals, 1) if tag.value in one.parties]
        if parties:
            return f"シグナル {', '.join(parties)} の当事者 / party of signal {', '.join(parties)}"
        return "文の主語か、見出しの国の当局 / agent of a sentence, or its authority acts under the title"
    if tag.kind == "country" and tag.role == "publisher":
        return "発信元の国 / the publisher's country" + ("" if tag.evidence else ", 本文に名なし / not named")
    if tag.kind == "field":
        learned = "+" in tag.by
        words = "語と分類器 / words and classifier" if learned else "語 / words"
        told = words if tag.evidence else "分類器のみ / the classifier alone"
        return f"{told}(訳語で読む / read by gloss)" if tag.by.endswith(BY_GLOSS) else told
    return ""


def _lines(stored: StoredDocument) -> Iterator[str]:
    """What a person reads: tags by kind, then signals, each with its reason and its words in place."""
    content = stored.document.content
    for kind, heading in KINDS.items():
        tags = [tag for tag in stored.tags if tag.kind == kind]
        if tags:
            yield f"\n{heading}"
        if tags and kind == "term":
            yield f"  {'、'.join(tag.value for tag in tags)}  [{tags[0].by}]"
            continue
        for tag in tags:
            role = ROLES.get(tag.role or "", "")
            facts = (
                tag.value,
                _called(tag),
                role,
                f"{tag.score:.2f}",
                _marked(tag.status),
                _why(tag, stored.signals),
            )
            yield f"  {' · '.join(part for part in facts if part)}  [{tag.by}]"
            if tag.evidence:
                yield f"      {_in_place(content, tag.evidence)}"
    if stored.signals:
        yield f"\n{SIGNALS}"
    for number, signal in enumerate(stored.signals, 1):
        yield f"  {number} {_told(signal)}  [{signal.by}]"
        yield f"      {_quote(content, (signal.evidence,))[:400]}"


def _called(tag: Tag) -> str:
    """What people call a code, in both languages."""
    names = (words_of("ja"), words_of("en"))
    if tag.kind == "country":
        return " ".join(dict.fromkeys(one.party(tag.value) for one in names))
    return " ".join(one.name("fields", tag.value) for one in names) if tag.kind == "field" else ""


def _told(signal: Signal) -> str:
    """The facts of a signal in one line."""
    called = " ".join(one.name("signals", signal.type) for one in (words_of("ja"), words_of("en")))
    parties = "+".join(signal.parties) or "当事者不明 / no party"
    if signal.inferred:
        parties += f" ({'+'.join(signal.inferred)} は推定 / inferred)"
    facts = (
        f"{signal.type} {called}",
        parties,
        f"{signal.stage or '-'} {signal.modality}",
        f"{signal.score:.2f}",
        _marked(signal.status),
        "" if signal.telling() else "数えない / not counted",
    )
    return " · ".join(part for part in facts if part)


def _marked(status: str) -> str:
    return "" if status == "automatic" else STATUS[status]


def _in_place(content: str, evidence: tuple[tuple[int, int], ...]) -> str:
    """The first place with the words around it, and how many more there are."""
    start, end = evidence[0]
    before = " ".join(content[max(0, start - _AROUND) : start].split(" "))
    shown = f"{'…' if start > _AROUND else ''}{before}「{content[start:end]}」{content[end : end + _AROUND]}…"
    more = f" (+{len(evidence) - 1})" if len(evidence) > 1 else ""
    return " ".join(shown.split()) + more


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
