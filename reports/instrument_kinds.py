"""What kinds of instruments there are, and which stages lead up to one, keep it and end it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from nlp.tags import Signal

Kind = Literal["agreement", "memorandum", "statement", "letter", "arrangement", "strategy", "call", "other"]
MAKING = ("expressed", "proposed", "negotiating", "concluded", "announced", "signed", "approved")
LIVING = ("provisional", "in_force", "implementing", "renewed")
ENDING = ("suspended", "notified", "expired", "terminated")
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("memorandum", r"memorand|\bmo[uc]s?\b|覚書|备忘录|備忘錄|양해각서|absichtserklärung"),
    ("letter", r"letters? of intent|lettre d|carta de intenc|意向書|意向书|의향서"),
    ("statement", r"statement|declaration|communiqu|erklärung|déclaration|declaraci|声明|宣言|성명|선언"),
    ("arrangement", r"arrangement|取決め|取極|取り決め|약정"),
    ("strategy", r"strategy|estrategia|stratégie|roadmap|action plan|戦略|战略|전략"),
    (
        "agreement",
        r"agreement|accord|treat|convention|protocol|pact|abkommen|vertrag|acuerdo|convenio|tratado|traité|"
        r"協定|条約|議定書|協力文書|协定|协议|條約|条约|议定书|협정|조약|의정서",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def instrument_kind(signal: Signal) -> Kind:
    """The kind of instrument that the name as written tells; `other` where it tells none."""
    return _kind_of(signal.instrument or "", statement=signal.type == "joint_statement")


@lru_cache(maxsize=65536)
def _kind_of(name: str, *, statement: bool) -> Kind:
    for kind, pattern in _COMPILED:
        if pattern.search(name):
            return kind
    return "statement" if statement else "other"
