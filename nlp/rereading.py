"""Signals whose parties or denial the patterns leave in doubt, read again by the grammar of the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.clauses import Clause, Named
from nlp.parsing import Parse, Parsers
from nlp.signal_input import SignalInput
from nlp.signal_scores import ADVERSE, polarity_of
from nlp.stages import find_stage
from nlp.tags import Modality, Range, Signal, SignalType
from nlp.triggers import Trigger

GRAMMAR_VERSION = "clauses-1"
_MOST = 12  # sentences of a document that are parsed, the surest signals first
_LEAST = 0.4  # below it a signal cannot reach what is shown
_DENIAL = re.compile(
    r"\b(?:not|never|no|refus\w+|declin\w+)\b|n['’]t\b|ない|なかった|ず[にを、]|見送|断念|拒"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\bago\b|\blast (?:year|month)\b|\bearlier\b|\bpreviously\b")
_AHEAD = re.compile(r"\b(?:will|shall|to be|plans? to|is to|are to)\b|予定|来月|来年|来週|今後|方針")


@dataclass(slots=True)
class Rereading:
    """One document's second reading; `read` says afterwards which records rest on a parse."""

    parsers: Parsers
    text: SignalInput
    triggers: Sequence[Sequence[Trigger]]
    read: dict[tuple[SignalType, Range], str] = field(default_factory=dict)
    _place: dict[Range, int] = field(init=False)

    def __post_init__(self) -> None:
        self._place = {sentence: index for index, sentence in enumerate(self.text.sentences)}

    def __call__(self, signals: Sequence[Signal]) -> list[Signal]:
        """The signals in their order, the doubtful ones as their grammar tells them."""
        if not self.parsers.versions:
            return list(signals)
        doubtful = sorted(
            (signal for signal in signals if self._in_doubt(signal)), key=lambda signal: -signal.score
        )
        sentences = list(dict.fromkeys(signal.evidence for signal in doubtful))[:_MOST]
        parses = self._parse(sorted(sentences))
        return [
            self._reread(signal, parses[signal.evidence])
            if signal.evidence in parses and self._in_doubt(signal)
            else signal
            for signal in signals
        ]

    def mark(self, signal: Signal) -> Signal:
        """The signal with the parser that it rests on, where it does."""
        by = self.read.get((signal.type, signal.evidence))
        return replace(signal, by=f"{signal.by}+{by}") if by else signal

    def _in_doubt(self, signal: Signal) -> bool:
        if signal.score < _LEAST or polarity_of(signal.type) == "none":
            return False
        if signal.evidence not in self._place:
            return False  # the head of an instrument, which is no sentence
        if not self.parsers.version(self._language(signal.evidence)):
            return False
        if signal.modality in {"negated", "past"} or len(signal.parties) > 2:
            return True
        return _DENIAL.search(self.text.lower, *signal.evidence) is not None

    def _language(self, sentence: Range) -> str:
        return self.text.at(self._place[sentence]).language

    def _parse(self, sentences: Sequence[Range]) -> dict[Range, Parse]:
        found: dict[Range, Parse] = {}
        for language in sorted({self._language(sentence) for sentence in sentences}):
            own = [sentence for sentence in sentences if self._language(sentence) == language]
            texts = [self.text.content[slice(*sentence)] for sentence in own]
            for sentence, parse in zip(own, self.parsers.parse(language, texts), strict=True):
                if parse is not None and parse.words:
                    found[sentence] = parse
        return found

    def _reread(self, signal: Signal, parse: Parse) -> Signal:
        sentence = signal.evidence
        index = self._place[sentence]
        language = self._language(sentence)
        trigger = next(
            (one for one in self.triggers[index] if one.type == signal.type),
            Trigger(signal.type, sentence, sentence, 0.0, 0),
        )
        clause = Clause(parse, _places_of(self.text.lower, sentence, trigger.act), language)
        self.read[signal.type, sentence] = f"parse:{self.parsers.version(language)}"
        signal = self._parties(signal, clause)
        return self._modality(signal, clause, trigger, language) if trigger.cues else signal

    def _parties(self, signal: Signal, clause: Clause) -> Signal:
        """With the parties that the grammar leaves, never fewer than two of those that the patterns found."""
        if len(signal.parties) < 3:
            return signal
        start, end = signal.evidence
        named = [
            Named(mention.code, (mention.start - start, mention.end - start))
            for mention in self.text.mentions
            if mention.code and start <= mention.start < end
        ]
        told = {one.code for one in named}
        taking = clause.parties(named) & set(signal.parties)
        kept = taking | (set(signal.parties) - told - set(signal.inferred))
        if len(taking) < 2 or kept == set(signal.parties):
            return signal
        inferred = tuple(code for code in signal.inferred if code in kept)
        japan = signal.japan
        if japan == "in" and "JP" not in kept:
            japan = "mentioned"
        return replace(signal, parties=tuple(sorted(kept)), inferred=inferred, japan=japan)

    def _modality(self, signal: Signal, clause: Clause, trigger: Trigger, language: str) -> Signal:
        lower, sentence = self.text.lower, signal.evidence
        modality: Modality = signal.modality
        if clause.negated:
            modality = "negated" if modality in {"asserted", "planned"} else modality
        elif (modality == "negated" and clause.told) or (
            modality == "past" and clause.reported and not _YEAR.search(lower, *sentence)
        ):
            modality = "planned" if _AHEAD.search(lower, *sentence) else "asserted"
        if modality == signal.modality:
            return signal
        stage = find_stage(lower, sentence, trigger, language)
        if modality == "negated" and signal.type not in ADVERSE:
            stage = None
        elif (signal.type, stage, modality) == ("dialogue", "held", "planned"):
            stage = "scheduled"
        return replace(signal, modality=modality, stage=stage)


def _places_of(lower: str, sentence: Range, act: Range) -> list[Range]:
    """Everywhere that the words of the act stand in the sentence, in characters of the sentence."""
    words = re.escape(lower[slice(*act)])
    start, end = sentence
    return [
        (found.start() - start, found.end() - start)
        for found in re.compile(words).finditer(lower, start, end)
    ]
