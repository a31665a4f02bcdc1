"""The outbox: every mail that was decided, one row a mail and one row a recipient and entry.

States of a mail: `queued` -> `claimed` (a sender has it) -> `transmitting` (the server was given the text,
its answer is not known yet) -> `sent`, `bounced` (refused for good) or `failed` (tried too often). A
transmitting mail whose sender vanished is uncertain: it is queued again under the same Message-ID, or held in
`uncertain` for a person, as the office's policy says (docs/delivery.md). `dropped`: not wanted any longer.

Any report can use it. Queue a digest with `digest_id` and the stories as `items`: its text is made of the
sealed digest when it is sent. Queue any other kind, such as an alert, with its text in `parts`:

    outbox.queue(NewMail(
        key=f"alert:{search_id}:{day}:{subscriber.id}",    # one mail ever for a key
        kind="alert", subscriber_id=subscriber.id, address=subscriber.address, language=subscriber.language,
        scope=f"alert:{search_id}",                         # within it no item goes to a recipient twice
        items=tuple(fresh), subject="...", parts={"text": "...", "html": "..."}, due_utc=now, now_utc=now))

with `fresh` = the hits that are not in `outbox.given(subscriber.id, scope)`. `queue` gives False where the
key is there already, and raises ItemsGiven where another process was faster with some of the items.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from index.dialect import chunks, transaction
from index.errors import StoreError
from index.mail_tables import OutboxItemRow, OutboxRow
from index.rows import storable, storable_json
from index.store import Store

STATES: Final = (
    "queued", "claimed", "transmitting", "uncertain", "sent", "bounced", "failed", "dropped",
)  # fmt: skip
HELD: Final = ("claimed", "transmitting")  # by a sender
AGAIN: Final = ("bounced", "failed", "uncertain", "dropped")  # what a person may queue again
_REPLY: Final = 500  # characters kept of a server's answer


class OutboxError(StoreError):
    """The outbox cannot do what was asked."""


class ItemsGiven(OutboxError):
    """Some of the entries of a mail whose text is ready are in another mail to the same recipient."""

    def __init__(self, key: str, items: Sequence[str]) -> None:
        self.items = tuple(items)
        super().__init__(f"outbox {key}: {len(items)} of its entries were given already; make the mail again")


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be queued; instants are UTC, ISO 8601 with Z."""

    key: str
    kind: str
    subscriber_id: str
    address: str
    language: str
    scope: str
    items: tuple[str, ...]
    due_utc: str
    now_utc: str
    message_id: str = ""  # "" : made of the key when it is sent
    subject: str = ""
    edition: str = ""
    week: str = ""
    digest_id: str = ""
    parts: Mapping[str, str] | None = None  # text, html


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail as the outbox holds it."""

    pk: int
    key: str
    kind: str
    subscriber_id: str
    address: str
    language: str
    edition: str
    week: str
    digest_id: str
    scope: str
    subject: str
    parts: Mapping[str, str] | None
    message_id: str
    state: str
    due_utc: str
    queued_utc: str
    next_try_utc: str
    attempts: int
    uncertain: int
    claimed_by: str
    claimed_until_utc: str
    finished_utc: str
    reply: str
    items: tuple[str, ...] = ()


class Outbox:
    """The outbox of a store; every method is one transaction, on the disk when it returns."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    # -- what is decided

    def given(self, subscriber_id: str, scope: str) -> set[str]:
        """The items that a recipient was sent, or will be, within a scope."""
        with self._engine.connect() as connection:
            return _given(connection, subscriber_id, scope)

    def queue(self, mail: NewMail) -> bool:
        """Whether the mail is new; False where its key is there already, and then nothing changes.

        Items that another mail of the scope holds are left out of a mail whose text is made later;
        where the text is ready, ItemsGiven is raised.
        """
        with transaction(self._engine, durable=True) as connection:
            if connection.execute(select(OutboxRow.pk).where(OutboxRow.key == mail.key)).first():
                return False
            given = _given(connection, mail.subscriber_id, mail.scope)
            items = list(dict.fromkeys(mail.items))
            if mail.parts is not None and (twice := [item for item in items if item in given]):
                raise ItemsGiven(mail.key, twice)
            pk = connection.execute(insert(OutboxRow).values(_row(mail)).returning(OutboxRow.pk)).scalar_one()
            rows = [
                {
                    "subscriber_id": mail.subscriber_id,
                    "scope": mail.scope,
                    "item": item,
                    "outbox_pk": pk,
                    "place": place,
                }
                for place, item in enumerate(items)
                if item not in given
            ]
            if rows:
                connection.execute(insert(OutboxItemRow), rows)
        return True

    def keys(self, keys: Collection[str]) -> dict[str, str]:
        """The state by key of those of these mails that are there."""
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for chunk in chunks(sorted(keys)):
                rows = connection.execute(
                    select(OutboxRow.key, OutboxRow.state).where(OutboxRow.key.in_(chunk))
                )
                found.update((row.key, row.state) for row in rows)
        return found

    def item_counts(self, keys: Collection[str]) -> dict[str, int]:
        """How many entries each of these mails holds, by key; those that are not there are left out."""
        found: dict[str, int] = {}
        with self._engine.connect() as connection:
            for chunk in chunks(sorted(keys)):
                rows = connection.execute(
                    select(OutboxRow.key, func.count(OutboxItemRow.item))
                    .join(OutboxItemRow, OutboxItemRow.outbox_pk == OutboxRow.pk, isouter=True)
                    .where(OutboxRow.key.in_(chunk))
                    .group_by(OutboxRow.key)
                )
                found.update((key, count) for key, count in rows)
        return found

    # -- what a sender does

    def claim(self, holder: str, now_utc: str, until_utc: str) -> OutboxMail | None:
        """The next mail that is to be tried, now held by this sender alone; None where there is none."""
        with transaction(self._engine, durable=True) as connection:
            pk = connection.execute(
                select(OutboxRow.pk)
                .where(OutboxRow.state == "queued", OutboxRow.next_try_utc <= now_utc)
                .order_by(OutboxRow.next_try_utc, OutboxRow.pk)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).scalar_one_or_none()
            if pk is None:
                return None
            connection.execute(
                update(OutboxRow)
                .where(OutboxRow.pk == pk)
                .values(state="claimed", claimed_by=holder, claimed_until_utc=until_utc)
            )
            return _mail(connection, pk)

    def start_transmitting(self, pk: int, holder: str, until_utc: str) -> bool:
        """Whether the mail is still this sender's; if so, from now on nobody knows whether it arrived."""
        return self._move(pk, holder, ("claimed",), state="transmitting", claimed_until_utc=until_utc)

    def finish(self, pk: int, holder: str, state: str, reply: str, now_utc: str) -> bool:
        """The mail is sent, bounced, failed, dropped or uncertain; False where it is no longer held."""
        return self._move(
            pk,
            holder,
            HELD,
            state=state,
            claimed_by="",
            reply=_short(reply),
            finished_utc=now_utc,
            tried=True,
        )

    def defer(self, pk: int, holder: str, reply: str, next_try_utc: str, *, uncertain: bool = False) -> bool:
        """The mail is queued again for later; False where it is no longer held."""
        return self._move(
            pk,
            holder,
            HELD,
            state="queued",
            claimed_by="",
            reply=_short(reply),
            next_try_utc=next_try_utc,
            tried=True,
            doubted=uncertain,
        )

    def release(self, pk: int, holder: str, reply: str) -> bool:
        """A claimed mail is given back untried, so that any sender may take it at once."""
        return self._move(pk, holder, ("claimed",), state="queued", claimed_by="", reply=_short(reply))

    def holders(self) -> set[str]:
        """The senders that hold mails."""
        with self._engine.connect() as connection:
            held = select(OutboxRow.claimed_by).where(OutboxRow.state.in_(HELD)).distinct()
            return set(connection.execute(held).scalars())

    def take_back(self, dead: Collection[str], now_utc: str, *, hold_uncertain: bool) -> tuple[int, int]:
        """How many mails of vanished senders were given back untried, and how many are uncertain.

        Vanished are those named `dead`, and any whose time is over. An uncertain mail is queued again, or
        with `hold_uncertain` waits for a person.
        """
        vanished = OutboxRow.claimed_by.in_(sorted(dead)) | (OutboxRow.claimed_until_utc < now_utc)
        with transaction(self._engine, durable=True) as connection:
            free = connection.execute(
                update(OutboxRow)
                .where(OutboxRow.state == "claimed", vanished)
                .values(state="queued", claimed_by="")
            ).rowcount
            doubtful = connection.execute(
                update(OutboxRow)
                .where(OutboxRow.state == "transmitting", vanished)
                .values(
                    state="uncertain" if hold_uncertain else "queued",
                    claimed_by="",
                    attempts=OutboxRow.attempts + 1,
                    uncertain=OutboxRow.uncertain + 1,
                    reply="the sender vanished before the server's answer",
                )
            ).rowcount
        return free, doubtful

    # -- what a person sees and decides

    def mails(
        self, *, states: Collection[str] = (), week: str | None = None, after_pk: int = 0, limit: int = 1000
    ) -> list[OutboxMail]:
        """The next mails by pk, without their items."""
        statement = _SELECT.where(OutboxRow.pk > after_pk).order_by(OutboxRow.pk).limit(limit)
        if states:
            statement = statement.where(OutboxRow.state.in_(sorted(states)))
        if week is not None:
            statement = statement.where(OutboxRow.week == week)
        with self._engine.connect() as connection:
            return [OutboxMail(**row._asdict()) for row in connection.execute(statement)]

    def counts(self) -> dict[str, int]:
        """How many mails are in each state."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
            return {row[0]: int(row[1]) for row in rows}

    def queue_again(self, keys: Sequence[str], now_utc: str, address_of: Mapping[str, str]) -> int:
        """How many mails were queued anew; `address_of`: today's addresses by subscriber id.

        Raises OutboxError for a mail that is not there, is sent or waiting, or has no recipient any longer.
        """
        with transaction(self._engine, durable=True) as connection:
            for key in keys:
                row = connection.execute(
                    select(OutboxRow.pk, OutboxRow.state, OutboxRow.subscriber_id).where(OutboxRow.key == key)
                ).one_or_none()
                if row is None or row.state not in AGAIN:
                    met = "not there" if row is None else row.state
                    raise OutboxError(f"outbox {key}: is {met}; wanted a mail that is {', '.join(AGAIN)}")
                if row.subscriber_id not in address_of:
                    raise OutboxError(f"outbox {key}: its recipient was removed; wanted a subscriber")
                connection.execute(
                    update(OutboxRow)
                    .where(OutboxRow.pk == row.pk)
                    .values(
                        state="queued", next_try_utc=now_utc, attempts=0, finished_utc="",
                        address=address_of[row.subscriber_id],
                    )
                )  # fmt: skip
        return len(keys)

    def _move(
        self,
        pk: int,
        holder: str,
        of: Sequence[str],
        *,
        tried: bool = False,
        doubted: bool = False,
        **values: str,
    ) -> bool:
        counts = {
            "attempts": OutboxRow.attempts + int(tried),
            "uncertain": OutboxRow.uncertain + int(doubted),
        }
        held = (OutboxRow.pk == pk, OutboxRow.claimed_by == holder, OutboxRow.state.in_(of))
        with transaction(self._engine, durable=True) as connection:
            found = connection.execute(update(OutboxRow).where(*held).values(**counts, **values))
            return bool(found.rowcount)


_SELECT: Final = select(*OutboxRow.__table__.columns)


def _given(connection: Connection, subscriber_id: str, scope: str) -> set[str]:
    own = (OutboxItemRow.subscriber_id == subscriber_id, OutboxItemRow.scope == scope)
    return set(connection.execute(select(OutboxItemRow.item).where(*own)).scalars())


def _mail(connection: Connection, pk: int) -> OutboxMail:
    row = connection.execute(_SELECT.where(OutboxRow.pk == pk)).one()
    items = connection.execute(
        select(OutboxItemRow.item).where(OutboxItemRow.outbox_pk == pk).order_by(OutboxItemRow.place)
    ).scalars()
    return OutboxMail(**row._asdict(), items=tuple(items))


def _row(mail: NewMail) -> dict[str, Any]:
    return {
        "key": storable(mail.key),
        "kind": mail.kind,
        "subscriber_id": mail.subscriber_id,
        "address": mail.address,
        "language": mail.language,
        "edition": storable(mail.edition),
        "week": mail.week,
        "digest_id": storable(mail.digest_id),
        "scope": storable(mail.scope),
        "subject": storable(mail.subject),
        "parts": None if mail.parts is None else storable_json(dict(mail.parts)),
        "message_id": mail.message_id,
        "state": "queued",
        "due_utc": mail.due_utc,
        "queued_utc": mail.now_utc,
        "next_try_utc": mail.now_utc,
        "attempts": 0,
        "uncertain": 0,
        "claimed_by": "",
        "claimed_until_utc": "",
        "finished_utc": "",
        "reply": "",
    }


def _short(reply: str) -> str:
    return storable(" ".join(reply.split()))[:_REPLY]
