from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest

from index.stories import StoryItem, assign_stories, cluster_stories

START = date(2026, 10, 1)


def vector(*numbers: float) -> np.ndarray:
    made = np.asarray(numbers, np.float32)
    return made / np.linalg.norm(made)


def item(name: str, title: str, day: int | None = 0, **facts) -> StoryItem:
    published = None if day is None else (START + timedelta(days=day)).isoformat()
    return StoryItem(id=name, title=title, published=published, **{"language": "en", **facts})


PARTNERS = [
    "Ruritania",
    "Zembla",
    "Grand Fenwick",
    "Syldavia",
    "Borduria",
    "Freedonia",
    "Latveria",
    "Genovia",
]
THINGS = [
    "quantum computing",
    "ocean drilling",
    "vaccine trials",
    "solar cells",
    "fusion magnets",
    "crop genomes",
]
FORMS = [
    "{a} and {b} sign agreement on {t}",
    "Agreement on {t} signed by {a} and {b}",
    "{b} joins {a} in {t} pact",
]


def world(count: int, seed: int) -> list[StoryItem]:
    """Events told by one to four documents each, with vectors that lie near one another for one event."""
    rng = random.Random(seed)
    numbers = np.random.default_rng(seed)
    made: list[StoryItem] = []
    while len(made) < count:
        first, second = rng.sample(PARTNERS, 2)
        thing, day, middle = rng.choice(THINGS), rng.randrange(30), numbers.normal(size=16)
        for form in rng.sample(FORMS, rng.randint(1, 3)):
            near = middle + 0.4 * numbers.normal(size=16)
            title = form.format(a=first, b=second, t=thing)
            made.append(item(f"d{len(made):03}", title, day + rng.randrange(3), vector=vector(*near)))
    return made


def stored(store) -> dict[str, str | None]:
    with store.engine.connect() as connection:
        return dict(connection.exec_driver_sql("select id, story_id from documents").all())


def test_no_items_give_no_stories():
    assert cluster_stories([]) == []


def test_a_lone_item_is_its_own_story():
    assert cluster_stories([item("a", "Ruritania opens a telescope")]) == ["a"]


def test_copies_of_one_text_are_one_story_and_the_earliest_leads():
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    items = [
        item("b", "Signed", 1, text=text),
        item("a", "Pact signed", 2, text=text),
        item("c", "Pact", 3, text=text),
    ]
    assert cluster_stories(items) == ["b", "b", "b"]


def test_of_one_day_the_original_publisher_leads_and_else_the_smaller_id():
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    plain = [item("b", "Signed", text=text), item("a", "Signed", text=text)]
    assert cluster_stories(plain) == ["a", "a"]
    assert cluster_stories([item("b", "Signed", text=text, original=True), plain[1]]) == ["b", "b"]


def test_the_same_headline_a_month_later_is_another_story():
    items = [
        item("a", "Weekly briefing of the ministry", 0),
        item("b", "Weekly briefing of the ministry", 30),
    ]
    assert cluster_stories(items) == ["a", "b"]


def test_headlines_alike_in_words_join_across_alphabets():
    items = [
        item("a", "Kazimir Vorontsov visits Grand Fenwick observatory 2026", 0, language="en"),
        item("b", "Казимир Воронцов 2026 Гранд Фенвик обсерватория", 0, language="ru"),
        *[item(f"x{n}", f"Report {n} on {thing}", 0) for n, thing in enumerate(THINGS)],
    ]
    found = cluster_stories(items)
    assert found[0] == found[1] == "a"
    assert len(set(found)) == len(items) - 1


