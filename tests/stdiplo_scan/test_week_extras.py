"""What a week's digests gather from the store: changed pages, word notes, finds of saved searches."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.document import Skipped
from index.filters import Filters
from index.records import StoredDigest
from index.store import Store
from nlp.crosslingual import Glossary
from nlp.tags import Signal, Tag
from reports.coverage import build_coverage
from reports.digest import Digest, DigestSettings, build_digest
from reports.editions import Profile
from reports.inputs import WeekInputs, pack_inputs, unpack_inputs
from reports.render import render_json
from reports.verify import verify_digest
from reports.week import Week
from stdiplo_scan.alerts import save_alert
from stdiplo_scan.week_extras import gather_extras
from tests.index.conftest import build_entry
from tests.index.search_world import World

BEFORE, WEEK = Week.parse("2026-W46"), Week.parse("2026-W47")
SENTENCE = "Norway and Viet Nam signed an agreement on tidal power worth USD 5 million."
GERMAN = "Deutschland und Japan vereinbaren eine gemeinsame Ausschreibung zur Forschung über Wasserstoff."


class Desk:
    """A store whose vectors are of shared words, as far as digests need an office."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "store.db")
        self.world = World(self.store, build_entry, folder)
        self.glossary = Glossary.load()
        self.settings = DigestSettings(
            profiles={"umi": Profile("海", searches=("tides", "not there"))},
            versions={"stdiplo-scan": "1.0"},
        )

    def add(self, name: str, text: str, parties: str, **facts: Any) -> str:
        """A document that states an agreement in its text's first sentence."""
        codes = tuple(parties.split())
        start = len(f"News {name}") + 2
        end = start + text.index(".") + 1
        agreement = Signal(
            "agreement", "signed", "cooperation", "asserted", codes, "out", 0.9, (start, end), fields=("ENE",)
        )
        tags = tuple(Tag("country", code, 0.9, ((start, end),), "actor") for code in codes)
        field = Tag("field", "ENE", 0.9, ((start, end),))
        signals = (agreement,) if codes else ()
        return self.world.add(name, text, tags=(*tags, field) if codes else (), signals=signals, **facts)

    @property
    def office(self) -> Any:
        searcher = self.world.searcher()
        settings = SimpleNamespace(timezone="Asia/Tokyo")
        return SimpleNamespace(
            store=self.store, glossary=self.glossary, searcher=searcher, settings=settings, folder=None
        )

    def inputs(self, week: Week) -> WeekInputs:
        """The week's inputs as they are packed."""
        facts = self.store.facts(date(2026, 7, 1), week.end)
        coverage = build_coverage(week, targets=(), runs=(), facts=facts)
        extras = gather_extras(self.office, facts, coverage, self.settings)
        return WeekInputs(tuple(facts), coverage, self.settings, extras)

    def build(self, week: Week, edition: str = "whole") -> Digest:
        """The digest of a week, stored with its inputs, and found equal when verified."""
        inputs = self.inputs(week)
        digest = build_digest(
            week, edition, "en", facts=inputs.facts, documents=self.store, coverage=inputs.coverage,
            settings=inputs.settings, extras=inputs.extras,
        )  # fmt: skip
        body = digest.to_json()
        stored = StoredDigest(digest.id, edition, str(week), "en", "2026-11-23T00:00:00Z", "draft", body)
        self.store.save_digest(stored, pack_inputs(inputs))
        held = self.store.digest(digest.id).body
        assert verify_digest(held, inputs, self.store, software="1.0").outcome == "equal"
        return digest


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def test_the_next_digest_tells_once_what_became_of_a_cited_page(desk: Desk) -> None:
    changed = desk.add("a", SENTENCE, "NO VN", published="2026-11-12")
    gone = desk.add(
        "b", "Kenya and Chile signed an agreement on wind power.", "CL KE", published="2026-11-12"
    )
    assert desk.build(BEFORE).corrections == ()
    desk.add(
        "a", SENTENCE.replace("5", "9"), "NO VN", published="2026-11-12", fetched_utc="2026-11-18T00:00:00Z"
    )
    url = desk.store.document(gone).document.url
    desk.store.add_skipped([Skipped(url, "http_error", f"{url} answered 404", None, "2026-11-19T00:00:00Z")])
    told = {one.quote.document: one.note for one in desk.build(WEEK).corrections}
    assert (told[changed].kind, told[changed].after) == ("correction", 2)
    assert "amount USD 5 million → USD 9 million" in told[changed].text
    assert told[gone].kind == "deletion"
    assert "404" in told[gone].text
    assert desk.build(WEEK.next).corrections == ()


