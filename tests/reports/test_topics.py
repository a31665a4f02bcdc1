"""Watch topics: each is a query that finds what belongs to it and leaves the rest."""

from __future__ import annotations

import random

import pytest

from nlp.tags import Amount
from reports.agenda import Visit
from reports.errors import WordsError
from reports.indicators import Indicator
from reports.needs import find_needs
from reports.topic_queries import load_topics, topic_of
from reports.topic_sheet import render_sheet
from reports.topics import Narrowing, topic_table
from reports.week import Week
from reports.words import words_of
from tests.reports.conftest import WEEK, signal

SIGNALS = {
    "W02": signal("need", "expressed", "BR JP", japan="asked", fields=("SPA",)),
    "W04": signal("dialogue", "held", "CN KR", fields=("ENV",)),
    "W05": signal("ip_standards", "signed", "DE FR", fields=("INN",)),
    "W06": signal("resource", "signed", "CL DE", fields=("MIN",)),
    "W07": signal("resource", "signed", "BR DE", fields=("BDV",)),
    "W08": signal("joint_research", "launched", "DE FR", fields=("NAN",)),
    "W09": signal("indicator", None, "US", fields=("POL",)),
    "W10": signal("joint_call", "open", "DE FR", fields=("ENE",)),
    "W11": signal("mobility", "open", "US", fields=("HRM",)),
    "W12": signal("strategy", "adopted", "SG", fields=("HRM",)),
    "W13": signal("facility", "signed", "DE FR", fields=("BAS",)),
    "W14": signal("opening", "open", "EU", fields=("QUA",)),
    "W16": signal("facility", "signed", "DE FR", fields=("OCE",)),
    "W17": signal("agreement", "signed", "DE FR", fields=("DRR",)),
    "W18": signal("strategy", "adopted", "DE", fields=("ENV",)),
    "W19": signal("funding", None, "DE", fields=("MED",)),
    "W20": signal("strategy", "adopted", "DE", fields=("QUA",)),
    "W21": signal("restriction", "in_force", "US", fields=("QUA",)),
    "W22": signal("capacity", "launched", "KE", fields=("AGR",)),
}


def tell(world, one, day="2026-11-18", title="T"):
    number = len(world.facts) + 1
    return world.add(number, day, "us-cedar", title, "A.\nB c.", fields=one.fields, signals=(one,))


def test_there_are_twenty_two_topics_with_names_in_both_languages():
    topics = load_topics()
    assert list(topics) == [f"W{number:02d}" for number in range(1, 23)]
    assert all(topic.ja and topic.en and topic.ways for topic in topics.values())


@pytest.mark.parametrize("topic_id", sorted(SIGNALS))
def test_each_topic_finds_its_own_signal_and_not_a_stranger(world, topic_id):
    wanted = tell(world, SIGNALS[topic_id])
    tell(world, signal("organisation", None, "ZA", fields=("ROB",)))
    shown = topic_table(topic_of(topic_id), world.facts, (WEEK,))
    assert [row.fact.document_id for row in shown.rows] == [wanted.document_id]


def test_the_regional_topic_counts_by_region_and_the_newest_come_first(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)), day="2026-11-16")
    last = tell(world, signal("strategy", "adopted", "VN", fields=("ENE",)), day="2026-11-20")
    shown = topic_table(topic_of("W01"), world.facts, (WEEK,))
    assert [(line.key, line.stories) for line in shown.lines] == [
        ("m49:035", 2),
        ("mofa:southeast_south_asia", 2),
    ]
    assert shown.rows[0].fact.document_id == last.document_id
    assert shown.to_json()["councils"] == {"G": 2}


def test_the_summit_topic_wants_a_visit_of_a_party(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)))
    tell(world, signal("agreement", "signed", "DE JP", fields=("ENE",)))
    visits = (Visit("2026-12-10", "2026-12-10", ("VN",), "首脳会談"),)
    assert topic_table(topic_of("W03"), world.facts, (WEEK,)).rows == ()
    [row] = topic_table(topic_of("W03"), world.facts, (WEEK,), visits=visits).rows
    assert row.signal.parties == ("JP", "VN")


