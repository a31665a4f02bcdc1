"""Sending against a server that fails as told: nobody gets a mail twice, nobody misses one."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.outbox import ItemsGiven, NewMail, Outbox, OutboxMail
from index.store import Store
from reports.mail import MailHead, MailIdentity, MailParts, build_message
from reports.sending import Policy, Sender, SendReport, Unwanted, wait_before
from reports.transport import (
    FolderTransport,
    Handed,
    Outcome,
    SmtpServer,
    SmtpTransport,
    TransportError,
)
from reports.week import instant
from tests.reports.mail_server import MailServer, knows, make_certificate, running

IDENTITY = MailIdentity("scan@office.example", "外交スキャン")
START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


class Clock:
    """A time that goes on when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def message_of(mail: OutboxMail) -> bytes:
    head = MailHead(mail.key, mail.address, "", "ja", mail.queued_utc, "全体版", "whole")
    return build_message(MailParts(mail.subject, "本文\n.点で始まる行\n"), head, IDENTITY)


def nobody_died(_holders: set[str]) -> set[str]:
    return set()


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Store.open(tmp_path / "store.db") as store:
        yield Outbox(store)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as found:
        yield found


def fill(outbox: Outbox, *names: str) -> list[str]:
    for name in names:
        mail = NewMail(
            key=f"digest:whole:2026-W47:{name}", kind="digest", subscriber_id=name,
            address=f"{name}@office.example", language="ja", scope="digest:2026-W47", items=("s1", "s2"),
            due_utc=instant(START), now_utc=instant(START), subject="週次",
        )  # fmt: skip
        assert outbox.queue(mail)
    return [f"{name}@office.example" for name in names]


def smtp(server: MailServer, **options: Any) -> SmtpTransport:
    plain: dict[str, Any] = {"tls": "none", "timeout_s": 5.0, "local_name": "office.example", **options}
    return SmtpTransport(SmtpServer("127.0.0.1", server.port, sender=IDENTITY.sender, **plain))


def send(outbox: Outbox, transport: Any, clock: Clock, holder: str = "a:1", **options: Any) -> SendReport:
    dead = options.pop("dead", nobody_died)
    sender = Sender(outbox, transport, holder, options.pop("message_of", message_of), clock=clock, **options)
    try:
        return sender.run(dead)
    finally:
        transport.close()


def states(outbox: Outbox) -> dict[str, str]:
    return {mail.address: mail.state for mail in outbox.mails()}


def test_everybody_gets_one_mail_and_a_second_run_sends_nothing(outbox, server):
    people = fill(outbox, "ada", "bo", "cy")
    assert send(outbox, smtp(server), Clock()).outcomes == {"sent": 3}
    assert send(outbox, smtp(server), Clock()).outcomes == {}
    assert {name: len(server.kept[name]) for name in people} == dict.fromkeys(people, 1)
    text = server.mail(people[0]).get_content()
    assert "\n.点で始まる行" in text.replace("\r", "")


@pytest.mark.parametrize("fault", ["450", "451data", "421", "drop_rcpt"])
def test_what_is_refused_for_now_is_tried_again_later_and_not_before(outbox, server, fault):
    [ada, bo] = fill(outbox, "ada", "bo")
    server.faults[ada] = [fault]
    clock = Clock()
    first = send(outbox, smtp(server), clock)
    assert first.outcomes == {"later": 1, "sent": 1}
    assert send(outbox, smtp(server), clock).outcomes == {}
    clock.now += timedelta(seconds=61)
    assert send(outbox, smtp(server), clock).outcomes == {"sent": 1}
    assert (len(server.kept[ada]), len(server.kept[bo])) == (1, 1)


@pytest.mark.parametrize("fault", ["550", "554data"])
def test_what_is_refused_for_good_bounces_and_stops_nobody_else(outbox, server, fault):
    [ada, bo] = fill(outbox, "ada", "bo")
    server.faults[ada] = [fault]
    bounced: list[str] = []
    report = send(outbox, smtp(server), Clock(), on_bounce=lambda mail: bounced.append(mail.address))
    assert report.outcomes == {"bounced": 1, "sent": 1}
    assert (bounced, states(outbox)[ada], len(server.kept[bo])) == ([ada], "bounced", 1)
    assert "4.2.1 at RCPT" in report.lines[0] or "at DATA" in report.lines[0]
    assert outbox.queue_again(["digest:whole:2026-W47:ada"], instant(START), {"ada": ada}) == 1
    assert send(outbox, smtp(server), Clock()).outcomes == {"sent": 1}


