"""Delivery as an office runs it: who gets what and why, once, caught up with, and stopped by one click."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.errors import DigestSealed
from index.outbox import Outbox
from index.subscribers import Group, Subscriber, Subscribers, Timing
from reports.week import Week
from stdiplo_scan import catch_up
from stdiplo_scan.catch_up import queue_due
from stdiplo_scan.cli.deliver import deliver_due
from stdiplo_scan.delivery import plan_week, queue_planned
from stdiplo_scan.digests import build_digests, view_week
from stdiplo_scan.dispatch import send_waiting
from stdiplo_scan.wiring import Office
from tests.reports.mail_server import MailServer, running
from tests.stdiplo_scan.commands import run_main
from tests.stdiplo_scan.mail_office import (
    BEFORE,
    MONDAY,
    ROOT,
    SETTINGS,
    WEEK,
    add_digest,
    made_office,
    mails,
    subscribe,
    text_of,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = made_office(tmp_path / "office")
    yield found
    found.store.close()


# -- who gets what, when and why


def test_the_plan_says_who_gets_what_and_why_not(office):
    people = Subscribers(office.store)
    people.save_group(Group("council-L", ("L",), Timing(weekday=2, hour=7)), BEFORE)
    subscribe(office, "ada", "whole")
    subscribe(office, "bo", groups=("council-L",))
    subscribe(office, "cy", "whole", state="paused")
    subscribe(office, "di", "G")
    people.add(Subscriber(address="new@office.example", editions=("whole",)), "2026-11-24T00:00:00Z")
    told = {
        one.subscriber.address.split("@")[0]: (one.edition, one.standing, one.by)
        for one in plan_week(office, WEEK, MONDAY)
    }
    assert told == {
        "ada": ("whole", "due", ""),
        "bo": ("L", "later", "council-L"),
        "cy": ("whole", "off", ""),
        "di": ("G", "not_built", ""),
        "new": ("whole", "before", ""),
    }


def test_an_entry_of_two_editions_comes_once(office):
    subscribe(office, "ada", "L", "whole")
    plans = plan_week(office, WEEK, MONDAY)
    assert [(one.edition, one.entries) for one in plans] == [("whole", 10), ("L", 1)]
    assert len(queue_planned(office, plans, MONDAY)) == 2
    assert send_waiting(office).outcomes == {"sent": 2}
    found = mails(office)
    shown = [entry["url"] for entry in office.store.digest("L-2026-W47-ja").body["entries"]]
    texts = [text_of(mail) for mail in found.values()]
    assert all(sum(f"URL: {url}\n" in text for text in texts) == 1 for url in shown if url)
    assert "ほかの 2 件は" in "".join(texts)
    done = plan_week(office, WEEK, MONDAY)
    assert [(one.edition, one.standing, one.entries) for one in done] == [
        ("whole", "done", 10),
        ("L", "done", 1),
    ]


def test_an_edition_that_needs_approval_waits_for_it(tmp_path):
    office = made_office(tmp_path / "office", SETTINGS + 'approval = ["whole"]\n')
    subscribe(office, "ada", "whole")
    assert plan_week(office, WEEK, MONDAY)[0].standing == "not_approved"
    due = queue_due(office, MONDAY)
    assert (due.queued, [one.standing for one in due.waiting]) == ([], ["not_approved"])
    office.store.move_digest("whole-2026-W47-ja", "approved")
    assert len(queue_due(office, MONDAY).queued) == 1
    office.store.close()


# -- run-due


def test_what_is_due_is_sent_once_and_missed_weeks_are_caught_up_with_and_told(office):
    subscribe(office, "ada", "whole", since="2026-11-15T00:00:00Z")
    body = office.store.digest("whole-2026-W47-ja").body
    add_digest(office, "whole", body, Week.parse("2026-W46"))
    sunday = MONDAY - timedelta(days=1, hours=2)
    assert [str(one.week) for one in queue_due(office, sunday).late] == ["2026-W46"]
    due = queue_due(office, MONDAY)
    assert ([str(one.week) for one in due.queued], due.late) == (["2026-W47"], [])
    assert send_waiting(office).outcomes == {"sent": 2}
    assert queue_due(office, MONDAY + timedelta(days=1)).queued == []
    late, early = (text_of(mail) for mail in mails(office).values())
    assert "2026/11/16 08:00 に配信予定でしたが" in late
    assert "配信予定でしたが" not in early


def test_a_missing_digest_is_collected_for_and_built_before_it_is_due(office, monkeypatch):
    subscribe(office, "ada", "G")
    body = office.store.digest("whole-2026-W47-ja").body
    done: list[str] = []

    def build(office: Office, week: Week, missing: dict[str, list[str]]) -> list[str]:
        done.append(f"built {week} {missing}")
        add_digest(office, "G", body, week)
        return [f"G-{week}-ja"]

    monkeypatch.setattr(catch_up, "_build", build)
    early = MONDAY - timedelta(hours=5)
    assert queue_due(office, early, lambda: done.append("collected")).queued == []
    assert [one for one in done if "W47" in one] == []
    done.clear()
    soon = queue_due(office, MONDAY - timedelta(hours=3), lambda: done.append("collected"))
    assert (soon.queued, soon.collected) == ([], True)
    assert done == ["collected", "built 2026-W47 {'ja': ['G']}"]
    assert [str(one.week) for one in queue_due(office, MONDAY).queued] == ["2026-W47"]


def test_an_edition_without_its_profile_keeps_nobody_else_waiting(office):
    subscribe(office, "ada", "whole")
    subscribe(office, "bo", "person_gone")
    due = queue_due(office, MONDAY)
    assert [one.subscriber.address for one in due.queued] == ["ada@office.example"]
    assert [(one.edition, one.standing) for one in due.waiting] == [("person_gone", "not_built")]


def test_run_due_says_what_it_sent_late(office, capsys):
    subscribe(office, "ada", "whole")
    deliver_due(office, MONDAY + timedelta(days=2), crawl=False, json=False)
    told = capsys.readouterr().out
    assert "caught up: 2026-W47 whole, 予定 / due 2026-11-23 08:00: 1" in told
    assert "sent 1" in told
    deliver_due(office, MONDAY + timedelta(days=2), crawl=False, json=True)
    row = json.loads(capsys.readouterr().out)
    assert (row["queued"], row["outcomes"], row["fault"]) == ([], {}, None)


def test_what_is_too_long_ago_is_named_and_not_sent(tmp_path):
    office = made_office(tmp_path / "office", SETTINGS + "catch_up_weeks = 1\n")
    subscribe(office, "ada", "whole")
    add_digest(office, "whole", office.store.digest("whole-2026-W47-ja").body, Week.parse("2026-W48"))
    due = queue_due(office, MONDAY + timedelta(days=7))
    assert [str(one.week) for one in due.queued] == ["2026-W48"]
    assert "whole 2026-W47 (1)" in due.given_up
    office.store.close()


# -- crashes


def test_a_sender_that_is_killed_in_the_middle_costs_nobody_a_mail(tmp_path):
    with running(MailServer()) as server:
        smtp = SETTINGS.replace('"folder"', '"smtp"') + (
            f'host = "127.0.0.1"\nport = {server.port}\ntls = "none"\ntimeout_s = 20\nretry_s = 0\n'
        )
        office = made_office(tmp_path / "office", smtp)
        people = [subscribe(office, name, "whole").address for name in ("ada", "bo", "cy", "di")]
        server.faults[people[2]] = ["hang_kept"]
        command = [sys.executable, "-m", "stdiplo_scan", "-w", str(office.folder), "digest", "send"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        child = subprocess.Popen(
            [*command, "--week", "2026-W47"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        assert server.asked.wait(120)
        child.send_signal(signal.SIGKILL)
        child.wait(30)
        assert Outbox(office.store).counts() == {"sent": 2, "transmitting": 1, "queued": 1}
        ran = run_main("-w", office.folder, "digest", "send", "--week", "2026-W47", "--json")
        assert (ran.code, ran.rows[0]["doubtful"]) == (0, 1)
        assert Outbox(office.store).counts() == {"sent": 4}
        assert [len(server.kept[name]) for name in people] == [1, 1, 2, 1]
        assert [len(set(server.kept[name])) for name in people] == [1, 1, 1, 1]
        office.store.close()


# -- the commands


def test_the_commands_from_import_to_outbox(office, tmp_path):
    folder = office.folder
    file = tmp_path / "people.csv"
    file.write_bytes(
        "address,name,editions,groups,hour\nSato@Office.Example,佐藤,whole L,,7\nbad address,,whole,,\n"
        "x@office.example,,whole,nogroup,\ny@office.example,,nonsense,,\nsato@office.example,二,whole,,\n"
        "z@office.example,,whole,,seven\n".encode("cp932")
    )
    dry = run_main("-w", folder, "subscribers", "import", file, "--dry-run")
    assert (dry.code, len(dry.complaints), Subscribers(office.store).all()) == (1, 5, [])
    ran = run_main("-w", folder, "subscribers", "import", file)
    assert "追加 / added: 1" in ran.out.decode()
    assert "line 3" in ran.err
    assert "nogroup" in ran.err
    assert "seven" in ran.err
    assert run_main("-w", folder, "subscribers", "add", "sato@office.example", "--edition", "L").code == 1
    assert run_main("-w", folder, "subscribers", "add", "t@office.example").code == 2
    plan = run_main("-w", folder, "digest", "send", "--week", "2026-W47", "--dry-run", "--json")
    assert [(row["edition"], row["standing"], row["by"]) for row in plan.rows] == [
        ("whole", "due", "own choice"),
        ("L", "due", "own choice"),
    ]
    assert not (folder / "mail").exists()
    assert run_main("-w", folder, "digest", "send", "--week", "2026-W47", "--edition", "L").code == 0
    assert len(mails(office)) == 1
    assert run_main("-w", folder, "digest", "send", "--week", "2026-W47", "--edition", "Q").code == 1
    listed = run_main("-w", folder, "outbox", "list", "--state", "sent", "--json").rows
    assert [(row["edition"], row["address"]) for row in listed] == [("L", "sato@office.example")]
    assert run_main("-w", folder, "outbox", "retry", listed[0]["key"]).code == 1
    exported = tmp_path / "out.csv"
    assert run_main("-w", folder, "subscribers", "export", exported).code == 0
    [row] = csv.DictReader(exported.read_text("utf-8-sig").splitlines())
    assert (row["name"], row["editions"], row["hour"]) == ("佐藤", "whole L", "7")
    again = run_main("-w", folder, "subscribers", "import", exported)
    assert "追加 / added: 0, 変更 / changed: 0" in again.out.decode()
    assert run_main("-w", folder, "subscribers", "remove", "sato@office.example").code == 0
    assert [mail.address for mail in Outbox(office.store).mails()] == [""]


def test_without_settings_for_mail_nothing_is_queued(tmp_path):
    office = made_office(tmp_path / "office", "")
    subscribe(office, "ada", "whole")
    ran = run_main("-w", office.folder, "digest", "send", "--week", "2026-W47")
    assert ran.code == 1
    assert "mail.sender" in ran.complaints[-1]
    assert Outbox(office.store).counts() == {}
    office.store.close()


def test_the_units_name_this_workspace(office):
    printed = run_main("-w", office.folder, "run-due", "--print-units").out.decode()
    assert printed.count(str(office.folder.resolve())) == 3
    assert "OnCalendar=*:00/15" in printed
    assert "{" not in printed


def test_a_password_is_never_in_the_file_nor_in_a_message(tmp_path, monkeypatch):
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "settings.toml").write_text(SETTINGS + 'password = "geheim"\n', "utf-8")
    ran = run_main("-w", folder, "run-due")
    assert ran.code == 1
    assert "STDIPLO_MAIL__PASSWORD" in ran.err
    assert "geheim" not in ran.err
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("STDIPLO_MAIL__PASSWORD", "geheim")
    settings = Office.open(folder).settings
    assert settings.mail.sender == "scan@office.example"
    assert settings.mail.password.get_secret_value() == "geheim"
    assert "geheim" not in repr(settings)


def test_the_weekly_job_leaves_a_digest_that_was_sent_as_it_is(office):
    office.__dict__.update(tagger=SimpleNamespace(version="made"), embedder=SimpleNamespace(model_id="made"))
    sent = office.store.digest("whole-2026-W47-ja")
    office.store.move_digest(sent.id, "sent")
    view = view_week(office, WEEK)
    built = build_digests(office, view, editions=("whole", "R"), languages=("ja",), keep_sealed=True)
    assert [(one.id, one.state) for one in built] == [
        ("whole-2026-W47-ja", "sent"),
        ("R-2026-W47-ja", "draft"),
    ]
    assert built[0].body == sent.body
    with pytest.raises(DigestSealed):
        build_digests(office, view, languages=("ja",))
