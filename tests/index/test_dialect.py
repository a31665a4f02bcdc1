"""What runs past SQLAlchemy gives the same rows, in the same transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import bindparam, insert, select

from index.dialect import Prepared, among, listed
from index.store import Store
from index.tables import Meta


def test_a_prepared_select_gives_the_rows_that_sqlalchemy_gives(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.db")
    statement = (
        select(Meta.key, Meta.value + "!")
        .where(among(Meta.key, "keys"), Meta.value != bindparam("unwanted"))
        .order_by(Meta.key)
        .limit(2)
    )
    prepared = Prepared(statement)
    with store.engine.connect() as connection, connection.begin() as transaction:
        for key in ("one", "two", "three", "four"):
            connection.execute(insert(Meta).values(key=key, value=key[0]))
        for keys in (["one", "two", "three"], ["four"], ["'; --"], []):
            values = {"keys": listed(keys), "unwanted": "t"}
            wanted = [tuple(row) for row in connection.execute(statement, values)]
            assert prepared.rows(connection, **values) == wanted  # also what is not yet committed
        assert prepared.rows(connection, keys=listed(["four"]), unwanted="t") == [("four", "f!")]
        transaction.rollback()
    with store.engine.connect() as connection:
        assert prepared.rows(connection, keys=listed(["four"]), unwanted="t") == []
    store.close()
