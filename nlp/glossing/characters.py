"""Chinese and Korean: characters joined to the words of glossary and dictionary at the least cost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.months import MONTHS
from nlp.glossing.overlay import Overlay
from nlp.glossing.parts import KEPT, SILENT, UNKNOWN, Part, Span, cheapest_path

_MOST = 10  # characters of one word
_ASCII = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9&*+./%-]*[A-Za-z0-9%+])?")
_RUN = re.compile(rf"(?:{_ASCII.pattern}|[^\W_A-Za-z0-9])+(?: [^\W_A-Za-z0-9]+)*")
_MONTH = re.compile("(?<![0-9])0?(1[0-2]|[1-9]) ?月(?!球)")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ABC as ABC: one character for one
_NAME = 3  # characters of a person's name, the surname's one
_SOUNDS = 4  # single characters in a row from which they are no words
_PIECE = 4_000  # characters cut at once


def read_characters(text: str, language: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    """The parts of the text that say something."""
    silent = FUNCTION_WORDS[language]
    text = text.translate(_WIDE)
    parts: list[Part] = []
    for run in _RUN.finditer(text):
        written = run.group()
        for at in range(0, len(written), _PIECE):
            parts.extend(_run_parts(written[at : at + _PIECE], silent, overlay, table))
    return parts


def _run_parts(
    written: str, silent: frozenset[str], overlay: Overlay, table: WordTable | None
) -> Iterator[Part]:
    spans = _spans(written, silent, overlay, _look_up(written, table))
    path = cheapest_path(len(written), spans)
    if table is not None:
        path = _with_persons(path, table)
    sounds = _sounds(path)
    unknown = ""
    for at, span in enumerate(path):
        if span.part is not None and (at in sounds or not span.part.senses):
            unknown += span.part.written  # characters that belong to no word are shown together
            continue
        if unknown:
            yield Part(unknown)
            unknown = ""
        if span.part is not None:
            yield span.part
    if unknown:
        yield Part(unknown)


def _with_persons(path: Sequence[Span], table: WordTable) -> list[Span]:
    """The path with the names of persons in Latin letters, guessed by their sound.

    A name is a surname with the two characters behind it that belong to no word, or a word without English
    that begins with one.
    """
    letters = {letter for span in path if _may_name(span) for letter in _written(span)}
    sounds = {key: entry.senses[0] for key, entry in table.names(letters).items()}
    found: list[Span] = []
    at = 0
    while at < len(path):
        spans = path[at : at + 1] if len(_written(path[at])) > 1 else path[at : at + _NAME]
        name = "".join(map(_written, spans))
        said = [sounds.get(letter, "") for letter in name]
        whole = len(spans) in (1, _NAME) and 1 < len(name) <= _NAME and all(map(_may_name, spans))
        if whole and all(said) and said[0][0].isupper():
            english = f"{said[0]} {''.join(said[1:]).capitalize()}"
            found.append(Span(spans[0].start, spans[-1].end, 0.0, Part(name, (english,), guessed=True)))
            at += len(spans)
            continue
        found.append(path[at])
        at += 1
    return found


def _may_name(span: Span) -> bool:
    """Whether it may be a name or a part of one: a character alone, or a word without English."""
    part = span.part
    return part is not None and not part.kept and (len(part.written) == 1 or not part.senses)


def _written(span: Span) -> str:
    return span.part.written if span.part is not None else ""


def _sounds(path: Sequence[Span]) -> set[int]:
    """The places of a path where single characters follow each other: a name written by its sound."""
    found: set[int] = set()
    start = 0
    for at in range(len(path) + 1):
        if at < len(path) and path[at].part is not None and path[at].end - path[at].start == 1:
            continue
        if at - start >= _SOUNDS:
            found.update(range(start, at))
        start = at + 1
    return found


def _look_up(written: str, table: WordTable | None) -> Mapping[str, Entry]:
    if table is None:
        return {}
    return table.words(
        {
            written[start:end]
            for start in range(len(written))
            for end in range(start + 1, min(start + _MOST, len(written)) + 1)
        }
    )


def _spans(
    written: str, silent: frozenset[str], overlay: Overlay, words: Mapping[str, Entry]
) -> Iterator[Span]:
    longest = max(_MOST, overlay.longest)
    for start in range(len(written)):
        for end in range(start + 1, min(start + longest, len(written)) + 1):
            word = written[start:end]
            entry = overlay.find(word) or words.get(word)
            if word in silent and (entry is None or entry.cost > SILENT):
                yield Span(start, end, SILENT + 0.5, None)
            elif entry is not None:
                yield Span(start, end, entry.cost, Part(word, entry.senses))
        inside = start > 0 and _ASCII.match(written[start - 1]) is not None
        if not inside and (kept := _ASCII.match(written, start)):
            yield Span(start, kept.end(), KEPT, Part(kept.group(), (kept.group(),), kept=True))
        if month := _MONTH.match(written, start):
            yield Span(start, month.end(), KEPT, Part(month.group(), (MONTHS[month[1]],)))
        if written[start] == " ":
            yield Span(start, start + 1, 0.0, None)
        else:
            yield Span(start, start + 1, UNKNOWN, Part(written[start]))


def is_chinese(text: str) -> bool | None:
    """Whether Chinese characters are written as in China rather than as in Japan; None where none tells.

    Told by the two countries' first character sets: each holds the characters that the other simplified
    otherwise.
    """
    china = japan = 0
    for character in unicodedata.normalize("NFKC", text):
        if "\u3400" <= character <= "\u9fff":
            in_china, in_japan = _is_in(character, "gb2312"), _is_in(character, "shift_jis")
            china += in_china and not in_japan
            japan += in_japan and not in_china
    return None if china == japan else china > japan


def _is_in(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
