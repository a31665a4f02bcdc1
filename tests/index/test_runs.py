from __future__ import annotations

import pytest

from crawlers.document import Skipped
from index.errors import EntryError

RUN = {
    "run_id": "r1",
    "target_id": "most",
    "started_utc": "2026-11-02T01:00:00Z",
    "finished_utc": "",
    "outcome": "healthy",
}
TARGET = {
    "id": "most",
    "name": "Ministry",
    "name_ja": "科学技術省",
    "country": "VN",
    "kind": "ministry",
    "delay_s": 2.0,
}


def skipped(url: str, reason: str = "paywall", seen: str = "2026-11-02T00:00:00Z", **facts) -> Skipped:
    return Skipped(url, reason, seen_utc=seen, **facts)


def test_a_run_of_a_target_is_one_row_and_the_last_word_counts(store):
    assert store.add_runs([RUN, {**RUN, "outcome": "failing", "requests": 3}]) == 1
    store.add_runs([{**RUN, "run_id": "r2", "started_utc": "2026-11-09T01:00:00Z"}])
    assert store.newest_run == 2
    assert [run["outcome"] for run in store.runs()] == ["failing", "healthy"]
    assert store.runs()[0]["requests"] == 3
    assert [run["run_id"] for run in store.runs("2026-11-05")] == ["r2"]
    assert store.runs(target_id="other") == []


def test_targets_keep_all_their_facts_and_name_their_documents(store, make_entry):
    entry = make_entry("a", target_id="most")
    store.add([entry], model_id="m")
    assert store.document(entry.document.id).target_name_ja == ""
    assert store.add_targets([TARGET, {**TARGET, "delay_s": 3.0}]) == 1
    assert store.targets() == {"most": {**TARGET, "delay_s": 3.0}}
    assert store.document(entry.document.id).target_name_ja == "科学技術省"


@pytest.mark.parametrize("facts", [{}, {"run_id": "r1"}, {"run_id": "", "target_id": "x"}])
def test_a_run_without_its_names_is_refused(store, facts):
    with pytest.raises(EntryError, match="wanted run_id, target_id"):
        store.add_runs([RUN, facts])
    assert store.runs() == []


def test_of_two_reports_on_a_page_the_later_counts_in_any_order(store):
    early, late = skipped("u", "paywall"), skipped("u", "robots", "2026-11-03T00:00:00Z")
    store.add_skipped([late])
    store.add_skipped([early])
    assert store.skipped() == [late]
    store.add_skipped([early, late])
    assert store.skipped() == [late]


def test_a_page_that_is_read_later_is_no_longer_left_out(store, make_entry):
    entry = make_entry("a", fetched_utc="2026-11-04T00:00:00Z", other_urls=("https://example.org/old",))
    urls = (entry.document.url, "https://example.org/old", "https://example.org/else")
    store.add_skipped([skipped(url) for url in urls])
    store.add([entry], model_id="m")
    assert [item.url for item in store.skipped()] == ["https://example.org/else"]
    assert store.add_skipped([skipped(entry.document.url)]) == 0
    assert store.add_skipped([skipped(entry.document.url, seen="2026-11-05T00:00:00Z")]) == 1


def test_pages_left_out_are_listed_by_reason_and_target_page_by_page(store):
    store.add_skipped([skipped(f"u{n}", "robots" if n % 2 else "paywall", target_id="t") for n in range(10)])
    assert [item.url for item in store.skipped(reason="robots", limit=3)] == ["u1", "u3", "u5"]
    assert [item.url for item in store.skipped(reason="robots", after_url="u5")] == ["u7", "u9"]
    assert store.skipped(target_id="other") == []
    assert store.counts()["skipped_reasons"] == {"paywall": 5, "robots": 5}


def test_nul_and_lone_surrogates_are_stored_as_replacement_characters(store):
    store.add_skipped([skipped("u\x00", detail="a\ud800b")])
    assert store.skipped()[0].detail == "a\ufffdb"
    store.add_targets([{**TARGET, "note": "x\ud800\x00"}])
    assert store.targets()["most"]["note"] == "x\ufffd\ufffd"


def test_many_rows_are_written_at_once(store):
    assert store.add_skipped([skipped(f"https://example.org/{n}") for n in range(3000)]) == 3000
    assert store.counts()["skipped"] == 3000
