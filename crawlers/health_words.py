"""What a person is told about a target: its state, what to do, and why, in Japanese and English."""

from __future__ import annotations

from typing import NamedTuple

from crawlers.expected_yield import Yield
from crawlers.states import State
from crawlers.volume import Change


class Both(NamedTuple):
    """One sentence in both languages."""

    ja: str
    en: str


WORDS: dict[State, Both] = {
    "unvisited": Both("未巡回", "not crawled yet"),
    "healthy": Both("正常", "healthy"),
    "quiet": Both("静か(通常の範囲)", "quiet, within its normal"),
    "below": Both("通常より少ない", "below expectation"),
    "failing_temporary": Both("一時的な失敗", "failing (temporary)"),
    "failing_soft": Both("失敗が続いている", "failing (soft)"),
    "failing_hard": Both("恒久的な失敗", "failing (hard)"),
    "blocked": Both("拒否されている(robots.txt・403・WAF)", "blocked by robots.txt, 403 or a challenge page"),
    "changed": Both("ページ構成が変わった", "changed layout"),
    "paused": Both("一時停止中", "paused"),
}
BRIEF: dict[str, str] = {  # the conditions, for a narrow column; the English word is the condition itself
    "unvisited": "未巡回",
    "healthy": "正常",
    "quiet": "静か",
    "below": "少ない",
    "failing": "失敗",
    "blocked": "拒否",
    "changed": "構成変更",
    "paused": "停止",
}
CURES: dict[State, Both] = {
    "unvisited": Both(
        "state が on なら次回の巡回で訪ねます。unverified なら入口を確かめて on にしてください。",
        "With state on, the next crawl visits it; if it is unverified, check its entry points and set it on.",
    ),
    "healthy": Both("対応は不要です。", "Nothing to do."),
    "quiet": Both("対応は不要です。", "Nothing to do: such weeks are normal here."),
    "below": Both(
        "発行元のページで新着が本当に少ないか確かめてください。少なければ待つだけで、8週で新しい水準が通常になります。"
        "新着があるのに届いていなければ targets preview で取りこぼしを調べてください。",
        "Open the publisher's page and see whether it really published less. If so, wait: after eight weeks "
        "the new level is its normal. If there is news that did not arrive, see why with `targets preview`.",
    ),
    "failing_temporary": Both("次回の巡回を待ってください。", "Wait for the next crawl."),
    "failing_soft": Both(
        "数回続いています。発行元のサイトと接続を確かめてください。",
        "It has failed several times: check the publisher's site and this machine's connection.",
    ),
    "failing_hard": Both(
        "入口の URL が無くなった可能性があります。targets check で新しい入口を探してください。",
        "The entry point is probably gone: look for the new one with `targets check`.",
    ),
    "blocked": Both(
        "回避はしません。発行元の API、メール配信、許可の依頼を検討するか、対象を停止してください。",
        "Never evade it. Look for an API or mail service, ask for permission, or switch the target off.",
    ),
    "changed": Both(
        "一覧ページの link_pattern / css を見直し、targets preview で確かめてください。",
        "Correct link_pattern or css of the listing and check it with `targets preview`.",
    ),
    "paused": Both("再開するには targets resume を使います。", "Use `targets resume` to start it again."),
}
_WHOLE_FROM = 3  # documents a week; fewer are told with a decimal
BUDGET = Both(
    "このホストへの一日の要求数を使い切りました。翌日(UTC)に続けます。足りなければ max_pages を下げるか "
    "crawl.host_requests_per_day を見直してください。",
    "The day's requests to this host are spent; it goes on tomorrow (UTC). If that is too few, lower "
    "max_pages or raise crawl.host_requests_per_day.",
)


def reason(found: Yield) -> Both:
    """Why too little came, in figures; the range that is normal where nothing is wrong."""
    if found.below:
        odds = max(found.chance, 0.00001)
        return Both(
            f"{found.window}週で{found.seen}件。通常なら約{found.wanted:.0f}件で、偶然にここまで少ない確率は{odds:.2g}",
            f"{found.seen} in {found.window} weeks where about {found.wanted:.0f} are normal; "
            f"the chance of so few is {odds:.2g}",
        )
    if found.learned:
        return Both(
            f"通常は週{found.low}〜{found.high}件(過去{found.level.weeks}週から)",
            f"{found.low}-{found.high} a week are normal (learned from {found.level.weeks} weeks)",
        )
    return Both(
        f"expected_weekly は週{found.low}〜{found.high}件",
        f"expected_weekly says {found.low}-{found.high} a week",
    )


def volume(change: Change, week: str) -> Both:
    """A lasting change of volume: since when about how much, and how much before."""
    after, before = _rate(change.after), _rate(change.before)
    return Both(
        f"{week}から週{after}件ほど、以前は{before}件", f"since {week} about {after} a week, before {before}"
    )


def _rate(weekly: float) -> str:
    return f"{weekly:.0f}" if weekly >= _WHOLE_FROM else f"{weekly:.1f}".removesuffix(".0")
