"""A headline composed from a signal's record: country, partner, field, instrument, stage; no invention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Fact
from nlp.tags import Signal
from reports.words import Words, country_rank, full_width

LONGEST = 40.0  # full-width characters (reader formats: 40, never above 60)
LONGEST_EN = 110  # characters

# What a stage adds to the noun in a Japanese headline
_STAGE_JA = {
    "expressed": "の意向表明",
    "proposed": "の提案",
    "negotiating": "の交渉",
    "concluded": "の交渉妥結",
    "announced": "の発表",
    "signed": "の署名",
    "approved": "の承認",
    "provisional": "の暫定適用",
    "in_force": "の発効",
    "implementing": "の実施",
    "pre_announced": "の予告",
    "open": "の受付",
    "closed": "の締切",
    "awarded": "の採択",
    "launched": "の開始",
    "running": "の実施",
    "scheduled": "の開催予定",
    "held": "の開催",
    "adopted": "の決定",
    "renewed": "の更新・延長",
    "postponed": "の延期",
    "suspended": "の中断",
    "notified": "の通告",
    "expired": "の失効",
    "terminated": "の終了",
}
_ENDS = (
    "suspended",
    "expired",
    "terminated",
    "postponed",
    "renewed",
)  # stages that say by themselves what ended
_OPEN_ENDED = ("予定", "提案", "交渉", "予告", "意向表明", "要望")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who leads the headline, and with whom; codes."""

    head: tuple[str, ...]
    partners: tuple[str, ...]


def cast_of(fact: Fact, signal: Signal | None) -> Cast:
    """Whose news it is, and the others.

    The publisher's country leads where it is a party, else the party that comes first in the customary order.
    A restriction, a suspension or national news names its parties side by side: the record does not say who
    acts on whom, and a ranking of two countries is no deed of one with the other.
    """
    parties = sorted(signal.parties if signal else (), key=lambda code: (country_rank(code), code))
    if not parties:
        others = [code for code in fact.actors if code != "JP"] or list(fact.actors)
        return Cast((others[0],) if others else ((fact.country,) if fact.country else ()), ())
    if signal is not None and signal.polarity != "cooperation" and len(parties) <= 3:
        return Cast(tuple(parties), ())
    abroad = [code for code in parties if code != "JP"]
    head = fact.country if fact.country in abroad else (abroad or parties)[0]
    partners = sorted((code for code in parties if code != head), key=lambda code: code != "JP")
    return Cast((head,) if head else (), tuple(partners))


def compose_headline(fact: Fact, signal: Signal | None, words: Words) -> str:
    """The headline of a document's signal in the language of the words: a noun phrase of allowed length.

    Without a signal, it says the fields that the document is about.
    """
    cast = cast_of(fact, signal)
    head = (
        "・".join(words.party(code) for code in cast.head)
        if words.language == "ja"
        else ", ".join(words.party(code) for code in cast.head)
    )
    fields = (signal.fields if signal and signal.fields else fact.fields)[:2]
    form = _japanese if words.language == "ja" else _english
    shortest = ""
    for partners, shown, name in _ever_shorter(cast.partners, fields, _written_name(signal)):
        body = form(Told(partners, len(cast.partners), shown, name), signal, words)
        shortest = (f"{head}:{body}" if words.language == "ja" else f"{head}: {body}") if head else body
        if _fits(shortest, words):
            return shortest
    return _cut(shortest, words)


@dataclass(frozen=True, slots=True)
class Told:
    """What one attempt at a headline shows of the record."""

    partners: tuple[str, ...]
    partner_count: int  # all of them
    fields: tuple[str, ...]
    name: str  # of a strategy, programme or facility, as written


