"""How the trials of targets look on a terminal: probes, previews, replays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import yaml

from crawlers.health_words import BRIEF
from crawlers.probe.record import EntryProbe, Probe, Suggestion
from crawlers.target import Target
from reports.words import words_of
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.preview import LEAD, Preview, PreviewedPage
from stdiplo_scan.replay import Replay
from stdiplo_scan.replay_limits import LimitsReplay

VERDICTS = {
    "good": "良好 / good",
    "partly": "一部のみ良好 / partly good",
    "changed": "読めない / nothing could be read",
    "failing": "取得失敗 / failing",
    "blocked": "拒否されている / blocked",
}
_FOUND_BY = {
    "link_rel": "ページの宣言 / declared by the page",
    "page_link": "ページ内のリンク / linked from a page",
    "robots": "robots.txt の記載 / named in robots.txt",
    "common_path": "よくある所在 / a common path",
    "structure": "ページの構造 / the page's structure",
}
_SHOWN = 30  # rows of a preview that are left


def show_probes(probes: Sequence[Probe], targets: dict[str, Target]) -> None:
    """One line a target, then what is wrong and what was found instead."""
    table(
        ("収集先\ntarget", "状態\nstate", "判定\nverdict", "最新\nnewest", "件数\nitems", "要求\nrequests"),
        [
            (
                probe.target_id,
                targets[probe.target_id].state,
                VERDICTS[probe.verdict],
                probe.newest or "-",
                sum(entry.items for entry in probe.entries),
                probe.requests,
            )
            for probe in probes
        ],
    )
    for probe in probes:
        if len(probes) == 1 or probe.verdict != "good" or probe.suggestions:
            _show_probe(probe)


def show_switched(ready: Sequence[Probe], switched: Sequence[str], *, dry_run: bool) -> None:
    """Which unverified targets are switched on now, and which would be."""
    for name in switched:
        say(f"{name}: unverified → on (取り消し / take it back: stdiplo-scan targets undo {name})")
    why = "--dry-run" if dry_run else "業務フォルダがないか編集された / no workspace, or edited meanwhile"
    for probe in ready:
        if probe.target_id not in switched:
            say(f"{probe.target_id}: on にできる / can be switched on; そのまま / left as it is ({why})")


def _show_probe(probe: Probe) -> None:
    say(f"\n{probe.target_id}")
    if probe.error:
        say(f"  {probe.error}")
    for entry in probe.entries:
        _show_entry(entry)
    for place, suggestion in enumerate(probe.suggestions, 1):
        _show_suggestion(place, suggestion)
    for address, why in probe.not_asked[:5]:
        say(f"  未確認 / not used: {address}: {why}")


def _show_entry(entry: EntryProbe) -> None:
    sign = "○" if entry.good else "×"
    say(f"  {sign} {entry.type} {entry.url}")
    if entry.robots is not None and not entry.robots.allowed:
        say(f"      robots.txt: {entry.robots.rule}")
    elif entry.robots is not None:
        rule = f" ({entry.robots.rule})" if entry.robots.rule else ""
        say(f"      robots.txt: 可 / allowed{rule}")
    if entry.reachable:
        whole = "全件 / complete" if entry.complete else "一部かもしれない / may be cut"
        say(
            f"      {entry.items} 件 / items, 日付あり / dated {entry.dated}, 採用 / kept {entry.kept}, "
            f"最新 / newest {entry.newest or '-'}, {whole}"
        )
    if entry.problem:
        say(f"      {entry.problem}")


def _show_suggestion(place: int, one: Suggestion) -> None:
    say(f"  候補 / suggestion {place} ({_FOUND_BY[one.found_by]}):")
    for line in yaml.safe_dump([one.entry], allow_unicode=True, sort_keys=False, width=200).splitlines():
        say(f"      {line}")
    say(f"      {one.items} 件 / items, 日付あり / dated {one.dated}, 最新 / newest {one.newest or '-'}")
    for sample in one.samples:
        say(f"        {sample.published or '----------'}  {sample.title[:80] or sample.url}")


def show_preview(preview: Preview) -> None:
    """Entry points, the pages asked for with what they became, the others in short, and the cost."""
    say(f"{preview.target_id}: {_outcome(preview.outcome)}")
    if preview.error:
        say(f"  {preview.error}")
    for entry in preview.entries:
        say(f"  {entry.type} {entry.url}: {entry.items} 件 / items {entry.problem}".rstrip())
    asked = [page for page in preview.pages if page.asked]
    table(
        ("", "公開日\npublished", "言語\nlanguage", "題名と付与\ntitle and tags"),
        [_asked_row(page) for page in asked],
    )
    rest = [page for page in preview.pages if page.kept and not page.asked]
    if rest:
        say(f"ほかに採用 / kept as well, not asked for now: {len(rest)}")
        for page in rest[:_SHOWN]:
            say(f"  {page.listed_published or '----------'}  {page.listed_title[:70]}  {page.url}")
    left = [page for page in preview.pages if not page.kept and not page.asked]
    if left:
        counts = Counter(f"{page.reason}: {page.detail}" for page in left)
        say(f"採らない / left: {len(left)}")
        for words, count in counts.most_common(8):
            example = next(page.url for page in left if f"{page.reason}: {page.detail}" == words)
            say(f"  {count} × {words}  ({example})")
    cost = preview.would_ask
    say(
        f"次の巡回の要求 / requests of the next crawl: 入口 / entry points {cost['entry_points']}, "
        f"robots.txt {cost['robots']}, ページ / pages {cost['pages']}; 約 / about {cost['seconds']} s. "
        f"この確認で使った要求 / asked now: {preview.asked}. 何も保存していない / nothing was stored."
    )


def _asked_row(page: PreviewedPage) -> tuple[str, str, str, str]:
    found = page.document
    if found is None:
        return ("×", page.listed_published or "-", "-", f"{page.reason}: {page.detail}\n{page.url}")
    lead = " ".join(found.text[:LEAD].split())
    lines = [found.title or page.url, lead, *_tag_lines(page.to_json()), page.url]
    published = f"{found.published or '-'}\n{found.published_from}"
    return ("○", published, found.language, "\n".join(line for line in lines if line))


def _tag_lines(tags: dict[str, Any]) -> list[str]:
    countries = " ".join(f"{one['code']}({one['role']})" for one in tags["countries"])
    signals = "; ".join(
        f"{one['type']} {one['stage'] or ''} {'+'.join(one['parties'])}".strip() for one in tags["signals"]
    )
    pairs = (
        ("国 / countries", countries),
        ("分野 / fields", " ".join(tags["fields"])),
        ("シグナル / signals", signals),
    )
    return [f"{name}: {value}" for name, value in pairs if value]


def show_replay(replay: Replay) -> None:
    """What comes, what goes, what reads otherwise, and the digest entries that follow."""
    say(f"{replay.target_id}: {replay.weeks[0]} - {replay.weeks[-1]}")
    for entry in replay.entries:
        if entry.problem:
            say(f"  {entry.type} {entry.url}: {entry.problem}")
    table(
        ("", "変更前\nbefore", "変更後\nafter"),
        [
            ("一覧 / listed", replay.listed["before"], replay.listed["after"]),
            ("採用 / kept", replay.kept["before"], replay.kept["after"]),
            *_limit_rows(replay.limits),
            *_standing_rows(replay),
        ],
    )
    for sign, words, documents in (
        ("+", "増える文書 / documents gained", replay.gained),
        ("-", "減る文書 / documents lost", replay.lost),
    ):
        say(f"{words}: {len(documents)}")
        for one in documents[:_SHOWN]:
            bare = "" if one.archived else "(未取得 / never fetched) "
            say(f"  {sign} {one.published or '----------'}  {one.title[:80]}  {bare}{one.url}")
            say(f"      {one.why}")
    _show_limits(replay.limits)
    say(f"題名・日付などが変わる文書 / documents that read otherwise: {len(replay.changed)}")
    for changed in replay.changed[:_SHOWN]:
        facts = "; ".join(f"{name}: {was} → {now}" for name, (was, now) in changed.facts.items())
        say(f"  {changed.url}\n      {facts}")
    say(f"変わるダイジェスト項目 / digest entries that change: {len(replay.digest)}")
    for change in replay.digest[:_SHOWN]:
        words = {"added": "+", "gone": "-", "changed": "~"}[change.change]
        headlines = " → ".join(line for line in (change.before, change.after) if line)
        say(f"  {words} {change.week} {change.edition}  {headlines}")
    if replay.outside:
        say(f"対象の週より前の文書 / documents older than these weeks, not shown: {replay.outside}")


def _limit_rows(limits: LimitsReplay) -> list[tuple[str, str, str]]:
    """What the crawls would have asked for; none where there were no crawls."""
    if not limits.crawls:
        return []
    rows = (
        ("要求したページ / pages asked for", limits.asked),
        ("受信バイト / bytes received", limits.received),
    )
    return [(words, f"{pair['before']:,}", f"{pair['after']:,}") for words, pair in rows]


def _show_limits(limits: LimitsReplay) -> None:
    """Pages and versions that come at another time, and what nobody can know without asking."""
    for words, pages in (
        ("取得時期が変わる文書 / documents fetched earlier or later", limits.moved),
        ("確認時期が変わる改訂 / revisions seen earlier, later or not at all", limits.versions),
    ):
        if pages:
            say(f"{words}: {len(pages)}")
        for page in pages[:_SHOWN]:
            say(f"  {_day(page.before_utc)} → {_day(page.after_utc)}  {page.title[:80]}  {page.url}")
    if limits.pages_unknown:
        say(
            "保存にない新しいページ(変更後は取得される。内容は不明)"
            f"/ new pages, not in the archive; would be fetched: {limits.pages_unknown}"
        )
    if limits.looks_unknown:
        say(
            "保存にない再訪(変更後は行われる。結果は不明)"
            f"/ re-visits, not in the archive; would be made: {limits.looks_unknown}"
        )


def _day(instant: str) -> str:
    return instant[:16].replace("T", " ") or "なし / never"


def _standing_rows(replay: Replay) -> list[tuple[str, str, str]]:
    """Today's health before and after; none without a store."""
    if not replay.standing:
        return []
    before, after = replay.standing["before"], replay.standing["after"]
    return [
        ("状態 / health", _condition(before.condition), _condition(after.condition)),
        ("週の見込み / expected a week", f"{before.low}-{before.high}", f"{after.low}-{after.high}"),
    ]


def _condition(condition: str) -> str:
    return f"{BRIEF[condition]} / {condition}"


def _outcome(outcome: str) -> str:
    ja, en = words_of("ja"), words_of("en")
    return f"{ja.name('outcomes', outcome)} / {en.name('outcomes', outcome)}"
