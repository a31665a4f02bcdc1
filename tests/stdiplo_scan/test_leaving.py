"""Who leaves the list: by one click or by refusals; nobody is brought back unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from index.alerts import Alert, AlertRun, Alerts
from index.filters import Filters
from index.subscribers import SubscriberError, Subscribers, normal_address
from stdiplo_scan.alert_mail import queue_mail
from stdiplo_scan.delivery import plan_week, queue_planned
from stdiplo_scan.dispatch import send_waiting
from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import run_main
from tests.stdiplo_scan.mail_office import (
    BEFORE,
    MONDAY,
    WEEK,
    made_office,
    mails,
    subscribe,
    text_of,
)
from tests.stdiplo_scan.web_pages import open_site


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = made_office(tmp_path / "office")
    yield found
    found.store.close()


def link_in(mail: Any) -> str:
    header = str(mail["List-Unsubscribe"])
    return header.split("<https://scan.office.example", 1)[1].split(">", maxsplit=1)[0]


def test_one_click_unsubscribes_and_opening_the_link_does_not(office):
    ada = subscribe(office, "ada", "whole", "L")
    queue_planned(office, plan_week(office, WEEK, MONDAY, editions=("whole",)), MONDAY)
    send_waiting(office)
    [mail] = mails(office).values()
    site, link = open_site(office), link_in(mail)
    page = site.get(link)
    assert (page.status_code, '<form method="post"' in page.text) == (200, True)
    assert "全体版" in page.text
    people = Subscribers(office.store)
    assert people.get(ada.id).left == ()
    queue_planned(office, plan_week(office, WEEK, MONDAY), MONDAY)
    assert site.post(link, content="List-Unsubscribe=One-Click").status_code == 200
    assert site.post(link, content="List-Unsubscribe=One-Click").status_code == 200
    assert people.get(ada.id).left == ("whole",)
    assert list(people.get(ada.id).ways({})) == ["L"]
    assert site.post(link, data={"all": "yes"}).status_code == 200
    assert people.get(ada.id).ways({}) == {}
    assert send_waiting(office).outcomes == {"dropped": 1}
    for wrong in ("/unsubscribe", link[:-3], "/unsubscribe?token=" + "a" * 999):
        assert site.get(wrong).status_code == 400
    people.remove(ada.id)
    assert site.post(link).status_code == 200


def test_a_saved_search_in_english_is_one_list_and_is_left_by_name(office):
    ada = subscribe(office, "ada", language="en")
    alert = Alerts(office.store).add(
        Alert("量子 協定", "q", "hybrid", Filters(), 0.5, "m", BEFORE, address=ada.address)
    )
    for number in (1, 2):
        run = AlertRun(alert.name, number, BEFORE, "m", 0.5, "due", ())
        assert queue_mail(office, alert, run, now_utc=BEFORE) == ""
    send_waiting(office)
    first, second = mails(office).values()
    assert first["List-Id"] == second["List-Id"]
    assert str(first["List-Id"]).startswith("Saved search “量子 協定” <alert")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    replayed = {line for mail in (first, second) for line in text_of(mail).split() if "/alerts/" in line}
    assert len(replayed) == 2
    assert all(address.endswith("?lang=en") for address in replayed)
    site, link = open_site(office), link_in(first)
    asked = site.get(link).text
    assert ('<html lang="en"' in asked, "Saved search “量子 協定”" in asked) == (True, True)
    assert site.post(link, content="List-Unsubscribe=One-Click").status_code == 200
    assert "unsubscribed" in queue_mail(office, alert, run, now_utc=BEFORE)
    assert Alerts(office.store).get(alert.name).state == "unsubscribed"


def test_who_left_is_brought_back_by_no_import_and_by_a_person_only_from_now_on(office, tmp_path):
    ada = subscribe(office, "ada", "whole")
    people = Subscribers(office.store)
    people.leave(ada.id, "whole")
    file = tmp_path / "people.csv"
    file.write_text("address,editions,left\nada@office.example,whole L,\n", "utf-8")
    assert run_main("-w", office.folder, "subscribers", "import", file).code == 0
    assert list(people.get(ada.id).ways({})) == ["L"]
    wednesday = "2026-11-25T00:00:00Z"
    assert people.change(ada.id, wednesday, left=()).ways({})["whole"][0] == wednesday
    standing = {one.edition: one.standing for one in plan_week(office, WEEK, MONDAY + timedelta(days=3))}
    assert standing["whole"] == "before"


# -- subscribers


def test_being_switched_on_again_brings_no_mail_of_the_time_between(office):
    ada = subscribe(office, "ada", "whole", state="paused")
    later = MONDAY + timedelta(days=2)
    Subscribers(office.store).change(ada.id, "2026-11-25T00:00:00Z", state="active")
    assert [one.standing for one in plan_week(office, WEEK, later)] == ["before"]


def test_refusals_in_a_row_switch_a_subscriber_off_and_a_taken_mail_clears_them(office):
    ada = subscribe(office, "ada", "whole")
    people = Subscribers(office.store)
    assert [people.count_bounce(ada.id, most=2), people.get(ada.id).state] == [False, "active"]
    people.clear_bounces(ada.id)
    assert [people.count_bounce(ada.id, most=2) for _ in range(2)] == [False, True]
    assert people.get(ada.id).state == "bounced"


@pytest.mark.parametrize(
    ("address", "normal"),
    [(" Sato@Office.Example ", "sato@office.example"), ("a@日本.example", "a@xn--wgv71a.example")],
)
def test_an_address_has_one_spelling(address, normal):
    assert normal_address(address) == normal


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "x@",
        "@y.example",
        "a b@c.example",
        "a@b",
        "佐藤@office.example",
        "a@b..example",
        "a\n@b.example",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(SubscriberError, match="wanted one like"):
        normal_address(address)
