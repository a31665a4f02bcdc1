"""The words of the pages, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from stdiplo_scan.web.alert_words import ALERTS
from stdiplo_scan.web.correction_words import CORRECTIONS
from stdiplo_scan.web.register_words import REGISTERS
from stdiplo_scan.web.search_words import SEARCHING
from stdiplo_scan.web.source_words import SOURCES

Language = Literal["ja", "en"]

_FRAME: dict[str, tuple[str, str]] = {
    "product": ("科学技術外交スキャン", "S&T diplomacy scan"),
    "skip": ("本文へ移動", "Skip to content"),
    "pages": ("ページ", "Pages"),
    "search": ("検索", "Search"),
    "digests": ("週次ダイジェスト", "Weekly digests"),
    "sources": ("収集状況", "Sources"),
    "other_language": ("English", "日本語"),
    "footer": (
        "原文の著作権は各公開機関にあります。ここに示すのは引用と、機械による付与です。",
        "Originals belong to their publishers. Shown here: quotations, and tags made by machine.",
    ),
    "comma": ("、", ", "),
    "colon": ("：", ": "),
}

_SEARCH: dict[str, tuple[str, str]] = {
    "q": ("問い", "Question"),
    "query_hint": ("例: 蓄電池 共同研究 協定", "e.g. battery joint research agreement"),
    "query_help": (
        '日本語でも英語でも。語句は "引用符"、除く語は -語、どちらかは OR。'
        "country:VN field:QUA japan:out のような絞り込みも書けます。",
        'In Japanese or English. "A phrase", -without, one OR another; filters too: '
        "country:VN field:QUA japan:out.",
    ),
    "order": ("並び順", "Order"),
    "order_relevance": ("関連の高い順", "Best first"),
    "order_newest": ("新しい順", "Newest first"),
    "order_earliest": ("古い順", "Earliest first"),
    "balance": ("言語の釣り合い", "Languages"),
    "balance_off": ("関連順のまま", "As ranked"),
    "balance_on": ("各言語を交互に", "Each in turn"),
    "narrow": ("内訳で絞り込む", "Narrow by what is there"),
    "narrow_help": (
        "数は、その条件で対象になる文書の件数です。",
        "Numbers: the documents that each choice leaves.",
    ),
    "months": ("公開月", "Month published"),
    "export": ("書き出し", "Download"),
    "by_text": ("文章や文書から探す", "Search by a text or document"),
    "by_text_help": (
        "貼り付けた文章、またはファイルに、意味の近い文書と、名や数字の共通する文書を探します。どの言語でも構いません。初めの4万字を読み、内容は保存されません。",
        "Finds documents close in meaning to a text or a file, or that share its names and figures. "
        "Any language will do; the first 40,000 characters are read, nothing is kept.",
    ),
    "pasted": ("文章", "Text"),
    "file": (
        "ファイル(html, pdf, docx, odt, eml, txt。10 MB まで)",
        "File (html, pdf, docx, odt, eml, txt; up to 10 MB)",
    ),
    "like_passage": ("この箇所に似たもの", "More like this passage"),
    "like_document": ("「{}」に似た文書", "Documents like “{}”"),
    "like_passage_of": ("「{}」の一箇所に似たもの", "Like a passage of “{}”"),
    "who_else": ("同種のことをほかに誰が", "Who else does this"),
    "who_else_of": ("「{}」と同種のことをほかに誰が", "Who else does what “{}” tells"),
    "who_else_help": (
        "同じ種類のシグナルで当事者が違う文書。同じ分野を先に示します。",
        "Documents with the same kind of signal and other parties; the same field first.",
    ),
    "story_of": ("同じ出来事 ほか {} 件", "{} more on the same event"),
    "mode": ("照合", "Match"),
    "mode_hybrid": ("意味・語・訳語", "Meaning, words, glossary"),
    "mode_semantic": ("意味のみ(あいまい)", "Meaning only"),
    "mode_exact": ("語のみ(部分一致)", "Words only"),
    "filters": ("絞り込み", "Filters"),
    "active_filters": ("絞り込み中", "Filtered by"),
    "remove": ("を外す", ": remove"),
    "country": ("国・地域・国際機関", "Country or body"),
    "role": ("その国の役割", "Role of that country"),
    "any": ("指定しない", "Any"),
    "region": ("地域・枠組み", "Region or grouping"),
    "axis_mofa": ("外務省の地域区分", "Areas of the Foreign Ministry"),
    "axis_m49": ("国連の地域区分", "United Nations sub-regions"),
    "axis_group": ("枠組み・国際機関", "Groupings"),
    "field": ("分野", "Field"),
    "signal": ("協力シグナル", "Signal"),
    "signals_cooperation": ("協力", "Cooperation"),
    "signals_restriction": ("規制・停止", "Restriction"),
    "signals_none": ("各国の動向", "National news"),
    "stage": ("段階", "Stage"),
    "japan": ("日本との関連", "Japan"),
    "confidence_high": ("高のみ", "High only"),
    "confidence_middle": ("中以上", "Medium or more"),
    "polarity": ("協力か規制か", "Cooperation or restriction"),
    "polarity_cooperation": ("協力", "Cooperation"),
    "polarity_restriction": ("規制・停止", "Restriction"),
    "polarity_none": ("各国の動向", "National news"),
    "language": ("言語", "Language"),
    "kind": ("文書の種別", "Kind"),
    "target": ("収集先", "Source"),
    "since": ("公開日(この日から)", "Published from"),
    "until": ("公開日(この日まで)", "Published to"),
    "collected_since": ("収集日(この日から)", "Collected from"),
    "collected_until": ("収集日(この日まで)", "Collected to"),
    "limit": ("件数", "Number of hits"),
    "submit": ("検索", "Search"),
    "reset": ("条件をすべて外す", "Clear all"),
    "results": ("検索結果", "Results"),
    "searched_as": ("訳語でも検索", "Searched as"),
    "word_notes": ("語注(機械)", "Word notes (by machine)"),
    "unknown_words": ("用語集にない語", "Not in the glossary"),
    "count_newest": (
        "条件に合う文書 {total} 件のうち、新しい {shown} 件",
        "The newest {shown} of {total} documents that meet the filters",
    ),
    "count_exact": (
        "語を含む文書 {total} 件のうち {shown} 件",
        "{shown} of {total} documents that hold the words",
    ),
    "count_ranked": (
        "対象文書 {total} 件のうち、関連の高い {shown} 件",
        "The best {shown} of {total} documents searched",
    ),
    "more": ("さらに {} 件を表示", "Show {} more"),
    "most_shown": (
        "表示は {} 件までです。絞り込むと続きが見えます。",
        "At most {} are shown; filters bring up the rest.",
    ),
    "unmet": (
        "「{}」を含む箇所はありません。引用符を外して探した結果です。",
        "No passage holds “{}”. These are the results without the quotation marks.",
    ),
    "left_out": (
        "「{0}」を別の語({1})で述べる {2} 件も除きました。照合「語のみ」では、書かれた語だけを除きます。",
        "{2} more say “{0}” in other words ({1}) and are left out too; matching by words only leaves out "
        "what is written alone.",
    ),
    "nothing": ("該当する文書はありません。", "Nothing was found."),
    "nothing_cure": (
        "条件を減らすか、別の語、または照合「意味・語・訳語」で試してください。",
        "Try fewer filters, other words, or the match “Meaning, words, glossary”.",
    ),
    "without_filters": ("絞り込みなしで検索する", "Search without filters"),
    "examples": ("たとえば", "For example"),
    "holdings": ("収録", "In here"),
    "holdings_line": (
        "文書 {documents} 件、収集先 {targets}、公開日 {first} ～ {last}",
        "{documents} documents from {targets} sources, published {first} to {last}",
    ),
    "holdings_none": (
        "まだ文書がありません。`stdiplo-scan run` で収集するか、`stdiplo-scan ingest` で取り込んでください。",
        "No documents yet. Crawl with `stdiplo-scan run`, or load some with `stdiplo-scan ingest`.",
    ),
    "latest_digest": ("最新のダイジェスト", "Newest digest"),
    "why": ("理由", "Why"),
    "problem": ("条件を直してください", "Please correct the question"),
    "bad_value": ("{name}が「{met}」です。{wanted}", "{name} is “{met}”; {wanted}"),
    "wanted_choice": ("選択肢から選んでください。", "choose one of the list."),
    "wanted_day": ("2026-11-20 のような日付にしてください。", "wanted a day such as 2026-11-20."),
    "wanted_later": ("{} 以後の日付にしてください。", "wanted a day not before {}."),
    "wanted_number": ("1 から {} までの数にしてください。", "wanted a number from 1 to {}."),
    "wanted_shorter": ("{} 字以内にしてください。", "wanted at most {} characters."),
}

_DOCUMENT: dict[str, tuple[str, str]] = {
    "undated": ("日付不明", "undated"),
    "only_collected": ("ページに公開日なし。収集日のみ", "the page gives no day; collected only"),
    "untitled": ("(題名なし)", "(no title)"),
    "original": ("原文を開く", "Open the original"),
    "published": ("公開", "Published"),
    "collected": ("収集", "Collected"),
    "last_seen": ("最終確認", "Last seen"),
    "date_from": ("日付の出所", "date from"),
    "publisher": ("公開機関", "Publisher"),
    "other_urls": ("ほかの所在", "Also seen at"),
    "on_this_page": ("このページの内容", "On this page"),
    "text": ("本文", "Text"),
    "text_empty": ("本文はありません。", "There is no text."),
    "legend": (
        "黄色はシグナルの根拠の文、下線は国・分野などの根拠の語。",
        "Yellow: sentences that prove signals. Underlined: words that prove countries, fields and bodies.",
    ),
    "signals": ("協力シグナル", "Signals"),
    "no_signals": ("この文書にシグナルは見つかっていません。", "No signal was found in this document."),
    "organisations": ("機関", "Organisations"),
    "instrument": ("文書名", "Instrument"),
    "modality": ("書かれ方", "Stated as"),
    "modality_asserted": ("事実", "fact"),
    "modality_planned": ("予定", "planned"),
    "modality_hypothetical": ("仮定", "hypothetical"),
    "modality_negated": ("否定", "negated"),
    "modality_past": ("過去の言及", "past event"),
    "event_date": ("期日", "Date"),
    "amount": ("金額", "Amount"),
    "confidence": ("確度", "Confidence"),
    "read": ("既読・未読", "Read or unread"),
    "read_read": ("既読", "Read"),
    "read_unread": ("未読", "Unread"),
    "reading": ("既読・未読", "Read or unread"),
    "reader": ("閲覧者", "Reader"),
    "reader_help": (
        "閲覧者の名前を入れると、開いた文書が既読になります。",
        "With a reader's name, what you open counts as read.",
    ),
    "wanted_reader": ("閲覧者の名前も入れてください。", "please give a reader's name too."),
    "inferred": ("(推定)", " (inferred)"),
    "evidence": ("根拠の文へ", "Go to the sentence"),
    "countries": ("国・地域・国際機関", "Countries and bodies"),
    "role_actor": ("行為者", "acting"),
    "role_publisher": ("公開元", "publisher"),
    "role_mentioned": ("言及", "mentioned"),
    "also_publisher": ("公開元", "publisher"),
    "fields": ("分野", "Fields"),
    "regions": ("地域・枠組み", "Regions and groupings"),
    "terms": ("キーワード", "Key terms"),
    "nothing_tagged": ("なし", "None"),
    "automatic": ("自動付与", "automatic"),
    "confirmed": ("確認済", "confirmed"),
    "added": ("人が追加", "added by hand"),
    "rejected": ("却下", "rejected"),
    "versions": ("版", "Versions"),
    "version_number": ("第{}版", "version {}"),
    "version_old": (
        "これは古い版です(第{shown}版)。現在は第{current}版です。",
        "This is an old version ({shown}); the current one is {current}.",
    ),
    "version_current": ("現在の版を見る", "Show the current version"),
    "changes": ("変更点", "Changes"),
    "changes_since": ("第{}版からの変更点", "Changes since version {}"),
    "change_before": ("変更前", "Before"),
    "change_after": ("変更後", "After"),
    "fact_amount": ("金額", "amount"),
    "fact_date": ("日付", "date"),
    "fact_quantity": ("数値目標", "figure"),
    "fact_partner": ("相手", "partner"),
    "fact_stage": ("段階", "stage"),
    "fact_event": ("出来事", "event"),
    "fact_published": ("公開日", "published"),
    "sentence_added": ("追加", "added"),
    "sentence_removed": ("削除", "removed"),
    "sentence_changed": ("書き換え", "reworded"),
    "sentence_moved": ("移動", "moved"),
    "sentences_stayed": ("変わらない文: {}", "Sentences that stayed: {}"),
    "duplicate": ("同じ内容の文書", "One content, several places"),
    "copy_original": ("原典", "the original"),
    "copy_exact": ("同じ本文", "the same text"),
    "copy_near": ("ほぼ同じ本文", "nearly the same text"),
    "copy_hreflang": ("頁が示す翻訳", "a translation by its own link"),
    "copy_translation": ("翻訳(固有名・数値・見出しの一致)", "a translation by names, figures and headline"),
    "lead_earliest": ("原典のほうが公開が早い", "the original was published first"),
    "lead_official": ("原典は公的機関のもの", "the original is an official body's"),
    "lead_page": ("原典は頁そのもの、こちらは印刷用", "the original is the page itself, this its print view"),
    "lead_own_country": ("原典は当事国のもの", "the original is of a country that takes part"),
    "lead_order": ("優劣がなくID順", "alike; the smaller id leads"),
    "story": ("同じ出来事を伝える文書", "The same event elsewhere"),
    "story_more": ("ほか {} 件", "and {} more"),
    "similar": ("似た文書", "Similar documents"),
    "no_similar": ("似た文書はありません。", "No similar document."),
}

_OTHERS: dict[str, tuple[str, str]] = {
    "topics": ("監視項目", "Topics"),
    "topic": ("監視項目", "Watch topic"),
    "topic_weeks": ("期間(週)", "Period in weeks"),
    "topic_period": ("{} から {} まで、{} 件", "{} to {}, {} stories"),
    "topic_before": ("前の期間", "Earlier"),
    "topic_after": ("次の期間", "Later"),
    "topic_counts": ("項目ごとの件数", "Stories by line"),
    "topic_total": ("計", "Total"),
    "topic_line": ("項目", "Line"),
    "topic_stories": ("件数", "Stories"),
    "topic_japan": ("うち日本", "With Japan"),
    "topic_amount": ("最大の額(原文の通貨)", "Largest amount, as stated"),
    "topic_twins": ("同じ主題の他国の計画", "Programmes on one theme"),
    "topic_twins_note": (
        "同一分野の公募・開放が24か月以内に二国であるもの、または題名の近い戦略・予算。機械による候補です。",
        "Calls or openings in one field within 24 months in two countries, or plans with headlines alike. "
        "Suggested by the machine.",
    ),
    "topic_field": ("分野", "Field"),
    "topic_countries": ("国", "Countries"),
    "topic_stories_pair": ("二つの文書", "The two documents"),
    "topic_likeness": ("近さ", "Likeness"),
    "topic_party": ("国・機関のコード", "Code of a party"),
    "topic_way": ("人の移動", "People move"),
    "topic_any": ("すべて", "Any"),
    "topic_narrow": ("絞る", "Narrow"),
    "topic_to": ("主に送る先", "Goes first to"),
    "topic_none": ("この期間に該当する文書はありません。", "Nothing in this period."),
    "edition": ("版", "Edition"),
    "week": ("週", "Week"),
    "state": ("状態", "State"),
    "state_draft": ("下書き", "draft"),
    "state_approved": ("承認済", "approved"),
    "state_sent": ("送付済", "sent"),
    "built": ("作成", "Built"),
    "download": ("ダウンロード", "Download"),
    "all_digests": ("ダイジェスト一覧", "All digests"),
    "no_digests": ("まだダイジェストがありません。", "No digest yet."),
    "no_digests_cure": (
        "`stdiplo-scan digest build` で作れます。",
        "Make one with `stdiplo-scan digest build`.",
    ),
    "error_400": ("要求を読み取れません", "The request cannot be read"),
    "error_404": ("ページが見つかりません", "There is no such page"),
    "error_405": ("この操作はできません", "This cannot be done here"),
    "error_500": ("内部の誤りが起きました", "Something went wrong inside"),
    "error_503": ("いまは読み出せません", "The store cannot be read now"),
    "cure_400": ("アドレスの値を直してください。", "Correct the values in the address."),
    "cure_404": (
        "アドレスを確かめるか、検索から探してください。文書は改訂や統合で移ることがあります。",
        "Check the address, or find it by searching; documents can move when they are merged.",
    ),
    "cure_405": ("ページの中のリンクや検索欄を使ってください。", "Use the links and forms of the pages."),
    "cure_500": (
        "もう一度試し、続くときは管理担当に時刻を伝えてください。記録は残っています。",
        "Try again; if it stays, tell the administrator the time. It has been logged.",
    ),
    "cure_503": (
        "少し待ってからもう一度試してください。続くときは `stdiplo-scan doctor` で点検してください。",
        "Wait a little and try again; if it stays, run `stdiplo-scan doctor`.",
    ),
    "back": ("検索へ戻る", "Back to search"),
}
_MAIL: dict[str, tuple[str, str]] = {
    "unsubscribe": ("配信停止", "Unsubscribe"),
    "this_mail": ("このお知らせ", "this mail"),
    "unsubscribe_ask": (
        "「{}」のメール配信を停止しますか。",
        "Do you want to be sent no more mail of: {}?",
    ),
    "unsubscribe_everything": ("ほかの版とお知らせも全て停止する", "Stop all other mail too"),
    "unsubscribe_do": ("配信を停止する", "Unsubscribe"),
    "unsubscribed": (
        "「{}」の配信を停止しました。再開するときは担当者に連絡してください。",
        "You will be sent no more mail of: {}. To have it again, write to the office.",
    ),
    "unsubscribed_all": (
        "全ての配信を停止しました。再開するときは担当者に連絡してください。",
        "You will be sent no more mail. To have it again, write to the office.",
    ),
}
_WORDS = {
    **_FRAME, **_SEARCH, **_DOCUMENT, **_OTHERS, **_MAIL, **REGISTERS, **CORRECTIONS, **ALERTS,
    **SOURCES, **SEARCHING,
}  # fmt: skip


class Wording:
    """The words of the pages in one language, by key or attribute; `lang` and `other_lang` too."""

    def __init__(self, language: Language, table: Mapping[str, str]) -> None:
        self.lang: Language = language
        self.other_lang: Language = "en" if language == "ja" else "ja"
        self._table = table

    def __getitem__(self, key: str) -> str:
        return self._table[key]

    def __getattr__(self, key: str) -> str:
        try:
            return self._table[key]
        except KeyError as error:
            raise AttributeError(f"wording: no words for {key!r}; wanted a key of wording.py") from error


_BY_LANGUAGE = {
    language: Wording(language, {key: pair[column] for key, pair in _WORDS.items()})
    for column, language in enumerate[Language](("ja", "en"))
}


def words(language: Language) -> Wording:
    """All words of the pages in one language."""
    return _BY_LANGUAGE[language]
