"""Which kinds of signal the words of a sentence point to: acts and objects near each other, and phrases.

The patterns are data (taxonomy/signals_*.yml): compiled regular expressions behind an Aho-Corasick gate.
One pass over the document finds the literal beginnings of all patterns, and a pattern runs only in the
sentences that hold its beginning. Chosen over a blank spaCy pipeline with Matcher because the ranges count in
the text as given, whatever the language, and because the gate skips nearly all work in sentences without a
cue: about 2 ms for 3,000 characters. Lemmas would add next to nothing (docs/choices.md).
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from re import _parser  # type: ignore[attr-defined]  # the only reader of pattern syntax there is
from typing import Any, get_args

import ahocorasick
import yaml

from nlp.tags import Range, SignalType

LANGUAGES = ("en", "ja", "de", "fr", "es", "zh", "ko", "pt", "sv", "it", "nl")
FULLY_RULED = LANGUAGES[:7]  # with a file of rules of their own; the others have a few of them
SIGNAL_FILES = (*(f"signals_{language}.yml" for language in FULLY_RULED), "signals_more.yml")
UNSPACED = frozenset({"ja", "zh", "ko", "th"})  # no word borders to rely on
SIGNAL_TYPES: tuple[SignalType, ...] = get_args(SignalType)


class SignalRuleError(ValueError):
    """A file of signal patterns that cannot be used: file, type, value met and value wanted."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words of one sentence that point to one kind of signal; ranges count in the document's content."""

    type: SignalType
    act: Range
    object: Range
    weight: float
    cues: int  # distinct rules that agree, at least 1


@dataclass(frozen=True, slots=True)
class _Rule:
    type: SignalType
    act: re.Pattern[str]
    object: re.Pattern[str] | None  # None: a phrase, complete by itself
    window: int
    weight: float
    act_gate: int | None
    object_gate: int | None
    cased: bool = False


class _Gates:
    """Numbered sets of literals of which a pattern needs one; found in one pass."""

    def __init__(self) -> None:
        self._literals: dict[str, set[int]] = {}
        self._count = 0
        self._automaton: Any = None

    def add(self, patterns: Sequence[str], *, shortest: int) -> int | None:
        literals: set[str] = set()
        for pattern in patterns:
            found = _beginnings(pattern)
            if any(len(literal) < shortest for literal in found):
                return None
            literals |= found
        gate = self._count
        self._count += 1
        for literal in literals:
            self._literals.setdefault(literal, set()).add(gate)
        return gate

    def build(self) -> None:
        automaton = ahocorasick.Automaton()
        for literal, gates in self._literals.items():
            automaton.add_word(literal, (len(literal), tuple(gates)))
        if len(automaton):
            automaton.make_automaton()
            self._automaton = automaton

    def open_in(self, lower: str, starts: Sequence[int], *, words: bool) -> list[set[int]]:
        """The gates open in each sentence; sentences are given by their starts, sorted."""
        opened: list[set[int]] = [set() for _ in starts]
        if self._automaton is None:
            return opened
        for last, (length, gates) in self._automaton.iter(lower):
            first = last - length + 1
            if words and first and lower[first - 1].isalnum() and lower[first].isascii():
                continue
            place = bisect_right(starts, first) - 1
            if place >= 0:
                opened[place].update(gates)
        return opened


