"""Cost and use: days of documents, and openings that name nobody."""

from __future__ import annotations

from datetime import date

from index.use import DocumentDay


def test_the_days_of_documents_are_told_by_target(store, make_entry):
    store.add(
        [
            make_entry("a", target_id="most", published="2026-11-01"),
            make_entry("b", "Another text.", target_id="most", published=None),
            make_entry("c", "A third text."),
        ],
        model_id="m",
    )
    instant = "2026-11-03T00:00:00Z"
    assert store.document_days() == [
        DocumentDay("most", "2026-11-01", instant),
        DocumentDay("most", None, instant),
    ]
    assert store.document_days("other") == []
    assert store.kept("2026-11-03", "2026-11-04") == {"most": 2}
    assert store.kept("2026-11-04", "2026-11-05") == {}


def test_openings_add_up_by_document_and_day_and_name_nobody(store, make_entry):
    entry = make_entry("a", target_id="most")
    store.add([entry], model_id="m")
    for _ in range(3):
        store.count_opening(entry.document.id, date(2026, 11, 5))
    store.count_opening(entry.document.id, date(2026, 11, 6))
    store.count_opening("gone", date(2026, 11, 6))
    assert store.openings(date(2026, 11, 5), date(2026, 11, 7)) == {"most": 4}
    assert store.openings(date(2026, 11, 5), date(2026, 11, 6)) == {"most": 3}
    with store.engine.connect() as connection:
        columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(openings)")}
    assert columns == {"document_id", "day", "count"}


def test_the_targets_of_documents_leave_out_what_is_not_stored(store, make_entry):
    entry = make_entry("a", target_id="most")
    store.add([entry, make_entry("b", "Another.")], model_id="m")
    assert store.targets_of([entry.document.id, "nothing"]) == {entry.document.id: "most"}
