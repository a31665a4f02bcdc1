"""Who is sent mail: subscribers and their groups, each checked before it is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, delete, insert, select, update

from crawlers.nearest import meant
from index.dialect import transaction
from index.errors import StoreError
from index.mail_tables import OutboxRow, SubscriberGroupRow, SubscriberRow
from index.rows import storable
from index.store import Store

LANGUAGES: Final = ("ja", "en")
FORMS: Final = ("html", "text")
STATES: Final = ("active", "paused", "bounced")
EVERYTHING: Final = "*"  # among the editions that were left: all mail
OWN: Final = ""  # an edition that the subscriber is sent without any group
ON_HOLIDAY: Final = ("next", "send")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z0-9-]{2,63}")
_NAME = re.compile(r"[^\s,;]{1,60}")


class SubscriberError(StoreError):
    """A subscriber or group that cannot be stored, or that is not there."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When something is sent; None leaves it to the groups, then to the settings."""

    weekday: int | None = None  # 1 Monday to 7
    hour: int | None = None
    zone: str | None = None
    on_holiday: str | None = None  # next: the next working day; send: as on any day


@dataclass(frozen=True, slots=True)
class Group:
    """What the members of a group are sent, and when, unless they say otherwise."""

    name: str
    editions: tuple[str, ...] = ()
    timing: Timing = Timing()
    since: Mapping[str, str] = field(default_factory=dict)  # by edition; kept by the store


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person who is sent mail."""

    address: str
    name: str = ""
    groups: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()  # besides those of the groups
    left: tuple[str, ...] = ()  # unsubscribed from by the person; no import brings them back
    language: str = "ja"
    form: str = "html"
    timing: Timing = Timing()
    state: str = "active"
    bounces: int = 0  # mails refused in a row
    created_utc: str = ""
    id: str = ""
    since: Mapping[str, str] = field(
        default_factory=dict
    )  # by edition, group:NAME, again:EDITION; kept by us

    def ways(self, groups: Mapping[str, Group]) -> dict[str, tuple[str, str]]:
        """By edition: since when it is to be sent, and by what (own, or a group's name); the left are out."""
        found: dict[str, tuple[str, str]] = {}
        for edition in self.editions:
            found[edition] = (self.since.get(edition, self.created_utc), OWN)
        for name in self.groups:
            group = groups.get(name)
            for edition in group.editions if group else ():
                joined = self.since.get(f"group:{name}", self.created_utc)
                way = (max(joined, group.since.get(edition, "")) if group else joined, name)
                found[edition] = min(found.get(edition, way), way, key=lambda one: one[0])
        return {
            edition: (max(since, *(self.since.get(f"again:{one}", "") for one in (edition, EVERYTHING))), by)
            for edition, (since, by) in found.items()
            if edition not in self.left and EVERYTHING not in self.left
        }


class Subscribers:
    """The subscribers of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def all(self) -> list[Subscriber]:
        """Every subscriber, by address."""
        with self._engine.connect() as connection:
            rows = connection.execute(_SELECT.order_by(SubscriberRow.address))
            return [_subscriber(row) for row in rows]

    def get(self, named: str) -> Subscriber:
        """The subscriber of an id or address. Raises SubscriberError."""
        with self._engine.connect() as connection:
            return _get(connection, named)

    def groups(self) -> dict[str, Group]:
        """The groups by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*SubscriberGroupRow.__table__.columns).order_by("name"))
            return {
                row.name: Group(row.name, tuple(row.editions), _timing(row), dict(row.since)) for row in rows
            }

    def add(self, subscriber: Subscriber, now_utc: str) -> Subscriber:
        """The subscriber as stored, with an id. Raises SubscriberError where the address is taken."""
        checked = check_subscriber(subscriber)
        with transaction(self._engine, durable=True) as connection:
            if _at_address(connection, checked.address) is not None:
                raise SubscriberError(
                    f"subscriber {checked.address}: is there already; wanted a new address; change it with "
                    "`stdiplo-scan subscribers edit`"
                )
            _check_groups(connection, checked.groups)
            added = replace(
                checked,
                id=_new_id(connection, checked.address),
                created_utc=now_utc,
                since=_since(checked, None, now_utc),
            )
            connection.execute(insert(SubscriberRow).values(_row(added)))
        return added

    def change(self, named: str, now_utc: str, **changes: Any) -> Subscriber:
        """The subscriber after fields of Subscriber were changed; its id stays. Raises SubscriberError.

        What is new (an edition, a group, being active again) holds from now; no earlier week follows.
        """
        with transaction(self._engine, durable=True) as connection:
            held = _get(connection, named)
            changed = check_subscriber(replace(held, **changes))
            changed = replace(changed, since=_since(changed, held, now_utc))
            other = _at_address(connection, changed.address)
            if other is not None and other.id != held.id:
                raise SubscriberError(
                    f"subscriber {changed.address}: is another person's; wanted a free address; "
                    "remove the other first"
                )
            _check_groups(connection, changed.groups)
            connection.execute(update(SubscriberRow).where(SubscriberRow.id == held.id).values(_row(changed)))
        return changed

    def remove(self, named: str) -> Subscriber:
        """The subscriber that was taken out; waiting mail is dropped, addresses in the outbox are blanked."""
        with transaction(self._engine, durable=True) as connection:
            held = _get(connection, named)
            connection.execute(delete(SubscriberRow).where(SubscriberRow.id == held.id))
            own = update(OutboxRow).where(OutboxRow.subscriber_id == held.id)
            connection.execute(own.where(OutboxRow.state == "queued").values(state="dropped"))
            connection.execute(own.values(address=""))
        return held

    def leave(self, subscriber_id: str, edition: str) -> Subscriber:
        """The subscriber without an edition (every one where it is "*"); doing it twice changes nothing."""
        with transaction(self._engine, durable=True) as connection:
            held = _get(connection, subscriber_id)
            left = tuple(dict.fromkeys((*held.left, edition)))
            changed = replace(held, left=left)
            connection.execute(
                update(SubscriberRow).where(SubscriberRow.id == held.id).values(left=list(left))
            )
        return changed

    def count_bounce(self, subscriber_id: str, *, most: int) -> bool:
        """One more refusal in a row; whether the subscriber is now switched off for it."""
        with transaction(self._engine, durable=True) as connection:
            held = _find(connection, SubscriberRow.id == subscriber_id)
            if held is None:
                return False
            off = held.bounces + 1 >= most and held.state == "active"
            values = {"bounces": held.bounces + 1, "state": "bounced" if off else held.state}
            connection.execute(update(SubscriberRow).where(SubscriberRow.id == held.id).values(values))
        return off

    def clear_bounces(self, subscriber_id: str) -> None:
        """A mail was taken: earlier refusals count no longer."""
        with transaction(self._engine, durable=True) as connection:
            one = (SubscriberRow.id == subscriber_id, SubscriberRow.bounces > 0)
            connection.execute(update(SubscriberRow).where(*one).values(bounces=0))

    def save_group(self, group: Group, now_utc: str) -> None:
        """The group is stored, over that of its name; new editions hold from now. Raises SubscriberError."""
        if not _NAME.fullmatch(group.name):
            raise SubscriberError(f"group: name is {group.name!r}; wanted 1 to 60 signs without blanks")
        check_timing(f"group {group.name}", group.timing)
        own = SubscriberGroupRow.name == group.name
        with transaction(self._engine, durable=True) as connection:
            held = connection.execute(select(SubscriberGroupRow.since).where(own)).scalar_one_or_none() or {}
            connection.execute(delete(SubscriberGroupRow).where(own))
            since = {edition: held.get(edition, now_utc) for edition in group.editions}
            row = {
                "name": group.name,
                "editions": list(group.editions),
                "since": since,
                **asdict(group.timing),
            }
            connection.execute(insert(SubscriberGroupRow).values(row))

    def remove_group(self, name: str) -> None:
        """The group is gone. Raises SubscriberError where it has members or is not there."""
        with transaction(self._engine, durable=True) as connection:
            rows = connection.execute(_SELECT)
            members = [row.address for row in rows if name in row.groups]
            if members:
                raise SubscriberError(f"group {name}: {len(members)} members ({members[0]} ...); wanted none")
            found = connection.execute(delete(SubscriberGroupRow).where(SubscriberGroupRow.name == name))
            if not found.rowcount:
                raise SubscriberError(
                    f"group {name}: not there; `stdiplo-scan subscribers groups` lists them"
                )


