from __future__ import annotations

import time
from datetime import date

from sqlalchemy import event

from nlp.tags import Signal, Tag


def signal(**facts) -> Signal:
    given = {"status": "automatic", "modality": "asserted", **facts}
    return Signal(
        "agreement", "signed", "cooperation", given.pop("modality"), ("JP", "VN"), "in", 0.8, (0, 3), **given
    )


TAGS = (
    Tag("country", "VN", 0.9, role="actor"),
    Tag("country", "JP", 0.5, role="actor"),
    Tag("country", "LA", 0.4, role="actor"),
    Tag("country", "TH", 0.2, role="actor", status="confirmed"),
    Tag("country", "GE", 0.9, role="actor", status="rejected"),
    Tag("country", "US", 0.6, role="mentioned"),
    Tag("country", "FR", 0.9, role="publisher", publisher=True),
    Tag("field", "ENE", 0.4),
    Tag("field", "QUA", 0.8),
    Tag("term", "量子計算", 0.7),
    Tag("organisation", "理化学研究所", 0.7),
)


def test_a_fact_holds_what_counts_and_not_what_was_rejected(store, make_entry):
    signals = (signal(), signal(modality="negated"), signal(status="rejected"))
    entry = make_entry("a", tags=TAGS, signals=signals, regions=("m49:035",), country="FR", target_id="t")
    store.add([entry], model_id="m")
    (fact,) = store.facts(date(2026, 11, 2), date(2026, 11, 9))
    assert fact.actors == ("VN", "JP", "TH")
    assert fact.mentioned == ("US",)
    assert fact.fields == ("QUA",)  # ENE is a guess beside a sure field
    assert fact.terms == ("量子計算",)
    assert fact.signals == signals[:2]
    assert (fact.regions, fact.country, fact.target_id) == (("m49:035",), "FR", "t")
    assert (fact.document_id, fact.story_id, fact.version) == (entry.document.id, entry.document.id, 1)


def test_a_range_of_dates_excludes_its_end_and_undated_documents(store, make_entry):
    days = ["2026-11-01", "2026-11-02", "2026-11-08", "2026-11-09", None]
    store.add([make_entry(f"p{day}", published=day) for day in days], model_id="m")
    found = store.facts(date(2026, 11, 2), date(2026, 11, 9))
    assert [fact.published for fact in found] == ["2026-11-02", "2026-11-08"]
    assert store.facts(date(2026, 11, 9), date(2026, 11, 2)) == []


def test_only_the_current_version_is_a_fact(store, make_entry):
    store.add([make_entry("a", "Old.", tags=TAGS), make_entry("a", "New.")], model_id="m")
    (fact,) = store.facts(date(2026, 11, 1), date(2026, 12, 1))
    assert (fact.version, fact.actors, fact.signals) == (2, (), ())


def test_a_copy_says_whose_text_it_repeats(store, make_entry):
    store.add([make_entry("a", title="T"), make_entry("b", title="T", published="2026-11-03")], model_id="m")
    first, second = store.facts(date(2026, 11, 1), date(2026, 12, 1))
    assert first.extra == {}
    assert second.extra == {"duplicate_of": first.document_id}


def test_thousands_of_facts_take_three_queries_and_little_time(store, make_entry):
    entries = [
        make_entry(f"p{n}", f"Text {n}.", tags=TAGS, signals=(signal(),), published=f"2026-{8 + n % 4:02}-11")
        for n in range(3000)
    ]
    store.add(entries, model_id="m")
    queries: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    start = time.perf_counter()
    found = store.facts(date(2026, 8, 1), date(2026, 12, 1))
    seconds = time.perf_counter() - start
    assert len(found) == 3000
    assert len([query for query in queries if query.startswith("SELECT")]) == 3
    assert seconds < 5


def test_counts_say_what_the_store_holds(store, make_entry):
    assert store.counts()["documents"] == 0
    entries = [
        make_entry("a", tags=TAGS, signals=(signal(),)),
        make_entry("b", language="ja", published=None),
    ]
    store.add([*entries, make_entry("a", "Another text.")], model_id="m", archive_cursor=3)
    counts = store.counts()
    wanted = {
        "documents": 2, "versions": 3, "undated": 1, "passages": 4, "vectors": 4,
        "tags": len(TAGS), "signals": 1,
        "languages": {"en": 1, "ja": 1}, "signal_types": {},
        "revision": 1, "archive_cursor": 3, "model_id": "m",
        "first_published": "2026-11-02", "last_published": "2026-11-02",
    }  # fmt: skip
    assert {key: counts[key] for key in wanted} == wanted
