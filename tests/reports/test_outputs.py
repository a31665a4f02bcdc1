"""The forms beside the page: CSV, Atom, PDF and the charts with their tables."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib import import_module
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from reports import pdf
from reports.chart_png import draw_png
from reports.chart_shapes import broken, heat_table, lines_of, nodes_of
from reports.chart_svg import draw_svg, svg_lines
from reports.entry_table import BOM
from reports.errors import DigestError
from reports.feed import ATOM, make_feed
from reports.render import page_charts, render, render_body, render_html, render_json, render_pdf

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def body(full_world, build):
    return json.loads(render_json(build(full_world).to_json()))


def test_the_csv_has_the_readers_columns_and_a_row_an_entry(body):
    text = render(body, "csv")
    assert text.startswith(BOM)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert rows[0][2:7] == ["国・地域", "元記事の言語", "公開機関", "元記事公開日", "収集日"]
    assert len(rows) == 1 + len(body["entries"])
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][1] == body["entries"][0]["headline"]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["文書"] == body["entries"][0]["sentences"][0]["document"]
    assert (first["元記事公開日"], first["公開日の根拠"]) == ("2026/11/17", "フィード")
    assert (first["収集日"], first["公開から収集まで"]) == ("2026/11/18", "公開から1日")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "=cmd|'/c calc'!A1", "＝1"])
def test_a_cell_of_the_web_never_starts_a_formula(body, text):
    body["entries"][0]["title"]["text"] = text
    [row] = [line for line in render(body, "csv").splitlines() if line.startswith("1,")]
    assert f"'{text.strip()}" in row or text.strip() not in row


def test_the_feed_has_what_atom_asks_for_and_ids_that_stay(body):
    feed = ElementTree.fromstring(render(body, "atom"))
    name = f"{{{ATOM}}}"
    for place in (feed, *feed.findall(f"{name}entry")):
        for tag in ("id", "title", "updated"):
            assert len(place.findall(name + tag)) == 1
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", place.find(f"{name}id").text)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", place.find(f"{name}updated").text)
    entries = feed.findall(f"{name}entry")
    assert len(entries) == len(body["entries"])
    links = [link.get("href") for link in feed.iter(f"{name}link")]
    assert links
    assert all(link.startswith("https://") for link in links)  # one address of the week is javascript:
    later = {**body, "week": "2026-W48", "entries": body["entries"][:2]}
    both = ElementTree.fromstring(make_feed([body, later]))
    ids = [entry.find(f"{name}id").text for entry in both.findall(f"{name}entry")]
    assert sorted(ids) == sorted({entry.find(f"{name}id").text for entry in entries})
    assert both.find(f"{name}id").text == feed.find(f"{name}id").text
    assert both.find(f"{name}updated").text > feed.find(f"{name}updated").text


@given(st.text())
def test_a_feed_of_any_text_is_well_formed(text):
    entry = {
        "story": "s", "headline": text, "url": text, "lines": [], "sentences": [{"text": text}],
        "title": {"text": text}, "mark": "automatic",
        "lead": {"published": "2026-11-17", "language": "en", "document": "d", "version": 1},
    }  # fmt: skip
    body = {
        "edition": "whole", "week": "2026-W47", "language": "en", "zone": "Asia/Tokyo", "title": text,
        "notice": text, "entries": [entry],
    }  # fmt: skip
    assert ElementTree.fromstring(make_feed([body])).tag == f"{{{ATOM}}}feed"


def test_the_charts_count_what_the_entries_say_and_name_their_documents(body):
    charts = body["charts"]
    cells = {(cell["region"], cell["field"]): cell for cell in charts["heat"]}
    assert cells["mofa:southeast_south_asia", "ICT"]["with_japan"] == 1
    for part in (*charts["heat"], *charts["links"]):
        assert part["count"] == len(part["documents"]) > 0
    pairs = {(link["one"], link["other"]) for link in charts["links"]}
    assert ("VN", "JP") in pairs
    assert ("DE", "FR") in pairs
    assert ("DE", "KR") not in pairs  # they suspended
    fields, regions, counts = heat_table(charts)
    assert sum(counts.values()) == sum(cell["count"] for cell in charts["heat"])
    assert set(charts["names"]) >= {*fields, *regions, *nodes_of(charts)}


def test_a_week_without_any_record_is_a_gap_and_no_zero(full_world, build):
    start = full_world.week.shifted(-5).start.isoformat()
    end = full_world.week.shifted(-4).start.isoformat()
    full_world.facts = [fact for fact in full_world.facts if not start <= fact.published < end]
    body = build(full_world).to_json()
    assert body["charts"]["gaps"] == [str(full_world.week.shifted(-5))]
    [line, *_] = lines_of(body)
    assert line.values[-6] is None
    drawn = draw_svg(body)["trends"]
    assert "記録なし" in drawn
    assert drawn.count("<polyline") == 2 * len(lines_of(body))


def test_charts_are_svg_without_style_and_script_and_what_they_name_is_escaped(body):
    body["trends"][0]["name"] = EVIL
    for name, svg in page_charts(body).items():
        tree = ElementTree.fromstring(svg)
        assert tree.get("role") == "img", name
        assert not re.search(r"style=|<script|href=|url\(", svg)
    assert "&lt;script" in draw_svg(body)["trends"]
    assert draw_svg({"language": "ja"}) == {}
    assert svg_lines([], [], [], "", "") == ""


def test_the_page_shows_charts_and_the_mail_body_their_tables_alone(body):
    page = lxml_html.fromstring(render_html(body))
    assert len(page.xpath("//svg")) == 3
    mail = lxml_html.fromstring(render_body(body))
    assert not mail.xpath("//svg")
    assert "地域×分野(今週の協力・規制の記事数)" in mail.text_content()
    assert "ベトナム – 日本" in render(body, "md")


def test_a_body_from_before_the_charts_still_renders(body):
    del body["charts"]
    for form in ("html", "md", "txt", "csv", "atom"):
        assert render(body, form)


def test_pictures_for_mail_are_drawn_and_without_a_japanese_font_in_english(body):
    pictures = draw_png(body, font="")
    assert set(pictures.files) == {"trends", "heat", "network"}
    assert all(data.startswith(b"\x89PNG") for data in pictures.files.values())
    assert "fonts-noto-cjk" in pictures.note
    assert draw_png(body, font="").files == pictures.files
    assert draw_png({**body, "charts": None}).files == {}


@pytest.mark.parametrize(
    ("name", "lines"), [("北米局", 1), ("アジア大洋州局", 1), ("Latin America and the Caribbean", 2)]
)
def test_a_heading_takes_two_lines_at_most(name, lines):
    assert len(broken(name)) == lines
    assert " ".join(broken(name)) == name


def test_a_pdf_is_made_without_a_fetch_and_comes_out_the_same(body):
    pytest.importorskip("weasyprint", reason="pango is not installed", exc_type=(ImportError, OSError))
    body["entries"] = body["entries"][:2]
    body["entries"][0]["title"]["text"] = '<img src="http://192.0.2.1/x.png">'
    made = render_pdf(body)
    assert made.startswith(b"%PDF-")
    assert render_pdf(body) == made


def test_a_machine_without_pango_is_told_what_to_install(body, monkeypatch):
    def missing(name):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nmore")
        return import_module(name)

    monkeypatch.setattr(pdf, "import_module", missing)
    with pytest.raises(DigestError, match=r"libpango-1\.0-0.*wanted WeasyPrint.*apt install") as caught:
        render_pdf(body)
    assert "\n" not in str(caught.value)
