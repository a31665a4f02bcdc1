"""The registers as commands, over a small store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp.tags import Signal
from reports.week import Week
from stdiplo_scan.cli.main import app
from stdiplo_scan.web.register_pages import NAMES
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry
from tests.stdiplo_scan.web_pages import open_site, said, tree

SIGNED = Signal(
    "agreement",
    "signed",
    "cooperation",
    "asserted",
    ("KR", "VN"),
    "out",
    0.9,
    (0, 10),
    (),
    "Energy accord",
    ("ENE",),
)
ASKED = Signal(
    "need", "expressed", "cooperation", "asserted", ("BR", "JP"), "asked", 0.9, (0, 10), (), None, ("SPA",)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lately = (datetime.now(UTC).date() - timedelta(days=20)).isoformat()
    store = Office.open(tmp_path).store
    entries = [
        build_entry("a", "Two signed. A clause on patents follows.", published=lately, signals=(SIGNED,)),
        build_entry("b", published=lately, signals=(ASKED,)),
    ]
    store.add(entries, model_id="m")
    return tmp_path


def rows(folder: Path, *command: str) -> list[dict]:
    result = CliRunner().invoke(app, ["--workspace", str(folder), *command])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]


def test_the_registers_print_what_the_store_tells(folder):
    [line] = rows(folder, "registers", "instruments", "--json")
    assert (line["name"], line["stage"], line["parties"]) == ("Energy accord", "signed", ["KR", "VN"])
    [need] = rows(folder, "registers", "needs", "--json")
    assert (need["requester"], need["state"]) == ("BR", "open")
    assert {gap["japan"] for gap in rows(folder, "registers", "gaps", "--json")} == {"unknown"}
    for name in ("instruments", "needs", "gaps", "calendar", "visits"):
        rows(folder, "registers", name)


def test_a_table_of_instruments_makes_gaps_known_and_fills_the_calendar(folder, tmp_path):
    (folder / "instruments.csv").write_text(
        "name,parties,fields,expires\n協定,JP VN,ENE,2030-03-31\n", "utf-8"
    )
    states = {gap["partner"]: gap["japan"] for gap in rows(folder, "registers", "gaps", "--json")}
    assert states == {"VN": "present", "KR": "absent"}
    ics = tmp_path / "dates.ics"
    rows(folder, "registers", "calendar", "--ics", str(ics))
    assert "DTSTART;VALUE=DATE:20300331" in ics.read_text("utf-8")


def test_visits_are_taken_in_once(folder, tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("date,partners,title\n2027-01-10,VN,首脳会談\n", "utf-8")
    for _ in range(2):
        rows(folder, "registers", "visits", "--import", str(path))
    [visit] = rows(folder, "registers", "visits", "--json")
    assert (visit["partners"], visit["title"]) == (["VN"], "首脳会談")


def test_topics_and_the_matrix_are_printed(folder):
    assert len(rows(folder, "topics", "list", "--json")) == 22
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    [shown] = rows(folder, "topics", "show", "w06", "--week", week, "--json")
    assert [row["parties"] for row in shown["rows"]] == [["KR", "VN"]]
    assert shown["councils"] == {"G": 1}
    [shown] = rows(folder, "topics", "show", "W05", "--week", week, "--json")  # by a clause in its text
    assert [row["parties"] for row in shown["rows"]] == [["KR", "VN"]]
    cells = rows(folder, "matrix", "--week", week, "--json")
    assert {(cell["field"], cell["signal"]) for cell in cells} == {("ENE", "agreement"), ("SPA", "need")}
    table = "country,code,name,year,value,unit,source\nVN,GERD,R&D spending,2021,0.43,% of GDP,World Bank\n"
    (folder / "indicators.csv").write_text(table, "utf-8")
    w09 = ("topics", "show", "W09", "--week", week, "--party", "VN")
    [shown] = rows(folder, *w09, "--json")
    assert [one["value"] for one in shown["indicators"]] == [0.43]
    page = tree(open_site(Office.open(folder)), f"/topics/W09?week={week}&party=vn&lang=en")
    assert "0.43 % of GDP (2021)" in " ".join(said(page, "//table//td"))
    for command in (
        ("topics", "list"),
        ("topics", "show", "W01", "--week", week),
        w09,
        ("matrix", "--week", week),
    ):
        rows(folder, *command)


def test_weak_signals_are_kept_and_bursts_printed(folder):
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    for _ in range(2):
        rows(folder, "weak", "update", "--week", week, "--json")
    assert rows(folder, "weak", "list", "--json") == []
    assert {row["precision"] for row in rows(folder, "weak", "record", "--json")} == {None}
    assert rows(folder, "bursts", "--week", week, "--json") == []
    for command in (("weak", "list"), ("weak", "record"), ("weak", "update"), ("bursts",)):
        rows(folder, *command)


def test_a_topic_has_a_page_in_both_languages(folder):
    client = open_site(Office.open(folder))
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    assert len(said(tree(client, "/topics?lang=en"), "//tbody/tr")) == 22
    page = tree(client, f"/topics/W06?week={week}")
    assert said(page, "//ol[@class='hits']//h2") == ["News a"]
    assert "韓国" in " ".join(said(page, "//table//th"))
    assert said(tree(client, f"/topics/W13?lang=en&week={week}"), "//p[@role='status']") == [
        "Nothing in this period."
    ]
    tree(client, "/topics/W99", status=404)
    tree(client, "/topics/W06?week=soon", status=400)
    tree(client, "/topics/W06?week=9999-W52", status=400)


def test_every_register_has_a_page_in_both_languages_that_leads_to_the_documents(folder):
    (folder / "instruments.csv").write_text(
        "name,parties,fields,expires\n協定,JP VN,ENE,2030-03-31\n", "utf-8"
    )
    client = open_site(Office.open(folder))
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    assert client.get("/registers").headers["location"].startswith("/registers/instruments")
    for language in ("ja", "en"):
        for name in NAMES:
            tree(client, f"/registers/{name}?lang={language}&week={week}")
    page = tree(client, "/registers/instruments?party=vn")
    assert said(page, "//tbody/tr/td[1]") == ["Energy accord"]
    [link] = page.xpath("//tbody/tr/td[3]/a/@href")
    assert link.startswith("/documents/")
    assert tree(client, "/registers/instruments?party=DE").xpath("//tbody") == []
    gaps = tree(client, "/registers/gaps?lang=en")
    assert len(gaps.xpath("//tbody/tr")) == 2
    assert set(said(gaps, "//tbody/tr/td[4]/span[1]")) == {"absent", "present"}
    cells = tree(client, f"/registers/matrix?lang=en&week={week}&axis=mofa")
    assert len(cells.xpath("//tbody/tr")) >= 2
    assert "BEGIN:VEVENT" in client.get("/registers.ics").text
    tree(client, "/registers/nothing", status=404)
    tree(client, "/registers/matrix?axis=x", status=400)
    tree(client, "/registers/trends?week=soon", status=400)


def test_a_hostile_name_of_an_instrument_is_shown_as_text(tmp_path):
    lately = (datetime.now(UTC).date() - timedelta(days=20)).isoformat()
    hostile = replace(SIGNED, instrument="<script>alert(1)</script> accord")
    Office.open(tmp_path).store.add(
        [build_entry("a", title="<img src=x onerror=alert(1)>", published=lately, signals=(hostile,))],
        model_id="m",
    )
    client = open_site(Office.open(tmp_path))
    for name in ("instruments", "gaps"):
        page = tree(client, f"/registers/{name}")
        assert page.xpath("//main//script | //main//img") == []


def test_mobility_is_narrowed_by_who_it_moves_to(tmp_path):
    lately = (datetime.now(UTC).date() - timedelta(days=20)).isoformat()
    moves = replace(SIGNED, type="mobility", stage="open", parties=("JP", "VN"), movement=(("VN", "JP"),))
    Office.open(tmp_path).store.add([build_entry("a", published=lately, signals=(moves,))], model_id="m")
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    [shown] = rows(tmp_path, "topics", "show", "W11", "--week", week, "--direction", "inbound", "--json")
    assert [row["movement"] for row in shown["rows"]] == [[["VN", "JP"]]]
    [none] = rows(tmp_path, "topics", "show", "W11", "--week", week, "--direction", "outbound", "--json")
    assert none["rows"] == []
    client = open_site(Office.open(tmp_path))
    page = tree(client, f"/topics/W11?week={week}&party=vn&way=out")
    assert len(page.xpath("//ol[@class='hits']/li")) == 1
    assert "ベトナム → 日本" in " ".join(said(page, "//ol[@class='hits']//span"))
    assert tree(client, f"/topics/W11?week={week}&party=vn&way=in").xpath("//ol[@class='hits']") == []
    assert said(page, "//table//th[@scope='row']") == ["ベトナム", "日本"]
    [cell] = page.xpath("//tr[th='ベトナム']/td[@data-label='派遣']")
    [link] = cell.xpath(".//a/@href")
    document = link.removeprefix("/documents/").partition("?")[0]
    assert f"[{document}]" in client.get(f"/topics/W11.csv?week={week}").text
    tree(client, f"/topics/W11.html?week={week}&lang=en")
    tree(client, "/topics/W11.exe", status=404)
    for form in ("text", "html", "csv"):
        rows(tmp_path, "topics", "show", "W11", "--week", week, "--format", form, "--language", "en")


def test_a_weeks_trends_are_kept_with_count_and_share(folder):
    week = str(Week.of(datetime.now(UTC).date() - timedelta(days=20)))
    rows(folder, "weak", "update", "--week", week)
    [kept] = rows(folder, "trends", "--history", "signal:agreement", "--json")
    assert (kept["week"], kept["axis"]) == (week, "signal")
    assert {"count", "share", "direction"} <= kept.keys()
    rows(folder, "trends", "--history", "signal:agreement")
    assert rows(folder, "trends", "--history", "country:ZZ", "--json") == []


def test_which_language_told_first_is_printed(folder):
    assert rows(folder, "trends", "--lead-times", "--json") == []
    rows(folder, "trends", "--lead-times")
