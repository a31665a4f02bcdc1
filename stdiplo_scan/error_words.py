"""What a known error says, in Japanese: its English, part by part, through one table (error_words.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).with_suffix(".yml")
_BLANK: Final = "{}"
_PARTS: Final = "; "
_WANTED: Final = "wanted "
_LONGEST, _MOST, _JOINED = 3000, 16, 4  # characters of a line, its parts, and parts that one fact may hold
_QUOTED: Final = re.compile(r"""(['"])(.*)\1""", re.DOTALL)
_PLACE_AND_MET: Final = re.compile(
    r"(?P<place>[^;]+?): (?:is |met )?(?P<met>(['\"]).*\3|None|\[.*\]|-?\d[\d.]*)", re.DOTALL
)

_LINE: Final = re.compile(r"(?P<file>.+) line (?P<number>\d+)(?P<rest>: .+)?", re.DOTALL)


@dataclass(frozen=True)
class _Part:
    """A part of a message in English, {} where facts stand, and the same in Japanese."""

    english: str
    japanese: str

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        return tuple(piece for piece in self.english.split(_BLANK) if piece)

    @cached_property
    def weight(self) -> int:
        """How much of it is fixed; of two parts that fit, the one that says more counts."""
        return sum(map(len, self.fixed))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("(.+?)".join(map(re.escape, self.english.split(_BLANK))), re.DOTALL)

    def read(self, text: str) -> str | None:
        """The text in Japanese, None where it is no such part."""
        if not all(piece in text for piece in self.fixed) or not (found := self._pattern.fullmatch(text)):
            return None
        facts = [_said(fact) for fact in found.groups()]
        return re.sub(r"\{(\d)\}", lambda blank: facts[int(blank[1])], self.japanese)


@cache
def _table() -> Sequence[_Part]:
    """All parts, those that say most first."""
    parts = [_Part(*pair) for pair in yaml.safe_load(FILE.read_text("utf-8")).items()]
    return sorted(parts, key=lambda part: -part.weight)


@cache
def _exact() -> dict[str, str]:
    """The parts without facts: such a one may itself be a fact of another."""
    return {part.english: part.japanese for part in _table() if _BLANK not in part.english}


def japanese(message: str, kind: str = "") -> str:
    """The message in Japanese, its facts as they are; parts that the table lacks are left to the English.

    kind: the class of the error, which is said where the table lacks what went wrong. Empty where the table
    has nothing at all. Lines of several faults are said one after the other.
    """
    said = []
    for line in filter(str.strip, message.splitlines()):
        (_, first), *others = _read_line(line)
        said.append(first or _exact().get(kind, ""))
        said += [ours or _as_it_is(part) for part, ours in others]
    whole = "".join(part.rstrip("。") + "。" for part in said if part)
    whole = re.sub(" ?([「」]) ?", r"\1", whole)
    return re.sub("(?<=[ぁ-んァ-ヶー一-龥]) (?=[ぁ-んァ-ヶー一-龥])", "", whole)


def unknown_parts(message: str) -> list[str]:
    """The parts of a message that the table lacks."""
    return [part for line in message.splitlines() for part, said in _read_line(line) if not said]


def _read_line(line: str) -> Iterator[tuple[str, str]]:
    """The parts of one line and what each says in Japanese, "" where the table lacks it; a fact may hold
    what parts the line.
    """
    pieces = line.strip().rstrip(".").split(_PARTS) if line.strip() else []
    if len(line) > _LONGEST or len(pieces) > _MOST:  # facts come from anywhere, and matching has its price
        yield line, ""
        return
    at = 0
    while at < len(pieces):
        for end in range(at + 1, min(len(pieces), at + _JOINED) + 1):
            part = _PARTS.join(pieces[at:end])
            if said := _on_a_line(part) or _read_part(part) or _place_and_met(part):
                yield part, said
                break
        else:
            end = at + 1
            yield pieces[at], ""
        at = end


@lru_cache(maxsize=256)
def _read_part(text: str) -> str | None:
    return next((said for part in _table() if (said := part.read(text)) is not None), None)


def _place_and_met(text: str) -> str:
    """A place and the value that stands there, which need no words of their own; "" for another text."""
    place, _, fact = text.rpartition(": ")
    if place and fact in _exact():
        return f"{_place(place)}: {_exact()[fact]}"
    if found := _PLACE_AND_MET.fullmatch(text):
        return f"{_place(found['place'])} が {_said(found['met'])} です"
    return ""


def _on_a_line(text: str) -> str:
    """What is wrong on a line of a file; "" where the table lacks it, or no line is named."""
    found = _LINE.fullmatch(text)
    rest = found["rest"] if found else None
    said = _read_part(rest.removeprefix(": ")) if rest else None
    return f"{found['file']} の {found['number']} 行目: {said}" if found and said else ""


def _place(text: str) -> str:
    if found := _LINE.fullmatch(text):
        rest = found["rest"] or ""
        return f"{found['file']} の {found['number']} 行目{rest.replace(': ', ' の ', 1)}"
    return _read_part(text) or text


def _as_it_is(part: str) -> str:
    """A value that is wanted, which needs no words of its own; "" for another part."""
    wanted = part.removeprefix(_WANTED)
    return f"求められるのは {_said(wanted)} です" if wanted != part and " " not in wanted else ""


def _said(fact: str) -> str:
    """A fact as a Japanese line quotes it."""
    if fact in ("''", '""', "None"):
        return "空"
    if fact in _exact():
        return _exact()[fact]
    quoted = _QUOTED.fullmatch(fact)
    return f"「{quoted[2]}」" if quoted and quoted[1] not in quoted[2] else fact
