"""An office's targets: opened without the rest of the line, and kept in step with the store."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.target_book import InForce, TargetBook
from crawlers.target_edits import TargetEditor
from crawlers.target_keeping import By
from stdiplo_scan.settings import Settings, machine_user


def open_book(folder: Path, settings: Settings) -> TargetBook:
    """The targets of the office in a folder; days are those of the office's zone."""

    def today() -> date:
        return datetime.now(ZoneInfo(settings.timezone)).date()

    return TargetBook(folder / "targets", catalogue=settings.targets.catalogue, today=today)


def author_of(settings: Settings, author: str | None, reason: str = "") -> By:
    """Who edits: as the command says, else the settings, else the user of this machine."""
    return By(author or settings.targets.author or machine_user(), reason)


def settled_view(folder: Path, settings: Settings) -> tuple[TargetBook, dict[str, InForce]]:
    """The targets in force, after files edited by hand were journalled and the store follows.

    A folder that may not be written is read all the same.
    """
    book = open_book(folder, settings)
    taken_up = []
    with suppress(PermissionError):
        taken_up = TargetEditor(book).settle()
    view = book.view()
    if taken_up:
        follow(folder, settings, book, view)
    return book, view


def follow(folder: Path, settings: Settings, book: TargetBook, view: Mapping[str, InForce]) -> None:
    """Write the targets in force into the store, where that differs from what was last written.

    The store is imported only now: reading the catalogue needs no database.
    """
    digest = book.digest(view)
    if digest == book.stored_digest():
        return
    store = import_module("index.store").Store.open(settings.store_url or folder / "store.db")
    try:
        store.add_targets(item.target.model_dump(mode="json") for item in view.values())
    finally:
        store.close()
    if book.journal.exists():
        TargetEditor(book).mark_stored(digest)
