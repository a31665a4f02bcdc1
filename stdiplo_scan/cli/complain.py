"""One line for a person about what went wrong: Japanese first, English second."""

from __future__ import annotations

import sys

from stdiplo_scan.cli.screen import plain


def complain(text: str, *, japanese: str = "", kind: str = "") -> None:
    """One line on standard error. `japanese`: its words, where the table of error_words lacks them;
    `kind`: the class of a known error.
    """
    print("stdiplo-scan: " + told(text, japanese=japanese, kind=kind), file=sys.stderr)


def told(text: str, *, japanese: str = "", kind: str = "") -> str:
    """One line in Japanese and English."""
    from stdiplo_scan import error_words  # noqa: PLC0415 - a command that went well needs no words

    said = japanese or error_words.japanese(text, kind)
    english = f"{kind}: {text}" if kind else text
    return " / ".join(_line(one) for one in (said, english) if one)


def _line(text: str) -> str:
    return plain(" ".join(text.split()))
