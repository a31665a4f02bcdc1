"""One guard for every cell that a spreadsheet may open: no text is taken for a formula, and none is lost."""

from __future__ import annotations

import re
from typing import Final

# What spreadsheet programs take for the start of a formula, after blanks too (OWASP, CSV injection). Texts
# that the guard itself could have made are guarded as well, so that taking it off is exact.
_FORMULA: Final = re.compile("'*[ \u3000]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guard_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return "'" + text if _FORMULA.match(text) else text


def bare_cell(text: str) -> str:
    """The text before it was guarded, exactly; an apostrophe of its own stays, as in 't Hooft."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
