"""The tables of what people are sent: subscribers, the outbox, saved searches and what they told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from index.tables import Base


class SubscriberRow(Base):
    """A person who is sent mail; what is null is as in the person's groups, else as in the settings."""

    __tablename__ = "subscribers"
    id: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    groups: Mapped[list[Any]]
    editions: Mapped[list[Any]]
    left: Mapped[list[Any]]  # editions that the person unsubscribed from; no import brings them back
    since: Mapped[dict[str, Any]]  # by edition, group:NAME and again:EDITION, the instant it holds from
    language: Mapped[str]
    form: Mapped[str]  # html, text
    weekday: Mapped[int | None]  # 1 Monday to 7
    hour: Mapped[int | None]
    zone: Mapped[str | None]
    on_holiday: Mapped[str | None]  # next, send
    state: Mapped[str]  # active, paused, bounced
    bounces: Mapped[int]  # in a row
    created_utc: Mapped[str]


class SubscriberGroupRow(Base):
    """What the members of a group are sent, and when, unless they say otherwise."""

    __tablename__ = "subscriber_groups"
    name: Mapped[str] = mapped_column(primary_key=True)
    editions: Mapped[list[Any]]
    since: Mapped[dict[str, Any]]  # by edition, the instant it holds from
    weekday: Mapped[int | None]
    hour: Mapped[int | None]
    zone: Mapped[str | None]
    on_holiday: Mapped[str | None]


class OutboxRow(Base):
    """One mail to one recipient, from the moment it was decided; see index/outbox.py for its states."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_next", "state", "next_try_utc"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # digest, alert
    subscriber_id: Mapped[str] = mapped_column(index=True)
    address: Mapped[str]
    language: Mapped[str]
    edition: Mapped[str]
    week: Mapped[str] = mapped_column(index=True)
    digest_id: Mapped[str]
    scope: Mapped[str]  # within which no item goes to the recipient twice
    subject: Mapped[str]
    parts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None: made of the digest
    message_id: Mapped[str]
    state: Mapped[str]
    due_utc: Mapped[str]
    queued_utc: Mapped[str]
    next_try_utc: Mapped[str]
    attempts: Mapped[int]
    uncertain: Mapped[int]  # how often nobody knows whether it arrived
    claimed_by: Mapped[str]
    claimed_until_utc: Mapped[str]
    finished_utc: Mapped[str]
    reply: Mapped[str]  # what the server last said


class OutboxItemRow(Base):
    """An entry that a recipient was sent, or will be: one row a recipient and entry."""

    __tablename__ = "outbox_items"
    subscriber_id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    outbox_pk: Mapped[int] = mapped_column(ForeignKey("outbox.pk", ondelete="CASCADE"), index=True)
    place: Mapped[int]  # in the mail, from 0


class AlertRow(Base):
    """A saved search that tells what is new."""

    __tablename__ = "alerts"
    name: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]  # as typed, prefixes and all
    mode: Mapped[str]
    filters: Mapped[dict[str, Any]]  # those that are set, prefixes read
    order: Mapped[str] = mapped_column(server_default="relevance")  # in which the page shows what it finds
    balance: Mapped[bool] = mapped_column(server_default="0")
    owner: Mapped[str]
    address: Mapped[str]  # to whom it is mailed; empty: nobody
    schedule: Mapped[str]  # immediately, daily, weekly
    state: Mapped[str]  # on, paused, unsubscribed
    cap: Mapped[int]  # stories in one message
    position: Mapped[int]  # the newest passage that was looked at
    expected: Mapped[int]  # stories of the last eight weeks when the threshold was set
    threshold: Mapped[float]
    model_id: Mapped[str]  # under which the threshold holds
    created_utc: Mapped[str]
    ran_utc: Mapped[str]  # "" before the first run


class AlertAnswerRow(Base):
    """Whether a document is what a saved search is to find."""

    __tablename__ = "alert_answers"
    alert: Mapped[str] = mapped_column(ForeignKey("alerts.name", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[str] = mapped_column(primary_key=True)
    keep: Mapped[bool]


class AlertRunRow(Base):
    """One run of a saved search that found something."""

    __tablename__ = "alert_runs"
    __table_args__ = (Index("ix_alert_runs_state", "state"),)
    alert: Mapped[str] = mapped_column(ForeignKey("alerts.name", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_utc: Mapped[str]
    model_id: Mapped[str]
    threshold: Mapped[float]
    state: Mapped[str]  # due, handed


class AlertItemRow(Base):
    """A document that a saved search told once, and its story with it."""

    __tablename__ = "alert_items"
    alert: Mapped[str] = mapped_column(ForeignKey("alerts.name", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[str] = mapped_column(primary_key=True)
    story_id: Mapped[str]  # as it was then
    run: Mapped[int]
    place: Mapped[int]
    version: Mapped[int]
    start: Mapped[int]  # of its best passage
    score: Mapped[float]
    why: Mapped[dict[str, Any]]  # ja and en, one line each
