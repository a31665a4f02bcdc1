"""Files that can be made again."""

from __future__ import annotations

from pathlib import Path

from nlp.kept_file import keep, kept


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "words.json"
    keep(file, {"蓄電池": ["battery"]})
    assert kept(file) == {"蓄電池": ["battery"]}
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_no_json_or_not_there_is_as_none(tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    assert kept(file) is None
    file.write_bytes(b'{"cut off": \xff')
    assert kept(file) is None


def test_a_folder_that_cannot_be_made_costs_nothing_but_the_file(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    keep(blocked / "words.json", [1])
    assert kept(blocked / "words.json") is None
    assert blocked.read_text() == "in the way"
