"""Cooperation signals of a document, as records: who, by which instrument, at which stage, proved by which
sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlp.amounts import find_amount
from nlp.classifier import Guess
from nlp.eventdates import find_event_date
from nlp.former_states import year_of
from nlp.head_parties import find_head_parties
from nlp.instruments import name_instrument, title_name
from nlp.mergers import merge_signals
from nlp.modality import judge_modality
from nlp.movement import Movement, find_movement
from nlp.openings import find_opening
from nlp.parties import Context, Mention, find_parties, remember
from nlp.requests import asks_japan, japan_asks
from nlp.salience import DEMOTION, LEARNED, demote_details, subject_types
from nlp.signal_input import SignalInput
from nlp.signal_scores import ADVERSE, polarity_of, score_signal
from nlp.signal_words import (
    ADVERSE_WORDS,
    AT_HOME,
    BIOGRAPHY,
    JAPAN_WORDS,
    JOINS,
    NAME_ALONE,
    OFFER,
    PERSONNEL,
    QUESTION,
)
from nlp.stages import find_stage
from nlp.tags import Japan, Modality, Range, Signal, SignalType, Stage
from nlp.triggers import RuleBook, Trigger, rule_books

RULES_VERSION = "rules-8"
_MOVES: dict[SignalType, Callable[..., Movement]] = {"mobility": find_movement, "opening": find_opening}
_LEAST = 0.4  # the share from which the classifier's word alone makes a type
_LIKELY, _BEST_OF_LIKELY = 0.7, 0.15  # and the best one's, where some type is likely
_HARDLY = 0.05  # the share below which a rule's type is doubted, where another one is sure


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a document, and the words by which its stage, its modality and what the classifier sees
    in it are judged: the same, or English ones where its language has too few rules for that.
    """

    text: SignalInput
    range: Range
    words: SignalInput
    inside: Range  # of the sentence in `words`

    def in_words(self, trigger: Trigger) -> Trigger:
        """The trigger where it stands in `words`: the whole sentence, if they are other ones."""
        whole = self.inside
        return trigger if self.words is self.text else replace(trigger, act=whole, object=whole)


def find_triggers(text: SignalInput) -> list[list[Trigger]]:
    """Per sentence, what its words point to; a language without patterns of its own has none."""
    languages = text.languages or [text.language] * len(text.sentences)
    found: list[list[Trigger]] = [[] for _ in text.sentences]
    for language in dict.fromkeys(languages):
        if (book := rule_books().get(language)) is not None:
            places = [place for place, own in enumerate(languages) if own == language]
            sentences = [text.sentences[place] for place in places]
            for place, triggers in zip(places, book.find(text.content, text.lower, sentences), strict=True):
                found[place] = triggers
    return found


def find_signals(text: SignalInput, triggers: Sequence[Sequence[Trigger]]) -> list[Signal]:
    """The document's signals, best first; several sentences about one event give one record.

    `triggers` are those of `find_triggers`. Every evidence range is the sentence (or head) that proves it.
    """
    codes = sorted({mention.code for mention in text.mentions if mention.code})
    lead_end = _lead_end(text)
    head = text.head
    context = Context(
        publisher=text.publisher,
        only_pair=tuple(codes) if len(codes) == 2 else (),
        lead=frozenset(
            mention.code for mention in text.mentions if mention.code and mention.start < lead_end
        ),
        publisher_named=text.publisher in codes,
        title_end=text.title_end if text.title_end or len(text.sentences) > 1 else len(text.content),
        year=year_of(text.content[slice(*head)] if head else "", text.published),
    )
    found: list[Signal] = []
    if head is not None:
        found.append(_from_head(text, head, context))
    personnel = PERSONNEL.search(text.lower, 0, lead_end + 300) is not None
    starts = [mention.start for mention in text.mentions]
    for index, sentence in enumerate(text.sentences):
        told = _Sentence(text.at(index), sentence, *text.words_at(index))
        low, high = bisect_left(starts, sentence[0]), bisect_left(starts, sentence[1])
        mentions = text.mentions[low:high]
        career = personnel and sentence[0] >= text.title_end  # what a person has done is no event of the week
        if not career and (head is None or sentence[0] >= head[1]):
            guess = text.guesses[index] if text.guesses else None
            subjects = subject_types(triggers[index], text.lower, sentence)
            for trigger, learned in _candidates(told, triggers[index], guess):
                if learned:
                    all_ = (*triggers[index], trigger)
                    late = text.title_end > 0 and sentence[0] >= lead_end
                    sure = guess is not None and guess.sure == trigger.type
                    weak = late or (not sure and trigger.type in subject_types(all_, text.lower, sentence))
                else:
                    weak = trigger.type in subjects or _ruled_out(trigger.type, guess)
                signal = _record(told, trigger, learned, guess, mentions, context, weak)
                if signal is not None:
                    found.append(signal)
        remember(context, sorted({mention.code for mention in mentions if mention.code}))
    return demote_details(merge_signals(text.reread(found)), lead_end)


