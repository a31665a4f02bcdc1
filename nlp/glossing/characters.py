"""Chinese and Korean: characters joined to the words of glossary and dictionary at the least cost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.overlay import Overlay
from nlp.glossing.parts import SILENT, UNKNOWN, Part, Span, cheapest_path

_MOST = 10  # characters of one word
_ASCII = re.compile(r"[A-Za-z0-9][A-Za-z0-9&*+./%-]*")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9&*+./%-]*|[^\W_]+(?: [^\W_A-Za-z0-9]+)*")
_SOUNDS = 4  # single characters in a row from which they are no words
_PIECE = 4_000  # characters cut at once


def read_characters(text: str, language: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    """The parts of the text that say something."""
    silent = FUNCTION_WORDS[language]
    parts: list[Part] = []
    for run in _RUN.finditer(text):
        written = run.group()
        if _ASCII.fullmatch(written):
            parts.append(Part(written, (written,), kept=True))
            continue
        for at in range(0, len(written), _PIECE):
            parts.extend(_run_parts(written[at : at + _PIECE], silent, overlay, table))
    return parts


def _run_parts(
    written: str, silent: frozenset[str], overlay: Overlay, table: WordTable | None
) -> Iterator[Part]:
    spans = _spans(written, silent, overlay, _look_up(written, table))
    path = cheapest_path(len(written), spans)
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
