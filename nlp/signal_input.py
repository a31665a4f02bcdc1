"""What the finder of signals reads of one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlp.classifier import Guess
from nlp.parties import Mention
from nlp.tags import Range, Signal


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
    reread: Callable[[list[Signal]], list[Signal]] = list  # corrects the records of single sentences

    def at(self, index: int) -> SignalInput:
        """The document as it is read at one of its sentences: in that sentence's language."""
        if not self.languages or self.languages[index] == self.language:
            return self
        return replace(self, language=self.languages[index])