def _lead_end(text: SignalInput) -> int:
    """Where the lead ends: after the title and two sentences; without a title after two sentences."""
    body = [sentence for sentence in text.sentences if sentence[0] >= text.title_end]
    return body[2][0] if len(body) > 2 else len(text.content)


def _candidates(
    told: _Sentence, triggers: Sequence[Trigger], guess: Guess | None
) -> list[tuple[Trigger, bool]]:
    """The triggers of a sentence, and the types that only the classifier sees; True: it alone does."""
    text, sentence, words, inside = told.text, told.range, told.words, told.inside
    chosen = [(trigger, False) for trigger in triggers]
    if guess is None or QUESTION.search(text.content, *sentence):
        return chosen
    if sentence[0] > text.title_end and NAME_ALONE.fullmatch(text.content, *sentence):
        return chosen
    known = {trigger.type for trigger in triggers}
    book = rule_books().get(words.language)
    lower = words.lower
    enough = 0.7 if ADVERSE_WORDS.search(lower, *inside) else 0.5
    learned: list[SignalType] = []
    biography = (BIOGRAPHY.search(lower, *inside) or AT_HOME.search(lower, *inside)) is not None
    if (
        guess.cooperation >= enough
        and not biography
        and not any(polarity_of(type_) != "none" for type_ in known)
    ):
        learned = _learned_types(lower, inside, guess, book)
    sure = guess.sure
    if sure is not None and sure not in known | set(learned) and not _vetoed(book, sure, lower, inside):
        learned.append(sure)
    return chosen + [(Trigger(type_, sentence, sentence, 0.0, 0), True) for type_ in learned]


def _learned_types(lower: str, sentence: Range, guess: Guess, book: RuleBook | None) -> list[SignalType]:
    """The types of cooperation that are likely in their own right, else the best where some type is likely;
    none that a word speaks against.
    """
    found: list[SignalType] = []
    for type_ in guess.cooperation_types:
        likely = not found and guess.cooperation >= _LIKELY
        if guess.shares.get(type_, 0.0) < (_BEST_OF_LIKELY if likely else _LEAST):
            break
        if not _vetoed(book, type_, lower, sentence):
            found.append(type_)
    return found


def _ruled_out(type_: SignalType, guess: Guess | None) -> bool:
    """Whether the classifier takes the sentence for another type of the same polarity, and hardly for this
    one; the end of an agreement may be both, an agreement and a suspension.
    """
    if guess is None or guess.sure is None or polarity_of(guess.sure) != polarity_of(type_):
        return False
    return guess.shares.get(type_, 0.0) < _HARDLY


def _vetoed(book: RuleBook | None, type_: SignalType, lower: str, sentence: Range) -> bool:
    return book is not None and book.vetoed(type_, lower, *sentence)


def _from_head(text: SignalInput, head: Range, context: Context) -> Signal:
    """A document that is itself an instrument: agreement, signed, asserted, with the parties of its head."""
    reach = head if head[0] == 0 else (head[0], min(len(text.content), head[1] + 900))
    mentions = [mention for mention in text.mentions if head[0] <= mention.start < head[1]]
    parties = find_head_parties(text.content, head, mentions, context, language=text.language)
    if len(parties.codes) < 2 and reach != head:
        mentions = [mention for mention in text.mentions if reach[0] <= mention.start < reach[1]]
        wider = find_parties(text.content, reach, mentions, "agreement", context, language=text.language)
        codes = tuple(dict.fromkeys(mention.code for mention in mentions if mention.code))[:2]
        parties = (
            wider if len(wider.codes) == 2 else replace(wider, codes=tuple(sorted({*parties.codes, *codes})))
        )
    codes = parties.codes
    inferred = parties.inferred
    if len(codes) == 1 and text.publisher and text.publisher not in codes and text.publisher != "INT":
        codes, inferred = tuple(sorted({*codes, text.publisher})), (text.publisher,)
    remember(context, codes)
    middle = (head[0] + head[1]) // 2
    return Signal(
        type="agreement",
        stage="signed",
        polarity="cooperation",
        modality="asserted",
        parties=codes,
        japan=_japan(text, head, codes, asked=False),
        score=_head_score(text, head, len(codes) + (1 if parties.outside else 0)),
        evidence=head,
        organisations=parties.organisations,
        instrument=title_name(text.content, head),
        fields=_fields(text, head),
        date=find_event_date(text.content, head, near=middle, published=None),
        inferred=inferred,
        by=RULES_VERSION,
    )


