"""Japanese: Sudachi's short units, joined to the words of glossary and dictionary at the least cost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlp.dictionaries.keys import key_standing
from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.months import MONTHS
from nlp.glossing.overlay import Overlay
from nlp.glossing.parts import KEPT, SILENT, UNKNOWN, Part, Span, cheapest_path, parts_of
from nlp.glossing.romaji import romanize
from nlp.tokens import EMPTY_JA, EMPTY_POS, sudachi

_MOST = 8  # units of one word
_PIECE = 12_000  # characters Sudachi takes at once
_RUN = re.compile(
    "(?P<ascii>[A-Za-z0-9][A-Za-z0-9&*+./-]*)"
    "|(?P<japanese>[\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+)"
    r"|(?P<word>[^\W_]+)"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ABC as ABC: one character for one
_EMPTY = frozenset(
    {"為", "様", "就く", "因る", "依る", "於く", "こと"}
)  # beside those that are no search words
_INFLECTED = frozenset({"動詞", "形容詞"})
# verbs that with a particle make another: について, によって, において; という, といった
_PARTICLE_VERBS = {
    "に": frozenset({"つい", "つき", "よっ", "より", "よる", "おい", "おけ", "おける", "とっ"}),
    "と": frozenset({"いう", "いっ", "いえ"}),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_RARE = 1.4  # cost of a word that is rarer than the name that is written like it
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc・]+")
_KANA_ONLY = re.compile("[\u3041-\u30ffー]+")
_HIRAGANA = re.compile("[\u3041-\u309fー]+")
# of words in hiragana: these stand between what is said, and are nobody's name
_CONNECTING = frozenset({"連体詞", "代名詞", "副詞", "感動詞", "接頭辞", "接尾辞"})
_CONNECTING_NOUNS = frozenset({"副詞可能", "助数詞可能"})  # すべて, みな
_GAP = re.compile("[\u3041-\u309f・･\\s]{0,2}\\Z")  # within an entry of the glossary: 持続可能(な)開発
_FUNCTION = FUNCTION_WORDS["ja"]


@dataclass(frozen=True, slots=True)
class _Unit:
    """One morpheme, or one word in other letters."""

    start: int
    end: int
    surface: str
    token: str  # its search word
    forms: tuple[str, ...] = ()  # as looked up where it is the last of a word, likeliest first
    reading: str = ""  # in katakana
    spoken: bool = True  # is one of the text's search words, of which the glossary's keys are made
    silent: bool = False  # says nothing by itself
    name: bool = False
    sounded: bool = True  # may be a name that no dictionary has, in kana
    connecting: bool = (
        False  # 第, or in hiragana and no more than どのような: without English it says nothing
    )
    other: bool = False  # no Japanese: stands for itself
    number: bool = False
    person: bool = False  # a name of persons
    counter: bool = False  # may stand behind a number
    bare: bool = False  # is not inflected


def read_japanese(text: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    """The parts of the text that say something."""
    units = list(_units(text))
    words, names = _look_up(units, table)
    spans = list(_spans(text, units, overlay, words, names))
    return parts_of(cheapest_path(len(units), spans))


def _units(text: str) -> Iterator[_Unit]:
    text = text.translate(_WIDE)
    for start in range(0, len(text), _PIECE):
        before = ""
        for unit in _piece_units(text[start : start + _PIECE], start):
            if unit.surface in _PARTICLE_VERBS.get(before, ()):
                unit = replace(unit, silent=True)
            before = unit.surface
            yield unit


def _piece_units(piece: str, base: int) -> Iterator[_Unit]:
    """The units of a piece, which is read whole: 人 behind 7 is another word, や behind a bracket none."""
    morphemes = list(sudachi().tokenize(piece))
    at = 0
    for run in _RUN.finditer(piece):
        start, end = run.span()
        if run.lastgroup != "japanese":
            written = run.group().rstrip(".-/+") or run.group()
            number = bool(_NUMBER.fullmatch(written))
            yield _Unit(base + start, base + end, written, written.casefold(), other=True, number=number)
            continue
        while at < len(morphemes) and morphemes[at].begin() < end:
            morpheme = morphemes[at]
            if morpheme.begin() >= start and morpheme.end() <= end:
                yield _unit(morpheme, base)
            elif morpheme.end() > start:  # 14万: what is there beside the digits
                own = max(morpheme.begin(), start), min(morpheme.end(), end)
                for part in sudachi().tokenize(piece[own[0] : own[1]]):
                    yield _unit(part, base + own[0])
            if morpheme.end() > end:
                break
            at += 1


def _unit(morpheme: Any, base: int) -> _Unit:
    kind = morpheme.part_of_speech()
    surface, normal = _fold(morpheme.surface()), _fold(morpheme.normalized_form())
    plain = _fold(morpheme.dictionary_form())
    # a verb in use may be written like another word: 受け(た) is no popularity
    if kind[0] in _INFLECTED:  # in kana, one of several words: Sudachi tells which
        kana = _HIRAGANA.fullmatch(plain) and not _HIRAGANA.fullmatch(normal)
        forms = dict.fromkeys((normal, plain) if kana else (plain, normal))
    elif kind[0] == "代名詞":  # だれ is 誰, no sauce
        forms = dict.fromkeys((normal, surface, plain))
    else:
        forms = dict.fromkeys((surface, plain, normal))
    spoken = kind[0] not in EMPTY_POS and normal not in EMPTY_JA
    return _Unit(
        start=base + morpheme.begin(),
        end=base + morpheme.end(),
        surface=surface,
        token=normal,
        forms=tuple(forms),
        reading=morpheme.reading_form(),
        spoken=spoken,
        silent=not spoken or normal in _EMPTY or surface in _FUNCTION or normal in _FUNCTION,
        name=kind[1] == "固有名詞",
        sounded=kind[0] == "名詞" or not _HIRAGANA.fullmatch(surface),
        connecting=kind[0] == "接頭辞" or (bool(_HIRAGANA.fullmatch(surface)) and _connects(kind)),
        number=kind[1] == "数詞",
        person=kind[2] == "人名",
        counter=kind[2] == "助数詞可能",
        bare=kind[0] not in _INFLECTED and not _KANA_ONLY.fullmatch(surface),
    )


def _connects(kind: Sequence[str]) -> bool:
    """Whether words of such a part of speech, written in hiragana, say nothing by themselves."""
    return kind[0] in _CONNECTING or kind[1] in ("助動詞語幹", "数詞") or kind[2] in _CONNECTING_NOUNS


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


def _runs(units: Sequence[_Unit]) -> Iterator[tuple[int, int]]:
    """(start, end) of the units that may be one word of the dictionary."""
    for start, first in enumerate(units):
        if first.silent or first.other:
            continue
        counted = first.number and start > 0 and units[start - 1].number  # 140|万|人 are not all people
        for end in range(start + 1, start + 2 if counted else min(start + _MOST, len(units)) + 1):
            last = units[end - 1]
            if end - start > 1 and last.start != units[end - 2].end:
                break
            if not last.silent and not last.other:
                yield start, end


def _keys(units: Sequence[_Unit], start: int, end: int) -> Iterator[str]:
    """How the units are written in a dictionary, likeliest first."""
    last = units[end - 1]
    if end - start == 1 and last.bare:
        yield from _keys_by_place(units, start)
    head = "".join(unit.surface for unit in units[start : end - 1])
    for form in last.forms:
        yield head + form
    if end - start > 1:
        yield head + last.surface  # 量子もつれ, which ends like a verb
        yield "".join(unit.token for unit in units[start:end])
    elif _KATAKANA.fullmatch(head := units[start].surface) and len(head) > 3:
        yield head.removesuffix("ー") if head.endswith("ー") else head + "ー"


def _keys_by_place(units: Sequence[_Unit], at: int) -> Iterator[str]:
    """How a dictionary keys what a word says where it stands, and as it is read."""
    unit = units[at]
    previous = units[at - 1] if at and units[at - 1].end == unit.start else None
    follower = units[at + 1] if at + 1 < len(units) and units[at + 1].start == unit.end else None
    counted = previous is not None and previous.number
    if counted:
        yield key_standing(unit.surface, unit.reading, "counting")
    if previous is not None and not previous.silent and (counted or previous.counter or not unit.counter):
        yield key_standing(unit.surface, unit.reading, "behind")
    elif follower is not None and not follower.silent and not follower.number:
        yield key_standing(unit.surface, unit.reading, "before")
    yield key_standing(unit.surface, unit.reading)


def _look_up(
    units: Sequence[_Unit], table: WordTable | None
) -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    if table is None:
        return {}, {}
    runs = list(_runs(units))
    words = {key for start, end in runs for key in _keys(units, start, end)}
    names = {
        "".join(unit.surface for unit in units[start:end])
        for start, end in runs
        if all(unit.name or _KATAKANA.fullmatch(unit.surface) for unit in units[start:end])
    }
    return table.words(words), table.names(names)


def _spans(
    text: str,
    units: Sequence[_Unit],
    overlay: Overlay,
    words: Mapping[str, Entry],
    names: Mapping[str, Entry],
) -> Iterator[Span]:
    yield from _glossary_spans(text, units, overlay)
    yield from _months(text, units)
    for start, end in _runs(units):
        written = text[units[start].start : units[end - 1].end]
        entry = next((words[key] for key in _keys(units, start, end) if key in words), None)
        name = names.get("".join(unit.surface for unit in units[start:end]))
        named = all(unit.name and _KATAKANA.fullmatch(unit.surface) for unit in units[start:end])
        if name is not None and (entry is None or named):
            cost = name.cost if entry is None else min(name.cost, entry.cost)
            yield Span(start, end, cost, Part(written, name.senses))
        elif entry is not None and not (units[start].person and end - start == 1 and entry.cost >= _RARE):
            yield Span(start, end, entry.cost, Part(written, entry.senses))
    for at, unit in enumerate(units):
        yield _alone(text, at, unit)


def _glossary_spans(text: str, units: Sequence[_Unit], overlay: Overlay) -> Iterator[Span]:
    """Words of the glossary: keyed by search words, so that particles inside them may be left out."""
    for start, first in enumerate(units):
        if not first.spoken:
            continue
        key, end, last = "", start, start
        for end in range(start + 1, len(units) + 1):
            unit = units[end - 1]
            if end - 1 > last and not _GAP.match(text[units[last].end : unit.start]):
                break
            if not unit.spoken:
                continue
            last = end - 1
            key += unit.token
            if len(key) > overlay.longest:
                break
            if (found := overlay.find(key)) is not None:
                written = text[first.start : unit.end]
                yield Span(start, end, found.cost, Part(written, found.senses))


def _months(text: str, units: Sequence[_Unit]) -> Iterator[Span]:
    """7月 is July."""
    for at, unit in enumerate(units[1:], 1):
        number = units[at - 1]
        name = MONTHS.get(number.surface.lstrip("0")) if unit.surface == "月" else None
        if name is not None and number.end == unit.start:
            yield Span(at - 1, at + 1, KEPT, Part(text[number.start : unit.end], (name,)))


def _alone(text: str, at: int, unit: _Unit) -> Span:
    """A unit without English."""
    if unit.silent:
        return Span(at, at + 1, SILENT, None)
    written = text[unit.start : unit.end]
    if unit.other:
        return Span(at, at + 1, KEPT, Part(written, (unit.surface,), kept=True))
    if unit.connecting:
        return Span(at, at + 1, UNKNOWN - 0.5, None)
    heard = unit.name or (unit.sounded and _KANA_ONLY.fullmatch(unit.surface))
    if heard and (sound := romanize(unit.reading)):
        return Span(at, at + 1, UNKNOWN - 0.5, Part(written, (sound,), guessed=True))
    return Span(at, at + 1, UNKNOWN, Part(written))
