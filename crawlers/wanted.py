"""What a schema wants of a value, in the words of our own errors."""

from __future__ import annotations

import re
from typing import Final

from crawlers.nearest import meant

_SAID: Final = (
    (re.compile(r"Input should be a valid integer\b.*", re.DOTALL), "a whole number"),
    (re.compile(r"Input should be a valid number\b.*", re.DOTALL), "a number"),
    (re.compile(r"Input should be a valid boolean\b.*", re.DOTALL), "true or false"),
    (re.compile(r"Input should be a valid string"), "a text"),
    (re.compile(r"Input should be a valid (?:list|tuple|set)"), "a list"),
    (re.compile(r"Input should be a valid dictionary.*", re.DOTALL), "keys with values"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"\1 or more"),
    (re.compile(r"Input should be less than or equal to (\S+)"), r"\1 or less"),
    (re.compile(r"Input should be greater than (\S+)"), r"more than \1"),
    (re.compile(r"Input should be less than (\S+)"), r"less than \1"),
)
_CHOICE: Final = re.compile(r"(?:Input should be|'.*' is not one of) (?P<known>'.*')", re.DOTALL)


def wanted(message: str, met: object = "") -> str:
    """What pydantic's message wants, as "wanted ..."; with the nearest where one of a few was missed."""
    said = message.strip().rstrip(".").removeprefix("Value error, ")
    if said.startswith("wanted"):
        return said
    if found := _CHOICE.fullmatch(said):
        known = re.findall(r"'([^']*)'", found["known"])
        return f"wanted one of {', '.join(known)}{meant(str(met), known)}"
    for pattern, ours in _SAID:
        if found := pattern.fullmatch(said):
            return "wanted " + found.expand(ours)
    return f"wanted: {said}"
