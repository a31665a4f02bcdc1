"""One line for a person about what went wrong."""

from __future__ import annotations

import sys


def complain(text: str) -> None:
    """One line on standard error."""
    print("stdiplo-scan: " + " ".join(text.split()), file=sys.stderr)
