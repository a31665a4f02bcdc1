from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from index.dialect import make_engine, store_url, writing
from index.errors import SchemaError, StoreError
from index.mail_tables import OutboxRow
from index.migrate import FOLDER, HEAD, upgrade
from index.store import Store


def test_the_newest_migration_is_the_one_the_program_names():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An empty database that went through every migration."""
    engine = make_engine(store_url(tmp_path_factory.mktemp("migrated") / "s.db"))
    with writing(engine).begin() as connection:
        upgrade(connection, None)
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_models(migrated):
    with migrated.connect() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in OutboxRow.metadata.tables}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, OutboxRow.metadata) == []
        numbered = connection.exec_driver_sql(
            "select sql from sqlite_master where name = 'passages'"
        ).scalar()
    assert "AUTOINCREMENT" in numbered


def test_a_new_store_has_the_tables_that_the_migrations_make(migrated, store):
    made, through_migrations = _tables(store.engine), _tables(migrated)
    assert made.keys() == through_migrations.keys()
    for name, table in made.items():
        assert table == through_migrations[name], name


def _tables(engine: Engine) -> dict[str, Any]:
    """Columns, indexes and foreign keys of every table, in an order of their own."""
    with engine.connect() as connection:

        def ask(pragma: str) -> list[Any]:
            return list(connection.exec_driver_sql(f"PRAGMA {pragma}"))

        names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars()
        return {
            name: (
                sorted((row[1], row[2].upper(), *row[3:]) for row in ask(f"table_info({name})")),
                sorted(
                    (index[1:], [row[2] for row in ask(f"index_info({index[1]})")])
                    for index in ask(f"index_list({name})")
                ),
                sorted(row[2:] for row in ask(f"foreign_key_list({name})")),
            )
            for name in names.all()
        }


def test_a_store_of_an_older_program_goes_through_the_migrations_it_lacks(tmp_path, store):
    engine = make_engine(store_url(tmp_path / "old.db"))
    with writing(engine).begin() as connection:
        upgrade(connection, None)
        _migrate_down(connection, "0010")
    with Store.open(tmp_path / "old.db") as opened:
        assert _tables(opened.engine) == _tables(store.engine)
    engine.dispose()


def _migrate_down(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def test_a_store_works_as_set(store):
    with store.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        ]
        busy = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert (*found, busy) == ("wal", 1, 30_000)


def test_opening_again_changes_nothing_and_needs_no_alembic(tmp_path):
    Store.open(tmp_path / "s.db").close()
    code = (
        "import sys; from index.store import Store; Store.open(sys.argv[1]).close(); "
        "print([name for name in ('alembic', 'torch', 'scrapy') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "s.db")],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_many_may_open_a_new_store_at_once(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Store.open(tmp_path / "s.db"), range(6)))
    assert [opened.counts()["documents"] for opened in stores] == [0] * 6
    for opened in stores:
        opened.close()


def test_a_store_of_a_newer_program_is_refused(tmp_path):
    Store.open(tmp_path / "s.db").close()
    with sqlite3.connect(tmp_path / "s.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    with pytest.raises(SchemaError, match=r"schema 9999.*knows up to"):
        Store.open(tmp_path / "s.db")


def test_what_is_no_store_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "text.db").write_text("This is a letter, and long enough to be looked at. " * 100)
    with pytest.raises(StoreError):
        Store.open(tmp_path / "text.db")
    assert (tmp_path / "text.db").read_text().startswith("This is a letter")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table accounts (id)")
    connection.close()
    with pytest.raises(SchemaError, match="accounts"):
        Store.open(tmp_path / "other.db")


def test_a_missing_store_is_made_only_when_asked(tmp_path):
    with pytest.raises(StoreError, match="stdiplo-scan init"):
        Store.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
    with Store.open(f"sqlite:///{tmp_path}/deep/down/s.db") as made:
        assert made.revision == 0


@pytest.mark.parametrize("place", ["postgresql://u:secret@h/db", "sqlite://", "sqlite:///:memory:", "://"])
def test_other_databases_are_refused_without_showing_a_password(place):
    with pytest.raises(StoreError) as caught:
        Store.open(place)
    assert "secret" not in str(caught.value)


def test_the_first_migration_goes_back_to_nothing_and_a_store_can_be_made_there_again(tmp_path, store):
    with Store.open(tmp_path / "s.db"):
        pass
    engine = make_engine(store_url(tmp_path / "s.db"))
    with writing(engine).begin() as connection:
        _migrate_down(connection, "base")
    with engine.connect() as connection:
        left = (
            connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
        )
    engine.dispose()
    assert sorted(left) == ["alembic_version", "sqlite_sequence"]
    with Store.open(tmp_path / "s.db") as opened:
        assert _tables(opened.engine) == _tables(store.engine)