@pytest.mark.parametrize("fault", ["drop_kept", "drop_lost", "slow_kept"])
def test_a_mail_of_unknown_fate_goes_again_as_the_same_message(outbox, server, fault):
    [ada] = fill(outbox, "ada")
    server.faults[ada] = [fault]
    clock = Clock()
    report = send(outbox, smtp(server, timeout_s=0.3), clock)
    assert (report.outcomes, outbox.mails()[0].uncertain) == ({"later": 1}, 1)
    clock.now += timedelta(hours=1)
    assert send(outbox, smtp(server), clock).outcomes == {"sent": 1}
    assert len(set(server.kept[ada])) == 1  # byte for byte
    assert len(set(server.ids(ada))) == 1
    assert len(server.kept[ada]) == (1 if fault == "drop_lost" else 2)


def test_a_mail_of_unknown_fate_is_held_for_a_person_where_the_office_wants_that(outbox, server):
    [ada] = fill(outbox, "ada")
    server.faults[ada] = ["drop_kept"]
    policy = Policy(hold_uncertain=True)
    assert send(outbox, smtp(server), Clock(), policy=policy).outcomes == {"uncertain": 1}
    assert send(outbox, smtp(server), Clock(), policy=policy).outcomes == {}
    assert len(server.kept[ada]) == 1


def test_a_mail_that_is_refused_too_often_fails_and_stays_visible(outbox, server):
    [ada] = fill(outbox, "ada")
    server.faults[ada] = ["450"] * 9
    clock, policy = Clock(), Policy(attempts=3, retry_s=1)
    for _ in range(5):
        send(outbox, smtp(server), clock, policy=policy)
        clock.now += timedelta(hours=5)
    assert (states(outbox)[ada], server.attempts[ada]) == ("failed", 3)


def test_waits_double_up_to_four_hours():
    waits = [wait_before(attempt, 60).total_seconds() for attempt in range(1, 14)]
    assert waits[:3] == [60, 120, 240]
    assert max(waits) == 4 * 3600
    assert waits == sorted(waits)


# -- the office's own set-up


def test_without_tls_nothing_is_sent_and_no_mail_is_blamed(outbox, server):
    fill(outbox, "ada", "bo")
    report = send(outbox, smtp(server, tls="starttls"), Clock())
    assert "mail.tls" in report.fault
    assert not server.attempts
    assert {(mail.state, mail.attempts) for mail in outbox.mails()} == {("queued", 0)}


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_tls_needs_a_certificate_that_is_trusted_and_then_carries_the_password(outbox, tmp_path, tls):
    [ada] = fill(outbox, "ada")
    context, trusted = make_certificate(tmp_path)
    with_starttls = tls == "starttls"
    options = {"authenticator": knows("scan", "geheim"), "auth_require_tls": with_starttls}
    with running(MailServer(), tls=context, implicit=not with_starttls, **options) as server:
        login = {"tls": tls, "user": "scan"}
        untrusted = send(outbox, smtp(server, **login, password="geheim"), Clock())
        assert "certificate" in untrusted.fault
        wrong = send(outbox, smtp(server, **login, password="falsch", ca_file=trusted), Clock())
        assert "mail.user" in wrong.fault
        assert "falsch" not in wrong.fault
        good = send(outbox, smtp(server, **login, password="geheim", ca_file=trusted), Clock())
        assert (good.outcomes, len(server.kept[ada])) == ({"sent": 1}, 1)


def test_no_server_and_a_refused_sender_are_faults_of_the_office(outbox, server):
    fill(outbox, "ada")
    server.sender_refused = True
    assert "mail.sender" in send(outbox, smtp(server), Clock()).fault
    gone = SmtpTransport(SmtpServer("127.0.0.1", 9, "none", IDENTITY.sender, timeout_s=1.0))
    assert "mail.host" in send(outbox, gone, Clock()).fault
    assert outbox.mails()[0].attempts == 0


def test_a_server_that_refuses_everybody_does_not_bounce_the_whole_list(outbox, server):
    people = fill(outbox, *(f"p{number:02d}" for number in range(20)))
    server.faults.update({name: ["550"] for name in people})
    report = send(outbox, smtp(server), Clock())
    assert "took none" in report.fault
    assert Counter(states(outbox).values()) == {"bounced": 5, "queued": 15}


# -- many senders, and dead ones


