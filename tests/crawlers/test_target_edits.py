"""Edits of targets: laid over the catalogue, journalled, undone; crashes, upgrades, two writers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import target_keeping
from crawlers.target import Target, TargetError, target_yaml
from crawlers.target_book import Pause, TargetBook
from crawlers.target_edits import TargetEditor
from crawlers.target_keeping import By, Step
from crawlers.target_merge import compare_keys, merge_facts, split_edit

ANN = By("ann", "why not")


def facts(target_id: str, **more: Any) -> dict[str, Any]:
    return {
        "id": target_id,
        "name": f"Name of {target_id}",
        "name_ja": "名前",
        "country": "NO",
        "kind": "ministry",
        "languages": ["no", "en"],
        "homepage": f"https://{target_id}.example/",
        "entry_points": [{"type": "feed", "url": f"https://{target_id}.example/rss.xml"}],
        "expected_weekly": {"min": 1, "max": 5},
        **more,
    }


def ship(folder: Path, *rows: Mapping[str, Any]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for row in rows:
        (folder / f"{row['id']}.yml").write_text(target_yaml(Target.model_validate(row)), "utf-8")


class Office:
    """A workspace's targets over a shipped catalogue of two."""

    def __init__(self, folder: Path) -> None:
        self.shipped = folder / "shipped"
        self.folder = folder / "targets"
        self.today = date(2026, 11, 20)
        ship(self.shipped, facts("aaa"), facts("bbb", state="unverified"))

    @property
    def book(self) -> TargetBook:
        return TargetBook(self.folder, shipped=self.shipped, today=lambda: self.today)

    @property
    def editor(self) -> TargetEditor:
        return TargetEditor(self.book)

    def set(self, target_id: str, **values: Any) -> Any:
        return self.editor.edit(target_id, lambda now: {**now, **values}, ANN)

    def target(self, target_id: str) -> Target:
        return self.book.targets()[target_id]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_without_edits_the_shipped_targets_are_in_force_and_nothing_is_written(office: Office) -> None:
    assert list(office.book.targets()) == ["aaa", "bbb"]
    assert office.editor.settle() == []
    assert not office.folder.exists()


def test_an_edit_says_who_when_before_and_after_and_writes_only_what_differs(office: Office) -> None:
    edit = office.set("aaa", delay_s=5.0)
    assert (edit.author, edit.reason, edit.changed) == ("ann", "why not", {"delay_s": [2.0, 5.0]})
    assert edit.time_utc.endswith("Z")
    assert office.target("aaa").delay_s == 5
    assert "name" not in (office.folder / "aaa.yml").read_text("utf-8")
    assert office.set("aaa", delay_s=5.0) is None
    assert office.set("aaa", delay_s=2.0).changed == {"delay_s": [5.0, 2.0]}
    assert not (office.folder / "aaa.yml").exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"delay_s": "fast"}, "delay_s is 'fast'"),
        ({"speed": 1}, "speed is 1; wanted no such key"),
        ({"id": "x"}, "never"),
    ],
)
def test_an_edit_that_makes_no_target_leaves_everything_as_it_was(
    office: Office, values: dict[str, Any], words: str
) -> None:
    office.set("aaa", delay_s=5.0)
    before = sorted((p, p.read_bytes()) for p in office.folder.rglob("*") if p.is_file())
    with pytest.raises(TargetError, match=words):
        office.set("aaa", **values)
    with pytest.raises(TargetError, match="no such target"):
        office.set("zzz", delay_s=1)
    assert before == sorted((p, p.read_bytes()) for p in office.folder.rglob("*") if p.is_file())


