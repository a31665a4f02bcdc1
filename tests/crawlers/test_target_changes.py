"""Changes for a try: key=value texts over a target's facts."""

from __future__ import annotations

import pytest

from crawlers.target import Target, TargetError
from crawlers.target_changes import change_target

TARGET = Target.model_validate(
    {
        "id": "no-test", "name": "Test", "name_ja": "試験", "country": "NO", "kind": "ministry",
        "languages": ["nb"], "homepage": "https://example.no/", "expected_weekly": {"min": 1, "max": 9},
        "entry_points": [
            {"type": "feed", "url": "https://example.no/feed"},
            {"type": "listing", "url": "https://example.no/news", "css": "ul li"},
        ],
        "include": ["/news/"],
    }
)  # fmt: skip


def test_nothing_changed_is_the_target_itself() -> None:
    assert change_target(TARGET, []) is TARGET
    assert change_target(TARGET, ["delay_s=2.0"]) == TARGET


def test_values_are_yaml_and_words_stay_words() -> None:
    changed = change_target(TARGET, ['include=["/a/", "/b/"]', "state=on", "country=NO", "max_pages=7"])
    assert changed.include == ("/a/", "/b/")
    assert (changed.state, changed.country, changed.max_pages) == ("on", "NO", 7)
    assert changed.entry_points == TARGET.entry_points


def test_an_entry_points_key_means_the_entry_point_that_may_have_it() -> None:
    assert change_target(TARGET, ["css=div.item a"]).entry_points[1].css == "div.item a"  # type: ignore[union-attr]
    assert (
        change_target(TARGET, ["entry_points.0.url=https://example.no/rss"])
        .entry_points[0]
        .url.endswith("rss")
    )
    added = change_target(TARGET, ["entry_points.2={type: sitemap, url: 'https://example.no/sitemap.xml'}"])
    assert [entry.type for entry in added.entry_points] == ["feed", "listing", "sitemap"]


def test_a_key_without_a_value_goes_back_to_its_default() -> None:
    assert change_target(TARGET, ["include="]).include == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("include", "wanted key=value"),
        ("=3", "wanted key=value"),
        (
            "inclde=[/x/]",
            "inclde is ['/x/']; wanted no such key; remove it or correct its spelling; meant include?",
        ),
        ("entry_points.0.csss=x", "csss is 'x'; wanted no such key"),
        ("include=['(']", "regular expression"),
        ("delay_s=soon", "give seconds"),
        ("include=[", "not YAML"),
        ("entry_points.9.url=https://example.no/", "no place in a list of 2"),
        ("name.first=x", "below a plain value"),
        ("entry_points.x=1", "no place in a list"),
    ],
)
def test_a_change_that_cannot_be_is_named(change: str, words: str) -> None:
    with pytest.raises(TargetError) as met:
        change_target(TARGET, [change])
    assert words in str(met.value)
    assert len(met.value.faults) == 1
