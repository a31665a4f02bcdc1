"""One line for a person about what went wrong: Japanese first, English second."""

from __future__ import annotations

import sys

from stdiplo_scan.cli.screen import plain

_LONGEST = 600  # characters of a fault that are said in each language


def complain(text: str, *, japanese: str = "", kind: str = "") -> None:
    """One line on standard error. `japanese`: its words, where the table of error_words lacks them;
    `kind`: the class of a known error.
    """
    from stdiplo_scan import error_words  # noqa: PLC0415 - a command that went well needs no words

    said = japanese or error_words.japanese(text) or (error_words.japanese(kind) if kind else "")
    english = f"{kind}: {text}" if kind else text
    print("stdiplo-scan: " + " / ".join(_line(one) for one in (said, english) if one), file=sys.stderr)


def _line(text: str) -> str:
    line = plain(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
