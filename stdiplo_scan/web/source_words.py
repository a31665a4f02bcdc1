"""The words of the page of sources, in Japanese and English."""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "sources_summary": (
        "収集先 {all} 件のうち、対応が要るもの {faulty} 件。",
        "{faulty} of {all} sources need attention.",
    ),
    "no_sources": ("収集先が登録されていません。", "No source is registered."),
    "source_name": ("収集先", "Source"),
    "outcome": ("状態", "Condition"),
    "since_when": ("{}から", "since {}"),
    "week_seen": ("今週{seen}件、通常は週{low}〜{high}件", "{seen} this week, usually {low}-{high}"),
    "next_visit": ("次回", "next visit"),
    "cost": ("費用と利用({}日間)", "Cost and use in {} days"),
    "cost_line": (
        "要求{requests}回・{size}、新しい文書{documents}件、引用{cited}件、閲覧{opened}回",
        "{requests} requests, {size}; {documents} new documents, {cited} cited, opened {opened} times",
    ),
    "listed_kept": ("一覧 / 取得", "Listed / kept"),
    "last_run": ("前回の収集", "Last crawl"),
    "never": ("未収集", "never"),
    "skipped": ("採らなかった頁", "Left out"),
    "todo": ("対応", "What to do"),
    "documents_of": ("文書を見る", "Documents"),
    "last_good": ("最後の成功", "last good"),
    "last_document": ("最新の文書", "newest document"),
}
