"""What is due now, and what was missed while nothing ran: built, queued, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from index.alerts import Alert, AlertRun, Alerts
from nlp.file_lock import locked
from reports.editions import PERSON
from reports.week import Week, instant
from stdiplo_scan.alert_mail import queue_mail
from stdiplo_scan.alerts import adapt_to_model, is_due, run_alerts
from stdiplo_scan.delivery import Planned, plan_week, queue_planned
from stdiplo_scan.digests import build_digests, view_week
from stdiplo_scan.wiring import Office

Collect = Callable[[], object]  # crawls what is due and indexes it
_LOOK_BACK = 4  # weeks beyond the catch-up in which missed mail is still told


@dataclass(slots=True)
class DueReport:
    """What run-due did."""

    collected: bool = False
    built: list[str] = field(default_factory=list)  # digests
    queued: list[Planned] = field(default_factory=list)
    late: list[Planned] = field(default_factory=list)  # of those, a day or more after they were due
    waiting: list[Planned] = field(default_factory=list)  # due, but not approved or not built
    given_up: list[str] = field(default_factory=list)  # editions and weeks too long ago


def queue_due(office: Office, now: datetime, collect: Collect | None = None) -> DueReport:
    """Build what is needed and queue what is due, of this week and of those that were missed.

    `collect` crawls before the newest week is built; None builds from what the store holds. One process
    at a time does this; another waits, and then finds it done.
    """
    report = DueReport()
    with locked(office.folder / "run-due.lock"):
        newest = Week.newest_complete(now, office.settings.timezone)
        back = office.settings.mail.catch_up_weeks
        weeks = [newest.shifted(-ago) for ago in range(back - 1, -1, -1)]
        for week in weeks:
            plans = plan_week(office, week, now)
            missing = _missing_digests(office, plans, now)
            if missing:
                if collect is not None and week == newest and not report.collected:
                    collect()
                    report.collected = True
                report.built += _build(office, week, missing)
                plans = plan_week(office, week, now)
            queued = queue_planned(office, plans, now)
            report.queued += queued
            report.late += [one for one in queued if now - one.due >= timedelta(days=1)]
            report.waiting += [one for one in plans if one.standing in ("not_approved", "not_built")]
        if report.queued:  # told when something is caught up with, not every quarter of an hour
            report.given_up = _given_up(office, weeks[0], now)
    return report


def queue_alerts(office: Office, now: datetime) -> list[str]:
    """What is new for saved searches put into the outbox; what is wrong with one, a line each.

    Nothing is asked, and no model loaded, where no search is due or no document came since the last run.
    """
    alerts = Alerts(office.store)
    newest, zone = office.store.newest_passage, office.settings.timezone
    waiting = [
        alert
        for alert in alerts.all()
        if alert.state == "on" and alert.position < newest and is_due(alert, now, zone)
    ]
    if not waiting and not alerts.due():
        return []
    problems: list[str] = []

    def hand_over(alert: Alert, run: AlertRun) -> None:
        problem = queue_mail(office, alert, run, now_utc=instant(now))
        if problem:
            problems.append(problem)

    with locked(office.folder / "run-due.lock"):
        adapt_to_model(office, now)
        run_alerts(office, hand_over, now=now)
    return problems


def _missing_digests(office: Office, plans: Sequence[Planned], now: datetime) -> dict[str, list[str]]:
    """By language the editions that are wanted soon or now and are not built."""
    ahead = timedelta(hours=office.settings.mail.prepare_hours)
    profiles = office.settings.digest.profiles
    wanted: dict[str, list[str]] = {}
    for one in plans:
        if one.standing not in ("later", "not_built") or one.due - ahead > now:
            continue
        held = office.store.digests(edition=one.edition, week=str(one.week), language=one.subscriber.language)
        of_language = wanted.setdefault(one.subscriber.language, [])
        if one.edition.startswith(PERSON) and one.edition.removeprefix(PERSON) not in profiles:
            continue  # stays "not built", which is told; nobody else waits for it
        if not held and one.edition not in of_language:
            of_language.append(one.edition)
    return {language: editions for language, editions in wanted.items() if editions}


def _build(office: Office, week: Week, missing: Mapping[str, Sequence[str]]) -> list[str]:
    view = view_week(office, week)
    return [
        digest.id
        for language, editions in sorted(missing.items())
        for digest in build_digests(office, view, editions=editions, languages=(language,))
    ]


def _given_up(office: Office, oldest: Week, now: datetime) -> list[str]:
    """Mails of before the catch-up that were due and never queued, by edition and week."""
    found: dict[str, int] = {}
    for ago in range(_LOOK_BACK, 0, -1):
        for one in plan_week(office, oldest.shifted(-ago), now):
            if one.standing in ("due", "not_built", "not_approved"):
                name = f"{one.edition} {one.week}"
                found[name] = found.get(name, 0) + 1
    return [f"{name} ({count})" for name, count in found.items()]
