"""What the full world's week has besides its stories: changed pages, word notes and saved searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from index.revisions import FactChange
from reports.digest_parts import Quote
from reports.extras import WeekExtras
from reports.page_changes import Citation, PageChange
from reports.saved_searches import SearchFind


def extras_of(store: Any) -> WeekExtras:
    """A directive that was revised, a page that went, an earlier digest that cited both, and word notes."""
    revised, gone, german = f"d{14:015x}", f"d{4:015x}", f"d{5:015x}"
    new = store.document(revised, 2)
    old_text = "Alte Fassung.\nDie Richtlinie fördert mit 2 Millionen Euro."
    old = replace(new.document, text=old_text)
    store.stored[revised, 1] = replace(new, document=old, version=1)
    start = old.content.index("2 Millionen")
    amount = FactChange("amount", "removed", "2 Millionen Euro", "", "EUR", before_range=(start, start + 16))
    change = PageChange(revised, 1, 2, "2026-11-18T09:00:00Z", "de-rhein", "", (amount,), 2)
    sentence = old.content.index("Die Richtlinie fördert")
    quote = Quote(old.content[sentence:].rstrip(), revised, 1, (sentence, len(old.content.rstrip())), "de")
    lost = PageChange(gone, 1, 1, "2026-11-23T02:00:00Z", "us-cedar", "404")
    suspended = store.document(german, 1)
    [suspension] = suspended.signals
    start, end = suspension.evidence
    note = ("Batterieprogramm", "battery programme")
    return WeekExtras(
        changes=(lost, change),
        citations=tuple(
            Citation(
                digest=f"whole-2026-W46-{language}",
                edition="whole",
                week="2026-W46",
                language=language,
                number=2,
                headline=headline,
                story=revised,
                url=new.document.url,
                quote=quote,
                change=change,
            )
            for language, headline in (
                ("ja", "ドイツ:科学技術政策分野の予算・資金配分"),
                ("en", "Germany: budget"),
            )
        ),
        word_notes={f"{german} 1 {start}-{end}": (note,)},
        searched={"海": (SearchFind(f"d{13:015x}", {"ja": "保存検索「海」", "en": "saved search “海”"}),)},
    )
