"""Korean: words and what is put behind them, at the least cost; loan-words and names by their sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.hangul import SYLLABLE, is_loan, romanize_hangul, sound_key
from nlp.glossing.korean_forms import PARTICLES, tail_starts, verb_forms
from nlp.glossing.months import MONTHS
from nlp.glossing.overlay import Overlay
from nlp.glossing.parts import KEPT, SILENT, UNKNOWN, Part, Span, cheapest_path, parts_of

WORDS = Path(__file__).with_name("korean_words.txt")
_MOST = 10  # characters of one word
_PIECE = 4_000  # characters cut at once
_ASCII = re.compile(r"[A-Za-z0-9][A-Za-z0-9&*+.,/%-]*[A-Za-z0-9%+*]|[A-Za-z0-9]")
_RUN = re.compile(rf"(?P<ascii>{_ASCII.pattern})|(?P<word>[^\W_A-Za-z0-9]+(?: [^\W_A-Za-z0-9]+)*)")
_ITEM = re.compile(r"(?P<word>[가-힣]+)(?P<changes>\*?) (?P<senses>[^;]+)")
_TIMES = {"만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000, "천": 1_000, "백": 100}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COUNTED = frozenset(
    [
        "년",
        "일",
        "시",
        "분",
        "초",
        "명",
        "개",
        "번",
        "회",
        "차",
        "위",
        "세",
        "살",
        "건",
        "곳",
        "호",
        "기",
        "인",
        "여",
    ]
)
_DOING = frozenset("하한할함합해했되된될됨됩돼됐")
_SHORT = 0.7  # what one syllable costs more: most are parts of longer words
_INSIDE = 0.8  # and more where other syllables stand around it in its word
_LONGER = 0.002  # what a character of a glossary's word saves: of two that fit, the longer one
_SOUND = 1.9  # a word known by its sound


@lru_cache(maxsize=1)
def _core() -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """(words, forms of verbs) of our own list."""
    words: dict[str, Entry] = {}
    verbs: dict[str, Entry] = {}
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        for item in line.split(";"):
            match = _ITEM.fullmatch(item.strip())
            if match is None:
                raise ValueError(
                    f"{WORDS.name}: {item.strip()!r}; wanted a word and its English, e.g. 가다 go/leave"
                )
            # a dash: the word says nothing by itself
            word, senses = match["word"], tuple(one for one in match["senses"].split("/") if one != "-")
            if word.endswith("다") and len(word) > 1:
                for form in verb_forms(word[:-1], changes=bool(match["changes"])):
                    verbs.setdefault(form, Entry(form, senses, 1.0))
            else:
                words.setdefault(word, Entry(word, senses, 0.9))
    return words, verbs


def read_korean(text: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    """The parts of the text that say something."""
    parts: list[Part] = []
    number = ""  # digits right before
    ended = -1
    for run in _RUN.finditer(text):
        if run.lastgroup == "ascii":
            written = run.group()
            parts.append(Part(written, (written,), kept=True))
            number, ended = (written if _NUMBER.fullmatch(written) else ""), run.end()
            continue
        written, taken = run.group(), 0
        if number and run.start() == ended:
            taken = _counted(number, written, parts)
        number = ""
        for at in range(taken, len(written), _PIECE):
            parts.extend(_read(written[at : at + _PIECE], overlay, table))
    return parts


def _counted(number: str, written: str, parts: list[Part]) -> int:
    """Characters of what follows a number that belong to it; the number is changed to what both say."""
    first, value = written[0], float(number.replace(",", ""))
    if first == "월" and (month := MONTHS.get(number.lstrip("0"))):
        parts[-1] = Part(number + first, (month,))
        return 1
    if first in _TIMES:
        taken, times = 1, _TIMES[first]
        if first in "천백" and written[1:2] in ("만", "억"):
            taken, times = 2, times * _TIMES[written[1]]
        parts[-1] = Part(number + written[:taken], (_amount(value * times),), kept=True)
        return taken
    return 1 if first in _COUNTED else 0


def _amount(value: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:g} {word}"
    return f"{value:,.0f}"


def _read(written: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    spans: list[Span] = []
    known, sounds = _look_up(written, table)
    silent = FUNCTION_WORDS["ko"]
    start = 0
    for word in written.split(" "):
        spans.extend(_word_spans(word, start, known, sounds))
        if word in silent:
            spans.append(Span(start, start + len(word), SILENT, None))
        start += len(word) + 1
        if start <= len(written):
            spans.append(Span(start - 1, start, 0.0, None))
    spans.extend(_glossary_spans(written, overlay))
    return parts_of(cheapest_path(len(written), spans))


def _look_up(written: str, table: WordTable | None) -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """(words of the dictionary, loan-words by their sound) that may stand in the text."""
    if table is None:
        return {}, {}
    words, sounds = set(), set()
    for word in written.split(" "):
        tails = _name_ends(word)
        for start in range(len(word)):
            words |= {word[start:end] for end in range(start + 1, min(start + _MOST, len(word)) + 1)}
        sounds |= {sound_key(word[:end]) for end in tails if end > 1 and is_loan(word[:end])}
    return table.words(words), table.names(sounds)


def _glossary_spans(written: str, overlay: Overlay) -> Iterator[Span]:
    for start in range(len(written)):
        for end in range(start + 1, min(start + overlay.longest, len(written)) + 1):
            word = written[start:end]
            if (entry := overlay.find(word)) is not None:
                # one syllable, as CLDR names a country, is mostly a part of another word
                # of two that fit the longer one: 인도네시아|와, not 인도|네시아와
                cost = entry.cost + (1.5 if end - start == 1 else -_LONGER * (end - start))
                yield Span(start, end, cost, Part(word, entry.senses))


def _word_spans(
    word: str, base: int, known: Mapping[str, Entry], sounds: Mapping[str, Entry]
) -> Iterator[Span]:
    """The ways to read one word between blanks."""
    core, verbs = _core()
    tails = tail_starts(word)
    size = len(word)
    for start in range(size):
        for end in range(start + 1, min(start + _MOST, size) + 1):
            piece = word[start:end]
            closed = end in tails
            if (entry := core.get(piece) or known.get(piece)) is not None:
                cost = entry.cost
                if end - start == 1:
                    cost += 0.3 if size == 1 else _SHORT + (0.0 if start == 0 and closed else _INSIDE)
                yield Span(base + start, base + end, cost, _part(piece, entry))
            if closed and (start == 0 or start > 1) and (verb := verbs.get(piece)) is not None:
                cost = verb.cost + (0.5 if end - start == 1 else 0.0) + (0.6 if start else 0.0)
                yield Span(base + start, base + end, cost, _part(piece, verb))
        if start in tails and start:
            yield Span(base + start, base + size, SILENT + 0.1, None)
    yield from _by_sound(word, base, _name_ends(word), sounds)
    for start in range(size):
        yield Span(base + start, base + start + 1, UNKNOWN, Part(word[start]))


def _part(written: str, entry: Entry) -> Part | None:
    return Part(written, entry.senses) if entry.senses else None


def _name_ends(word: str) -> set[int]:
    """Where a name or a loan-word may end: before particles, or before forms of to do and to become."""
    return tail_starts(word, PARTICLES) | {at for at in tail_starts(word) if word[at : at + 1] in _DOING}


def _by_sound(word: str, base: int, tails: set[int], sounds: Mapping[str, Entry]) -> Iterator[Span]:
    for end in sorted(tails):
        piece = word[:end]
        if end < 2 or not all(map(SYLLABLE.match, piece)):
            continue
        if is_loan(piece) and (entry := sounds.get(sound_key(piece))) is not None:
            yield Span(base, base + end, _SOUND + 0.05 * end, Part(piece, entry.senses))
        elif spelled := romanize_hangul(piece):
            yield Span(base, base + end, KEPT + 1.6 + 0.35 * end, Part(piece, (spelled,), guessed=True))