class RuleBook:
    """The patterns of one language, ready to run."""

    def __init__(self, language: str, types: dict[str, Any], source: str) -> None:
        self.language = language
        self.spaced = language not in UNSPACED
        self._gates = _Gates()
        self._rules: list[_Rule] = []
        self._vetoes: dict[SignalType, re.Pattern[str]] = {}
        self._by_gate: dict[int, list[int]] = {}
        self._open: list[int] = []  # rules that no gate keeps
        for name, block in types.items():
            if name not in SIGNAL_TYPES:
                raise SignalRuleError(
                    f"{source}: signal type is {name!r}; wanted one of {', '.join(SIGNAL_TYPES)}"
                )
            self._read(name, block or {}, f"{source}: {name}")
        self._gates.build()
        for index, rule in enumerate(self._rules):
            gate = rule.act_gate if rule.act_gate is not None else rule.object_gate
            if gate is None:
                self._open.append(index)
            else:
                self._by_gate.setdefault(gate, []).append(index)

    def _read(self, type_: SignalType, block: dict[str, Any], place: str) -> None:
        unknown = set(block) - {"pairs", "phrases", "cased", "vetoes"}
        if unknown:
            raise SignalRuleError(
                f"{place}: unknown key {sorted(unknown)[0]!r}; wanted pairs, phrases, cased or vetoes"
            )
        for pair in block.get("pairs", ()):
            self._add(
                type_,
                pair["acts"],
                pair["objects"],
                int(pair["window"]),
                float(pair.get("weight", 0.5)),
                place,
            )
        for phrase in block.get("phrases", ()):
            self._add(type_, [phrase], None, 0, 0.5, place)
        for phrase in block.get("cased", ()):
            self._add(type_, [phrase], None, 0, 0.5, place, cased=True)
        if block.get("vetoes"):
            self._vetoes[type_] = self._compile(block["vetoes"], place)

    def _add(  # noqa: PLR0917 - one rule of the file, read in one place
        self,
        type_: SignalType,
        acts: list[str],
        objects: list[str] | None,
        window: int,
        weight: float,
        place: str,
        *,
        cased: bool = False,
    ) -> None:
        shortest = 3 if self.spaced else 1
        self._rules.append(
            _Rule(
                type=type_,
                act=self._compile(acts, place, border=not cased),
                object=self._compile(objects, place) if objects else None,
                window=window,
                weight=weight,
                act_gate=None if cased else self._gates.add(acts, shortest=shortest),
                object_gate=self._gates.add(objects, shortest=shortest) if objects else None,
                cased=cased,
            )
        )

    def _compile(self, patterns: list[str], place: str, *, border: bool = True) -> re.Pattern[str]:
        joined = "|".join(patterns)
        try:
            return re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if self.spaced and border else f"(?:{joined})")
        except re.error as error:
            raise SignalRuleError(
                f"{place}: the pattern does not compile ({error}); wanted a regular expression"
            ) from error

    def find(self, content: str, lower: str, sentences: Sequence[Range]) -> list[list[Trigger]]:
        """Per sentence, at most one trigger a type, in the order of the types.

        `lower` is the content in lower case, of the same length; sentences are sorted and do not overlap.
        """
        opened = self._gates.open_in(lower, [start for start, _ in sentences], words=self.spaced)
        found: list[list[Trigger]] = []
        anywhere = [
            index
            for index in self._open
            if self._rules[index].act.search(content if self._rules[index].cased else lower)
        ]
        for (start, end), gates in zip(sentences, opened, strict=True):
            best: dict[SignalType, Trigger] = {}
            chosen = {index for gate in gates for index in self._by_gate.get(gate, ())}
            for index in sorted(chosen.union(anywhere)):
                rule = self._rules[index]
                if rule.object_gate is not None and rule.object_gate not in gates:
                    continue
                spans = _match(rule, content if rule.cased else lower, start, end)
                if spans is None:
                    continue
                old = best.get(rule.type)
                cues = 1 if old is None else old.cues + 1
                if old is None or rule.weight > old.weight:
                    best[rule.type] = Trigger(rule.type, spans[0], spans[1], rule.weight, cues)
                else:
                    best[rule.type] = Trigger(old.type, old.act, old.object, old.weight, cues)
            for type_ in [type_ for type_ in best if self.vetoed(type_, lower, start, end)]:
                del best[type_]
            found.append([best[type_] for type_ in SIGNAL_TYPES if type_ in best])
        return found

    def vetoed(self, type_: SignalType, lower: str, start: int, end: int) -> bool:
        """True where words of the sentence refuse this type, whatever else points to it."""
        veto = self._vetoes.get(type_)
        return veto is not None and veto.search(lower, start, end) is not None


def _match(rule: _Rule, text: str, start: int, end: int) -> tuple[Range, Range] | None:
    """The act and object nearest to each other within the window; a phrase is both."""
    acts = [match.span() for match in rule.act.finditer(text, start, end)]
    if not acts:
        return None
    if rule.object is None:
        return acts[0], acts[0]
    objects = [match.span() for match in rule.object.finditer(text, start, end)]
    best: tuple[int, Range, Range] | None = None
    for act in acts:
        for thing in objects:
            gap = thing[0] - act[1] if thing[0] >= act[1] else act[0] - thing[1]
            if (thing[0] <= act[0] and act[1] < thing[1]) or (act[0] <= thing[0] and thing[1] <= act[1]):
                gap = 0  # "joint" within "joint call", "Projekte" within "schreibt Projekte aus"
            if 0 <= gap <= rule.window and (best is None or gap < best[0]):
                best = (gap, act, thing)
    return None if best is None else (best[1], best[2])


def _beginnings(pattern: str) -> set[str]:
    """Literals of which every match of the pattern begins with one; may hold the empty string."""
    return _prefixes(list(_parser.parse(pattern)))[0]


def _prefixes(items: Iterable[Any]) -> tuple[set[str], bool]:
    """Literal beginnings of a parsed pattern, and whether they are the whole of it."""
    heads = {""}
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            heads = {head + chr(value) for head in heads}
        elif name == "SUBPATTERN":
            more, whole = _prefixes(list(value[3]))
            heads = {head + tail for head in heads for tail in more}
            if not whole:
                return heads, False
        elif name == "BRANCH":
            branches = [_prefixes(list(branch)) for branch in value[1]]
            heads = {head + tail for head in heads for more, _ in branches for tail in more}
            if not all(whole for _, whole in branches):
                return heads, False
        elif name == "MAX_REPEAT" and value[0] == 0 and value[1] == 1 and heads == {""}:
            more, whole = _prefixes(list(value[2]))
            if not whole:
                return {""}, False
            heads = {"", *more}
        elif name in {"ASSERT_NOT", "AT"}:
            continue
        else:
            return heads, False
        if len(heads) > 400:
            return {""}, False
    return heads, True


def lower_text(text: str) -> str:
    """Lower case of the same length: letters whose lower case is longer stay as they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def read_rule_file(name: str) -> Any:
    """The content of one YAML file of the taxonomy folder."""
    with resources.files("nlp").joinpath("taxonomy", name).open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


@functools.cache
def rule_books() -> dict[str, RuleBook]:
    """One book of patterns a language, read once."""
    books: dict[str, RuleBook] = {}
    for name in SIGNAL_FILES:
        data = read_rule_file(name)
        blocks = data["languages"] if "languages" in data else {data["language"]: data["types"]}
        for language, types in blocks.items():
            books[language] = RuleBook(language, types, f"nlp/taxonomy/{name}")
    return books
