"""Chinese in traditional letters read as if it were in simplified ones, letter for letter: ranges stay, and
rules and words are written once.
"""

from __future__ import annotations

import functools
from importlib import resources

import yaml

LETTERS_FILE = "letters_zh.yml"


def in_simplified(text: str) -> str:
    """The text with each traditional letter replaced, of the same length; others stay."""
    return text.translate(_table())


def as_written(read: str, found: str, written: str, start: int) -> str:
    """What stands in `written` where `found` stands in `read` from `start` on: two texts of one length.

    `found` itself where it does not stand there letter by letter.
    """
    at = read.find(found, start)
    return written[at : at + len(found)] if at >= 0 else found


@functools.cache
def _table() -> dict[int, str]:
    file = resources.files("nlp").joinpath("taxonomy", LETTERS_FILE)
    letters: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))
    pairs = zip(_alone(letters["traditional"]), _alone(letters["simplified"]), strict=True)
    return {ord(traditional): simplified for traditional, simplified in pairs}


def _alone(block: str) -> str:
    return "".join(block.split())
