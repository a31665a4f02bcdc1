"""Alembic's entry: runs the migrations on the connection that index/migrate.py holds."""

from __future__ import annotations

from alembic import context

from index.mail_tables import OutboxRow  # its metadata are those of all tables

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=OutboxRow.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
