"""What a -word left out beyond its letters: documents that say it in another language or by another word."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from index.asked import Asked
from index.filters import Filters
from index.hits import LeftOut
from index.tables import PassageRow


def read_left_out(connection: Connection, asked: Asked, filters: Filters) -> tuple[LeftOut, ...]:
    """Of each -word that has a reading: by what else it was left out, and how many documents by that alone.

    A document is counted that the filters and the phrases of the question let through.
    """
    found = []
    base = asked.allowed(filters, excluding=False)
    for one in asked.exclusions:
        if not one.read:
            continue
        held = select(PassageRow.document_pk)
        statement = select(func.count(PassageRow.document_pk.distinct()))
        statement = statement.where(PassageRow.document_pk.in_(held.where(one.by_reading)))
        if one.written is not None:
            statement = statement.where(PassageRow.document_pk.not_in(held.where(one.written)))
        if base is not None:
            statement = statement.where(PassageRow.pk.in_(base))
        documents = int(connection.execute(statement).scalar_one())
        found.append(LeftOut(one.phrase, one.also, documents))
    return tuple(found)
