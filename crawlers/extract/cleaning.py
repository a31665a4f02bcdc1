"""Text as a document may hold it: no control characters, no lone surrogates, plain line ends, bounded."""

from __future__ import annotations

import re

MOST_CHARACTERS = 2_000_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u00ad]")
_OTHER_BLANKS = re.compile(r"[^\S\n ]")
_BLANKS = re.compile(" {2,}")
_EDGES = re.compile(r" *\n *")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean_text(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text without what no reader sees; lines stripped, at most one empty line in a row, `most`
    characters.

    The characters themselves stay as they are: no Unicode normalisation, full-width forms are kept.
    """
    text = (
        text[: most * 2]
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x85", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    if not text.replace("\n", "").isprintable():  # plain blanks are the only ones that count as printable
        text = _OTHER_BLANKS.sub(" ", _CONTROLS.sub("", text))
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _EDGES.sub("\n", text)
    return _EMPTY_LINES.sub("\n\n", text).strip()[:most].rstrip()


def clean_line(text: str, most: int = 500) -> str:
    """One line of text: every run of blanks and line ends is one blank."""
    line = " ".join(text[: most * 4].split())
    if not line.isprintable():
        line = " ".join(_CONTROLS.sub("", line).split())
    return line[:most].rstrip() if len(line) > most else line
