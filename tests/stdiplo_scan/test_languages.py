"""The command languages: what is there, what is on request, and errors of one line."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from nlp.dictionaries.word_table import DictionaryError, Entry, write_table
from stdiplo_scan.cli.languages import add, dictionary_rows
from stdiplo_scan.settings import Settings


class Context(typer.Context):
    """Of a workspace that is not there: settings are the defaults."""

    def __init__(self, folder: Path) -> None:
        self.obj = folder


def test_every_language_says_its_state(tmp_path: Path) -> None:
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    write_table(folder / "ja-older.sqlite", [Entry("量子", ("quantum",), 1.0)], [], {"id": "older"})
    rows = {row["language"]: row for row in dictionary_rows(Settings(cache_dir=tmp_path))}
    assert (rows["ja"]["state"], rows["ja"]["words"]) == ("older", 1)
    assert (rows["zh"]["state"], rows["de"]["state"]) == ("missing", "on request")
    assert all(row["licence"] and row["packages"] for row in rows.values())


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"--from .*none\.deb: no such file"):
        add(Context(tmp_path), ["de"], file=[tmp_path / "none.deb"])


def test_an_unknown_language_is_named_with_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STDIPLO_CACHE_DIR", str(tmp_path))
    with pytest.raises(DictionaryError, match=r"'tlh'.*ja, zh, de"):
        add(Context(tmp_path), ["tlh"])