def _head_score(text: SignalInput, head: Range, parties: int) -> float:
    """High where the head names both sides, or joins one to another that it does not name."""
    if parties >= 2:
        return 0.99
    return 0.85 if parties and JOINS.search(text.lower, *head) else 0.45


def _record(  # noqa: PLR0917 - one sentence and all that is known of it
    told: _Sentence,
    trigger: Trigger,
    learned: bool,
    guess: Guess | None,
    mentions: Sequence[Mention],
    context: Context,
    weak: bool,
) -> Signal | None:
    """One signal of one sentence; None where too little speaks for it."""
    text, sentence, words, inside = told.text, told.range, told.words, told.inside
    parties = find_parties(text.content, sentence, mentions, trigger.type, context, language=text.language)
    if learned:
        score = score_signal(words, inside, told.in_words(trigger), learned, guess, parties)
    else:
        score = score_signal(text, sentence, trigger, learned, guess, parties)
    if weak:
        score = round(DEMOTION * score, 4)
    if trigger.type == "need" and japan_asks(words.lower, inside) and len(parties.codes) < 2:
        return None  # Japan's appeal to nobody in particular
    if score < 0.2:
        return None
    stage, modality = _stage_and_modality(told, trigger)
    asked = trigger.type == "need" or OFFER.search(words.lower, *inside) is not None
    near = trigger.act[0] if not learned else sentence[0]
    agreement_like = (
        trigger.type not in {"dialogue", "indicator", "organisation"}
        and not learned
        and trigger.object != trigger.act
    )
    return Signal(
        type=trigger.type,
        stage=stage,
        polarity=polarity_of(trigger.type),
        modality=modality,
        parties=parties.codes,
        japan=_japan(text, sentence, parties.codes, asked=asked),
        score=score,
        evidence=sentence,
        organisations=parties.organisations,
        instrument=name_instrument(text.content, sentence, trigger.object, text.language)
        if agreement_like
        else None,
        fields=_fields(text, sentence),
        date=find_event_date(
            text.content, sentence, near=near, published=text.published, planned=modality == "planned"
        ),
        amount=find_amount(text.content, sentence, language=text.language, country=text.publisher, near=near),
        inferred=parties.inferred,
        movement=_MOVES[trigger.type](text.lower, sentence, mentions, parties.codes, text.language)
        if trigger.type in _MOVES
        else (),
        by=LEARNED if learned else f"{RULES_VERSION}+classifier" if guess is not None else RULES_VERSION,
    )


def _stage_and_modality(told: _Sentence, trigger: Trigger) -> tuple[Stage | None, Modality]:
    words, inside, act = told.words, told.inside, told.in_words(trigger)
    stage = find_stage(words.lower, inside, act, words.language)
    modality = judge_modality(
        words.lower, inside, act, stage, language=words.language, published=words.published
    )
    if modality == "negated" and trigger.type not in ADVERSE:
        stage = None
    elif modality == "planned" and (trigger.type, stage) == ("dialogue", "held"):
        stage = "scheduled"
    return stage, modality


def _japan(text: SignalInput, sentence: Range, codes: Sequence[str], *, asked: bool) -> Japan:
    if asked and tuple(codes) != ("JP",) and asks_japan(text.lower, sentence):
        return "asked"
    if "JP" in codes:
        return "in"
    if text.japan_named or JAPAN_WORDS.search(text.lower, *sentence):
        return "mentioned"
    return "out"


def _fields(text: SignalInput, sentence: Range) -> tuple[str, ...]:
    """The fields whose evidence lies in the sentence; else the document's best, where it is sure enough."""
    inside = [
        hit.id for hit in text.fields if any(sentence[0] <= start < sentence[1] for start, _ in hit.evidence)
    ]
    if inside:
        return tuple(inside[:3])
    return tuple(hit.id for hit in text.fields[:1] if hit.score >= 0.5)
