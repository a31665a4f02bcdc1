"""The shipped catalogue against the table it was made from, and against what the world calls things."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pycountry
import pytest

from crawlers.canonical import canonical_url
from crawlers.spiders.api import read_api
from crawlers.target import Target, load_catalogue
from crawlers.target_table import read_table
from nlp.regions import region_ids, regions_of
from nlp.taxonomy_files import load_fields, load_regions

SHARED = Path(os.environ.get("STDIPLO_SHARED") or Path(__file__).parents[3] / "shared")
TABLE = SHARED / "targets" / "targets.csv"
needs_table = pytest.mark.skipif(not TABLE.exists(), reason="the table lies beside the repository")


@cache
def catalogue() -> dict[str, Target]:
    return load_catalogue()


def addresses(target: Target) -> list[str]:
    return [url for entry in target.entry_points if (url := getattr(entry, "url", None))]


def test_the_catalogue_spans_the_world_and_has_the_japanese_reference_sources() -> None:
    targets = catalogue().values()
    assert len(targets) >= 300
    assert sum(target.country == "JP" for target in targets) >= 15
    assert len({target.country for target in targets}) >= 70
    assert {entry.type for target in targets for entry in target.entry_points} >= {
        "feed", "sitemap", "listing", "api",
    }  # fmt: skip


def test_no_two_targets_have_the_same_entry_point() -> None:
    entries = [canonical_url(url) for target in catalogue().values() for url in addresses(target)]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("target", catalogue().values(), ids=lambda target: target.id)
def test_a_target_of_the_catalogue_is_whole(target: Target) -> None:
    assert re.search(r"[぀-ヿ一-鿿]", target.name_ja)
    assert target.state == "on" or target.note
    assert target.delay_s >= 2
    assert target.licence
    assert target.evidence
    assert target.trust != "state_media" or target.trust_note
    assert target.country in ("EU", "UN", "INT") or pycountry.countries.get(alpha_2=target.country)
    assert all(pycountry.languages.get(alpha_2=code) for code in target.languages)
    assert set(target.fields) <= set(load_fields())


@pytest.mark.parametrize("target", catalogue().values(), ids=lambda target: target.id)
def test_the_regions_are_those_of_the_country(target: Target) -> None:
    known = {*region_ids(), *(f"m49:{code}" for code in load_regions().m49_parents)}
    assert set(target.regions) <= known
    assert any(region.startswith("m49:") for region in target.regions)
    if target.country not in ("EU", "UN", "INT"):
        expected = {region for region in regions_of([target.country]) if not region.startswith("group:")}
        assert set(target.regions) == expected
    assert target.country == "JP" or target.regions == ("m49:001",) or "mofa:" in " ".join(target.regions)


@needs_table
def test_no_row_of_the_table_is_lost_or_mangled() -> None:
    targets = catalogue()
    rows = [row for _, row in read_table(TABLE.read_text("utf-8-sig"))]
    assert len(rows) == 287
    for row in rows:
        target = targets[row["id"]]
        same = {key: row[key] for key in ("name", "country", "kind", "homepage", "region")}
        assert same == {key: getattr(target, key) for key in same}
        assert row["name_ja"] in target.name_ja
        assert ",".join(target.languages) == row["languages"]
        assert "|".join(target.fields) == row["fields"]
        assert target.evidence == row["verified_by"]
        assert row["note"].rstrip(".") in target.note
        wanted = row["feed_url"].replace("{YYYY-MM-DD}", "")
        assert any(url.startswith(wanted) for url in addresses(target)), row["id"]


@needs_table
def test_a_target_is_on_only_where_a_good_parse_was_seen_and_nobody_asks_for_a_check() -> None:
    for _, row in read_table(TABLE.read_text("utf-8-sig")):
        seen = row["status"] == "live2026" and row["default_on"] == "yes"
        state = catalogue()[row["id"]].state
        assert state == ("on" if seen else "off" if row["default_on"] == "no" else "unverified"), row["id"]


def test_renamed_publishers_keep_their_old_names_for_old_documents() -> None:
    targets = catalogue()
    assert "BMBF" in targets["de-bmftr"].names_on(date(2024, 3, 1))[0]
    assert "BMFTR" in targets["de-bmftr"].names_on(date(2026, 3, 1))[0]
    for target_id in ("vn-mst", "za-dsti", "mx-secihti"):
        assert targets[target_id].former_names, target_id
    assert targets["uk-dsit"].valid_to == targets["uk-bist"].valid_from


def test_the_pace_that_a_site_asks_for_is_kept() -> None:
    assert catalogue()["de-bmftr"].delay_s == 30
    assert catalogue()["oecd"].state == catalogue()["preventionweb"].state == "off"


@pytest.mark.parametrize(
    ("target_id", "answer", "address"),
    [
        (
            "uk-dsit",
            {
                "results": [
                    {"title": "A", "link": "/government/a", "public_timestamp": "2026-07-01T10:00:00Z"}
                ]
            },
            "https://www.gov.uk/government/a",
        ),
        (
            "us-fr",
            {"results": [{"title": "B", "html_url": "https://x.gov/d/1", "publication_date": "2026-07-01"}]},
            "https://x.gov/d/1",
        ),
        (
            "worldbank-documents",
            {"documents": {"D1": {"docdt": "2026-07-01T00:00:00Z", "url": "https://x.org/1"}, "facets": {}}},
            "https://x.org/1",
        ),
    ],
)
def test_the_mapping_of_an_api_reads_an_answer_of_its_shape(
    target_id: str, answer: dict[str, object], address: str
) -> None:
    entry = next(entry for entry in catalogue()[target_id].entry_points if entry.type == "api")
    listing = read_api(json.dumps(answer).encode(), entry.url, entry)
    assert [(item.url, item.published) for item in listing.items] == [(address, "2026-07-01")]
