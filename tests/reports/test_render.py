"""Rendering: escaped, without foreign fetches, with links to the web only, and equal from the stored body."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from reports.errors import DigestError
from reports.render import (
    FORMATS,
    clean,
    digest_css,
    escape_markdown,
    is_web,
    render,
    render_body,
    render_json,
)

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_stored_body_renders_like_the_digest_it_came_from(full_world, form, language, build):
    digest = build(full_world, language=language)
    stored = json.loads(render_json(digest.to_json()))
    assert render(stored, form) == render(digest, form)
    assert render(digest, form).endswith("\n")


def test_what_came_from_the_web_is_escaped(full_world, build):
    digest = build(full_world)
    assert EVIL in [entry.title.text[-len(EVIL) :] for entry in digest.entries]
    page = render(digest, "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in render(digest, "md")


def test_only_web_addresses_become_links_and_nothing_is_fetched(full_world, build):
    page = render(build(full_world), "html")
    tree = lxml_html.fromstring(page)
    targets = tree.xpath("//@href")
    assert targets
    assert all(target.startswith(("https://", "http://", "#")) for target in targets)
    assert not tree.xpath("//@src | //link | //img | //script | //style | //iframe | //form")
    assert "url(" not in page
    assert "@import" not in page


def test_mail_styles_are_inlined_and_the_page_body_brings_none(full_world, build):
    body = build(full_world).to_json()
    assert 'style="' in render(body, "html")
    assert "style=" not in render_body(body)
    assert all(line.startswith((".digest", " ")) for line in digest_css().splitlines())


def test_passages_carry_the_language_they_are_in(full_world, build):
    tree = lxml_html.fromstring(render(build(full_world), "html"))
    assert tree.get("lang") == "ja"
    passages = tree.xpath("//div[contains(@class, 'original')]/@lang")
    assert {"pt", "de", "en", "ja"} <= set(passages)


def test_every_link_within_the_page_has_its_place(full_world, build):
    tree = lxml_html.fromstring(render(build(full_world), "html"))
    places = set(tree.xpath("//@id"))
    assert all(target[1:] in places for target in tree.xpath("//@href") if target.startswith("#"))


def test_the_notice_stands_at_the_head_and_the_foot(full_world, build):
    for form in ("html", "md", "txt"):
        assert (
            render(build(full_world, language="en"), form).count("Everything in this digest is fictional")
            == 2
        )


def test_documents_link_to_the_offices_own_pages_where_it_has_them(full_world, build):
    body = build(full_world).to_json()
    page = render_body(
        {**body, "document_url": "https://scan.example/d/{id}", "more": 4, "page_url": "https://x.example/"}
    )
    assert f'href="https://scan.example/d/d{1:015x}"' in page
    assert 'href="https://x.example/"' in page
    assert "ほか 4 件" in page


def test_the_markdown_table_keeps_its_columns(full_world, build):
    text = render(build(full_world), "md")
    rows = [line for line in text.splitlines() if line.startswith("| ◆")]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 7 for row in rows)


def test_a_format_nobody_knows_is_refused(full_world, build):
    with pytest.raises(DigestError, match="html, md, txt, json"):
        render(build(full_world), "docx")


def test_control_characters_and_turned_directions_are_not_shown():
    assert clean("a\x00b\u202ec\n\n d\ud800") == "abc d"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?y=1&z=2#f", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https://", False),
        ("https://a.example/ onmouseover=x", False),
        ('https://a.example/"x', False),
        ("https://[bad", False),
        ("", False),
    ],
)
def test_only_http_and_https_addresses_are_links(url, shown):
    assert is_web(url) is shown


@given(st.text())
def test_escaped_markdown_holds_no_tag_and_stays_on_one_line(text):
    escaped = escape_markdown(text)
    assert "<" not in escaped
    assert "\n" not in escaped


def test_the_stories_beyond_the_entries_are_one_click_away(full_world, build, made_settings):
    body = build(full_world, settings=replace(made_settings, most_entries=3)).to_json()
    assert [one["story"] for one in body["more_lines"]] == list(body["more_stories"])
    page = render(body, "html")
    assert '<a href="#more"' in page
    assert 'id="more"' in page
    for form in ("html", "md", "txt"):
        for one in body["more_lines"]:
            assert one["document"] in render(body, form)