def test_what_is_seen_a_week_after_the_digests_week_waits_for_the_next(desk: Desk) -> None:
    desk.add("a", SENTENCE, "NO VN", published="2026-11-12")
    desk.build(BEFORE)
    desk.add(
        "a", SENTENCE.replace("5", "9"), "NO VN", published="2026-11-12", fetched_utc="2026-12-02T00:00:00Z"
    )
    assert desk.build(WEEK).corrections == ()
    assert len(desk.build(WEEK.next).corrections) == 1


def test_a_rebuilt_digest_says_in_the_entry_that_its_page_was_revised(desk: Desk) -> None:
    desk.add("a", SENTENCE, "NO VN", published="2026-11-18")
    [entry] = desk.build(WEEK).entries
    assert entry.changes == ()
    later = "2026-11-24T00:00:00Z"
    desk.add("a", SENTENCE.replace("5", "9"), "NO VN", published="2026-11-18", fetched_utc=later)
    [entry] = desk.build(WEEK).entries
    [note] = entry.changes
    assert (note.kind, note.before, note.after, note.seen) == ("correction", 1, 2, "2026-11-24")


def test_a_foreign_passage_gets_word_notes_that_stand_in_it(desk: Desk) -> None:
    desk.add("g", GERMAN, "DE JP", language="de", published="2026-11-18")
    [entry] = desk.build(WEEK).entries
    notes = dict(entry.sentences[0].notes)
    assert notes["Wasserstoff"] == "hydrogen"
    assert len(notes) <= 12


def test_saved_searches_bring_stories_with_and_without_a_signal(desk: Desk) -> None:
    desk.add("n", "Old tidal turbines in the old sea.", "", published="2026-10-01")
    now = datetime(2026, 11, 16, tzinfo=UTC)
    save_alert(desk.office, "tides", "tidal", "exact", Filters(), now=now)
    desk.add("a", SENTENCE, "NO VN", published="2026-11-18")
    desk.add("w", "Kenya and Chile signed an agreement on wind power.", "CL KE", published="2026-11-18")
    plain = desk.add("p", "A tidal turbine stands in a bay.", "", published="2026-11-19")
    digest = desk.build(WEEK, "person_umi")
    [entry] = digest.entries
    assert entry.why.startswith("saved search “tides”")
    [section] = [one for one in digest.sections if one.name == "searches"]
    assert section.stories == (plain,)
    assert section.reasons[0].startswith("saved search “tides”")
    assert (section.headlines, section.quotes[0].range) == (("News p",), (0, 6))
    assert section.empty == "There is no saved search not there (see alerts list)."
    assert len(desk.build(WEEK).entries) == 2


def test_every_edition_gets_the_same_inputs(desk: Desk) -> None:
    desk.add("g", GERMAN, "DE JP", language="de", published="2026-11-18")
    once, again = (pack_inputs(desk.inputs(WEEK)) for _ in range(2))
    assert once == again


def test_a_backup_on_another_machine_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    desk.add("a", SENTENCE, "NO VN", published="2026-11-12")
    desk.build(BEFORE)
    later = "2026-11-18T00:00:00Z"
    desk.add("a", SENTENCE.replace("5", "9"), "NO VN", published="2026-11-12", fetched_utc=later)
    desk.add("g", GERMAN, "DE JP", language="de", published="2026-11-18")
    printed = render_json(desk.build(WEEK).to_json())
    assert render_json(desk.build(WEEK).to_json()) == printed
    desk.store.backup(tmp_path / "copy.db")
    copy = Store.open(tmp_path / "copy.db")
    stored = copy.digest(f"whole-{WEEK}-en")
    inputs = unpack_inputs(copy.digest_inputs(stored))
    verdict = verify_digest(stored.body, inputs, copy, software="1.0")
    again = build_digest(
        WEEK, "whole", "en", facts=inputs.facts, documents=copy, coverage=inputs.coverage,
        settings=inputs.settings, extras=inputs.extras,
    )  # fmt: skip
    copy.close()
    assert verdict.outcome == "equal"
    assert render_json(stored.body) == render_json(again.to_json()) == printed
