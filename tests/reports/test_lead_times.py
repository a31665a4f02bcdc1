"""Which language tells a story first."""

from __future__ import annotations

import random

from reports.counts import group_stories
from reports.lead_times import find_lead_times, language_days


def tell(world, day, language, story):
    number = len(world.facts) + 1
    return world.add(number, day, "us-cedar", "T", "A.\nB c.", language=language, story=story)


def test_the_first_language_leads_by_the_days_to_the_next_and_the_same_day_is_no_lead(world):
    tell(world, "2026-11-10", "ko", "s1")
    tell(world, "2026-11-13", "en", "s1")
    tell(world, "2026-11-11", "ko", "s2")
    tell(world, "2026-11-12", "en", "s2")
    tell(world, "2026-11-15", "en", "s2")  # told again, later
    tell(world, "2026-11-16", "en", "s3")
    tell(world, "2026-11-16", "ja", "s3")
    tell(world, "2026-11-17", "de", "s4")
    [lead] = find_lead_times(group_stories(world.facts))
    assert (lead.first, lead.then, lead.stories, lead.median_days) == ("ko", "en", 2, 2.0)
    assert lead.to_json()["documents"] == ["d000000000000001", "d000000000000003"]


def test_the_order_of_the_facts_changes_nothing(world):
    for number in range(12):
        tell(world, f"2026-11-{10 + number % 5}", ("en", "ja", "ko")[number % 3], f"s{number % 4}")
    wanted = find_lead_times(group_stories(world.facts))
    random.Random(5).shuffle(world.facts)
    assert find_lead_times(group_stories(world.facts)) == wanted
    assert all(one.median_days > 0 for one in wanted)
    story = group_stories(world.facts)[0]
    assert list(language_days(story).values()) == sorted(language_days(story).values())
    assert find_lead_times([]) == []
