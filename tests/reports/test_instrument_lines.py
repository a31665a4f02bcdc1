"""Instruments over time: what belongs together joins one line, and what may not stays apart."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.instrument_joining import Line, join_mentions
from reports.instrument_lines import find_mentions, join_lines
from reports.instrument_subjects import subject_words
from tests.reports.conftest import World, signal

FIRST = date(2026, 1, 5)
FIELDS = ("ENE", "QUA", "AGR", "SPA", "MED")
NAMES = (
    None,
    "agreement on hydrogen",
    "Hydrogen Agreement",
    "MoU on quantum",
    "覚書",
    "量子技術に関する協力覚書",
    "memorandum",
)


def tell(
    world, day, stage, name, *, parties="DE VN", fields=("ENE",), target="vn-sen", kind="agreement", **more
):
    number = len(world.facts) + 1
    of_fact = {key: more.pop(key) for key in ("story", "language") if more.get(key)}
    more.pop("story", None)
    one = signal(kind, stage, parties, instrument=name, fields=fields, **more)
    return world.add(
        number, day, target, "T", "A line.\nThe sentence.", fields=fields, signals=(one,), **of_fact
    )


def lines_of(world):
    return join_lines(find_mentions(world.facts))


def test_proposal_signature_entry_into_force_and_renewal_are_one_line_over_targets_and_languages(world):
    tell(world, "2026-01-05", "proposed", "agreement on hydrogen energy")
    tell(world, "2026-03-05", "signed", "Hydrogen Energy Agreement", target="de-rhein")
    tell(world, "2026-03-06", "signed", "水素エネルギー協定", target="jp-sora")
    tell(world, "2026-09-06", "in_force", "agreement", target="de-rhein")
    tell(world, "2026-11-06", "renewed", "Hydrogen Energy Agreement")
    [line] = lines_of(world)
    assert [(step.day, step.stage, len(step.documents)) for step in line.history] == [
        ("2026-01-05", "proposed", 1),
        ("2026-03-05", "signed", 2),
        ("2026-09-06", "in_force", 1),
        ("2026-11-06", "renewed", 1),
    ]
    assert line.stage == "renewed"
    assert line.history[1].targets == ("de-rhein", "jp-sora")
    assert line.to_json()["history"][0]["evidence"][0]["document"] == "d000000000000001"


@pytest.mark.parametrize(
    "other",
    [
        {"parties": "DE FR"},
        {"parties": "DE FR VN"},
        {"name": "agreement on satellites"},
        {"name": "memorandum on hydrogen energy"},
        {"fields": ("QUA",)},
        {"day": "2027-08-01"},
    ],
    ids=["other parties", "more parties", "other subject", "other kind", "other field", "signed again later"],
)
def test_what_speaks_against_it_keeps_two_instruments_apart(world, other):
    usual = {"day": "2026-03-05", "stage": "signed", "name": "agreement on hydrogen energy"}
    tell(world, **usual)
    tell(world, **{**usual, **other})
    assert len(lines_of(world)) == 2


def test_a_bare_mention_joins_no_line_where_two_would_do(world):
    tell(world, "2026-03-05", "signed", "agreement on hydrogen energy")
    tell(world, "2026-03-06", "signed", "agreement on power grids")
    tell(world, "2026-05-06", "in_force", "agreement")
    assert len(lines_of(world)) == 3


def test_after_its_end_a_new_one_begins(world):
    tell(world, "2026-03-05", "terminated", "agreement on hydrogen energy")
    tell(world, "2026-08-05", "proposed", "agreement on hydrogen energy")
    assert [line.stage for line in lines_of(world)] == ["terminated", "proposed"]


def test_past_negated_and_doubtful_mentions_and_single_parties_make_no_line(world):
    tell(world, "2026-03-05", "signed", "agreement on hydrogen", modality="past")
    tell(world, "2026-03-05", None, "agreement on hydrogen", modality="negated")
    tell(world, "2026-03-05", "signed", "agreement on hydrogen", score=0.3)
    tell(world, "2026-03-05", "signed", "agreement on hydrogen", parties="DE")
    assert lines_of(world) == []


def test_a_subject_holds_no_words_of_kinds():
    assert len(subject_words("Memorandum of Cooperation on Hydrogen")) == 1
    assert subject_words("memorandum of cooperation") == frozenset()
    assert subject_words(None) == frozenset()


MENTIONS = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.sampled_from(["proposed", "signed", "in_force", "renewed", "terminated", None]),
        st.sampled_from(NAMES),
        st.sampled_from(["DE VN", "FR VN", "DE FR VN"]),
        st.sampled_from([("ENE",), ("QUA",), ("ENE", "QUA"), ()]),
    ),
    max_size=12,
)


@given(MENTIONS, st.randoms(use_true_random=False))
def test_every_mention_stands_in_one_line_of_its_parties_whatever_the_order(told, chance):
    world = World()
    for days, stage, name, parties, fields in told:
        tell(world, (FIRST + timedelta(days=days)).isoformat(), stage, name, parties=parties, fields=fields)
    mentions = find_mentions(world.facts)
    lines = join_lines(mentions)
    assert sorted(one for line in lines for one in line.documents) == sorted(
        mention.fact.document_id for mention in mentions
    )
    party_of = {mention.fact.document_id: mention.signal.parties for mention in mentions}
    assert all(party_of[one] == line.parties for line in lines for one in line.documents)
    assert len({line.id for line in lines}) == len(lines)
    for line in lines:
        days = [step.day for step in line.history]
        assert days == sorted(days)
    shuffled = list(mentions)
    chance.shuffle(shuffled)
    assert join_lines(shuffled) == lines


def slowly(mentions):
    """The lines as they are defined: each mention held against every line of its parties."""
    by_parties = {}
    for mention in sorted(mentions, key=lambda one: one.order):
        lines = by_parties.setdefault(mention.signal.parties, [])
        fits = [(share, -line.place) for line in lines if (share := line.fit(mention)) is not None]
        best = max(fits, default=None)
        if best is None or (best[0] == 0.0 and len(fits) > 1):
            lines.append(Line(mention, len(lines)))
        else:
            lines[-best[1]].add(mention)
    return [line for lines in by_parties.values() for line in lines]


ENGLISH = {"量子技術に関する協力覚書": "quantum technology memorandum", "水素協定": "hydrogen agreement"}
MIXED = st.lists(
    st.tuples(
        st.integers(0, 1500),
        st.sampled_from(["proposed", "negotiating", "signed", "in_force", "renewed", "terminated", None]),
        st.sampled_from([*NAMES, "水素協定", "Abkommen über Wasserstoff", "AI memorandum"]),
        st.sampled_from(["DE VN", "FR VN"]),
        st.sampled_from([("ENE",), ("QUA",), ("ENE", "QUA"), ()]),
        st.integers(0, 4),
        st.sampled_from(["en", "ja", "de"]),
    ),
    max_size=30,
)


@given(MIXED)
def test_the_quick_way_joins_as_holding_each_against_all_does(told):
    world = World()
    for days, stage, name, parties, fields, story, language in told:
        tell(
            world,
            (FIRST + timedelta(days=days)).isoformat(),
            stage,
            name,
            parties=parties,
            fields=fields,
            story=f"s{story}" if story else None,
            language=language,
        )
    mentions = find_mentions(world.facts, read=lambda name, _: ENGLISH.get(name, ""))
    quick = [[one.place for one in line.mentions] for line in join_mentions(mentions)]
    slow = [[one.place for one in line.mentions] for line in slowly(mentions)]
    assert sorted(quick) == sorted(slow)


def test_ten_times_the_mentions_cost_about_ten_times_the_time():
    def spent(number):
        world = World()
        for place in range(number):
            day = FIRST + timedelta(days=place * 1800 // number)
            name = f"agreement on subject{place % 40}" if place % 3 else "agreement"
            stage = ("signed", "in_force", "proposed", "renewed")[place % 4]
            tell(world, day.isoformat(), stage, name, fields=(FIELDS[place % 5],))
        mentions = find_mentions(world.facts)
        times = []
        for _ in range(3):  # the least of three: a machine at work on something else only adds
            begun = time.process_time()
            join_mentions(mentions)
            times.append(time.process_time() - begun)
        return min(times)

    small = max(spent(300), 0.005)
    assert spent(3000) < 40 * small  # all of one pair of parties: a hundred times where each meets all
