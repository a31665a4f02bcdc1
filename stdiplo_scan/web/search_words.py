"""The words of the search page where a question goes wrong or finds little, in Japanese and English."""

from __future__ import annotations

SEARCHING: dict[str, tuple[str, str]] = {
    "count_told": ("(同じ出来事をまとめる前は {} 件)", " ({} before those on one event were folded)"),
    "stray": (
        "「{}」は絞り込みの名ではないので、語として探しました。",
        "“{}” names no filter and was searched as a word.",
    ),
    "stray_meant": ("{} として探す", "Search with {}"),
    "loosen": ("次のうち一つを外すと見つかります。", "Without one of these, something is found:"),
    "loosen_quotes": ("引用符", "Quotation marks"),
    "loosen_words": ("同じ概念の別の語も", "Other words of the concept too"),
    "loosen_minus": ("除く条件", "What is left out"),
    "loosen_left": ("{} 件", "{} documents"),
    "meant": ("「{}」のことですか。", "Did you mean {}? "),
    "wanted_one": ("次のどれかにしてください:{}", "wanted one of: {}"),
    "wanted_code": (
        "名前かコードにしてください。例: {0}:{1}({2})",
        "wanted a name or a code, e.g. {0}:{1} ({2})",
    ),
    "name_of_code": ("{1}({0})", "{1} ({0})"),
    "example_empty": (
        "文章が空です。一文以上を貼り付けてください。",
        "The text is empty; paste a sentence or more.",
    ),
    "example_unread": (
        "ファイルから文章を読み取れません。壊れていないか、画像だけでないかを確かめるか、文章を貼り付けてください。",
        "No text can be read from the file. See that it is whole and no mere picture, or paste its text.",
    ),
    "example_too_large": (
        "ファイルが大きすぎます。10 MB までにするか、一部を貼り付けてください。",
        "The file is too large; wanted at most 10 MB, or paste a part of it.",
    ),
    "example_kind": (
        "この種類のファイルは読めません。html, pdf, docx, odt, eml, txt のいずれかにしてください。",
        "Files of this kind are not read; wanted html, pdf, docx, odt, eml or txt.",
    ),
    "example_no_signal": (
        "この文書にシグナルがないため、同種のことを探せません。「似た文書」をご覧ください。",
        "This document tells no signal, so there is nothing to look for; see its similar documents instead.",
    ),
    "doubt_silent": (
        "問いに探せる語がありません。並び順に意味はありません。",
        "There is no word to search for; the order of these says nothing.",
    ),
    "doubt_unmatched": (
        "問いの語(訳語も)を含む箇所はありません。意味の近さだけで並べたため、外れていることがあります。",
        "No passage holds a word of the question, nor its translation. "
        "These are in order of meaning alone and may be beside the point.",
    ),
    "doubt_unread": (
        "問いの言語の辞書がなく、問いの語を含む箇所もありません。日本語か英語で尋ねてください。",
        "There is no dictionary for the language of the question, and no passage holds a word of it. "
        "Please ask in Japanese or English.",
    ),
}