def test_an_agreement_with_a_clause_on_patents_belongs_to_intellectual_property(world):
    tell(world, signal("agreement", "signed", "DE FR", fields=("ENE",)), title="Pact on patents signed")
    tell(world, signal("agreement", "signed", "DE FR", fields=("ENE",)), title="Pact signed")
    assert len(topic_table(topic_of("W05"), world.facts, (WEEK,)).rows) == 1


def test_twin_programmes_need_two_countries_in_one_field(world):
    tell(world, signal("opening", "open", "DE", fields=("QUA",)))
    assert topic_table(topic_of("W15"), world.facts, (WEEK,)).rows == ()
    tell(world, signal("joint_call", "open", "KR", fields=("QUA",)))
    assert len(topic_table(topic_of("W15"), world.facts, (WEEK,)).rows) == 2


def test_negated_weak_and_older_signals_are_left_and_order_changes_nothing(full_world):
    topic = topic_of("W21")
    wanted = topic_table(topic, full_world.facts, (WEEK,)).to_json()
    assert {row["signal"] for row in wanted["rows"]} == {"restriction", "suspension"}
    random.Random(3).shuffle(full_world.facts)
    assert topic_table(topic, full_world.facts, (WEEK,)).to_json() == wanted
    assert topic_table(topic, full_world.facts, (Week.parse("2026-W40"),)).rows == ()


def test_an_unknown_topic_is_told():
    with pytest.raises(WordsError, match="W01 to W22"):
        topic_of("W99")


@pytest.mark.parametrize(
    ("topic_id", "outside"),
    [
        ("W02", signal("need", "expressed", "BR US", fields=("SPA",))),  # a need, but not of Japan
        ("W06", signal("agreement", "signed", "DE FR", fields=("ENE",))),  # neither has the resource
        ("W07", signal("agreement", "signed", "DE FR", fields=("BDV",))),
        ("W12", signal("strategy", "adopted", "BR", fields=("HRM",))),  # none of the competitors
        ("W22", signal("capacity", "launched", "DE FR", fields=("AGR",))),  # no partner of development aid
        ("W22", signal("joint_research", "launched", "BR IN", fields=("AGR",))),  # nobody who gives it
        ("W22", signal("joint_research", "launched", "JP KE", fields=("QUA",))),
    ],
)
def test_what_the_taxonomy_leaves_out_of_a_topic_stays_out(world, topic_id, outside):
    tell(world, outside)
    assert topic_table(topic_of(topic_id), world.facts, (WEEK,)).rows == ()


@pytest.mark.parametrize(
    ("topic_id", "inside", "title"),
    [
        ("W02", signal("strategy", "adopted", "VN", japan="mentioned", fields=("ENE",)), "T"),
        ("W04", signal("dialogue", "held", "JP SG", fields=("ENE",)), "T"),  # a member of ASEAN
        ("W04", signal("joint_call", "open", "JP", fields=("ENE",)), "e-ASIA joint call"),
        ("W06", signal("agreement", "signed", "DE MN", fields=("MIN",)), "T"),
        ("W06", signal("restriction", "in_force", "DE", fields=("MIN",)), "T"),
        ("W12", signal("funding", "announced", "DE", fields=("HRM",)), "T"),  # a member of the Union
        ("W22", signal("joint_research", "launched", "JP KE", fields=("AGR",)), "T"),
        ("W22", signal("joint_research", "launched", "JP SG", fields=("QUA",)), "SATREPS project begins"),
    ],
)
def test_what_the_taxonomy_wants_in_a_topic_is_in(world, topic_id, inside, title):
    tell(world, inside, title=title)
    assert len(topic_table(topic_of(topic_id), world.facts, (WEEK,)).rows) == 1


