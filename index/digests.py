"""Digests as they were printed: a draft may be built again, an approved or sent one never changes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, insert, select, union, update

from index.errors import DigestMissing, DigestSealed, StoreError
from index.records import DigestInputs, StoredBrief, StoredDigest
from index.rows import AnyRow, storable, storable_json
from index.tables import BriefRow, DigestInputsRow, DigestRow

STATES: Final = ("draft", "approved", "sent")
_SELECT: Final = select(DigestRow).with_only_columns(*DigestRow.__table__.columns)


def write_digest(connection: Connection, digest: StoredDigest, inputs: DigestInputs | None = None) -> None:
    """The digest replaces the draft of its edition, week and language; with it goes what it rests on.

    Raises DigestSealed where that one is approved or sent, unless it is the same digest word for word;
    StoreError where the id belongs to a digest of another edition, week or language, or the state is unknown.
    """
    if digest.state not in STATES:
        raise StoreError(f"digest {digest.id}: state is {digest.state!r}; wanted one of {', '.join(STATES)}")
    row = {
        "id": storable(digest.id),
        "edition": storable(digest.edition),
        "week": digest.week,
        "language": digest.language,
        "built_utc": digest.built_utc,
        "state": digest.state,
        "body": storable_json(digest.body),
        "inputs": inputs.id if inputs else "",
    }
    key = (
        DigestRow.edition == row["edition"],
        DigestRow.week == digest.week,
        DigestRow.language == digest.language,
    )
    held = connection.execute(_SELECT.where(*key)).one_or_none()
    if held is not None and held.state != "draft":
        if held.body == row["body"]:
            return
        raise DigestSealed(
            f"digest {held.id} ({held.edition}, {held.week}, {held.language}) is {held.state}; only a draft "
            "is replaced; show it with `stdiplo-scan digest show`, or build another edition"
        )
    other = connection.execute(_SELECT.where(DigestRow.id == row["id"])).one_or_none()
    if other is not None and (held is None or other.id != held.id):
        raise StoreError(
            f"digest {digest.id}: the id belongs to {other.edition}, {other.week}, {other.language}; "
            "wanted an id of its own for each edition, week and language"
        )
    connection.execute(delete(DigestRow).where(*key))
    connection.execute(insert(DigestRow).values(row))
    if inputs is not None:
        keep_inputs(connection, inputs)


def move_digest(connection: Connection, digest_id: str, state: str) -> None:
    """The digest is now approved or sent; it never goes back. Raises DigestMissing, StoreError."""
    held = read_digest(connection, digest_id)
    if state not in STATES or STATES.index(state) < STATES.index(held.state):
        raise StoreError(
            f"digest {digest_id}: it is {held.state} and cannot become {state!r}; wanted one of "
            f"{', '.join(STATES[STATES.index(held.state) :])}"
        )
    connection.execute(update(DigestRow).where(DigestRow.id == digest_id).values(state=state))


def read_digest(connection: Connection, digest_id: str) -> StoredDigest:
    """The digest of this id. Raises DigestMissing."""
    row = connection.execute(_SELECT.where(DigestRow.id == digest_id)).one_or_none()
    if row is None:
        raise DigestMissing(
            f"store: no digest {digest_id!r}; `stdiplo-scan digest show` lists those there are"
        )
    return _digest(row)


def read_digests(
    connection: Connection, *, edition: str | None, week: str | None, language: str | None
) -> list[StoredDigest]:
    """The digests, newest week first, then by edition and language; None leaves a condition out."""
    statement = _SELECT.order_by(DigestRow.week.desc(), DigestRow.edition, DigestRow.language)
    for column, value in (
        (DigestRow.edition, edition),
        (DigestRow.week, week),
        (DigestRow.language, language),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return [_digest(row) for row in connection.execute(statement)]


def _digest(row: AnyRow) -> StoredDigest:
    return StoredDigest(
        id=row.id,
        edition=row.edition,
        week=row.week,
        language=row.language,
        built_utc=row.built_utc,
        state=row.state,
        body=dict(row.body),
        inputs=row.inputs,
    )


def keep_inputs(connection: Connection, inputs: DigestInputs) -> None:
    """The inputs are held once; those on which no digest or brief rests any longer are let go."""
    held = select(DigestInputsRow.id).where(DigestInputsRow.id == inputs.id)
    if connection.execute(held).one_or_none() is None:
        connection.execute(insert(DigestInputsRow).values(id=inputs.id, packed=inputs.packed))
    used = union(select(DigestRow.inputs), select(BriefRow.inputs))
    connection.execute(delete(DigestInputsRow).where(DigestInputsRow.id.not_in(used)))


def read_inputs(connection: Connection, digest: StoredDigest | StoredBrief) -> DigestInputs:
    """What the digest or brief was worked out from. Raises DigestMissing where that was not kept."""
    row = connection.execute(
        select(DigestInputsRow.id, DigestInputsRow.packed).where(DigestInputsRow.id == digest.inputs)
    ).one_or_none()
    if row is None:
        raise DigestMissing(
            f"digest {digest.id}: the store holds no inputs {digest.inputs[:12]!r} of it; wanted those it "
            "was built from; a draft is built again with `stdiplo-scan digest build`"
        )
    return DigestInputs(row.id, row.packed)
