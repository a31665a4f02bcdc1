"""Questions to begin with, shown on the empty search page; all find something in the demo's world."""

from __future__ import annotations

from stdiplo_scan.web.form import SearchForm
from stdiplo_scan.web.wording import Language

EXAMPLES: dict[Language, tuple[tuple[str, SearchForm], ...]] = {  # what the link says, what it asks
    "ja": (
        ("量子 協定", SearchForm("量子 協定")),
        ("地熱 ケニア ドイツ", SearchForm("地熱 ケニア ドイツ")),
        ("量子 × 東南アジア × 協定・覚書", SearchForm("量子", region="m49:035", signal="agreement")),
        ("日本への要望・提案(新しい順)", SearchForm(japan="asked")),
        ("協力の停止・終了(新しい順)", SearchForm(signal="suspension")),
        ("公募中の共同公募(新しい順)", SearchForm(signal="joint_call", stage="open")),
    ),
    "en": (
        ("quantum memorandum", SearchForm("quantum memorandum")),
        ("geothermal Kenya Germany", SearchForm("geothermal Kenya Germany")),
        (
            "quantum × South-eastern Asia × agreements",
            SearchForm("quantum", region="m49:035", signal="agreement"),
        ),
        ("Requests or offers to Japan, newest first", SearchForm(japan="asked")),
        ("Suspensions of cooperation, newest first", SearchForm(signal="suspension")),
        ("Joint calls that are open, newest first", SearchForm(signal="joint_call", stage="open")),
    ),
}
