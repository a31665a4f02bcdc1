"""Who gets which digest when and why, and what is due put into the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, cast

from index.outbox import NewMail, Outbox
from index.records import StoredDigest
from index.subscribers import OWN, Group, Subscriber, Subscribers, Timing
from reports.digest import digest_id
from reports.editions import edition_rank
from reports.mail import subject_of
from reports.schedule import Schedule, due_instant, read_holidays
from reports.week import Week, instant
from stdiplo_scan.settings import Settings
from stdiplo_scan.wiring import Office

Standing = Literal["due", "later", "not_built", "not_approved", "done", "off", "before"]
_SENDABLE = ("approved", "sent")


@dataclass(frozen=True, slots=True)
class Planned:
    """One edition of a week for one subscriber: whether it is sent now, and why."""

    subscriber: Subscriber
    edition: str
    week: Week
    due: datetime
    by: str  # OWN, or the group's name
    schedule: Schedule
    standing: Standing
    owed: bool = True  # asked for before it was due, so that it can be late
    entries: int = 0  # that this mail would bring or brought, those of other editions' mails left out
    state: str = ""  # of the mail in the outbox, where it is there

    @property
    def key(self) -> str:
        """The key in the outbox: one mail ever for an edition, week and recipient."""
        return f"digest:{self.edition}:{self.week}:{self.subscriber.id}"

    @property
    def digest_id(self) -> str:
        """The digest that is sent."""
        return digest_id(self.edition, str(self.week), self.subscriber.language)


def may_be_sent(digest: StoredDigest, settings: Settings) -> bool:
    """Whether an edition needs no approval, or has it."""
    return digest.edition not in settings.mail.approval or digest.state in _SENDABLE


def holidays_of(settings: Settings) -> set[date]:
    """The days on which those who wish so are sent nothing."""
    file = settings.mail.holidays_file
    return set(settings.mail.holidays) | (read_holidays(file) if file else set())


def schedule_of(subscriber: Subscriber, groups: Mapping[str, Group], settings: Settings) -> Schedule:
    """The subscriber's own times, else those of the first group that has any, else the office's."""
    known = [subscriber.timing, *(groups[name].timing for name in subscriber.groups if name in groups)]
    mail = settings.mail
    office = Timing(mail.weekday, mail.hour, settings.timezone, mail.on_holiday)
    weekday, hour, zone, on_holiday = (
        next(value for timing in (*known, office) if (value := getattr(timing, name)) is not None)
        for name in ("weekday", "hour", "zone", "on_holiday")
    )
    return Schedule(weekday, hour, zone, cast(Literal["next", "send"], on_holiday))


def plan_week(
    office: Office, week: Week, now: datetime, *, editions: Collection[str] = (), at_once: bool = False
) -> list[Planned]:
    """Every subscriber's editions of a week with their standing; `at_once`: due now, whatever the schedule.

    In the order of sending: by subscriber, the whole edition before the others.
    """
    subscribers = Subscribers(office.store)
    groups, holidays = subscribers.groups(), holidays_of(office.settings)
    digests = {stored.id: stored for stored in office.store.digests(week=str(week))}
    outbox = Outbox(office.store)
    found: list[Planned] = []
    for subscriber in subscribers.all():
        schedule = schedule_of(subscriber, groups, office.settings)
        due = due_instant(week, office.settings.timezone, schedule, holidays)
        for edition, (since, by) in sorted(
            subscriber.ways(groups).items(), key=lambda way: edition_rank(way[0])
        ):
            if editions and edition not in editions:
                continue
            owed = instant(due) >= since
            planned = Planned(subscriber, edition, week, due, by, schedule, "due", owed)
            stored = digests.get(planned.digest_id)
            standing = _standing(planned, stored, now, office.settings, at_once=at_once)
            found.append(replace(planned, standing=standing))
    states = outbox.keys([planned.key for planned in found])
    return _count_entries(
        [
            replace(planned, standing="done", state=states[planned.key]) if planned.key in states else planned
            for planned in found
        ],
        digests,
        outbox,
    )


def _standing(
    planned: Planned,
    stored: StoredDigest | None,
    now: datetime,
    settings: Settings,
    *,
    at_once: bool,
) -> Standing:
    if planned.subscriber.state != "active":
        return "off"
    if not at_once and not planned.owed:
        return "before"
    if not at_once and now < planned.due:
        return "later"
    if stored is None:
        return "not_built"
    return "due" if may_be_sent(stored, settings) else "not_approved"


def _count_entries(
    planned: Sequence[Planned], digests: Mapping[str, StoredDigest], outbox: Outbox
) -> list[Planned]:
    """The same, with the number of entries that each mail would bring its recipient, or brought."""
    counted = []
    sent = outbox.item_counts([one.key for one in planned if one.standing == "done"])
    given: dict[str, set[str]] = {}
    for one in planned:
        stored = digests.get(one.digest_id)
        if one.standing in ("due", "later", "not_approved") and stored is not None:
            person = one.subscriber.id
            taken = given.setdefault(person, outbox.given(person, scope_of(one.week)))
            stories = {str(entry["story"]) for entry in stored.body["entries"]}
            one = replace(one, entries=len(stories - taken))
            taken |= stories
        elif one.standing == "done":
            one = replace(one, entries=sent.get(one.key, 0))
        counted.append(one)
    return counted


def scope_of(week: Week) -> str:
    """Within a week, no entry goes to a recipient twice, whatever the edition."""
    return f"digest:{week}"


def queue_planned(office: Office, planned: Sequence[Planned], now: datetime) -> list[Planned]:
    """Those that are due and now wait in the outbox; their digests are sealed, so all get the same."""
    outbox = Outbox(office.store)
    queued, bodies = [], {}
    for one in planned:
        if one.standing != "due":
            continue
        if one.digest_id not in bodies:
            office.store.move_digest(one.digest_id, "sent")
            bodies[one.digest_id] = office.store.digest(one.digest_id).body
        body = bodies[one.digest_id]
        mail = NewMail(
            key=one.key,
            kind="digest",
            subscriber_id=one.subscriber.id,
            address=one.subscriber.address,
            language=one.subscriber.language,
            scope=scope_of(one.week),
            items=tuple(str(entry["story"]) for entry in body["entries"]),
            due_utc=instant(min(one.due, now) if one.owed else now),
            now_utc=instant(now),
            subject=subject_of(body),
            edition=one.edition,
            week=str(one.week),
            digest_id=one.digest_id,
        )
        if outbox.queue(mail):
            queued.append(one)
    return queued


def told_by(by: str, language: str) -> str:
    """Why a subscriber gets an edition, in words."""
    if by == OWN:
        return "本人の登録" if language == "ja" else "own choice"
    return f"グループ {by}" if language == "ja" else f"group {by}"
