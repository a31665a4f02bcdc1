"""Saved searches over a small store: the outlook, the threshold from answers, and telling each story once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from index.alerts import Alert, AlertError, AlertRun, Alerts
from index.dialect import writing
from index.filters import Filters
from index.outbox import Outbox
from index.subscribers import Subscriber, Subscribers
from index.tables import DocumentRow
from stdiplo_scan.alert_mail import headline, html_of, lines_of, queue_mail, text_of
from stdiplo_scan.alerts import (
    NoSubscriber,
    adapt_to_model,
    calibrate,
    is_due,
    outlook,
    run_alerts,
    save_alert,
    threshold_between,
)
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry
from tests.index.search_world import World
from tests.stdiplo_scan.web_pages import open_site, said, tree

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)  # a Wednesday
SCORES = st.lists(st.floats(0, 1).map(lambda score: round(score, 3)), max_size=8)


class Watched:
    """An office over a store whose vectors are of shared words."""

    def __init__(self, folder: Path) -> None:
        self.office = Office.open(folder)
        self.world = World(self.office.store, build_entry, folder)
        self.refresh()

    def refresh(self) -> None:
        self.office.__dict__["searcher"] = self.world.searcher()

    def add(self, name: str, text: str, **facts: object) -> str:
        added = self.world.add(name, text, **facts)
        self.refresh()
        return added

    def save(self, name: str = "q", question: str = "quantum treaty", **facts: object) -> object:
        return save_alert(self.office, name, question, "hybrid", Filters(), now=NOW, **facts)  # type: ignore[arg-type]

    def run(self, **facts: object) -> list[AlertRun]:
        return run_alerts(self.office, lambda _alert, _run: None, now=NOW, names=["q"], **facts)  # type: ignore[arg-type]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_saving_says_what_the_last_eight_weeks_would_have_brought(watched: Watched) -> None:
    for week, count in ((1, 2), (3, 1)):
        for number in range(count):
            day = (NOW.date() - timedelta(weeks=week)).isoformat()
            watched.add(f"w{week}n{number}", f"A quantum treaty, number {number}{week}.", published=day)
    watched.add("now", "A quantum treaty of this week.", published="2026-11-24")
    watched.add("old", "A quantum treaty of long ago.", published="2025-01-01")
    near = watched.add(
        "near", "A treaty on fish, ships, ports, nets, boats and many other things.", published="2026-11-02"
    )
    looked = save_alert(watched.office, "q", "quantum treaty", "hybrid", Filters(), now=NOW)
    assert looked.weekly == (0, 0, 0, 0, 0, 1, 0, 2)
    assert looked.range == (0, 2)
    assert len(looked.borderline) == 5
    assert near in [one.document for one in looked.borderline]
    assert watched.run() == []  # what was there before is no news


def test_a_wide_question_begins_with_four_a_week_at_most(watched: Watched) -> None:
    watched.world.store.add([], model_id="words-64")
    for number in range(40):
        day = (NOW.date() - timedelta(days=2 + number)).isoformat()
        watched.world.add(f"n{number}", "Quantum treaty " + "and more words " * (number % 7), published=day)
    watched.refresh()
    looked = save_alert(watched.office, "q", "quantum treaty", "hybrid", Filters(), now=NOW)
    assert len(looked.found) <= 32


@given(SCORES, SCORES, st.floats(0, 1))
def test_a_threshold_tells_answers_apart_where_that_can_be_done(
    kept: list[float], dropped: list[float], present: float
) -> None:
    at = threshold_between(kept, dropped, present)
    if not (kept and dropped) or min(kept) > max(dropped):
        assert all(score >= at for score in kept)
        assert all(score < at for score in dropped)
    if all(score >= present for score in kept) and all(score < present for score in dropped):
        assert at == present


def test_answers_that_no_threshold_tells_apart_silence_nothing_that_is_to_be_kept() -> None:
    assert threshold_between([0.82], [0.89], 0.887208) <= 0.82
    assert threshold_between([], [0.89], 0.5) > 0.89


def test_answers_move_the_threshold(watched: Watched) -> None:
    both = watched.add("a", "A quantum treaty.", published="2026-11-10")
    one = watched.add("b", "A treaty on fish and on ships, of which there are many.", published="2026-11-10")
    before = save_alert(watched.office, "q", "quantum treaty", "hybrid", Filters(), now=NOW)
    after = calibrate(watched.office, "q", [one], [], NOW)
    assert after.alert.threshold < before.alert.threshold
    assert {answer.document for answer in after.found} == {both, one}
    dropped = calibrate(watched.office, "q", [both], [one], NOW)  # a later answer goes over an earlier one
    assert {answer.document for answer in dropped.found} == {both}
    assert dropped.borderline == ()
    with pytest.raises(AlertError, match="no document 'x'"):
        calibrate(watched.office, "q", ["x"], [], NOW)
    with pytest.raises(AlertError, match="kept and dropped"):
        calibrate(watched.office, "q", [one], [one], NOW)


def test_a_story_is_told_once_and_nothing_new_is_silence(watched: Watched) -> None:
    watched.save()
    assert watched.run() == []
    first = watched.add("a", "A quantum treaty.", published="2026-11-23")
    watched.add("x", "A festival of music.", published="2026-11-23")
    watched.add("o", "A quantum treaty of long ago.", published="2020-01-01")
    (told,) = watched.run()
    assert [item.document_id for item in told.items] == [first]
    assert "保存検索「q」" in told.items[0].why["ja"]
    assert watched.run() == []
    follow = watched.add("b", "The quantum treaty again.", published="2026-11-24")
    with writing(watched.office.store.engine).begin() as connection:  # the same story, under a new leader
        both = DocumentRow.id.in_([first, follow])
        connection.execute(update(DocumentRow).where(both).values(story_id=follow))
    assert watched.run() == []
    watched.add("a", "A quantum treaty, revised.", published="2026-11-23", fetched_utc="2026-11-25T00:00:00Z")
    assert watched.run() == []


def test_a_run_that_was_not_handed_over_is_handed_over_again_and_only_that(watched: Watched) -> None:
    watched.save()
    watched.add("a", "A quantum treaty.", published="2026-11-23")

    def die(_alert: Alert, _run: AlertRun) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_alerts(watched.office, die, now=NOW, names=["q"])
    assert [run.number for run in watched.run()] == [1]
    assert watched.run() == []
    assert [run.state for run in Alerts(watched.office.store).runs("q")] == ["handed"]


def test_of_two_runs_at_once_one_tells(watched: Watched) -> None:
    watched.save()
    alerts = Alerts(watched.office.store)
    stale = alerts.get("q")
    watched.add("a", "A quantum treaty.", published="2026-11-23")
    assert len(watched.run()) == 1
    with pytest.raises(AlertError, match="ran meanwhile"):
        alerts.add_run(stale, [], position=99, now_utc="2026-11-25T03:00:00Z")


@pytest.mark.parametrize(
    ("schedule", "ran", "due"),
    [
        ("immediately", "2026-11-25T02:59:00Z", True),
        ("daily", "2026-11-24T14:59:00Z", True),  # yesterday in Tokyo
        ("daily", "2026-11-24T15:01:00Z", False),
        ("weekly", "2026-11-22T14:59:00Z", True),
        ("weekly", "2026-11-23T00:00:00Z", False),
        ("weekly", "", True),
    ],
)
def test_the_schedule_counts_days_and_weeks_of_the_office(schedule: str, ran: str, due: bool) -> None:
    alert = Alert("q", "x", "hybrid", Filters(), 0.5, "m", "", schedule=schedule, ran_utc=ran)
    assert is_due(alert, NOW, "Asia/Tokyo") is due


def test_another_model_gets_a_threshold_that_finds_as_many_and_that_is_said(watched: Watched) -> None:
    for number in range(6):
        watched.add(f"n{number}", "Quantum treaty " + "and words " * number, published="2026-11-10")
    looked = save_alert(watched.office, "q", "quantum treaty", "hybrid", Filters(), now=NOW)
    alerts = Alerts(watched.office.store)
    alerts.change("q", model_id="an older model", threshold=0.99, expected=3)
    (moved,) = adapt_to_model(watched.office, NOW)
    assert (moved.model_before, moved.expected_before, moved.expected_after) == ("an older model", 3, 3)
    assert alerts.get("q").threshold == moved.after
    assert adapt_to_model(watched.office, NOW) == []
    answered = [looked.found[-1].document]
    alerts.answer("q", dict.fromkeys(answered, True))
    alerts.change("q", model_id="another", expected=1)
    assert adapt_to_model(watched.office, NOW)[0].expected_after == len(
        looked.found
    )  # answers count for more


def test_paused_searches_say_nothing_and_the_cap_is_stated(watched: Watched) -> None:
    watched.save(cap=2, schedule="immediately")
    alerts = Alerts(watched.office.store)
    alerts.change("q", state="paused")
    for number in range(3):
        watched.add(f"n{number}", f"A quantum treaty {number}.", published="2026-11-23")
    assert watched.run() == []
    alerts.change("q", state="on")
    (told,) = watched.run()
    assert len(told.items) == 3
    assert "3 件(上位 2 件を表示)" in headline(alerts.get("q"), told, "ja")
    site = open_site(watched.office)
    page = tree(site, "/alerts/q/1?lang=en")
    assert len(page.xpath("//ol[@class='hits']/li")) == 3
    assert said(page, "//h1") == ["Saved search “q”: 3 new"]
    assert said(tree(site, "/alerts"), "//tbody/tr/th") == ["q"]
    tree(site, "/alerts/q/9", status=404)


def test_a_filter_alone_is_a_search_too(watched: Watched) -> None:
    looked = save_alert(
        watched.office, "q", "kind:speech", "hybrid", Filters(kinds=("speech",)), now=NOW, schedule="daily"
    )
    assert looked.alert.threshold == 0
    speech = watched.add("s", "Anything.", published="2026-11-23", kind="speech")
    watched.add("n", "Anything.", published="2026-11-23")
    assert [item.document_id for item in watched.run()[0].items] == [speech]


def test_a_mail_is_queued_once_for_its_reader_who_may_leave(watched: Watched) -> None:
    office, stamp = watched.office, "2026-11-25T03:00:00Z"
    Subscribers(office.store).add(Subscriber("a@example.org"), stamp)
    watched.save(address="a@example.org")
    watched.add("a", "A quantum treaty.", title="<b>Treaty</b>", published="2026-11-23")
    alerts = Alerts(office.store)

    def hand(alert: Alert, run: AlertRun) -> None:
        for _ in range(2):  # a second time changes nothing
            assert queue_mail(office, alert, run, now_utc=stamp) == ""

    (told,) = run_alerts(office, hand, now=NOW, names=["q"])
    (mail,) = Outbox(office.store).mails()
    assert mail.kind == "alert"
    assert mail.parts is not None
    assert "&lt;b&gt;Treaty" in mail.parts["html"]
    assert "/alerts/q/1" in mail.parts["text"]
    Subscribers(office.store).leave(Subscribers(office.store).get("a@example.org").id, "alert:q")
    assert "unsubscribed" in queue_mail(office, alerts.get("q"), told, now_utc=stamp)
    assert alerts.get("q").state == "unsubscribed"
    alerts.remove("q")
    with pytest.raises(AlertError, match="--rejoin"):  # else the new one would end at its first mail
        watched.save(address="a@example.org")
    watched.save("another", address="a@example.org")
    assert "subscribers list" in queue_mail(
        office, replace(alerts.get("another"), address="x@example.org"), told, now_utc=stamp
    )


def test_a_line_tells_language_publisher_passage_and_word_notes(watched: Watched) -> None:
    watched.save(question="量子 協定")
    facts = {"language": "ko", "published": "2026-11-23", "url": "https://office.example/a"}
    watched.add("a", "독일과 한국은 양자기술 협정을 맺었다. " + "가" * 300, title="양자 협정", **facts)
    (told,) = watched.run()
    japanese = text_of("s", lines_of(watched.office, told.items, "ja"), "http://127.0.0.1/")
    assert "2026-11-23 · 韓国語 · office.example\n  「독일과 한국은" in japanese
    assert "…」\n  語注(機械): " in japanese
    assert "한국 South Korea" in japanese
    english = html_of("s", lines_of(watched.office, told.items, "en"), "http://127.0.0.1/", "en")
    assert "Korean · office.example<br>“독일과" in english
    assert "Word notes (by machine): " in english


def test_an_address_that_no_subscriber_has_is_refused_at_once(watched: Watched) -> None:
    with pytest.raises(NoSubscriber, match="subscribers add"):
        watched.save(address="nobody@example.org")
    assert Alerts(watched.office.store).all() == []


def test_links_of_a_mail_are_of_the_web_only(watched: Watched) -> None:
    watched.save()
    watched.add("a", "A quantum treaty.", published="2026-11-23", url="javascript:alert(1)")
    (told,) = watched.run()
    html = html_of("s", lines_of(watched.office, told.items, "ja"), "http://127.0.0.1/")
    assert "javascript" not in html


def test_names_are_taken_once_and_short(watched: Watched) -> None:
    watched.save()
    for name, wanted in (("q", "new name"), ("", "1 to 60"), ("a/b", "without /"), ("x" * 61, "1 to 60")):
        with pytest.raises(AlertError, match=wanted):
            watched.save(name)
    with pytest.raises(AlertError, match="alerts list"):
        outlook(watched.office, "nothing", NOW)
    Alerts(watched.office.store).remove("q")
    assert Alerts(watched.office.store).all() == []


def test_the_commands_save_show_judge_run_and_remove(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.stdiplo_scan.commands import run_main

    monkeypatch.setattr(Office, "open", lambda *_args, **_more: watched.office)
    folder = watched.office.folder

    def told(*arguments: str) -> str:
        ran = run_main("-w", folder, "alerts", *arguments)
        assert ran.code == 0, ran.err
        return ran.out.decode()

    assert "保存検索はありません" in told("list")
    assert "過去8週なら週 0〜0 件" in told("add", "q", "kind:speech", "--schedule", "daily")
    assert '"kinds":["speech"]' in told("list", "--json")
    assert told("run") == ""
    watched.add("s", "Anything.", published=datetime.now(UTC).date().isoformat(), kind="speech")
    assert "新着 1 件" in told("run", "q")
    assert '"shown":true' in told("show", "q", "--run", "1", "--json")
    assert "handed" in told("show", "q")
    assert "paused" in told("pause", "q")
    assert told("run", "q") == ""
    assert "on" in told("resume", "q")
    told("remove", "q")
    assert run_main("-w", folder, "alerts", "show", "q").code == 1
    assert run_main("-w", folder, "alerts", "calibrate", "--keep", "x").code == 2
