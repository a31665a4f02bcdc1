"""The words of the pages of saved searches."""

from __future__ import annotations

ALERTS: dict[str, tuple[str, str]] = {
    "alerts": ("保存検索", "Saved searches"),
    "wanted_search": (
        "問いも絞り込みもありません。どちらかを入れて検索してから保存してください。",
        "There is neither a question nor a filter; search by one of them, then save the search.",
    ),
    "alert_refused_address": (
        "宛先「{met}」は購読者ではありません。管理担当に購読者としての登録を頼むか、宛先を空にしてください。",
        "The address “{met}” is no subscriber's. Have it added as a subscriber, or leave it empty.",
    ),
    "alert_refused_name": (
        "名前が「{met}」です。/ を含まない 1〜60 字にしてください。",
        "Name is “{met}”; wanted 1 to 60 characters without /; choose another.",
    ),
    "alert_refused_taken": (
        "「{met}」という保存検索は既にあります。別の名前にしてください。",
        "There is a saved search “{met}” already; choose another name.",
    ),
    "alert_refused_left": (
        "宛先「{met}」はこの名前の保存検索の配信を停止しています。別の名前にするか、宛先を空にしてください。",
        "“{met}” unsubscribed from a saved search of this name. Choose another name, or leave it empty.",
    ),
    "alert_refused_owner": (
        "持ち主が空です。知らせを受け取る人の名前を入れてください。",
        "Whose it is: is empty; wanted the name of who is to be told.",
    ),
    "alert_refused_owner_long": (
        "持ち主が {length} 字です。{most} 字以内にしてください。",
        "Whose it is: {length} characters; wanted at most {most}.",
    ),
    "alert_refused_schedule": (
        "間隔が「{met}」です。選択肢から選んでください。",
        "How often is “{met}”; choose one of the list.",
    ),
    "alert_refused_cap": (
        "一度に示す件数が「{met}」です。1 から {most} までの数にしてください。",
        "Stories shown at once: “{met}”; wanted a number from 1 to {most}.",
    ),
    "alert_name": ("名前", "Name"),
    "alert_schedule": ("間隔", "How often"),
    "alert_runs": ("知らせた回", "What was told"),
    "alert_on": ("有効", "on"),
    "alert_paused": ("停止中", "paused"),
    "alert_unsubscribed": ("購読解除", "unsubscribed"),
    "alert_gone": ("この文書は保存庫から除かれました。", "this document was removed."),
    "schedule_immediately": ("すぐに", "at once"),
    "schedule_daily": ("毎日", "daily"),
    "schedule_weekly": ("毎週", "weekly"),
    "no_alerts": (
        "保存検索はまだありません。検索結果の頁から保存できます。",
        "No saved search yet. Save one from a page of results.",
    ),
    "save_search": ("この検索を保存して新着を受け取る", "Save this search and be told what is new"),
    "save_search_help": ("命令で保存するには", "To save it by a command"),
    "alert_saved": ("保存しました:", "Saved: "),
    "alert_outlook": (
        "過去8週に当てはめると、週 {}〜{} 件を知らせたことになります。",
        "Would have found {}–{} a week in the last 8 weeks.",
    ),
    "alert_weekly": ("古い週から:", "Oldest week first: "),
    "alert_threshold": ("基準", "threshold"),
    "alert_judge": (
        "境目の文書 ― 知らせてほしいものですか",
        "Borderline: would you want to be told of these?",
    ),
    "alert_judge_help": (
        "答えから基準を決めます。「答えで見直す」で件数を確かめられます。保存するまで何も残りません。",
        "Your answers set the threshold; look again to see the numbers. Nothing is kept until you save.",
    ),
    "alert_keep": ("知らせる", "Keep"),
    "alert_drop": ("不要", "Drop"),
    "alert_unjudged": ("未定", "Undecided"),
    "alert_look": ("答えで見直す", "Look again"),
    "alert_save": ("保存する", "Save"),
    "alert_owner": ("持ち主(必須)", "Whose it is (needed)"),
    "alert_needed": ("名前(必須)", "Name (needed)"),
    "alert_cap": ("一度に示す件数", "Stories shown at once"),
    "alert_to": ("宛先(購読者のアドレス。空ならメールなし)", "Address of a subscriber (none: no mail)"),
    "alert_filters_only": (
        "語のない検索は、条件に合う新着をすべて知らせます。",
        "A search without words tells all that is new and meets its filters.",
    ),
}
