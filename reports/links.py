"""Texts and addresses from the web made harmless for every form of a report."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit


def clean(text: object) -> str:
    """A text on one line, without control characters and marks that turn the direction of reading."""
    kept = "".join(
        " " if char.isspace() else char
        for char in str(text)
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join(kept.split())


def is_web(url: object) -> bool:
    """Whether a link may be shown as one: http or https, with a host, without blanks and quotes."""
    text = str(url)
    if re.search(r"[\s<>\"'\\\x00-\x1f]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
