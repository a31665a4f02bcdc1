from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from index.stories import StoryItem, assign_stories, cluster_stories
from nlp.tags import Tag

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


def test_of_one_day_the_original_publisher_leads_no_print_view_and_else_the_smaller_id():
    text = "The two ministers signed the agreement on marine research in the capital. " * 4
    plain = [item("b", "Signed", text=text), item("a", "Signed", text=text)]
    assert cluster_stories(plain) == ["a", "a"]
    assert cluster_stories([item("b", "Signed", text=text, original=True), plain[1]]) == ["b", "b"]
    view = item("a", "Signed", text=text, printed=True, original=True)
    assert cluster_stories([plain[0], view]) == ["b", "b"]


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


def english(name: str, title: str, day: int = 0, **facts) -> StoryItem:
    """An item whose headline was read in English, whatever its language."""
    return item(name, title, day, english=True, **facts)


def news(count: int = 8) -> list[StoryItem]:
    """Headlines of other matters, so that words and vectors have something to be rare among."""
    numbers = np.random.default_rng(5)
    return [
        item(
            f"x{n}",
            f"Report {n} on {THINGS[n % 6]} by {PARTNERS[n % 8]}",
            vector=vector(*numbers.normal(size=16)),
        )
        for n in range(count)
    ]


def vector_near(first: float, second: float, seed: int = 0) -> np.ndarray:
    """Sixteen numbers whose cosine with those of (1, 0) is `first`; the rest goes its own way."""
    own = np.zeros(16)
    own[0], own[1 + seed] = first, (1 - first**2) ** 0.5
    return vector(*(own + second))


def pair(first: StoryItem, second: StoryItem) -> bool:
    """Whether the two are one story among other news."""
    found = cluster_stories([first, second, *news()])
    return found[0] == found[1]


def test_two_acts_that_share_one_country_and_differ_in_the_others_stay_apart():
    laboratory = english(
        "a",
        "프랑스 공동연구소 개소",
        vector=vector_near(1, 0),
        language="ko",
        types=frozenset({"joint_research"}),
    )
    course = english(
        "b", "연수 과정 개설", vector=vector_near(0.7, 0, 1), language="ko", types=frozenset({"capacity"})
    )

    def with_parties(first: str, second: str) -> bool:
        return pair(
            replace(laboratory, parties=frozenset(first.split())),
            replace(course, parties=frozenset(second.split())),
        )

    assert not with_parties("FR KR", "ID KR VN")
    assert not with_parties("FR KR", "ID VN")


def test_a_national_strategy_and_an_agreement_of_the_same_country_stay_apart():
    facts = {"vector": vector_near(0.7, 0, 1), "parties": frozenset({"VN"})}
    strategy = english("a", "Zembla adopts national quantum strategy", types=frozenset({"strategy"}), **facts)
    other = {"vector": vector_near(1, 0), "parties": frozenset({"SG", "VN"})}
    memorandum = english("b", "Zembla signs quantum memorandum", types=frozenset({"agreement"}), **other)
    assert not pair(strategy, memorandum)
    assert pair(replace(strategy, types=frozenset()), replace(memorandum, types=frozenset()))


def test_headlines_in_scripts_that_the_model_cannot_read_do_not_meet_by_their_vectors():
    first = item("a", "稀土永磁材料", language="zh")
    second = item("b", "放射光施設", language="ja")
    assert not pair(first, second)


def test_the_same_event_read_from_two_languages_is_one_story_a_day_apart():
    first = english(
        "a", "La France et la Corée créent un laboratoire", 0, vector=vector_near(1, 0), language="fr"
    )
    second = english("b", "한국·프랑스 공동연구소 개소", 1, vector=vector_near(0.8, 0, 1), language="ko")
    parties = frozenset({"FR", "KR"})
    assert pair(replace(first, parties=parties), replace(second, parties=parties))
    assert not pair(first, replace(second, vector=vector_near(0.3, 0, 1)))


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_headlines_of_one_language_are_compared_alike_whether_a_dictionary_reads_them(language):
    headlines = [replace(one, language=language) for one in world(60, 3)]
    read = [replace(one, english=True) for one in headlines]
    assert cluster_stories(read) == cluster_stories(headlines)


