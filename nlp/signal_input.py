"""What the finder of signals reads of one document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlp.classifier import Guess
from nlp.parties import Mention
from nlp.tags import Range, Signal
from nlp.triggers import FULLY_RULED, lower_text


@dataclass(frozen=True, slots=True)
class FieldHit:
    """One field of the document with its evidence, best first in a list."""

    id: str
    score: float
    evidence: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class SignalInput:
    """What the finder of signals reads of one document; ranges count in `content`."""

    content: str  # line ends as blanks, so that a wrapped line breaks no pattern
    lower: str  # the content in lower case, of the same length
    title_end: int
    head: Range | None
    language: str
    sentences: Sequence[Range]
    mentions: Sequence[Mention]  # by position
    fields: Sequence[FieldHit] = ()
    published: str | None = None
    publisher: str | None = None
    guesses: Sequence[Guess | None] = ()  # one a sentence, or none at all
    japan_named: bool = False
    languages: Sequence[str] = ()  # one a sentence of a mixed page; none where all are in `language`
    readings: Mapping[int, str] = field(default_factory=dict)  # sentences as the classifier reads them
    glossed: bool = False  # these are English words of another language
    reread: Callable[[list[Signal]], list[Signal]] = list  # corrects the records of single sentences

    def at(self, index: int) -> SignalInput:
        """The document as it is read at one of its sentences: in that sentence's language."""
        if not self.languages or self.languages[index] == self.language:
            return self
        return replace(self, language=self.languages[index])

    def words_at(self, index: int) -> tuple[SignalInput, Range]:
        """The words in which the classifier's view of a sentence is judged, and its place in them: the
        document, or its English words where its language has not all the rules. Its mentions there
        have no places.
        """
        sentence = self.sentences[index]
        told = self.at(index)
        words = self.readings.get(index, "")
        if not words or told.language in FULLY_RULED:
            return told, sentence
        starts = [mention.start for mention in self.mentions]
        named = self.mentions[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
        return replace(
            told,
            content=words,
            lower=lower_text(words),
            title_end=0,
            language="en",
            sentences=[(0, len(words))],
            mentions=[replace(mention, start=0, end=0) for mention in named],
            glossed=True,
        ), (0, len(words))
