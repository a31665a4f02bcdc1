"""Days that are no day of publication: by which something must be done, or by which a law is cited."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.extract.dates import WrittenDay, find_days
from crawlers.extract.folding import Folded

# What a day is called that something must be done by: never the day of publication, however it is marked up.
DEADLINE = Folded(
    r"deadline|due (date|by|on|before)\b|\bdue\W*$|clos(ing|es|e) (date|on|at)\b|"
    r"\bappl(y|ications?) (by|before|until|close)|"
    r"(submit|register|respond|proposals?|entries) (by|before|until)\b|last (day|date) (to|for)\b|"
    r"\bno later than\b|"
    r"締め?切|しめきり|必着|(申請|応募|提出|募集|受付|公募|回答|申込)(の)?(期限|期間|期日)|受付終了|"
    r"마감|(신청|접수|제출|모집|응모|공모)\s?(기한|기간)|截止|截稿|"
    r"(申请|申請|申报|申報|报名|報名|提交|受理|征集|徵件)(时间|時間|期限|日期)|"
    r"frist(ende)?\b|(einsende|bewerbungs|anmelde|abgabe)(schluss|termin)|einreichung(en)? bis|spätestens|"
    r"date (limite|de cl[oô]ture)|cl[oô]ture|échéance|au plus tard|avant le\W*$|"
    r"fecha (l[ií]mite|de cierre)|\bhasta el\W*$|\bcierre\b|\bplazo\b|vencimiento|"
    r"scadenza|termine (per|ultimo)|\bentro il\b|"
    r"\bprazo\b|data[- ]limite|(inscrições|submissões|candidaturas) até|"
    r"\bсрок|дедлайн|(при[её]м|подача|подать) заявок до|заявк\w* до|не позднее|кінцев\w+ (термін|дат)|"
    r"termin (składania|naboru|zgłosze)|nabór (do|trwa)|uzávěrka|uiterste (in)?\w*dat|uiterlijk|"
    r"sluitings?dat|"
    r"sista (ansöknings|svars|anmälnings)?dag|\bsenast( den)?\W*$|ansøgningsfrist|søknadsfrist|"
    r"hạn (chót|nộp|cuối)|batas (akhir|waktu)|son (başvuru|gün|tarih)|ปิดรับ|หมดเขต|آخر موعد|الموعد النهائي"
)
_BEHIND = Folded(
    r"^\W*([月火水木金土日]曜?|mon|tue|wed|thu|fri|sat|sun|[월화수목금토일])?\W*(\d{1,2}[:時시点]\W?\d{0,2}\W*)?"
    r"(まで|必着|締め?切|までに|까지|마감|截止|前截止|\(?deadline)"
)
DEADLINE_NAME = Folded(
    r"dead-?line|due-?(date|on)|clos(ing|e)-?date|apply-?by|expir|frist|einsendeschluss|shimekiri|"
    r"(date|fecha|data)-?limite|fecha-?cierre|plazo|scadenza|cloture"
)
UNTIL = Folded(r"\b(bis|until|till|through|jusqu.au|hasta|fino al|até)( zum| el| the)?\s*$|[~〜～]\s*$")
# A law, a decree or an agreement that is cited by its day: "ustawy z dnia", "loi n° 83-634 du", "Gesetz vom".
_CITED = Folded(
    r"\b(ustaw|rozporządzeni|uchwał|zarządzeni|dyrektyw)\w* ([^.]{0,60} )?z dnia\W*$|"
    r"\b(decreto([- ]legislativo|[- ]legge)?|legge|d\. ?lgs\.?|direttiva|regolamento)( del)?\W*$|"
    r"\b(loi|décret|ordonnance|arrêté|directive|règlement|circulaire|code)"
    r"( n[°oº]\W?[\d/-]+)?( modifiée?)? du\W*$|"
    r"(gesetz|verordnung|richtlinie|erlass|abkommen)\w*( \([^)]{1,12}\))? vom\W*$|"
    r"\b(ley|real decreto|decreto|orden|lei|portaria|reglamento)( [^.]{0,20})?, de\W*$|"
    r"\b(act|law|regulation|directive|decree)( no\.? ?\S{1,10})? (of|dated)\W*$|"
    r"\b(закон|указ|постановлени|приказ|распоряжени)\w*( [^.]{0,25})? от\W*$"
)
_BEFORE, _AFTER = 40, 30  # characters beside a day that say what it is


def is_called_deadline(before: str, behind: str) -> bool:
    """Whether the words that end directly before a day, or begin directly behind it, call it a deadline."""
    return bool(DEADLINE.search(before) or UNTIL.search(before) or _BEHIND.search(behind[:_AFTER]))


def is_cited_law(before: str) -> bool:
    """Whether the words that end directly before a day cite a law, a decree or an agreement by it."""
    return bool(_CITED.search(before))


def days_but_deadlines(text: str, language: str = "", country: str | None = None) -> Iterator[WrittenDay]:
    """The days that `find_days` reads, without those that the text calls deadlines."""
    behind = 0
    for written in find_days(text, language, country):
        before, behind = text[max(behind, written.start - _BEFORE) : written.start], written.end
        if not is_called_deadline(before, text[written.end :]):
            yield written
