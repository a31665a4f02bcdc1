"""Weak signals: few, small, new and from independent sources; each keeps its score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.weak_signals import Flag
from reports.coverage import build_coverage
from reports.weak_record import Record
from reports.weak_signals import FEW, find_weak_signals, judge_flags, rule_records
from reports.week import Week
from tests.reports.conftest import TARGETS, made_runs, signal

KINDS = {"us-cedar": "funding_agency", "de-rhein": "ministry", "vn-sen": "ministry", "br-sky": "research_org"}


def tell(world, day, target, *, term="sand battery", story=None, **more):
    number = len(world.facts) + 1
    options = {"story": story} if story else {}
    return world.add(number, day, target, "T", "A.\nB c.", terms=(term,), **options, **more)


def flags_of(world, known=(), week=None):
    chosen = week or world.week
    coverage = build_coverage(chosen, targets=TARGETS, runs=made_runs(chosen), facts=world.facts)
    return find_weak_signals(world.facts, coverage, KINDS, known)


@pytest.fixture
def spotted(world):
    tell(world, "2026-11-05", "us-cedar")
    tell(world, "2026-11-18", "de-rhein", language="de")
    return world


def test_two_independent_sources_that_differ_make_a_flag_with_its_baseline(spotted):
    [flag] = flags_of(spotted)
    assert (flag.rule, flag.key, flag.week, flag.count) == ("new_term", "sand battery", "2026-W47", 2)
    assert flag.baseline["spread"] == 3
    assert flag.baseline["targets"] == ["de-rhein", "us-cedar"]


@pytest.mark.parametrize(
    "case", ["told before", "one story", "one source", "too many", "new target", "no spread"]
)
def test_what_is_old_copied_loud_or_of_one_kind_makes_none(world, case):
    tell(world, "2026-11-05", "us-cedar", story="d1" if case == "one story" else None)
    second = {"one source": "us-cedar", "new target": "never-seen"}.get(case, "de-rhein")
    tell(world, "2026-11-18", second, story="d1" if case == "one story" else None, language="de")
    if case == "told before":
        tell(world, "2026-09-01", "br-sky")
    if case == "too many":
        for _ in range(6):
            tell(world, "2026-11-17", "br-sky")
    kinds = KINDS
    if case == "no spread":
        world.facts[:] = [replace(fact, country="US", language="en") for fact in world.facts]
        kinds = {}
    coverage = world.coverage()
    assert find_weak_signals(world.facts, coverage, kinds) == []


def test_new_partners_and_a_country_new_in_a_field_are_flagged_once_and_few(world):
    one = signal("agreement", "signed", "DE VN", fields=("QUA",))
    for day, target, language in (("2026-11-10", "us-cedar", "en"), ("2026-11-18", "de-rhein", "de")):
        tell(world, day, target, language=language, actors=("VN",), fields=("QUA",), signals=(one,))
    flags = flags_of(world)
    assert len(flags) == 1  # they all rest on the same documents
    assert flags_of(world, known=flags, week=world.week.next) == []
    for number in range(3 * FEW):
        tell(world, "2026-11-10", "us-cedar", term=f"t{number}")
        tell(world, "2026-11-18", "de-rhein", term=f"t{number}", language="de")
    assert len(flags_of(world)) == FEW


def test_a_flag_grows_fades_or_proves_false_and_is_judged_once_at_each_check(spotted):
    [flag] = flags_of(spotted)
    assert judge_flags([flag], spotted.facts, Week.parse("2026-W50")) == []
    [faded] = judge_flags([flag], spotted.facts, Week.parse("2026-W51"))
    assert faded.outcomes == {"4": "faded"}
    for day in ("2026-12-01", "2026-12-08", "2026-12-15"):
        tell(spotted, day, "br-sky")
    [grew] = judge_flags([flag], spotted.facts, Week.parse("2026-W51"))
    assert grew.outcomes == {"4": "grew"}
    assert judge_flags([faded], spotted.facts, Week.parse("2026-W51")) == []
    merged = [replace(fact, story_id="one") for fact in spotted.facts]
    [false] = judge_flags([flag], merged, Week.parse("2026-W51"))
    assert false.outcomes == {"4": "false"}


def test_the_record_of_a_rule_is_the_share_that_grew():
    flags = [
        Flag("new_term", str(number), "2026-W30", 2, {}, (), {"4": outcome})
        for number, outcome in enumerate(("grew", "grew", "faded", "false"))
    ]
    record = {(one.rule, one.weeks): one.precision for one in rule_records(flags)}
    assert record["new_term", 4] == 0.5
    assert record["new_term", 8] is None
    assert record["new_partners", 4] is None


def test_the_digest_prints_the_record_of_each_rule_that_was_judged(full_world, build, made_settings):
    records = (Record("new_term", 4, 2, 1, 1), Record("new_partners", 4, 0, 0, 0))
    settings = replace(made_settings, weak_records=records)
    method = {line.name: line.value for line in build(full_world, settings=settings).method}
    assert method["weak"] == "新しい用語 4週後 50%(2/4)"
    assert "weak" not in {line.name for line in build(full_world).method}