def _ever_shorter(
    partners: Sequence[str], fields: Sequence[str], name: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """What to show, the fullest first: up to three partners, two fields and a name."""
    for partner_count, field_count in ((3, 2), (3, 1), (1, 0)) if name else ():
        yield tuple(partners[:partner_count]), tuple(fields[:field_count]), name
    for partner_count, field_count in ((3, 2), (3, 1), (2, 1), (1, 1), (1, 0), (0, 0)):
        yield tuple(partners[:partner_count]), tuple(fields[:field_count]), ""


def _written_name(signal: Signal | None) -> str:
    """The name of a strategy or programme as its source writes it, where it looks like a name.

    A text that begins in lower case is a piece of a sentence.
    """
    if signal is None or signal.polarity != "none":
        return ""
    name = " ".join((signal.instrument or "").split())
    return "" if name[:1].islower() else name


def _japanese(told: Told, signal: Signal | None, words: Words) -> str:
    about = "、".join(words.name("fields", code) for code in told.fields)
    if signal is None:
        return f"{about or '科学技術'}分野の動向"
    more = "など" if told.partner_count > len(told.partners) else ""
    named = "・".join(words.party(code) for code in told.partners) + more if told.partners else ""
    if signal.type == "need":
        noun = "協力の提案" if signal.stage == "proposed" else "協力の要望・提案"
        towards = "日本への" if signal.japan == "asked" else (f"{named}との" if named else "")
        return f"{towards}{about}{'分野の' if about else ''}{noun}"
    with_whom = f"{named}との" if named else ""
    what = _noun_ja(signal, told.name, words)
    return f"{with_whom}{about}{'分野の' if about else ''}{what}"


def _noun_ja(signal: Signal, name: str, words: Words) -> str:
    stage = signal.stage
    planned = "予定" if signal.modality == "planned" else ""
    noun = words.instrument(signal.instrument) if signal.polarity != "none" else ""
    if signal.type == "suspension":
        noun = (noun or "協力") if stage in _ENDS else "協力の停止・終了"
    noun = noun or words.signal_noun(signal.type)
    if signal.polarity == "none":
        shown = words.name("stages", stage) if stage else ""
        return noun + (f"「{name}」" if name else "") + (f"({shown})" if shown else "")
    if stage is None:
        return noun + (f"({planned})" if planned else "")
    if stage == "announced" and planned:
        return f"{noun}の{'署名予定' if signal.type == 'agreement' else '予定'}"
    ending = _STAGE_JA[stage]
    if signal.type == "joint_statement" and stage == "adopted":
        ending = "の採択"
    if signal.type == "restriction" and stage == "in_force":
        ending = "の施行"
    if signal.type == "dialogue" and stage == "negotiating":
        ending = "(交渉中)"
    return noun + ending + ("" if not planned or ending.endswith(_OPEN_ENDED) else planned)


def _english(told: Told, signal: Signal | None, words: Words) -> str:
    names = [words.field_within(code) for code in told.fields]
    about = (", " if any(" and " in name for name in names) else " and ").join(names)
    if signal is None:
        return f"news on {about or 'science and technology'}"
    more = " and others" if told.partner_count > len(told.partners) else ""
    named = ", ".join(words.party_within(code) for code in told.partners) + more if told.partners else ""
    noun = words.instrument(signal.instrument) if signal.polarity != "none" else ""
    if signal.type == "suspension":
        noun = (noun or "cooperation") if signal.stage in _ENDS else ""
    noun = noun or words.signal_noun(signal.type)
    parts = [noun]
    if signal.type == "need" and signal.japan == "asked":
        parts = ["proposal to Japan" if signal.stage == "proposed" else "request or offer to Japan"]
    elif named:
        parts.append(f"with {named}")
    if about:
        parts.append(f"on {about}")
    if told.name:
        parts.append(f'"{told.name}"')
    state = [words.name("stages", signal.stage)] if signal.stage else []
    state += ["planned"] if signal.modality == "planned" else []
    return " ".join(parts) + (f" ({', '.join(state)})" if state else "")


def _fits(text: str, words: Words) -> bool:
    return full_width(text) <= LONGEST if words.language == "ja" else len(text) <= LONGEST_EN


def _cut(text: str, words: Words) -> str:
    while text and not _fits(text + "…", words):
        text = text[:-1]
    return text + "…"
