"""The database brought to the schema of this program, without any file outside the package.

A new one is made of the tables at once; one that is there goes through the migrations, by Alembic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from index.dialect import cure_of, writing
from index.errors import SchemaError
from index.keywords import CREATE_WORDS_SQL
from index.mail_tables import OutboxRow  # its metadata are those of all tables

HEAD: Final = "0015"  # the newest revision in migrations/versions; a test compares
FOLDER: Final = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """The database stands at HEAD afterwards; of several starting programs one migrates, the others wait.

    Raises SchemaError where the file is no database, not ours, or of a newer program.
    """
    try:
        with engine.connect() as connection:
            if schema_revision(connection) == HEAD:
                return
        with writing(engine).begin() as connection:  # the write lock: nobody else migrates now
            found = schema_revision(connection)
            if found is None:
                _create(connection)
            elif found != HEAD:
                upgrade(connection, found)
    except DatabaseError as error:
        place = engine.url.database
        raise SchemaError(
            f"store: {place} cannot be opened as a store ({error.orig}); {cure_of(error)}"
        ) from error


def schema_revision(connection: Connection) -> str | None:
    """The revision the database stands at; None where it is empty.

    Raises SchemaError where it holds tables of something else.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if tables:
        place, some = connection.engine.url.database, ", ".join(sorted(tables)[:3])
        raise SchemaError(
            f"store: {place} holds the tables {some}; wanted a store of stdiplo-scan, or no file"
        )
    return None


def _create(connection: Connection) -> None:
    """What the migrations make of an empty database, in a tenth of their time; a test compares the two."""
    OutboxRow.metadata.create_all(connection, checkfirst=False)
    for statement in CREATE_WORDS_SQL:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def upgrade(connection: Connection, found: str | None) -> None:
    """The migrations after the revision `found`, of an empty database all; call it under the write lock.

    Raises SchemaError where this program does not know the revision.
    """
    # Alembic and Mako take longer to import than an open store takes to answer; most starts need neither.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        place = connection.engine.url.database
        raise SchemaError(
            f"store: {place} has schema {found}; this program knows up to {HEAD}; "
            "use the stdiplo-scan that wrote it, or a newer one"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