def test_before_a_visit_any_signal_with_the_partner_is_for_the_summit_and_those_of_leaders_come_first(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)), day="2026-11-16")
    tell(world, signal("restriction", "in_force", "VN", fields=("MIN",)), day="2026-11-20")
    tell(world, signal("funding", None, "JP", fields=("MIN",)))
    visits = (
        Visit("2026-12-10", "2026-12-10", ("JP", "VN"), "summit"),
        Visit("2027-04-10", "2027-04-10", ("DE",), "too far"),
    )
    tell(world, signal("agreement", "signed", "DE FR", fields=("ENE",)))
    shown = topic_table(topic_of("W03"), world.facts, (WEEK,), visits=visits)
    assert [row.signal.type for row in shown.rows] == ["agreement", "restriction"]


def test_the_summit_topic_is_ordered_by_the_calendar_and_keeps_what_was_just_held(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)), day="2026-11-20")
    tell(
        world,
        signal("joint_research", "launched", "DE JP", fields=("ENE",)),
        title="Minister visits a laboratory",
    )
    tell(
        world,
        signal("joint_research", "launched", "FR JP", fields=("ENE",)),
        title="They administer a laboratory",
    )
    tell(world, signal("agreement", "signed", "IN JP", fields=("ENE",)))
    visits = (
        Visit("2026-11-12", "2026-11-13", ("DE",), "just held"),
        Visit("2026-10-01", "2026-10-02", ("IN",), "long held"),
        Visit("2026-11-12", "2026-11-14", ("FR",), "just held, no minister"),
        Visit("2026-12-10", "2026-12-10", ("VN",), "ahead"),
    )
    shown = topic_table(topic_of("W03"), world.facts, (WEEK,), visits=visits)
    assert [row.visit.title for row in shown.rows] == ["just held", "ahead"]


def test_mobility_counts_by_country_and_direction_and_is_asked_for_by_both(world):
    tell(world, signal("mobility", "open", "JP VN", fields=("HRM",), movement=(("VN", "JP"),)))
    tell(world, signal("mobility", "open", "DE JP", fields=("HRM",), movement=(("DE", "JP"), ("JP", "DE"))))
    tell(world, signal("mobility", "open", "KR", fields=("HRM",)))
    topic = topic_of("W11")
    shown = topic_table(topic, world.facts, (WEEK,))
    assert {line.key for line in shown.lines} == {"VN|out", "JP|in", "DE|both", "JP|both", "KR|"}
    assert len(topic_table(topic, world.facts, (WEEK,), only=Narrowing(direction="in")).rows) == 1
    assert (
        len(topic_table(topic, world.facts, (WEEK,), only=Narrowing(party="VN", direction="out")).rows) == 1
    )
    assert topic_table(topic, world.facts, (WEEK,), only=Narrowing(party="VN", direction="in")).rows == ()


def test_plans_of_two_countries_are_twins_where_they_tell_much_the_same(world):
    one = tell(world, signal("strategy", "adopted", "DE", fields=("QUA",)), title="Quantum strategy adopted")
    other = tell(world, signal("strategy", "adopted", "KR", fields=("QUA",)), title="Quantum roadmap")
    tell(world, signal("strategy", "adopted", "FR", fields=("QUA",)), title="Metrology law")
    near = {frozenset((one.document_id, other.document_id)): 0.8}

    def likeness(mine, theirs):
        return near.get(frozenset((mine.document_id, theirs.document_id)), 0.2)

    shown = topic_table(topic_of("W15"), world.facts, (WEEK,), likeness=likeness)
    [twin] = shown.twins
    assert (twin.kind, twin.field, twin.likeness) == ("plans", "QUA", 0.8)
    assert {row.story for row in shown.rows} == {twin.one, twin.other} == {one.story_id, other.story_id}
    assert shown.to_json()["twins"][0]["stories"] == [twin.one, twin.other]


def test_programmes_more_than_two_years_apart_are_no_twins(world):
    tell(world, signal("opening", "open", "DE", fields=("QUA",)), day="2024-01-10")
    tell(world, signal("joint_call", "open", "KR", fields=("QUA",)))
    weeks = (*WEEK.before(200), WEEK)
    assert topic_table(topic_of("W15"), world.facts, weeks).twins == ()