def check_subscriber(subscriber: Subscriber) -> Subscriber:
    """The subscriber with its address in one spelling. Raises SubscriberError with place, value and cure."""
    address = normal_address(subscriber.address)
    place = f"subscriber {address}"
    if any(char in subscriber.name for char in "\r\n\0"):
        raise SubscriberError(f"{place}: name is {subscriber.name!r}; wanted one line")
    for key, value, wanted in (
        ("language", subscriber.language, LANGUAGES),
        ("form", subscriber.form, FORMS),
        ("state", subscriber.state, STATES),
    ):
        if value not in wanted:
            few = ", ".join(wanted) + meant(value, wanted)
            raise SubscriberError(f"{place}: {key} is {value!r}; wanted one of {few}")
    check_timing(place, subscriber.timing)
    return replace(subscriber, address=address, name=storable(subscriber.name.strip()))


def check_timing(place: str, timing: Timing) -> None:
    """Nothing. Raises SubscriberError where a time cannot be."""
    if timing.weekday is not None and not 1 <= timing.weekday <= 7:
        raise SubscriberError(f"{place}: weekday is {timing.weekday}; wanted 1 (Monday) to 7")
    if timing.hour is not None and not 0 <= timing.hour <= 23:
        raise SubscriberError(f"{place}: hour is {timing.hour}; wanted 0 to 23")
    if timing.on_holiday is not None and timing.on_holiday not in ON_HOLIDAY:
        raise SubscriberError(f"{place}: on_holiday is {timing.on_holiday!r}; wanted one of next, send")
    if timing.zone is not None:
        try:
            ZoneInfo(timing.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise SubscriberError(
                f"{place}: zone is {timing.zone!r}; wanted an IANA time zone, e.g. Asia/Tokyo"
            ) from error


def normal_address(address: str) -> str:
    """The address in one spelling: lower case, an international domain as ASCII. Raises SubscriberError."""
    local, _, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if domain else ""
    except UnicodeError:
        ascii_domain = ""
    spelled = f"{local}@{ascii_domain}".lower()
    if len(spelled) > 254 or not _ADDRESS.fullmatch(spelled) or ".." in spelled:
        raise SubscriberError(f"subscriber: address is {address!r}; wanted one like name@office.example")
    return spelled


def _since(subscriber: Subscriber, held: Subscriber | None, now_utc: str) -> dict[str, str]:
    """From when each edition and membership holds: as before where it is not new."""
    again = held is not None and held.state != "active" and subscriber.state == "active"
    before = {} if held is None or again else held.since
    names = (*subscriber.editions, *(f"group:{name}" for name in subscriber.groups))
    since = {name: before.get(name, now_utc) for name in names}
    rejoined = set(held.left) - set(subscriber.left) if held is not None else set()
    since.update({name: instant for name, instant in before.items() if name.startswith("again:")})
    since.update({f"again:{edition}": now_utc for edition in rejoined})
    return since


def _check_groups(connection: Connection, names: Sequence[str]) -> None:
    known = set(connection.execute(select(SubscriberGroupRow.name)).scalars())
    for name in names:
        if name not in known:
            raise SubscriberError(
                f"group {name!r}: not there; wanted one of {', '.join(sorted(known)) or '(none yet)'}; "
                f"make it with `stdiplo-scan subscribers group`{meant(name, known)}"
            )


def _new_id(connection: Connection, address: str) -> str:
    # Of the address: who is removed and added again is not sent again what the outbox says was sent.
    found = hashlib.sha256(address.encode()).hexdigest()[:12]
    taken = _find(connection, SubscriberRow.id == found) is not None
    return secrets.token_hex(6) if taken else found


_SELECT: Final = select(*SubscriberRow.__table__.columns)


def _get(connection: Connection, named: str) -> Subscriber:
    found = _find(connection, SubscriberRow.id == named) or _at_address(connection, named.strip().lower())
    if found is None:
        near = meant(named, connection.execute(select(SubscriberRow.address)).scalars(), cutoff=0.8)
        raise SubscriberError(
            f"subscriber {named!r}: not there; wanted an id or address of `stdiplo-scan subscribers list`"
            + near
        )
    return found


def _at_address(connection: Connection, address: str) -> Subscriber | None:
    return _find(connection, SubscriberRow.address == address)


def _find(connection: Connection, condition: Any) -> Subscriber | None:
    row = connection.execute(_SELECT.where(condition)).one_or_none()
    return None if row is None else _subscriber(row)


def _subscriber(row: Any) -> Subscriber:
    plain: dict[str, Any] = {
        item.name: tuple(value) if isinstance(value := getattr(row, item.name), list) else value
        for item in fields(Subscriber)
        if item.name != "timing"
    }
    return Subscriber(**plain, timing=_timing(row))


def _timing(row: Any) -> Timing:
    return Timing(row.weekday, row.hour, row.zone, row.on_holiday)


def _row(subscriber: Subscriber) -> dict[str, Any]:
    row = asdict(subscriber)
    timing = row.pop("timing")
    return {**{key: list(v) if isinstance(v, tuple) else v for key, v in row.items()}, **timing}
