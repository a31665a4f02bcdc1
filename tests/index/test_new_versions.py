from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from crawlers.document import Skipped
from index.keywords import check_words
from index.records import Entry
from index.store import Store
from nlp.tags import Tag

TABLES = (
    "documents",
    "versions",
    "passages",
    "vectors",
    "urls",
    "translations",
    "skipped",
    "tags",
    "signals",
)


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)
            for table in TABLES
        }


def test_documents_that_come_together_are_stored_as_if_one_by_one(
    tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    chance = random.Random(4)
    entries = [
        make_entry(
            f"d{number % 7}",
            f"Text {number % 9} of a document.",
            crawled=bool(number % 5),
            tags=(Tag("country", "VN", 0.9, ((0, 4),), role="actor"),) * (number % 3),
            fetched_utc=f"2026-11-{1 + chance.randrange(20):02d}T00:00:00Z",
            other_urls=(f"https://example.org/d{number % 4}", f"https://example.org/x{number}"),
            translations=(("ja", f"https://example.org/ja{number}"),),
        )
        for number in range(40)
    ]
    skipped = [
        Skipped("https://example.org/d3", "empty", seen_utc="2026-11-01T00:00:00Z"),
        Skipped("https://example.org/x9", "empty", seen_utc="2027-01-01T00:00:00Z"),
    ]
    found = []
    for name, batches in (("one", [[entry] for entry in entries]), ("all", [entries])):
        with Store.open(tmp_path / f"{name}.db") as store:
            store.add_skipped(skipped)
            store.add(entries[:3], model_id="m")
            store.remove_documents([entries[2].document.id])  # numbers of passages are never given twice
            outcomes = [outcome for batch in batches for outcome in store.add(batch, model_id="m")]
            assert store.faults() == []
            with store.engine.begin() as connection:
                check_words(connection)
            found.append((outcomes, dump(store)))
    assert found[0] == found[1]
    assert {"new", "revised", "unchanged"} == set(found[0][0])


def test_a_hundred_new_documents_take_few_statements(
    tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    with Store.open(tmp_path / "store.db") as store:
        statements: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda _c, _k, text, *_: statements.append(text))
        store.add([make_entry(f"d{number}", f"Text {number}.") for number in range(100)], model_id="m")
        assert len(statements) < 40