def test_a_line_tells_the_largest_amount_as_stated_and_how_many_with_japan(world):
    tell(world, signal("joint_call", "open", "DE FR", fields=("ENE",), amount=Amount(5e6, "EUR", (0, 1))))
    tell(world, signal("joint_call", "open", "DE JP", fields=("ENE",), amount=Amount(2e6, "EUR", (0, 1))))
    line = next(
        one for one in topic_table(topic_of("W10"), world.facts, (WEEK,)).lines if one.key == "DE|ENE"
    )
    assert (line.stories, line.with_japan, line.amounts) == (2, 1, (("EUR", 5e6),))


def test_joint_research_is_a_grid_of_countries_and_fields_with_documents_in_each_cell(world):
    one = tell(
        world, signal("joint_call", "open", "DE FR", fields=("ENE",), amount=Amount(5e6, "EUR", (0, 1)))
    )
    other = tell(world, signal("joint_research", "launched", "DE JP", fields=("ENE", "QUA")))
    grid = topic_table(topic_of("W10"), world.facts, (WEEK,)).grid
    assert (grid.rows, grid.columns) == (("DE", "FR"), ("ENE", "QUA"))
    cell = grid.cell("DE", "ENE")
    assert (cell.stories, cell.with_japan, cell.amounts) == (2, 1, (("EUR", 5e6),))
    assert set(cell.documents) == {one.document_id, other.document_id}
    assert grid.cell("DE", "QUA").documents == (other.document_id,)
    assert grid.cell("FR", "QUA") is None
    assert dict(grid.totals) == {"DE": 2, "FR": 1}


def test_mobility_is_a_grid_of_countries_and_directions(world):
    tell(world, signal("mobility", "open", "JP VN", fields=("HRM",), movement=(("VN", "JP"),)))
    tell(world, signal("mobility", "open", "KR", fields=("HRM",)))
    grid = topic_table(topic_of("W11"), world.facts, (WEEK,)).grid
    assert grid.columns == ("in", "out", "")
    assert {(cell.row, cell.column) for cell in grid.cells} == {("VN", "out"), ("JP", "in"), ("KR", "")}


def test_an_opened_programme_tells_its_owner_from_those_who_may_take_part(world):
    tell(world, signal("opening", "open", "EU KR", fields=("QUA",), movement=(("KR", "EU"),)))
    tell(world, signal("opening", "open", "JP", fields=("QUA",), movement=(("", "JP"),)))
    tell(world, signal("opening", "negotiating", "CH", fields=("QUA",)))
    shown = topic_table(topic_of("W14"), world.facts, (WEEK,))
    assert {(cell.row, cell.column) for cell in shown.grid.cells} == {("EU", "KR"), ("JP", ""), ("", "CH")}
    assert shown.grid.rows[-1] == ""  # whose programme it is, nobody says
    assert shown.to_json()["grid"]["totals"] == {"EU": 1, "JP": 1, "": 1}


@pytest.mark.parametrize(("language", "total"), [("ja", "計"), ("en", "Total")])
def test_a_grid_stays_one_as_html_and_as_a_table_for_a_spreadsheet(world, language, total):
    hostile = "=1+1 <script>alert(1)</script>"
    told = tell(world, signal("joint_call", "open", "DE FR", fields=("ENE",)), title=hostile)
    shown = topic_table(topic_of("W10"), world.facts, (WEEK,))
    written = render_sheet(shown, "csv", words_of(language))
    assert written.splitlines()[0].removeprefix("\ufeff").split(",")[1] == total
    assert f"[{told.document_id}]" in written.splitlines()[1]
    page = render_sheet(shown, "html", words_of(language))
    assert "<script>" not in page
    assert 'href="#story-1"' in page
    assert 'id="story-1"' in page
    stories = render_sheet(topic_table(topic_of("W08"), world.facts, (WEEK,)), "csv", words_of(language))
    assert "=1+1" not in stories  # of another topic
    stories = render_sheet(topic_table(topic_of("W18"), world.facts, (WEEK,)), "csv", words_of(language))
    assert "'=1+1" in stories