def test_two_senders_at_once_share_the_work(outbox, server):
    people = fill(outbox, *(f"p{number:02d}" for number in range(16)))
    reports: list[SendReport] = []
    threads = [
        threading.Thread(target=lambda name=name: reports.append(send(outbox, smtp(server), Clock(), name)))
        for name in ("a:1", "b:2")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(report.outcomes["sent"] for report in reports) == len(people)
    assert {name: len(server.kept[name]) for name in people} == dict.fromkeys(people, 1)


def test_a_dead_senders_mails_are_taken_over_and_a_living_ones_are_not(outbox, server):
    fill(outbox, "ada", "bo")
    now, later = instant(START), instant(START + timedelta(minutes=10))
    claimed = outbox.claim("dead:1", now, later)
    given_to = outbox.claim("dead:1", now, later)
    assert claimed is not None
    assert given_to is not None
    assert outbox.start_transmitting(given_to.pk, "dead:1", later)
    assert send(outbox, smtp(server), Clock()).outcomes == {}
    report = send(outbox, smtp(server), Clock(), dead=lambda holders: holders)
    assert (report.taken_back, report.doubtful, report.outcomes["sent"]) == (1, 1, 2)
    assert not outbox.finish(claimed.pk, "dead:1", "sent", "late", now)


def test_a_sender_whose_time_is_over_may_not_begin(outbox):
    fill(outbox, "ada")
    mail = outbox.claim("slow:1", instant(START), instant(START + timedelta(minutes=1)))
    assert mail is not None
    assert outbox.take_back((), instant(START + timedelta(minutes=2)), hold_uncertain=False) == (1, 0)
    assert not outbox.start_transmitting(mail.pk, "slow:1", instant(START + timedelta(minutes=9)))


class Dies(BaseException):
    """As kill -9: nothing of the sender runs any further."""


class Whims:
    """A transport that does at each attempt what the script says, and keeps what a real server would."""

    def __init__(self, script: list[str]) -> None:
        self.script = script
        self.kept: dict[str, list[bytes]] = defaultdict(list)

    def hand(self, _name: str, recipient: str, message: bytes, begin: Callable[[], bool]) -> Handed:
        whim = self.script.pop(0) if self.script else "sent"
        if whim == "dies before":
            raise Dies
        if whim == "later":
            return Handed(Outcome.LATER, "451")
        if whim == "unusable":
            raise TransportError("mail.host", "down", "up")
        assert begin()
        if whim.endswith("kept") or whim == "sent":
            self.kept[recipient].append(message)
        if whim.startswith("dies"):
            raise Dies
        return Handed(Outcome.UNCERTAIN if whim.startswith("unsure") else Outcome.SENT, "250")

    def close(self) -> None:
        pass


WHIMS = ["sent", "later", "unusable", "dies before", "dies kept", "dies lost", "unsure kept", "unsure lost"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(st.sampled_from(WHIMS), max_size=12))
def test_whatever_happens_everybody_gets_one_message_in_the_end(tmp_path_factory, script):
    with Store.open(tmp_path_factory.mktemp("law") / "s.db") as store:
        outbox, clock, transport = Outbox(store), Clock(), Whims(script)
        people = fill(outbox, "ada", "bo", "cy")
        for run in range(60):
            sender = Sender(outbox, transport, f"s:{run}", message_of, Policy(attempts=99), clock)
            with suppress(Dies):
                sender.run(lambda holders: holders)
            clock.now += timedelta(hours=5)
            if set(states(outbox).values()) == {"sent"}:
                break
        assert set(states(outbox).values()) == {"sent"}
        assert {name: len(set(transport.kept[name])) for name in people} == dict.fromkeys(people, 1)


# -- the outbox itself


def test_no_item_goes_to_a_recipient_twice_within_a_scope(outbox):
    def mail(key: str, *items: str, **more: Any) -> NewMail:
        return NewMail(
            key=key, kind="alert", subscriber_id="ada", address="a@b.example", language="ja", items=items,
            scope="alert:7", due_utc=instant(START), now_utc=instant(START), **more,
        )  # fmt: skip

    assert outbox.queue(mail("one", "d1", "d2"))
    assert not outbox.queue(mail("one", "d9"))
    assert outbox.queue(mail("two", "d2", "d3"))
    assert outbox.given("ada", "alert:7") == {"d1", "d2", "d3"}
    now = instant(START)
    found = [outbox.claim("a:1", now, now) for _ in range(2)]
    assert [one.items for one in found if one] == [("d1", "d2"), ("d3",)]
    with pytest.raises(ItemsGiven) as caught:
        outbox.queue(mail("three", "d3", "d4", parts={"text": "d3 d4"}))
    assert caught.value.items == ("d3",)


def test_a_mail_nobody_wants_any_longer_is_dropped_and_one_that_cannot_be_made_fails(outbox, tmp_path):
    fill(outbox, "ada", "bo", "cy")

    def choosy(mail: OutboxMail) -> bytes:
        if mail.subscriber_id == "ada":
            raise Unwanted("left")
        if mail.subscriber_id == "bo":
            raise ValueError("too long")
        return message_of(mail)

    folder = tmp_path / "mail"
    report = send(outbox, FolderTransport(folder), Clock(), message_of=choosy)
    assert report.outcomes == {"dropped": 1, "failed": 1, "sent": 1}
    assert [path.name for path in folder.iterdir()] == ["digest_whole_2026-W47_cy.eml"]
