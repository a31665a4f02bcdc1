from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.publisher_names import PublisherNames
from crawlers.target import read_target
from tests.crawlers.test_target import GOOD

FACTS = {
    "id": "x",
    "name": "Ministry C",
    "name_ja": "丙省",
    "former_names": [
        {"name": "Ministry A", "name_ja": "甲省", "valid_to": "2019-07-01"},
        {"name": "Ministry B", "name_ja": "", "valid_from": "2019-07-01", "valid_to": "2023-01-01"},
    ],
}
NAMES = PublisherNames.of(FACTS)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2019-06-30", "Ministry A"),
        ("2019-07-01", "Ministry B"),
        ("2022-12-31T23:59:59Z", "Ministry B"),
        ("2023-01-01", "Ministry C"),
        ("2019-07", "Ministry B"),
        ("2019", "Ministry A"),
        ("", "Ministry C"),
        (None, "Ministry C"),
    ],
)
def test_a_day_has_the_name_of_its_time(day: str | None, name: str) -> None:
    assert NAMES.on(day)[0] == name


def test_a_name_that_is_missing_in_a_language_is_said_in_the_other() -> None:
    assert NAMES.said("2020-01-01", "ja") == "Ministry B"
    assert NAMES.said("2018-01-01", "ja") == "甲省"
    assert PublisherNames.of({"id": "bare"}).said("2018-01-01", "ja") == ""


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_every_day_has_one_name_and_it_changes_only_on_the_stated_days(day: date) -> None:
    before, now = (NAMES.on(one.isoformat()) for one in (day - timedelta(days=1), day))
    assert (before != now) == (day.isoformat() in {"2019-07-01", "2023-01-01"})


def test_a_target_and_its_facts_say_the_same_names() -> None:
    target = read_target(
        GOOD + "former_names: [{name: NFR, name_ja: 旧評議会, valid_to: 2023-06-01}]\n", place="x.yml"
    )
    names = PublisherNames.of(target.model_dump(mode="json"))
    for day in (date(2023, 5, 31), date(2023, 6, 1), None):
        assert target.names_on(day) == names.on(day.isoformat() if day else None)
