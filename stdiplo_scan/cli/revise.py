"""Commands about a document's versions and copies: revisions, copies."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import Annotated

import typer

from index.errors import DocumentMissing
from index.revisions import FactChange, RevisionDiff, SentenceChange, compare_versions
from reports.words import words_of
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.wiring import Office

KINDS = {
    "amount": "金額 / amount",
    "date": "日付 / date",
    "quantity": "数値目標 / figure",
    "partner": "相手 / partner",
    "stage": "段階 / stage",
    "event": "出来事 / event",
    "published": "公開日 / published",
}
HOW = {
    "": "-",
    "exact": "同じ本文 / the same text",
    "near": "ほぼ同じ本文 / nearly the same text",
    "hreflang": "頁が示す翻訳 / a translation by its own link",
    "translation": "固有名・数値の一致 / names, figures and headline",
}
WHY = {
    "": "-",
    "earliest": "公開が早いもの / the one published first",
    "official": "公的機関のもの / an official body's",
    "page": "頁そのもの、他方は印刷用 / the page itself, not its print view",
    "own_country": "当事国のもの / of a country that takes part",
    "order": "差がなくID順 / alike, the smaller id",
}
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}
VersionOption = Annotated[int | None, typer.Option(min=1, help="版の番号 / a version's number")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan revisions d0123456789abcdef")(revisions)
    app.command(epilog="例 / Example: stdiplo-scan copies d0123456789abcdef")(copies)


def revisions(
    context: typer.Context,
    document: str,
    *,
    before: VersionOption = None,
    after: VersionOption = None,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """版の間で何が変わったかを示す / What changed between versions; each against the one before it."""
    store = Office.open(context.obj).store
    newest = store.document(document, after)
    numbers = [number for number in newest.versions if number <= newest.version]
    for wanted in (before, after):
        if wanted is not None and wanted not in newest.versions:
            raise DocumentMissing(
                f"store: {document!r} has no version {wanted}; wanted one of "
                f"{', '.join(map(str, newest.versions))}"
            )
    pairs = [(before, newest.version)] if before else list(pairwise(numbers))
    if after is not None and before is None:
        pairs = pairs[-1:]
    if not pairs and not json:
        say("版は一つだけです / there is one version only")
    for first, second in pairs:
        found = compare_versions(store.document(document, first), store.document(document, second))
        if json:
            write_row(found.to_json())
        else:
            _show(found)


def copies(
    context: typer.Context,
    document: str,
    *,
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """同じ内容の文書と原典である理由 / Documents of one content; which is the original, and why."""
    store = Office.open(context.obj).store
    store.document(document)  # says it where there is none
    found = store.copies(document)
    if json:
        for copy in found:
            write_row(asdict(copy))
        return
    for copy in found:
        said = "原典 / the original"
        if not copy.leads:
            said = f"{HOW[copy.how]} ({copy.score:.2f}); 原典は / the original is: {WHY[copy.why]}"
        say(f"{copy.id}  {copy.published or '----------'}  {copy.language}  {said}")
        for url in copy.urls:
            say(f"    {url}")


def _show(diff: RevisionDiff) -> None:
    say(
        f"第{diff.before_version}版 → 第{diff.after_version}版 / version {diff.before_version} → "
        f"{diff.after_version} ({diff.before_fetched_utc[:10]} → {diff.after_fetched_utc[:10]})"
    )
    if diff.facts:
        table(
            ("種別 / kind", "", "変更前 / before", "変更後 / after", "内容 / of"),
            [_row(fact) for fact in diff.facts],
        )
    for change in diff.sentences:
        say(f"{_SIGNS[change.change]} {_sentence(change)}")
    say(f"変わらない文 / sentences that stayed: {diff.unchanged}")


def _row(fact: FactChange) -> tuple[str, str, str, str, str]:
    ja, en = words_of("ja"), words_of("en")
    before, after, unit = fact.before, fact.after, fact.unit
    if fact.kind in ("stage", "event"):
        unit = f"{ja.name('signals', unit)} / {en.name('signals', unit)} {'+'.join(fact.parties)}".strip()
    elif fact.kind == "partner":
        unit = ""
    return KINDS[fact.kind], _SIGNS[fact.change], before, after, unit


def _sentence(change: SentenceChange) -> str:
    if change.change == "changed":
        marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
        text = "".join(marks[part.kind].format(part.text) for part in change.segments)
    else:
        text = change.after or change.before
    return " ".join(text.split())
