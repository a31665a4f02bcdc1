"""Subscribers as a file: what was written comes back, and no cell starts a formula."""

from __future__ import annotations

import csv
from pathlib import Path

from index.subscribers import Subscriber
from stdiplo_scan.subscriber_file import COLUMNS, file_row, read_subscribers


def test_what_was_written_is_read_again_and_nothing_starts_a_formula(tmp_path: Path) -> None:
    people = [
        Subscriber("=sum@example.jp", "=HYPERLINK(1)", groups=("+a", "b"), editions=("whole",)),
        Subscriber("hooft@example.jp", "'t Hooft"),
        Subscriber("sato@example.jp", "佐藤", language="en"),
    ]
    path = tmp_path / "subscribers.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(file_row(one) for one in people)
    cells = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    rows, faults = read_subscribers(path)
    assert faults == []
    assert [(one.address, one.name, one.groups) for _, one in rows] == [
        (one.address, one.name, one.groups) for one in people
    ]