def test_two_acts_of_different_countries_stay_apart_however_alike_their_words():
    others = [
        item(f"x{n}", f"Report {n} on {thing}", 0, vector=vector(0, 0, n + 1, 1))
        for n, thing in enumerate(THINGS)
    ]

    def acts(*parties: str) -> list[str]:
        first = item("a", "Minister signs agreement on quantum research", vector=vector(1, 0.9, 0, 0.2))
        second = item("b", "Agreement on quantum research signed by minister", vector=vector(1, 0, 0.6, 0.4))
        pair = [
            item(one.id, one.title, vector=one.vector, parties=frozenset(codes.split()))
            for one, codes in zip((first, second), parties, strict=True)
        ]
        return cluster_stories([*pair, *others])[:2]

    assert acts("VN", "PE") == ["a", "b"]
    assert acts("VN", "JP VN") == ["a", "a"]


def test_an_undated_copy_joins_its_dated_original_and_an_undated_stranger_stays_alone():
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    items = [
        item("z", "Pact", 4, text=text),
        item("a", "Pact", None, text=text),
        item(
            "b",
            "Pact",
            None,
            text="Short and different, about another matter altogether, namely the weather.",
        ),
    ]
    assert cluster_stories(items) == ["z", "z", "b"]


def test_items_that_all_lack_a_date_are_news_of_one_time():
    items = [
        item("a", "Zembla and Syldavia merge their space agencies", None, vector=vector(1, 0.1, 0)),
        item("b", "Space agencies of Syldavia and Zembla merge", None, vector=vector(1, 0.2, 0)),
        item("c", "Vaccine trial begins in Freedonia", None, vector=vector(0, 0.1, 1)),
    ]
    assert cluster_stories(items) == ["a", "a", "c"]


@pytest.mark.parametrize("title", ["", "\x00", "\ud800", "0", "🚀", "。。。", "a" * 100_000])
def test_any_headline_is_taken(title):
    found = cluster_stories([item("a", title), item("b", title, None), item("c", "News of Zembla", 0)])
    assert len(found) == 3


def test_the_order_of_the_items_changes_nothing():
    items = world(120, seed=1)
    expected = dict(zip((one.id for one in items), cluster_stories(items), strict=True))
    assert 20 < len(set(expected.values())) < 120
    for seed in range(4):
        mixed = random.Random(seed).sample(items, len(items))
        assert dict(zip((one.id for one in mixed), cluster_stories(mixed), strict=True)) == expected


def test_assigning_gives_every_document_a_story_and_again_changes_none(store, make_entry):
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    entries = [make_entry(name, text, title="Pact", crawled=False) for name in ("b", "a")]
    store.add([*entries, make_entry("c", "Something else.", crawled=False)], model_id="m")
    assert assign_stories(store) == 3
    assert stored(store) == {"a": "a", "b": "a", "c": "c"}
    revision = store.revision
    assert assign_stories(store) == 0
    assert assign_stories(store, since=date(2000, 1, 1)) == 0
    assert store.revision == revision
    assert store.story_members("a") == ["a", "b"]


@pytest.mark.parametrize("seed", range(5))
def test_stories_found_step_by_step_are_those_found_at_once(tmp_path, make_entry, seed):
    from index.store import Store

    items = world(90, seed)
    entries = [
        make_entry(
            one.id, f"Report {one.id}: {one.title}.", title=one.title, crawled=False, published=one.published
        )
        for one in items
    ]
    rng = random.Random(seed)
    whole, steps = Store.open(tmp_path / "whole.db"), Store.open(tmp_path / "steps.db")
    whole.add(entries, model_id="m")
    assign_stories(whole)
    mixed = rng.sample(entries, len(entries))
    while mixed:
        count = rng.randint(1, 20)
        part, mixed = mixed[:count], mixed[count:]
        steps.add(part, model_id="m")
        assign_stories(steps)
    assert stored(steps) == stored(whole)
    assert len(set(stored(whole).values())) < len(entries)


def test_a_moved_date_takes_a_document_out_of_its_story(store, make_entry):
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    store.add(
        [make_entry(n, text, title="Pact", crawled=False, published="2026-11-02") for n in "ab"], model_id="m"
    )
    assign_stories(store)
    later = make_entry("a", text + "More.", title="Pact", crawled=False, published="2026-12-24")
    store.add([later], model_id="m")
    assign_stories(store)
    assert stored(store) == {"a": "a", "b": "b"}
