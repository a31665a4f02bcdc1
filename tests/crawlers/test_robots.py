from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.spiders.robots import Robots

ROBOTS = """\ufeff# ours
User-agent: other
Disallow: /
User-agent: stdiplo-scan/1.0
User-agent: Second
Disallow: /private   # comment
Allow: /private/open$
Disallow: /*.pdf$
Crawl-delay: 30

User-agent: *
Disallow: /all
Sitemap: https://example.org/sitemap.xml
"""


@pytest.mark.parametrize(
    ("path", "product", "allowed", "rule"),
    [
        ("/private/x", "stdiplo-scan", False, "Disallow: /private"),
        ("/private/open", "STDIPLO-SCAN", True, "Allow: /private/open$"),
        ("/private/open/2", "stdiplo-scan", False, "Disallow: /private"),
        ("/a/b.pdf", "second", False, "Disallow: /*.pdf$"),
        ("/a/b.pdf?x=1", "second", True, ""),
        ("/all", "stdiplo-scan", True, ""),
        ("/all", "unnamed", False, "Disallow: /all"),
        ("/robots.txt", "other", True, ""),
        ("/x", "other", False, "Disallow: /"),
    ],
)
def test_the_longest_rule_of_the_own_group_decides_and_is_named(
    path: str, product: str, allowed: bool, rule: str
) -> None:
    verdict = Robots(ROBOTS).verdict("https://example.org" + path, product)
    assert (verdict.allowed, verdict.rule) == (allowed, rule)


def test_delay_and_sitemaps_are_read() -> None:
    robots = Robots(ROBOTS.encode())
    assert robots.delay_s("stdiplo-scan") == 30
    assert robots.delay_s("unnamed") is None
    assert robots.sitemaps == ["https://example.org/sitemap.xml"]


def test_an_empty_or_meaningless_file_allows_everything() -> None:
    for body in (b"", b"<html>404</html>", b"Disallow: /x", b"User-agent: *\nDisallow:\n", b"\xff\xfe\x00"):
        assert Robots(body).verdict("https://example.org/x", "stdiplo-scan").allowed


def test_encoded_and_plain_addresses_are_the_same() -> None:
    robots = Robots("User-agent: *\nDisallow: /研究\nDisallow: /a%7Eb\n")
    assert not robots.verdict("https://example.org/%E7%A0%94%E7%A9%B6/1", "x").allowed
    assert not robots.verdict("https://example.org/a~b", "x").allowed


def test_many_wildcards_take_no_longer_than_few() -> None:
    robots = Robots("User-agent: *\nDisallow: /" + "*a" * 40 + "$\n")
    assert robots.verdict("https://example.org/" + "a" * 60 + "b", "x").allowed


@given(st.text(), st.text())
def test_any_file_gives_a_verdict(text: str, path: str) -> None:
    assert isinstance(
        Robots("User-agent: *\n" + text).verdict("https://example.org/" + path, "x").allowed, bool
    )


def shared() -> Path:
    stated = os.environ.get("STDIPLO_SHARED")
    return Path(stated) if stated else Path(__file__).resolve().parents[3] / "shared"


def test_the_verdicts_of_the_development_set_are_met() -> None:
    path = shared() / "data" / "02_crawl" / "robots.dev.jsonl"
    if not path.exists():
        pytest.skip("the development set 02_crawl is not here (STDIPLO_SHARED)")
    met: dict[str, list[bool]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        robots = Robots(row["robots"])
        if "allowed" in row:
            right = robots.verdict(row["url"], row["user_agent"]).allowed == row["allowed"]
        else:
            right = robots.delay_s(row["user_agent"]) == row["crawl_delay"]
        met.setdefault(row["id"].split("_")[0], []).append(right)
    assert sum(met["google"]) / len(met["google"]) >= 0.95
    assert sum(met["protego"]) / len(met["protego"]) >= 0.95
