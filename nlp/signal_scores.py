"""How sure a signal is: what its words, its parties and the classifier say, as one figure."""

from __future__ import annotations

from bisect import bisect_left

from nlp.classifier import Guess
from nlp.parties import Parties
from nlp.signal_input import SignalInput
from nlp.signal_words import BIOGRAPHY, COOPERATION_WORDS, INTERNATIONAL, SPORT, STUDIED
from nlp.tags import Polarity, Range, SignalType
from nlp.triggers import Trigger

TRENDS: frozenset[SignalType] = frozenset({"strategy", "funding", "organisation", "indicator", "capability"})
ADVERSE: frozenset[SignalType] = frozenset({"restriction", "suspension"})
ONE_SIDED: frozenset[SignalType] = frozenset({"restriction", "suspension", "need", "mobility", "opening"})
PAIRED: frozenset[SignalType] = frozenset({"joint_research", "joint_call"})
COMMON: frozenset[SignalType] = frozenset(
    {"agreement", "joint_statement", "dialogue", "joint_research", "capacity"}
)
_ALONE = 0.08
_SURE_OF_COOPERATION = 0.8  # the share of all its types together: only which of them it is is in doubt
_BESIDE = 40  # characters after the words of a trigger


def polarity_of(type_: SignalType) -> Polarity:
    """Cooperation, restriction or none, by the type alone."""
    if type_ in ADVERSE:
        return "restriction"
    return "none" if type_ in TRENDS else "cooperation"


def score_signal(  # noqa: PLR0917 - one sentence and all that is known of it
    text: SignalInput, sentence: Range, trigger: Trigger, learned: bool, guess: Guess | None, parties: Parties
) -> float:
    """0..1: pattern .5, organisation .2, two cues .2, publisher .1, lowered where no party is known, fused
    with the classifier.
    """
    type_ = trigger.type
    if type_ not in TRENDS and (SPORT.search(text.lower, *sentence) or STUDIED.search(text.lower, *sentence)):
        return 0.0
    others = [code for code in parties.codes if code != text.publisher]
    count = len(parties.codes) + (1 if parties.outside else 0)
    if others and text.publisher and text.publisher not in parties.codes:
        count += 1  # the publisher tells of its own dealings with another
    count += sum(not (len(code) == 2 and code.isalpha()) for code in parties.codes)  # groupings: several
    abroad = bool(INTERNATIONAL.search(text.lower, *sentence))
    joined = not learned and type_ == "agreement" and _of_cooperation(text, trigger)
    if type_ in PAIRED:
        abroad = abroad or _names_several(text, sentence)
    trend = type_ in TRENDS
    sure = (
        learned and guess is not None and (guess.sure == type_ or guess.cooperation >= _SURE_OF_COOPERATION)
    )
    if not trend and not abroad and count == 0 and not joined:
        return 0.0
    if not sure and type_ in PAIRED and count < 2 and not abroad:
        return 0.0
    if (
        not trend
        and type_ in {"dialogue", "joint_research", "joint_statement"}
        and BIOGRAPHY.search(text.lower, *sentence)
    ):
        return 0.0
    home_only = bool(parties.codes) and not others and not parties.outside
    if learned and not (trend or sure) and (home_only or count == 0):
        return 0.0
    rule = 0.0
    if not learned:
        rule = trigger.weight + (0.2 if parties.resolved else 0.0) + (0.2 if trigger.cues > 1 else 0.0)
        rule += 0.1 if others and text.publisher in parties.codes else 0.0
    if home_only and not abroad and not trend and type_ not in ONE_SIDED:
        rule -= 0.35
    elif not (trend or count >= 2 or abroad or joined or type_ in ONE_SIDED or _receives(text, trigger)):
        rule -= 0.1
    score = _fuse(type_, min(rule, 0.95), learned, guess, glossed=text.glossed or text.language != "en")
    if learned and not trend and count < 2 and not abroad:
        return round(max(0.0, score - _ALONE), 4)  # the classifier alone, and one country alone
    return score


def _of_cooperation(text: SignalInput, trigger: Trigger) -> bool:
    """Whether the words of the trigger, or those beside them, speak of cooperation: it has two sides."""
    start = min(trigger.act[0], trigger.object[0])
    end = max(trigger.act[1], trigger.object[1]) + _BESIDE
    return COOPERATION_WORDS.search(text.lower, start, end) is not None


def _names_several(text: SignalInput, sentence: Range) -> bool:
    """Whether the sentence names two countries or more, be it as places."""
    starts = [mention.start for mention in text.mentions]
    inside = text.mentions[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
    return len({mention.code for mention in inside if mention.code}) > 1


def _receives(text: SignalInput, trigger: Trigger) -> bool:
    """Whether somebody whose country nobody knows meets an official of a named one."""
    return text.publisher is None and trigger.type == "dialogue" and trigger.act != trigger.object


def _fuse(type_: SignalType, rule: float, learned: bool, guess: Guess | None, *, glossed: bool) -> float:
    """The rule's score and the classifier's probabilities as one figure from 0 to 0.98.

    `glossed`: the classifier read a gloss, whose doubt weighs half.
    """
    score = rule
    if guess is not None:
        share = guess.shares.get(type_, 0.0)
        if polarity_of(type_) == "cooperation":
            learnt = 0.5 + 0.8 * (guess.cooperation - 0.5) if guess.cooperation >= 0.5 else 0.0
            doubt = 0.35 if type_ in COMMON else 0.1  # words of a rarer type are seldom wrong
            if glossed and guess.cooperation < 0.5:
                doubt *= 0.5
            score = (
                learnt if learned else max(rule + doubt * (guess.cooperation - 0.5) + 0.25 * share, learnt)
            )
        elif learned:
            score = 0.95 * share
        else:
            score = rule + 0.3 * share - (0.1 if type_ in TRENDS else 0.0)
    return round(min(0.98, max(0.0, score)), 4)