def test_undo_takes_back_one_edit_and_the_next_undo_does_it_again(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    office.set("aaa", delay_s=9.0)
    [undo] = office.editor.undo("aaa", ANN)
    assert (office.target("aaa").delay_s, undo.undoes) == (5, 3)
    office.editor.undo("aaa", ANN)
    assert office.target("aaa").delay_s == 9
    assert [edit.action for edit in office.book.history("aaa")] == ["undo", "undo", "edit", "edit"]
    with pytest.raises(TargetError, match="no edit"):
        office.editor.undo("bbb", ANN)


def test_an_upgrade_reaches_every_key_that_nobody_edited(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    ship(office.shipped, facts("aaa", note="new", delay_s=2.0), facts("bbb", note="new"), facts("ccc"))
    assert (office.target("aaa").note, office.target("aaa").delay_s) == ("new", 5)
    assert office.target("bbb").note == "new"
    assert "ccc" in office.book.targets()
    assert not office.book.view()["aaa"].conflicts


def test_a_key_that_both_changed_is_named_until_somebody_decides(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    ship(office.shipped, facts("aaa", delay_s=8.0), facts("bbb"))
    [change] = office.book.view()["aaa"].conflicts
    assert (change.key, change.base, change.mine, change.theirs) == ("delay_s", 2, 5, 8)
    assert office.target("aaa").delay_s == 5
    office.set("aaa", note="something else")
    assert [change.key for change in office.book.view()["aaa"].conflicts] == ["delay_s"]
    office.editor.take("aaa", "mine", ANN, keys=["delay_s"])
    assert (office.target("aaa").delay_s, office.book.view()["aaa"].conflicts) == (5, ())
    office.editor.take("aaa", "theirs", ANN, keys=["delay_s"])
    assert (office.target("aaa").delay_s, office.target("aaa").note) == (8, "something else")


def test_an_edited_target_that_is_shipped_no_more_stays(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    ship(office.shipped, facts("bbb"))
    item = office.book.view()["aaa"]
    assert (item.target.delay_s, item.target.name, item.shipped) == (5, "Name of aaa", False)


def test_an_own_target_that_is_later_shipped_too_stays_and_is_named(office: Office) -> None:
    office.editor.add(facts("own", delay_s=7.0), ANN)
    ship(office.shipped, facts("aaa"), facts("own", delay_s=3.0))
    assert office.target("own").delay_s == 7
    assert [change.key for change in office.book.view()["own"].conflicts] == ["delay_s"]
    office.set("own", note="n")
    assert [change.key for change in office.book.view()["own"].conflicts] == ["delay_s"]


@pytest.mark.parametrize(
    "more",
    [
        {"entry_points": [{"type": "feed", "url": "http://www.aaa.example/rss.xml/"}]},
        {"homepage": "https://aaa.example/index.html"},
    ],
)
def test_a_publisher_that_is_there_already_is_refused_by_name(office: Office, more: dict[str, Any]) -> None:
    with pytest.raises(TargetError, match="of aaa; wanted"):
        office.editor.add(facts("new", **more), ANN)
    assert "new" not in office.book.targets()
    edit = office.editor.add(facts("new", **more), ANN, despite="another desk")
    assert "another desk" in edit.reason
    assert office.set("new", note="kept") is not None
    with pytest.raises(TargetError, match="there is a target of this id"):
        office.editor.add(facts("aaa"), ANN)


def test_a_pause_ends_by_itself_on_its_day_and_gives_the_state_back(office: Office) -> None:
    office.editor.pause(["aaa", "bbb"], Pause(until=date(2026, 12, 1), reason="move"), ANN)
    target = office.target("aaa")
    assert (target.state, target.paused_until, target.pause_reason) == ("paused", date(2026, 12, 1), "move")
    office.today = date(2026, 11, 30)
    assert office.target("aaa").state == "paused"
    office.today = date(2026, 12, 1)
    assert (office.target("aaa").state, office.target("bbb").state) == ("on", "unverified")
    office.editor.undo(None, ANN)
    assert "pause" not in (office.book.view()["bbb"].facts)
    with pytest.raises(TargetError, match="wanted a day after"):
        office.editor.pause(["aaa"], Pause(until=date(2026, 12, 1)), ANN)


def test_a_pause_without_an_end_lasts_until_somebody_resumes(office: Office) -> None:
    office.set("bbb", state="on")
    office.editor.pause(["bbb"], Pause(), ANN)
    office.today = date(2030, 1, 1)
    assert office.target("bbb").state == "paused"
    office.editor.resume(["bbb"], ANN)
    assert office.target("bbb").state == "on"
    with pytest.raises(TargetError, match="wanted a paused target"):
        office.editor.resume(["bbb"], ANN)


def test_a_file_edited_by_hand_is_taken_up_checked_and_journalled_as_such(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    path = office.folder / "aaa.yml"
    path.write_text("# mine\nid: aaa\ndelay_s: 6\nschedule: weekly\n", "utf-8")
    assert (office.target("aaa").delay_s, office.target("aaa").schedule) == (6, "weekly")
    [edit] = office.editor.settle()
    assert (edit.action, edit.author) == ("by_hand", "by_hand")
    assert edit.changed == {"delay_s": [5.0, 6.0], "schedule": ["daily", "weekly"]}
    assert office.editor.settle() == []
    assert path.read_text("utf-8").startswith("# mine")
    office.editor.undo("aaa", ANN)
    assert (office.target("aaa").delay_s, office.target("aaa").schedule) == (5, "daily")
    path.unlink()
    [edit] = office.editor.settle()
    assert edit.after is None
    path.write_text("id: aaa\ndelay_s: slow\n", "utf-8")
    with pytest.raises(TargetError, match=r"targets/aaa\.yml: delay_s is 'slow'"):
        office.editor.settle()


def test_a_whole_copy_of_a_shipped_file_follows_the_catalogue_where_it_was_not_edited(office: Office) -> None:
    office.folder.mkdir()
    copy = (office.shipped / "aaa.yml").read_text("utf-8").replace("max: 5", "max: 50")
    (office.folder / "aaa.yml").write_text(copy, "utf-8")
    office.editor.settle()
    ship(office.shipped, facts("aaa", name="Renamed"), facts("bbb"))
    assert office.target("aaa").name == "Renamed"
    assert office.target("aaa").expected_weekly.max == 50


def test_files_that_name_nothing_shipped_are_a_catalogue_of_their_own_as_before(office: Office) -> None:
    ship(office.folder, facts("mine"))
    assert list(office.book.targets()) == ["mine"]
    assert office.editor.settle() == []
    assert not (office.folder / ".edits").exists()
    office.set("mine", delay_s=4.0)
    assert list(office.book.targets()) == ["mine"]
    office.editor.undo("mine", ANN)
    assert office.target("mine").delay_s == 2
    both = TargetBook(office.folder, shipped=office.shipped, catalogue="shipped")
    assert list(both.targets()) == ["aaa", "bbb", "mine"]


def test_rows_go_in_together_and_bad_ones_are_named(office: Office) -> None:
    rows = [
        facts("new"),
        facts("aaa"),
        facts("bad", delay_s="x"),
        facts("new"),
        facts("other", homepage="https://new.example/"),
    ]
    answers = office.editor.add_many(rows, ANN)
    assert isinstance(answers[0], Step)
    assert [type(answer) for answer in answers[1:]] == [TargetError] * 4
    assert "homepage of new" in str(answers[4])
    again = office.editor.add_many([facts("new"), facts("aaa", delay_s=3.0)], ANN, update=True)
    assert again[0] is None
    assert office.target("aaa").delay_s == 3
    office.editor.undo(None, ANN)
    assert office.target("aaa").delay_s == 2


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_a_crash_anywhere_leaves_an_edit_whole_or_not_made(
    office: Office, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    office.set("aaa", delay_s=5.0)
    calls = 0

    def crash(real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == fails_at:
                raise KeyboardInterrupt
            return real(*arguments)

        return call

    with monkeypatch.context() as patched:
        for name in ("write_whole", "write_state"):
            patched.setattr(target_keeping, name, crash(getattr(target_keeping, name)))
        with suppress(KeyboardInterrupt):
            office.editor.add_many([facts("aaa", delay_s=6.0), facts("new")], ANN, update=True)
    assert [edit.action for edit in office.editor.settle()] == []
    assert office.target("aaa").delay_s == 6
    assert "new" in office.book.targets()
    assert len(office.book.history()) == 3
    office.editor.undo(None, ANN)
    assert (office.target("aaa").delay_s, "new" in office.book.targets()) == (5, False)


def test_a_journal_line_that_a_crash_cut_off_was_never_an_edit(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    journal = office.folder / ".edits" / "journal.jsonl"
    with journal.open("ab") as stream:
        stream.write(b'{"number": 3, "author": "an')
    office.set("aaa", delay_s=6.0)
    assert office.target("aaa").delay_s == 6
    assert [edit.number for edit in office.book.history()] == [3, 2]


def test_lost_state_is_told_again_by_the_journal(office: Office) -> None:
    office.set("aaa", delay_s=5.0)
    office.set("aaa", delay_s=6.0)
    (office.folder / ".edits" / "state.json").unlink()
    assert office.editor.settle() == []
    assert office.target("aaa").delay_s == 6


def _write_many(folder: str, name: str) -> None:
    office = TargetEditor(TargetBook(Path(folder) / "targets", shipped=Path(folder) / "shipped"))
    for count in range(15):
        office.edit("aaa", lambda now: {**now, "note": now["note"] + name}, By(f"{name}{count}"))


def test_two_writers_at_once_lose_nothing(office: Office) -> None:
    context = get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(office.folder.parent), name)) for name in "xy"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert sorted(office.target("aaa").note) == ["x"] * 15 + ["y"] * 15
    numbers = [edit.number for edit in office.book.history()]
    assert numbers == sorted(set(numbers), reverse=True)
    for line in (office.folder / ".edits" / "journal.jsonl").read_bytes().splitlines():
        json.loads(line)


VALUES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@given(theirs=VALUES, newer=VALUES, wanted=VALUES)
def test_an_edit_is_in_force_at_once_and_after_any_upgrade_on_the_keys_it_touched(
    theirs: dict[str, int], newer: dict[str, int], wanted: dict[str, int]
) -> None:
    full = {**theirs, **wanted}
    mine, base = split_edit(full, {}, None, theirs)
    assert merge_facts(mine, base, theirs) == full
    after = merge_facts(mine, base, newer)
    assert all(after[key] == value for key, value in mine.items())
    assert all(after[key] == value for key, value in newer.items() if key not in mine)
    for change in compare_keys(mine, base, newer):
        both = change.base != change.theirs and change.mine != change.theirs
        assert (change.standing == "conflict") == both
