"""The editor's desk over a real store: edits outlive a rebuild, approval seals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from index.desk import Desk
from index.errors import DigestSealed, StoreError
from index.records import StoredDigest
from index.store import Store
from reports.digest import DigestSettings
from reports.errors import DigestError
from reports.inputs import WeekInputs, pack_inputs
from reports.render import render
from reports.summary import NoSummaries
from stdiplo_scan.cli import desk as commands
from stdiplo_scan.cli.main import app
from stdiplo_scan.desk import (
    approve_digest,
    edit_digest,
    edited_body,
    find_story,
    make_edit,
    undo_edits,
)
from stdiplo_scan.digests import verify_stored
from tests.reports.conftest import World, _add_the_week


@pytest.fixture
def office(tmp_path: Path) -> Any:
    """A store with both drafts of a made week; documents come from the made world."""
    world = World()
    _add_the_week(world)
    store = Store.open(tmp_path / "store.db")
    store.document = world.store.document  # type: ignore[method-assign]
    settings = SimpleNamespace(targets=SimpleNamespace(author="係"))
    office = SimpleNamespace(store=store, settings=settings, inputs=None, summaries=NoSummaries())
    office.inputs = WeekInputs(tuple(world.facts), world.coverage(), DigestSettings(most_entries=5))
    for language in ("ja", "en"):
        rebuild(office, language)
    yield office
    store.close()


def rebuild(office: Any, language: str) -> StoredDigest:
    body = edited_body(office, office.inputs, "whole", language)
    digest = StoredDigest(body["id"], "whole", "2026-W47", language, "2026-11-23T00:00:00Z", "draft", body)
    office.store.save_digest(digest, pack_inputs(office.inputs))
    return office.store.digest(digest.id)


def test_edits_show_in_both_languages_and_outlive_a_rebuild(office: Any) -> None:
    stored = office.store.digest("whole-2026-W47-ja")
    third, second = find_story(stored, "3"), find_story(stored, "2")
    edits = [
        make_edit(stored, "place", "山田", "1", third),
        make_edit(stored, "sign", "山田", "", third),
        make_edit(stored, "veto", "山田", "重複", second),
    ]
    edited = edit_digest(office, stored, edits)
    assert edited.body["entries"][0]["story"] == third[0]
    assert len(edited.body["entries"]) == 5
    for language in ("ja", "en"):
        again = rebuild(office, language)
        assert again.body["entries"][0]["signed_by"] == "山田"
        assert second[0] not in [entry["story"] for entry in again.body["entries"]]
        verdict = verify_stored(office, again)
        assert (verdict.outcome, len(verdict.edits)) == ("equal", 3)
    undone = undo_edits(office, again, second[0])
    assert second[0] in [entry["story"] for entry in undone.body["entries"]]
    with pytest.raises(DigestError, match="undo"):
        undo_edits(office, undone, second[0])


def test_an_approved_digest_is_sealed_and_the_other_language_is_not(office: Any) -> None:
    approved = approve_digest(office, office.store.digest("whole-2026-W47-ja"), "佐藤")
    assert (approved.state, approved.body["desk"]["approved_by"]) == ("approved", "佐藤")
    assert verify_stored(office, approved).outcome == "equal"
    entry = find_story(approved, "1")
    with pytest.raises(DigestError, match="never changes"):
        edit_digest(office, approved, [make_edit(approved, "sign", "山田", "", entry)])
    with pytest.raises(DigestError):
        approve_digest(office, approved, "山田")
    assert rebuild(office, "ja") == approved  # the same again is no offence
    english = office.store.digest("whole-2026-W47-en")
    assert english.state == "draft"
    edited = edit_digest(office, english, [make_edit(english, "note", "山田", "seen", entry)])
    assert edited.body["entries"][0]["notes"][0]["text"] == "seen"
    with pytest.raises(DigestSealed):
        rebuild(office, "ja")


def test_a_later_edit_of_a_kind_replaces_the_earlier_one(office: Any) -> None:
    stored = office.store.digest("whole-2026-W47-ja")
    entry = find_story(stored, "1")
    for text in ("一", "二"):
        stored = edit_digest(office, stored, [make_edit(stored, "note", "山田", text, entry)])
    assert [note["text"] for note in stored.body["entries"][0]["notes"]] == ["二"]
    assert len(Desk(office.store).edits("whole", "2026-W47")) == 1


@pytest.mark.parametrize("named", ["0", "99", "", "d-nowhere", "-1"])
def test_an_entry_that_is_not_there_is_refused(office: Any, named: str) -> None:
    with pytest.raises(DigestError, match="a number from 1 to 5"):
        find_story(office.store.digest("whole-2026-W47-ja"), named)


def test_an_edit_without_a_name_or_of_another_kind_is_not_kept(office: Any) -> None:
    edit = make_edit(office.store.digest("whole-2026-W47-ja"), "sign", "山田", "", ("s", "d"))
    for wrong in (replace(edit, editor=" "), replace(edit, kind="burn")):
        with pytest.raises(StoreError, match="digest edit"):
            Desk(office.store).keep(wrong)


def test_the_commands_edit_list_and_approve(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.Office, "open", lambda _: office)
    run = CliRunner().invoke
    made = run(
        app, ["digest", "edit", "whole-2026-W47-ja", "--entry", "1", "--sign", "--note", "注", "--json"]
    )
    assert made.exit_code == 0, made.output
    rows = [json.loads(line) for line in made.stdout.splitlines()]
    assert [(row["kind"], row["editor"], row["applied"]) for row in rows] == [
        ("note", "係", True),
        ("sign", "係", True),
    ]
    assert "確認" in run(app, ["digest", "edit", "whole-2026-W47-ja"]).stdout
    for wrong in (["--entry", "1"], ["--sign"], ["--entry", "1", "--undo", "--sign"]):
        assert run(app, ["digest", "edit", "whole-2026-W47-ja", *wrong]).exit_code == 2
    done = run(app, ["digest", "approve", "whole-2026-W47-ja", "--by", "佐藤"])
    assert "approved (佐藤)" in done.stdout


@pytest.mark.parametrize(
    ("command", "former"),
    [
        (["digest", "edit"], "--editor"),
        (["digest", "approve"], "--editor"),
        (["targets", "edit"], "--author"),
        (["targets", "pause"], "--author"),
    ],
)
def test_who_does_it_is_by_everywhere_and_a_former_name_still_works(
    office: Any, monkeypatch: pytest.MonkeyPatch, command: list[str], former: str
) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"]).stdout
    assert "--by" in shown
    assert former not in shown
    if command == ["digest", "approve"]:
        monkeypatch.setattr(commands.Office, "open", lambda _: office)
        done = CliRunner().invoke(app, [*command, "whole-2026-W47-en", former, "佐藤"])
        assert "approved (佐藤)" in done.stdout


def test_charts_are_written_as_pictures(office: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands.Office, "open", lambda _: office)
    done = CliRunner().invoke(app, ["digest", "charts", "whole-2026-W47-ja", str(tmp_path / "figures")])
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert names == [f"whole-2026-W47-ja-{chart}.png" for chart in ("heat", "network", "trends")]


class Parrot:
    """A service that says the first passage again."""

    name = "parrot 1"

    def summarize(self, entry: Any, language: str) -> str:
        return f"{language}: {entry['sentences'][0]['text']}" if entry["japan"] == "in" else ""


def test_a_service_s_summary_is_marked_and_no_part_of_what_is_verified(office: Any) -> None:
    office.summaries = Parrot()
    stored = rebuild(office, "ja")
    told = [entry for entry in stored.body["entries"] if "summary" in entry]
    assert told
    assert len(told) < len(stored.body["entries"])
    for form in ("html", "md", "txt"):
        assert "機械要約(未確認)" in render(stored.body, form)
    assert verify_stored(office, stored).outcome == "equal"
    office.summaries = NoSummaries()
    assert not any("summary" in entry for entry in rebuild(office, "ja").body["entries"])
