"""Saved searches in the store: what they ask, what was answered about them, what each run told.

A run and what it tells are written in one transaction with the place up to which passages were looked at, so
a kill neither loses a document nor tells one twice. A run is `due` until it was handed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from crawlers.nearest import meant
from index.dialect import chunks, transaction, upsert
from index.errors import StoreError
from index.filters import Filters
from index.mail_tables import AlertAnswerRow, AlertItemRow, AlertRow, AlertRunRow
from index.passage_rows import newest_passage
from index.store import Store
from index.tables import DocumentRow

Schedule = Literal["immediately", "daily", "weekly"]
State = Literal["on", "paused", "unsubscribed"]

_COLUMNS: Final = (
    AlertRow.name, AlertRow.question, AlertRow.mode, AlertRow.filters, AlertRow.owner, AlertRow.address,
    AlertRow.schedule, AlertRow.order, AlertRow.balance, AlertRow.state, AlertRow.cap, AlertRow.position,
    AlertRow.expected, AlertRow.threshold, AlertRow.model_id, AlertRow.created_utc, AlertRow.ran_utc,
)  # fmt: skip


class AlertError(StoreError):
    """A saved search that is not there, is there already or cannot be; the text names the cure.

    `reason`: what of a search to be saved was refused, `met`: its value, `most`: what it may be;
    for pages, which word it themselves.
    """

    def __init__(self, text: str, *, reason: str = "", met: str = "", most: int = 0) -> None:
        super().__init__(text)
        self.reason, self.met, self.most = reason, met, most


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search; instants are UTC."""

    name: str
    question: str
    mode: str
    filters: Filters
    threshold: float
    model_id: str
    created_utc: str
    owner: str = ""
    address: str = ""
    schedule: str = "weekly"
    state: str = "on"
    cap: int = 20
    position: int = 0
    expected: int = 0
    ran_utc: str = ""
    order: str = "relevance"
    balance: bool = False


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One story that a run tells, by its best document."""

    document_id: str
    story_id: str
    version: int
    start: int
    score: float
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlertRun:
    """What one run of a saved search tells, best first."""

    alert: str
    number: int
    made_utc: str
    model_id: str
    threshold: float
    state: str
    items: tuple[AlertItem, ...]


class Alerts:
    """The saved searches of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def add(self, alert: Alert) -> Alert:
        """The alert as saved: it tells what comes after the passages that are there now."""
        with transaction(self._engine, durable=True) as connection:
            values = {**_row(alert), "position": newest_passage(connection)}
            try:
                connection.execute(insert(AlertRow).values(values))
            except IntegrityError as error:
                raise AlertError(
                    f"alerts: {alert.name!r} is there already; wanted a new name; take another, or remove it",
                    reason="taken",
                    met=alert.name,
                ) from error
            return _one(connection, alert.name)

    def all(self) -> list[Alert]:
        """All saved searches by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(AlertRow.name))
            return [_alert(row._mapping) for row in rows]

    def get(self, name: str) -> Alert:
        """The saved search of this name. Raises AlertError."""
        with self._engine.connect() as connection:
            return _one(connection, name)

    def change(self, name: str, **values: Any) -> Alert:
        """The saved search with some of its facts changed. Raises AlertError."""
        with transaction(self._engine, durable=True) as connection:
            _one(connection, name)
            connection.execute(update(AlertRow).where(AlertRow.name == name).values(values))
            return _one(connection, name)

    def remove(self, name: str) -> None:
        """The saved search is gone, with its answers and runs. Raises AlertError."""
        with transaction(self._engine, durable=True) as connection:
            _one(connection, name)
            connection.execute(delete(AlertRow).where(AlertRow.name == name))

    def answer(self, name: str, answers: Mapping[str, bool]) -> None:
        """Whether documents are to be found (by id) is kept; a later answer goes over an earlier one."""
        with transaction(self._engine, durable=True) as connection:
            _one(connection, name)
            rows = [{"alert": name, "document_id": key, "keep": keep} for key, keep in answers.items()]
            upsert(connection, AlertAnswerRow, rows, ("alert", "document_id"))

    def answers(self, name: str) -> dict[str, bool]:
        """What was answered, by document id."""
        columns = (AlertAnswerRow.document_id, AlertAnswerRow.keep)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(AlertAnswerRow.alert == name))
            return {row[0]: bool(row[1]) for row in rows}

    def told(self, name: str) -> set[str]:
        """The stories that were told already: as they were called then and as they are called now."""
        with self._engine.connect() as connection:
            return _told(connection, name)

    def add_run(
        self, alert: Alert, items: Sequence[AlertItem], *, position: int, now_utc: str
    ) -> AlertRun | None:
        """The run as written, without the stories that were told meanwhile; None where it tells nothing.

        In the same transaction the alert's place moves to `position`. Raises AlertError where another run
        of the alert was faster: this one looked at the same passages.
        """
        with transaction(self._engine, durable=True) as connection:
            present = _one(connection, alert.name)
            if present.position != alert.position:
                raise AlertError(
                    f"alerts: {alert.name!r} ran meanwhile in another process; nothing is to be done"
                )
            told = _told(connection, alert.name)
            fresh = [item for item in items if not {item.story_id, item.document_id} & told]
            own = AlertRow.name == alert.name
            connection.execute(
                update(AlertRow).where(own).values(position=max(position, present.position), ran_utc=now_utc)
            )
            if not fresh:
                return None
            last = select(func.coalesce(func.max(AlertRunRow.number), 0)).where(
                AlertRunRow.alert == alert.name
            )
            number = int(connection.execute(last).scalar_one()) + 1
            connection.execute(
                insert(AlertRunRow).values(
                    alert=alert.name,
                    number=number,
                    made_utc=now_utc,
                    model_id=alert.model_id,
                    threshold=alert.threshold,
                    state="due",
                )
            )
            rows = [
                {"alert": alert.name, "run": number, "place": place, **asdict(item), "why": dict(item.why)}
                for place, item in enumerate(fresh, 1)
            ]
            connection.execute(insert(AlertItemRow), rows)
            return _run(connection, alert.name, number)

    def runs(self, name: str) -> list[AlertRun]:
        """The runs that told something, newest first."""
        with self._engine.connect() as connection:
            _one(connection, name)
            numbers = select(AlertRunRow.number).where(AlertRunRow.alert == name)
            found = connection.execute(numbers.order_by(AlertRunRow.number.desc())).scalars().all()
            return [_run(connection, name, number) for number in found]

    def run(self, name: str, number: int) -> AlertRun:
        """One run. Raises AlertError."""
        with self._engine.connect() as connection:
            return _run(connection, name, number)

    def due(self) -> list[AlertRun]:
        """The runs that were not handed over yet, oldest first."""
        columns = (AlertRunRow.alert, AlertRunRow.number)
        waiting = select(*columns).where(AlertRunRow.state == "due")
        with self._engine.connect() as connection:
            rows = connection.execute(waiting.order_by(AlertRunRow.made_utc, *columns)).all()
            return [_run(connection, row[0], row[1]) for row in rows]

    def mark_handed(self, run: AlertRun) -> None:
        """The run was handed over: it is due no longer."""
        with transaction(self._engine, durable=True) as connection:
            own = (AlertRunRow.alert == run.alert, AlertRunRow.number == run.number)
            connection.execute(update(AlertRunRow).where(*own).values(state="handed"))


def _told(connection: Connection, name: str) -> set[str]:
    columns = (AlertItemRow.document_id, AlertItemRow.story_id)
    rows = connection.execute(select(*columns).where(AlertItemRow.alert == name)).all()
    told = {text for row in rows for text in row}
    for chunk in chunks([row[0] for row in rows]):
        now = select(DocumentRow.story_id).where(DocumentRow.id.in_(chunk))
        told |= {story for story in connection.execute(now).scalars() if story}
    return told


def _one(connection: Connection, name: str) -> Alert:
    row = connection.execute(select(*_COLUMNS).where(AlertRow.name == name)).one_or_none()
    if row is None:
        near = meant(name, connection.execute(select(AlertRow.name)).scalars())
        raise AlertError(
            f"alerts: no saved search {name!r}; wanted a name of `stdiplo-scan alerts list`{near}"
        )
    return _alert(row._mapping)


def _run(connection: Connection, name: str, number: int) -> AlertRun:
    own = (AlertRunRow.alert == name, AlertRunRow.number == number)
    columns = (AlertRunRow.made_utc, AlertRunRow.model_id, AlertRunRow.threshold, AlertRunRow.state)
    row = connection.execute(select(*columns).where(*own)).one_or_none()
    if row is None:
        raise AlertError(f"alerts: {name!r} has no run {number}; wanted one of `alerts show {name}`")
    item_columns = [getattr(AlertItemRow, item.name) for item in fields(AlertItem)]
    items = connection.execute(
        select(*item_columns)
        .where(AlertItemRow.alert == name, AlertItemRow.run == number)
        .order_by(AlertItemRow.place)
    )
    return AlertRun(name, number, *row, items=tuple(AlertItem(*item) for item in items))


def _row(alert: Alert) -> dict[str, Any]:
    values = {item.name: getattr(alert, item.name) for item in fields(Alert)}
    return {**values, "filters": alert.filters.chosen}


def _alert(row: Mapping[Any, Any]) -> Alert:
    kept: dict[str, Any] = {
        name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        if isinstance(value, list)
        else value
        for name, value in row["filters"].items()
    }
    return Alert(**{**row, "filters": Filters(**kept)})
