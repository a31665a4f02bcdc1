"""Saved searches: what one would have found, its threshold from a person's answers, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from index.alerts import Alert, AlertError, AlertItem, AlertRun, Alerts
from index.filters import Filters
from index.query import Mode, Query
from index.subscribers import SubscriberError, Subscribers
from index.watching import Answer, Window, rate_documents
from reports.week import instant
from stdiplo_scan.alert_mail import has_left
from stdiplo_scan.asking import read_question
from stdiplo_scan.wiring import Office

WEEKS: Final = 8  # looked back on when an alert is saved; older documents are no news
BORDERLINE: Final = 5
_FIRST: Final[dict[str, float]] = {"hybrid": 0.5, "semantic": 0.4, "exact": 1.0}  # before any answer
_USUAL: Final = 4 * WEEKS  # stories in the weeks looked back on that a threshold first lets through, at most
_STEP: Final = 1e-4


class NoSubscriber(AlertError):
    """What an alert tells is to go to an address that no subscriber has."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a saved search would have found in the weeks before, and what a person should judge."""

    alert: Alert
    weekly: tuple[int, ...]  # stories, oldest week first
    borderline: tuple[Answer, ...]  # nearest to the threshold and not answered yet, best first
    found: tuple[Answer, ...]  # from the threshold on, best first

    @property
    def range(self) -> tuple[int, int]:
        """The fewest and the most stories in one of the weeks."""
        return min(self.weekly), max(self.weekly)


@dataclass(frozen=True, slots=True)
class Moved:
    """A saved search whose threshold was set anew for another model."""

    name: str
    before: float
    after: float
    model_before: str
    expected_before: int
    expected_after: int
    kept: int  # stories told in these weeks that it would tell again
    told: int


def save_alert(
    office: Office,
    name: str,
    question: str,
    mode: Mode,
    filters: Filters,
    *,
    now: datetime,
    answers: Mapping[str, bool] | None = None,
    **facts: str | int,
) -> Outlook:
    """The alert as saved, with its first threshold: at most four stories a week of the weeks before, moved by
    `answers` (document id: to be told or not) where a person gave some.

    `filters`: those of the question's prefixes included. Raises AlertError, FilterError.
    """
    if not name.strip() or "/" in name or len(name) > 60:
        raise AlertError(
            f"alerts: name is {name!r}; wanted 1 to 60 characters without /; choose another",
            reason="name",
            met=name,
        )
    if address := str(facts.get("address", "")):
        try:
            reader = Subscribers(office.store).get(address)
        except SubscriberError as error:  # a mail to nobody would be missed by nobody
            raise NoSubscriber(
                f"alerts: address is {address!r}; wanted that of a subscriber; "
                "add it first with `stdiplo-scan subscribers add`",
                reason="address",
                met=address,
            ) from error
        if has_left(reader, name.strip()):  # it would be off at its first mail
            raise AlertError(
                f"alerts: {address} unsubscribed from {name.strip()!r}; wanted a reader who takes "
                "its mail; choose another name, or, where that person asks for it, "
                "`stdiplo-scan subscribers edit --rejoin`",
                reason="left",
                met=address,
            )
    drafted = draft_alert(office, name.strip(), question, mode, filters, now=now, answers=answers, **facts)
    alerts = Alerts(office.store)
    alerts.add(drafted.alert)
    if answers:
        alerts.answer(drafted.alert.name, answers)
    return outlook(office, drafted.alert.name, now)


def draft_alert(
    office: Office,
    name: str,
    question: str,
    mode: Mode,
    filters: Filters,
    *,
    now: datetime,
    answers: Mapping[str, bool] | None = None,
    **facts: str | int,
) -> Outlook:
    """What the alert would be if it were saved now; nothing is written. Raises FilterError."""
    alert = Alert(
        name=name,
        question=question,
        mode=mode,
        filters=filters,
        threshold=0.0,
        model_id=office.searcher.vectors.model_id,
        created_utc=instant(now),
        **facts,  # type: ignore[arg-type]
    )
    rated = rate(office, alert, now)
    threshold = _FIRST[mode]
    if mode != "exact" and len(rated) > _USUAL:
        threshold = max(threshold, round(rated[_USUAL].score + _STEP, 6))
    if not query_of(office, alert).text:
        threshold = 0.0
    elif answers:
        threshold = round(_answered_threshold(office, alert, threshold, answers), 6)
    expected = sum(answer.score >= threshold for answer in rated)
    alert = replace(alert, threshold=threshold, expected=expected)
    return _look(office, alert, rated, answers or {}, now)