def test_the_same_parties_tell_the_less_the_more_headlines_name_them():
    parties = frozenset({"CN", "US"})
    first = english("a", "One agreement", vector=vector_near(1, 0), parties=parties)
    second = english("b", "Un accord", vector=vector_near(0.25, 0, 1), parties=parties, language="fr")
    assert pair(first, second)
    many = [
        replace(one, id=f"y{n}", parties=parties, vector=vector(*np.random.default_rng(n).normal(size=16)))
        for n in range(4)
        for one in news(8)
    ]
    many = [replace(one, id=f"z{n}") for n, one in enumerate(many)]
    found = cluster_stories([first, second, *many])
    assert found[0] != found[1]


def test_headlines_of_the_store_are_read_once_and_lead_its_stories(store, make_entry):
    asked: list[tuple[str, str]] = []

    def read(headlines):
        asked.extend(headlines)
        return [(None, False) if language == "ko" else (vector_near(1, 0), True) for _, language in headlines]

    entries = [
        make_entry("a", "The first text tells of this.", title="Laboratory opens", crawled=False),
        make_entry("b", "Le second texte.", title="Un laboratoire", crawled=False, language="fr"),
        make_entry("c", "아무 말.", title="개소", crawled=False, language="ko"),
        make_entry("d", "A text without any title at all.", title="", crawled=False),
    ]
    store.add(entries, model_id="m")
    assign_stories(store, read_headlines=read)
    assert sorted(asked) == [
        ("A text without any title at all.", "en"),
        ("Laboratory opens", "en"),
        ("Un laboratoire", "fr"),
        ("개소", "ko"),
    ]
    found = stored(store)
    assert found["a"] == found["b"] != found["c"]
    assert assign_stories(store, since=date(2000, 1, 1), read_headlines=read) == 0
    assert len(asked) == 4
    assert store.counts()["vectors"] == store.counts()["passages"]


def test_signals_and_countries_of_the_title_keep_stories_of_the_store_apart(store, make_entry):
    def read(headlines):
        return [(vector_near(1, 0), True) for _ in headlines]

    def country(code: str, start: int, role: str) -> Tag:
        return Tag("country", code, 0.9, ((start, start + 2),), role=role)

    entries = [
        make_entry(
            "a", "One text.", title="KR FR laboratory", crawled=False, tags=(country("KR", 0, "mentioned"),)
        ),
        make_entry(
            "b", "Two texts.", title="VN school", crawled=False, tags=(country("VN", 0, "mentioned"),)
        ),
    ]
    store.add(entries, model_id="m")
    assign_stories(store, read_headlines=read)
    assert stored(store) == {"a": "a", "b": "b"}


def test_countries_that_only_the_text_names_part_no_stories(store, make_entry):
    def mentioned(code: str) -> tuple[Tag, ...]:
        return (Tag("country", code, 0.9, ((11, 13),), role="mentioned"),)

    entries = [
        make_entry("a", "KR and others.", title="New labs", crawled=False, tags=mentioned("KR")),
        make_entry("b", "VN and others.", title="New labs", crawled=False, tags=mentioned("VN")),
    ]
    store.add(entries, model_id="m")
    assign_stories(store, read_headlines=lambda headlines: [(vector_near(1, 0), True) for _ in headlines])
    assert stored(store) == {"a": "a", "b": "a"}


@pytest.mark.parametrize("seed", range(3))
def test_types_and_parties_leave_the_order_of_arrival_without_effect(seed):
    rng = random.Random(seed)
    items = [
        replace(
            one,
            parties=frozenset(rng.sample(["FR", "KR", "VN", "ID"], rng.randint(0, 3))),
            types=frozenset(rng.sample(["agreement", "strategy", "suspension"], rng.randint(0, 2))),
            english=rng.random() < 0.5,
        )
        for one in world(80, seed)
    ]
    expected = dict(zip((one.id for one in items), cluster_stories(items), strict=True))
    mixed = rng.sample(items, len(items))
    assert dict(zip((one.id for one in mixed), cluster_stories(mixed), strict=True)) == expected