def test_what_is_asked_of_japan_is_told_with_what_became_of_it(world):
    tell(world, signal("need", "expressed", "BR JP", japan="asked", fields=("SPA",)), day="2026-11-16")
    tell(world, signal("need", "expressed", "JP KE", japan="asked", fields=("AGR",)), day="2026-11-17")
    tell(world, signal("joint_research", "launched", "BR JP", fields=("SPA",)), day="2026-11-20")
    shown = topic_table(topic_of("W02"), world.facts, (WEEK,), needs=find_needs(world.facts))
    assert {row.signal.parties: row.need for row in shown.rows} == {
        ("BR", "JP"): "answered",
        ("JP", "KE"): "open",
    }
    assert "未対応" in render_sheet(shown, "csv", words_of("ja"))


def test_a_clause_on_patents_in_the_text_alone_is_found_where_the_text_can_be_read(world):
    one = signal("agreement", "signed", "DE FR", fields=("ENE",))
    text = "The pact has a clause on patents.\nGermany and France signed a pact."
    world.add(1, "2026-11-18", "us-cedar", "Pact signed", text, fields=("ENE",), signals=(one,))
    topic = topic_of("W05")
    assert topic_table(topic, world.facts, (WEEK,)).rows == ()

    def read(fact):
        return world.store.document(fact.document_id, fact.version).document.content

    assert len(topic_table(topic, world.facts, (WEEK,), read=read).rows) == 1


def test_the_topic_of_research_strength_tells_the_imported_indicators_of_its_countries(world):
    tell(world, signal("indicator", None, "KR", fields=("POL",)))
    imported = [
        Indicator("KR", "GERD", "R&D <b>spending</b>", year, value, "% of GDP", "World Bank")
        for year, value in ((2019, 4.6), (2023, 4.96), (2027, 9.9))
    ]
    imported.append(Indicator("DE", "GERD", "R&D spending", 2023, 3.1, "% of GDP", "World Bank"))
    shown = topic_table(topic_of("W09"), world.facts, (WEEK,), indicators=imported)
    [told] = shown.to_json()["indicators"]
    assert (told["country"], told["year"], told["source"]) == ("KR", 2023, "World Bank")
    assert told["earlier"] == {"year": 2019, "value": 4.6}
    page = render_sheet(shown, "html", words_of("ja"))
    assert "4.96 % of GDP (2023)" in page
    assert "韓国" in page
    assert "<b>" not in page
    asked = topic_table(
        topic_of("W09"), world.facts, (WEEK,), indicators=imported, only=Narrowing(party="DE")
    )
    assert [one.newest.value for one in asked.indicators] == [3.1]
    assert topic_table(topic_of("W01"), world.facts, (WEEK,), indicators=imported).indicators == ()


def test_a_restriction_tells_who_imposes_it_and_who_is_affected(world):
    one = signal("restriction", "in_force", "CN US", fields=("QUA",))
    text = "Talks.\nThe United States imposed export controls on China."
    world.add(1, "2026-11-18", "us-cedar", "Chips", text, fields=("QUA",), signals=(one,))
    tell(world, signal("suspension", "suspended", "DE JP", fields=("ENE",)))
    tell(world, signal("suspension", "suspended", "KR", fields=("ENE",)), title="Korea suspends a programme")

    def read(fact):
        return world.store.document(fact.document_id, fact.version).document.content

    shown = topic_table(topic_of("W21"), world.facts, (WEEK,), read=read)
    assert {(cell.row, cell.column) for cell in shown.grid.cells} == {
        ("US", "imposes"),
        ("CN", "affected"),
        ("KR", "imposes"),
        ("JP", ""),
        ("DE", ""),
    }
    assert shown.grid.columns == ("imposes", "affected", "")
    assert [row["imposed"] for row in shown.to_json()["rows"]] == [[["US", "CN"]], [], [["KR", ""]]]
    page = render_sheet(shown, "html", words_of("ja"))
    assert "課す側" in page
    assert "米国 → 中国" in page
    assert topic_table(topic_of("W21"), world.facts, (WEEK,)).grid.columns == ("",)  # no text to read
