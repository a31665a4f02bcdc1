"""Calendars in the iCalendar form (RFC 5545), read and written; the only home of the icalendar library."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from reports.errors import RegisterError

PRODUCT = "-//stdiplo-scan//instruments//JA"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One event of whole days."""

    day: date
    last: date  # its last day
    title: str
    note: str = ""
    place: str = ""
    url: str = ""


def read_events(text: str, place: str) -> list[Event]:
    """The events of a calendar, by day. Raises RegisterError where it is none."""
    try:
        calendar = _library().Calendar.from_ical(text)
        events = [_event(part) for part in calendar.walk("VEVENT")]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        raise RegisterError(place, str(error)[:80], "a calendar in the iCalendar form (RFC 5545)") from error
    return sorted(events)


def write_events(events: Iterable[Event], title: str, stamp: datetime) -> str:
    """The calendar as text; an event has the same UID each time, so that it is never there twice."""
    library = _library()
    calendar = library.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for event in sorted(events):
        shown = library.Event()
        key = f"{event.day.isoformat()}\n{event.title}\n{event.url}"
        shown.add("uid", hashlib.sha256(key.encode()).hexdigest()[:32] + "@stdiplo-scan")
        shown.add("dtstamp", stamp.astimezone(UTC))
        shown.add("dtstart", event.day)
        shown.add("dtend", event.last + timedelta(days=1))  # its end does not belong to an event
        shown.add("summary", event.title)
        for name, value in (("description", event.note), ("location", event.place), ("url", event.url)):
            if value:
                shown.add(name, value)
        calendar.add_component(shown)
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(part: Any) -> Event:
    start = part["DTSTART"].dt
    first = start.date() if isinstance(start, datetime) else start
    last = first
    if "DTEND" in part:
        end = part["DTEND"].dt
        # the end is no longer part of the event: midnight is the day before
        last = (end - timedelta(microseconds=1)).date() if isinstance(end, datetime) else end - timedelta(1)
    texts = (str(part.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "URL"))
    title, note, place, url = texts
    return Event(first, max(first, last), title, note, place, url)


def _library() -> Any:
    """The icalendar library: only who reads or writes a calendar waits for it."""
    return import_module("icalendar")
