"""Needs, gaps, the dates ahead and the diplomatic calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reports.agenda import Visit, import_agenda, next_visit, parse_agenda, partners_of, write_agenda
from reports.dates_ahead import find_dates_ahead
from reports.errors import RegisterError
from reports.existing import parse_existing
from reports.gaps import find_gaps
from reports.ics import read_events, write_events
from reports.instrument_lines import find_mentions, join_lines
from reports.needs import find_needs
from reports.words import words_of
from tests.reports.conftest import signal

TODAY = date(2026, 11, 27)


def tell(world, day, one, text="A line.\nThe sentence.", target="br-sky"):
    return world.add(len(world.facts) + 1, day, target, "T", text, fields=one.fields, signals=(one,))


def test_a_need_is_open_then_considered_then_answered_by_what_came_later(world):
    tell(world, "2026-01-10", signal("agreement", "signed", "BR JP", fields=("SPA",)))
    asked = signal("need", "expressed", "BR JP", japan="asked", fields=("SPA",))
    tell(world, "2026-02-10", asked)
    tell(world, "2026-03-10", asked)
    [need] = find_needs(world.facts)
    assert (need.requester, need.field, need.state, len(need.asked)) == ("BR", "SPA", "open", 2)
    tell(world, "2026-04-10", signal("dialogue", "held", "BR JP", fields=("SPA",)))
    assert find_needs(world.facts)[0].state == "considered"
    tell(world, "2026-05-10", signal("joint_research", "launched", "BR JP", fields=("QUA",)))
    assert find_needs(world.facts)[0].state == "considered"
    last = tell(world, "2026-06-10", signal("agreement", "signed", "BR JP", fields=("SPA",)))
    [need] = find_needs(world.facts)
    assert (need.state, need.answer) == ("answered", ("2026-06-10", last.document_id, "agreement"))


def gaps_of(world, table="", *, loaded):
    existing = parse_existing(table, "instruments.csv") if table else []
    return find_gaps(join_lines(find_mentions(world.facts)), existing, TODAY, loaded=loaded)


def test_who_is_asked_beside_japan_asks_nothing(world):
    both = signal("need", "expressed", "BR JP US", japan="asked", fields=("SPA",))
    world.add(
        1, "2026-10-05", "br-sky", "Brazil asks Japan and the United States", "A.\nB c.", signals=(both,)
    )
    assert [need.requester for need in find_needs(world.facts)] == ["BR"]
    world.add(
        2, "2026-10-06", "un-blue", "Brazil and the United States ask Japan", "A.\nB c.", signals=(both,)
    )
    assert sorted(need.requester for need in find_needs(world.facts)) == ["BR", "US"]


def test_a_gap_is_unknown_until_the_office_has_loaded_what_japan_has(world):
    tell(world, "2026-05-10", signal("agreement", "signed", "KR VN", instrument="agreement", fields=("ENE",)))
    tell(world, "2024-05-10", signal("agreement", "signed", "FR VN", instrument="agreement", fields=("MIN",)))
    tell(world, "2026-05-11", signal("agreement", "proposed", "DE VN", instrument="pact", fields=("AID",)))
    assert [(gap.partner, gap.field, gap.japan) for gap in gaps_of(world, loaded=False)] == [
        ("KR", "ENE", "unknown"),
        ("VN", "ENE", "unknown"),
    ]
    assert {gap.japan for gap in gaps_of(world, loaded=True)} == {"absent"}


def test_what_japan_has_fills_a_gap_unless_it_expired(world):
    tell(world, "2026-05-10", signal("agreement", "signed", "KR VN", instrument="agreement", fields=("ENE",)))
    head = "name,parties,fields,expires\n"
    state = {
        (gap.partner, gap.japan)
        for gap in gaps_of(world, head + "Energy pact,JP VN,ENE,2027-01-01\n", loaded=True)
    }
    assert state == {("VN", "present"), ("KR", "absent")}
    expired = gaps_of(world, head + "Energy pact,JP VN,ENE,2026-01-01\n", loaded=True)
    assert {gap.japan for gap in expired} == {"absent"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,parties\nX,JP\n", "line 2: parties: 'JP'; wanted two codes"),
        ("name,parties,fields\nX,JP VN,XXX\n", "line 2: fields: 'XXX'"),
        ("name,parties,expires\nX,JP VN,soon\n", "line 2: expires: 'soon'; wanted a day"),
        ("name,partners\nX,JP VN\n", "line 1: 'partners'; wanted columns among"),
        ("name,note\nX,y\n", "line 1: 'name, note'; wanted the columns parties"),
        ("name,parties\nX\n", "line 2: 'another number of values'"),
        ("name,parties\n,JP VN\n", "line 2: name: ''; wanted a value"),
    ],
)
def test_a_faulty_table_is_told_by_line_and_column(table, said):
    with pytest.raises(RegisterError, match="instruments") as caught:
        parse_existing(table, "instruments.csv")
    assert said in str(caught.value)


def test_deadlines_meetings_and_expiries_ahead_stand_on_ranges_and_go_into_a_calendar(world):
    call = signal("joint_call", "open", "DE FR", fields=("ENE",))
    text = "Germany and France open a joint call on hydrogen. The deadline is 15 January 2027. Welcome."
    one = tell(world, "2026-11-20", replace(call, evidence=(3, 52)), text)
    tell(world, "2026-11-20", signal("dialogue", "scheduled", "DE JP", modality="planned", date="2027-02-03"))
    tell(world, "2026-11-20", signal("dialogue", "held", "DE JP", date="2026-11-19"))
    table = "name,parties,fields,expires\nOld pact,JP VN,ENE,2027-06-30\nGone,JP VN,ENE,2026-01-01\n"
    dates = find_dates_ahead(world.facts, world.store, parse_existing(table, "t.csv"), TODAY)
    assert [(ahead.day, ahead.what) for ahead in dates] == [
        ("2027-01-15", "deadline"),
        ("2027-02-03", "meeting"),
        ("2027-06-30", "expiry"),
    ]
    content = world.store.document(one.document_id).document.content
    assert content[slice(*dates[0].range)] == "15 January 2027"
    events = [ahead.event(words_of("ja")) for ahead in dates]
    text = write_events(events, "日程", datetime(2026, 11, 27, tzinfo=UTC))
    assert text == write_events(events, "日程", datetime(2026, 11, 27, tzinfo=UTC))
    assert [(event.day, event.title) for event in read_events(text, "x.ics")] == [
        (event.day, event.title) for event in events
    ]


def test_a_calendar_of_visits_is_read_from_a_table_and_from_ics(tmp_path):
    visits = parse_agenda("date,until,partners,title\n2026-12-10,2026-12-12,VN,首相訪日\n", "v.csv")
    assert visits == (Visit("2026-12-10", "2026-12-12", ("VN",), "首相訪日"),)
    assert parse_agenda(write_agenda(visits), "v.csv") == visits
    path = tmp_path / "v.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n"
        "DTSTART:20261210T010000Z\r\nDTEND:20261212T010000Z\r\nSUMMARY:日・ベトナム首脳会談\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n",
        "utf-8",
    )
    assert [(visit.day, visit.until, visit.partners) for visit in import_agenda(path)] == [
        ("2026-12-10", "2026-12-12", ("VN",))
    ]
    path.write_text("no calendar", "utf-8")
    with pytest.raises(RegisterError, match="iCalendar"):
        import_agenda(path)


def test_partners_are_read_from_names_and_codes_and_japan_is_none():
    assert partners_of("Japan-Germany talks with Viet Nam [DE]") == ("DE",)
    assert partners_of("Visit to Germany in May") == ("DE",)
    assert partners_of("日本・ドイツ科学技術合同委員会") == ("DE",)
    assert partners_of("Staff meeting") == ()


def test_only_visits_within_ninety_days_lift(world):
    visits = parse_agenda("date,partners,title\n2026-12-10,VN,A\n2027-06-01,DE,B\n", "v.csv")
    assert next_visit(("VN",), TODAY, visits) == visits[0]
    assert next_visit(("DE",), TODAY, visits) is None
    assert next_visit(("VN",), date(2026, 12, 11), visits) is None


def test_a_visit_lifts_its_partners_story_in_the_digest_and_says_why(full_world, build, made_settings):
    plain = build(full_world)
    visits = (Visit("2026-12-10", "2026-12-10", ("FR",), "首脳会談"),)
    lifted = build(full_world, settings=replace(made_settings, visits=visits))
    [story] = [entry.story for entry in plain.entries if "FR" in entry.signal["parties"]]
    before = [entry.story for entry in plain.entries].index(story)
    after = [entry.story for entry in lifted.entries].index(story)
    assert after < before
    assert "2026/12/10「首脳会談」" in lifted.entries[after].why


@pytest.mark.parametrize(
    ("title", "partners"),
    [
        ("インドネシア大統領訪日", ("ID",)),
        ("パプアニューギニア首相との会談", ("PG",)),
        ("Prime Minister visits South Sudan", ("SS",)),
        ("赤道ギニア外相訪日", ("GQ",)),
        ("Visit to France, Paris", ("FR",)),
        ("[VN] annual meeting", ("VN",)),
        ("日・ASEAN首脳会議", ("ASEAN",)),
    ],
)
def test_a_visit_names_whole_countries(title: str, partners: tuple[str, ...]) -> None:
    assert partners_of(title) == partners
