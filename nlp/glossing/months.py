"""The months as languages that number them write them: 7月, 7월."""

from __future__ import annotations

MONTHS = {
    "1": "January", "2": "February", "3": "March", "4": "April", "5": "May", "6": "June", "7": "July",
    "8": "August", "9": "September", "10": "October", "11": "November", "12": "December",
}  # fmt: skip