def query_of(office: Office, alert: Alert) -> Query:
    """What an alert asks of the searcher, on behalf of its owner; its prefixes stand in its filters already.

    All that an alert finds goes through here: this is where a right to see only some documents takes hold.
    """
    return Query(plain_question(office, alert), alert.mode, filters=alert.filters)  # type: ignore[arg-type]


def plain_question(office: Office, alert: Alert) -> str:
    """The question of an alert without its prefixes."""
    return read_question(office, alert.question, Filters(), reader=alert.owner)[0]


def rate(
    office: Office, alert: Alert, now: datetime, *, after: int = 0, upto: int | None = None
) -> list[Answer]:
    """The stories of the last weeks as the alert rates them, best first."""
    since = _weeks(office, now)[0]
    query = query_of(office, alert)
    return rate_documents(office.store, office.searcher, query, Window(since.isoformat(), after, upto))


def outlook(office: Office, name: str, now: datetime) -> Outlook:
    """What an alert would have found by its present threshold. Raises AlertError."""
    alerts = Alerts(office.store)
    alert = alerts.get(name)
    return _look(office, alert, rate(office, alert, now), alerts.answers(name), now)


def _look(
    office: Office, alert: Alert, rated: Sequence[Answer], answered: Mapping[str, bool], now: datetime
) -> Outlook:
    """What an alert lets through of the stories that it rated, and what is nearest to its threshold."""
    found = tuple(answer for answer in rated if answer.score >= alert.threshold)
    open_ = [answer for answer in rated if answer.document not in answered]
    nearest = sorted(open_, key=lambda answer: (abs(answer.score - alert.threshold), answer.document))
    borderline = sorted(nearest[:BORDERLINE], key=lambda answer: -answer.score)
    return Outlook(alert, _by_week(office, found, now), tuple(borderline), found)


def calibrate(
    office: Office, name: str, keep: Collection[str], drop: Collection[str], now: datetime
) -> Outlook:
    """The alert with its threshold set by all answers given so far. Raises AlertError for an unknown id."""
    alerts = Alerts(office.store)
    alert = alerts.get(name)
    both = set(keep) & set(drop)
    if both:
        raise AlertError(f"alerts: {sorted(both)[0]} is to be kept and dropped; wanted one of the two")
    known = office.store.documents_by_id([*keep, *drop])
    for document_id in (*keep, *drop):
        if document_id not in known:
            raise AlertError(
                f"alerts: no document {document_id!r}; wanted an id that `alerts show {name}` names"
            )
    alerts.answer(name, {**dict.fromkeys(keep, True), **dict.fromkeys(drop, False)})
    threshold = _answered_threshold(office, alert, alert.threshold, alerts.answers(name))
    _set_threshold(office, alert, threshold, now)
    return outlook(office, name, now)


def threshold_between(kept: Sequence[float], dropped: Sequence[float], present: float) -> float:
    """The threshold that puts fewest answers on the wrong side; of several the one that loses fewest to be
    kept, then the nearest to the present one.

    A score counts as found from the threshold on. Answers that can be told apart are told apart.
    """
    if not kept and not dropped:
        return present
    scores = sorted({*kept, *dropped})
    middles = [(low + high) / 2 for low, high in pairwise(scores)]
    candidates = [present, scores[0] - _STEP, *scores, *middles, scores[-1] + _STEP]

    def cost(threshold: float) -> tuple[int, int, float, float]:
        lost = sum(score < threshold for score in kept)
        told = sum(score >= threshold for score in dropped)
        return lost + told, lost, abs(threshold - present), threshold

    return min(candidates, key=cost)


def adapt_to_model(office: Office, now: datetime) -> list[Moved]:
    """The alerts whose threshold held for another model, each with its new one.

    By the answers where there are any; else so that as many stories are found as when it was last set.
    """
    alerts = Alerts(office.store)
    model_id = office.searcher.vectors.model_id
    moved = []
    for alert in alerts.all():
        if alert.model_id == model_id:
            continue
        rated = rate(office, alert, now)
        present = alert.threshold
        if alert.mode != "exact" and query_of(office, alert).text:
            count = min(alert.expected, len(rated))
            if count < len(rated):
                above = rated[count - 1].score if count else rated[0].score + 2 * _STEP
                present = (above + rated[count].score) / 2 if above > rated[count].score else above
            elif rated:
                present = rated[-1].score
            present = _answered_threshold(office, alert, present, alerts.answers(alert.name))
        threshold, expected = _set_threshold(office, alert, present, now)
        told = alerts.told(alert.name)
        again = [answer for answer in rated if {answer.story, answer.document} & told]
        moved.append(
            Moved(
                name=alert.name,
                before=alert.threshold,
                after=threshold,
                model_before=alert.model_id,
                expected_before=alert.expected,
                expected_after=expected,
                kept=sum(answer.score >= threshold for answer in again),
                told=len(again),
            )
        )
    return moved


