"""What became of the documents of a job, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reports.words import words_of
from stdiplo_scan.cli.screen import say
from stdiplo_scan.jobs import Tally

_OUTCOMES: Final = {"new": "新規 / new", "revised": "改訂 / revised", "unchanged": "変更なし / unchanged"}


def say_tally(tally: Tally) -> None:
    """Documents by outcome, passages, and what was left out by reason."""
    told = [f"{name} {tally.outcomes[key]}" for key, name in _OUTCOMES.items() if tally.outcomes[key]]
    say(f"文書 / documents: {tally.documents}" + (f" ({'、'.join(told)})" if told else ""))
    say(f"パッセージ / passages: {tally.passages}")
    say_skipped(tally.skipped)


def say_skipped(skipped: Mapping[str, int]) -> None:
    """What was left out, by reason; nothing where nothing was."""
    if skipped:
        told = (f"{name_reason(reason)} {count}" for reason, count in sorted(skipped.items()))
        say(f"除外 / skipped: {'、'.join(told)}")


def name_reason(reason: str) -> str:
    """A reason for which a page is left out, in Japanese and English."""
    japanese, english = reason_in("ja", reason), reason_in("en", reason)
    return japanese if japanese == english else f"{japanese} / {english}"


def reason_in(language: str, reason: str) -> str:
    """The same in one language."""
    return words_of(language).name("skip_reasons", reason)