def run_alerts(
    office: Office,
    hand_over: Callable[[Alert, AlertRun], None],
    *,
    now: datetime,
    names: Collection[str] = (),
) -> list[AlertRun]:
    """The runs that told something, each handed over and then marked so.

    Without `names` those that are on and due by their schedule. A run that an earlier process made and did
    not hand over comes first: `hand_over` may meet the same run again after a kill, and must then do nothing.
    """
    alerts = Alerts(office.store)
    upto = office.store.newest_passage
    chosen = [alerts.get(name) for name in names] or alerts.all()
    for alert in chosen:
        if alert.state != "on" or not (names or is_due(alert, now, office.settings.timezone)):
            continue
        rated = rate(office, alert, now, after=alert.position, upto=upto)
        items = [
            AlertItem(one.document, one.story, one.version, one.start, one.score, why_of(alert, one))
            for one in rated
            if one.score >= alert.threshold
        ]
        alerts.add_run(alert, items, position=upto, now_utc=instant(now))
    handed = []
    for run in alerts.due():
        hand_over(alerts.get(run.alert), run)
        alerts.mark_handed(run)
        handed.append(run)
    return handed


def is_due(alert: Alert, now: datetime, zone: str) -> bool:
    """Whether an alert's schedule lets it run again."""
    if alert.schedule == "immediately" or not alert.ran_utc:
        return True
    last = datetime.fromisoformat(alert.ran_utc).astimezone(ZoneInfo(zone)).date()
    today = now.astimezone(ZoneInfo(zone)).date()
    if alert.schedule == "daily":
        return last < today
    return last.isocalendar()[:2] < today.isocalendar()[:2]


def why_of(alert: Alert, answer: Answer) -> dict[str, str]:
    """Which saved search found a story and why, a line in each language."""
    ja = [f"保存検索「{alert.name}」"]
    en = [f"saved search “{alert.name}”"]
    if answer.cosine is not None:
        ja.append(f"意味の近さ {answer.cosine:.2f}")
        en.append(f"nearness in meaning {answer.cosine:.2f}")
    if answer.words and (answer.cosine is not None or alert.mode == "exact"):
        ja.append(f"語の一致 {answer.words:.0%}")
        en.append(f"{answer.words:.0%} of the words")
    if alert.threshold:
        ja.append(f"評点 {answer.score:.2f}(基準 {alert.threshold:.2f})")
        en.append(f"score {answer.score:.2f} (threshold {alert.threshold:.2f})")
    else:
        ja.append("絞り込み条件に一致")
        en.append("meets the filters")
    return {"ja": "、".join(ja), "en": ", ".join(en)}


def _answered_threshold(office: Office, alert: Alert, present: float, answers: Mapping[str, bool]) -> float:
    """The threshold by the answers about documents that the alert rates today."""
    held = office.store.documents_by_id(list(answers))
    query = replace(query_of(office, alert), filters=Filters())
    rated = rate_documents(office.store, office.searcher, query, Window(documents=sorted(held)))
    by_story = {answer.story: answer.score for answer in rated}
    sides: Mapping[bool, list[float]] = {True: [], False: []}
    for document_id, keep in answers.items():
        if document_id in held:
            story = held[document_id].story_id or document_id
            if story in by_story:
                sides[keep].append(by_story[story])
    return threshold_between(sides[True], sides[False], present)


def _set_threshold(office: Office, alert: Alert, threshold: float, now: datetime) -> tuple[float, int]:
    """The threshold as kept for the present model, and what it finds in the weeks before."""
    threshold = round(threshold, 6)
    expected = sum(answer.score >= threshold for answer in rate(office, alert, now))
    model_id = office.searcher.vectors.model_id
    Alerts(office.store).change(alert.name, threshold=threshold, expected=expected, model_id=model_id)
    return threshold, expected


def _weeks(office: Office, now: datetime) -> list[date]:
    """The first days of the last weeks, oldest first; the last one is of the week before this one."""
    today = now.astimezone(ZoneInfo(office.settings.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]


def _by_week(office: Office, found: Sequence[Answer], now: datetime) -> tuple[int, ...]:
    """Stories a week; the undated by the day they were first seen, those of this week left out."""
    counts: Counter[date] = Counter()
    for answer in found:
        day = date.fromisoformat((answer.published or answer.collected_utc)[:10])
        counts[day - timedelta(days=day.weekday())] += 1
    return tuple(counts[monday] for monday in _weeks(office, now))
