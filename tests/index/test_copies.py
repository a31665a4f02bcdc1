"""Copies over targets and languages: who repeats whom, how it is known, and why the original leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from index.records import Entry
from index.store import Store
from index.stories import assign_stories
from index.unlinked_translations import anchors_of
from nlp.tags import Tag
from tests.index.conftest import build_entry

LONG = (
    "The Ministry of Research of Kenya and the Geothermal Institute of Iceland agreed on 14 November 2026 to "
    "drill 12 wells near Naivasha by 2031. The work costs 35 million euros, of which the OECD pays a part. "
    "Director Amina Wanjiru and Professor Jón Sigurðsson signed the paper. Eight universities take part."
)
FRENCH = (
    "Le ministère de la Recherche du Kenya et l'Institut géothermique d'Islande ont convenu le 14 novembre "
    "2026 de forer 12 puits près de Naivasha d'ici 2031. Les travaux coûtent 35 millions d'euros, dont "
    "l'OECD paie une part. La directrice Amina Wanjiru et le professeur Jón Sigurðsson ont signé le document."
)
JAPANESE = (
    "ケニア研究省とアイスランド地熱研究所は2026年11月14日、2031年までにNaivasha近郊で12本の井戸を掘ることで"
    "合意した。費用は35百万ユーロで、OECDが一部を負担する。Amina Wanjiru所長とJón Sigurðsson教授が署名し、"
    "8大学が参加する。両機関は地熱発電の研究者を相互に派遣し、得られたデータを公開する。若手研究者の育成にも"
    "取り組み、成果は毎年報告される。掘削は来年の春に始まり、地域の住民にも説明会が開かれる予定である。"
)
KENYA = Tag("country", "KE", 0.9, ((0, 5),), role="actor")
OWN = Tag("country", "KE", 0.9, ((0, 5),), role="actor", publisher=True)
PRINTED = "https://example.org/print/a"
FRANCE = Tag("country", "FR", 0.9, ((0, 5),), role="actor")


def fill(store: Store, *entries: Entry, targets: Sequence[tuple[str, str]] = ()) -> None:
    store.add_targets(
        {"id": name, "name": name, "name_ja": name, "country": "KE", "kind": kind} for name, kind in targets
    )
    for entry in entries:
        store.add([entry], model_id="m")
    assign_stories(store)


def stood(store: Store) -> dict[str, tuple[str | None, str, str]]:
    """By last part of the URL: the original's, how it is known, why the original leads."""
    names = {one.document.id: one.document.url.rsplit("/", 1)[-1] for one in store.documents()}
    found = {}
    for key, name in names.items():
        own = next(copy for copy in store.copies(key) if copy.id == key)
        original = store.document(key).duplicate_of
        found[name] = (names[original] if original else None, own.how, own.why)
    return found


def test_nearly_the_same_text_elsewhere_repeats_the_original_and_keeps_its_url(store: Store) -> None:
    fill(
        store,
        build_entry("b", LONG + " Source: agency.", target_id="wire", published="2026-11-16"),
        build_entry(
            "a", LONG, target_id="ministry", published="2026-11-15", other_urls=("https://example.org/x",)
        ),
        targets=(("ministry", "ministry"), ("wire", "news")),
    )
    assert stood(store) == {"a": (None, "", ""), "b": ("a", "near", "earliest")}
    first, second = store.copies(build_entry("b").document.id)
    assert (first.leads, first.urls) == (True, ("https://example.org/a", "https://example.org/x"))
    assert (second.leads, second.urls, second.target_id) == (False, ("https://example.org/b",), "wire")
    assert second.score > 0.8


@pytest.mark.parametrize(
    ("first", "second", "leads", "why"),
    [
        ({"target_id": "wire"}, {"target_id": "ministry"}, "b", "official"),
        ({"target_id": "ministry"}, {"target_id": "other", "tags": (OWN,)}, "b", "own_country"),
        ({"target_id": "other", "tags": (OWN,), "url": PRINTED}, {"target_id": "other"}, "b", "page"),
        ({"target_id": "ministry"}, {"target_id": "other"}, "a", "order"),
        ({"target_id": "wire", "published": "2026-11-01"}, {"target_id": "ministry"}, "a", "earliest"),
        ({"target_id": "ministry", "published": None}, {"target_id": "wire"}, "b", "earliest"),
        ({"target_id": "state"}, {"target_id": "ministry"}, "b", "official"),
    ],
)
def test_the_original_publisher_leads_whatever_comes_first(
    store: Store, first: dict[str, Any], second: dict[str, Any], leads: str, why: str
) -> None:
    entries = [
        build_entry(name, LONG, title="T", **{"url": f"https://example.org/{name}", **facts})
        for name, facts in (("a", first), ("b", second))
    ]
    entries.sort(key=lambda entry: entry.document.id)
    if why == "order":  # the smaller id leads: name them by their ids
        leads = entries[0].document.url[-1]
    store.add_targets(
        {"id": name, "name": name, "name_ja": name, "country": "KE", "kind": kind, "trust": trust}
        for name, kind, trust in (
            ("ministry", "ministry", "official"), ("other", "ministry", "official"),
            ("wire", "news", "independent"), ("state", "ministry", "state_media"),
        )
    )  # fmt: skip
    fill(store, *entries)
    other = "b" if leads == "a" else "a"
    assert stood(store)[leads][0] is None
    assert stood(store)[other] == (leads, "exact", why)


def test_pages_that_link_each_other_as_translations_are_one(store: Store) -> None:
    fill(
        store,
        build_entry(
            "en", "Short news.", published="2026-11-15", translations=(("fr", "https://example.org/fr"),)
        ),
        build_entry("fr", "Brève.", language="fr", published="2026-11-16"),
        build_entry(
            "home-1", "One.", published="2026-11-15", translations=(("de", "https://example.org/start"),)
        ),
        build_entry(
            "home-2", "Two.", published="2026-11-15", translations=(("de", "https://example.org/start"),)
        ),
        build_entry("start", "Willkommen.", language="de", published="2026-11-15"),
    )
    found = stood(store)
    assert found["fr"] == ("en", "hreflang", "earliest")
    assert {found[name][0] for name in ("home-1", "home-2", "start")} == {
        None
    }  # a home page translates no news
    ids = {build_entry(name).document.id for name in ("en", "fr")}
    assert len({store.document(one).story_id for one in ids}) == 1


@pytest.mark.parametrize(("language", "text"), [("fr", FRENCH), ("ja", JAPANESE)])
def test_a_translation_that_nothing_links_is_known_by_names_and_figures(
    store: Store, language: str, text: str
) -> None:
    facts: dict[str, Any] = {"tags": (KENYA,), "target_id": "ministry"}
    fill(
        store,
        build_entry("en", LONG, published="2026-11-15", **facts),
        build_entry("other", text, language=language, published="2026-11-15", **facts),
        targets=(("ministry", "ministry"),),
    )
    found = stood(store)
    assert {found["en"][1], found["other"][1]} == {"", "translation"}
    assert len({one.story_id for one in store.documents()}) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"published": "2026-11-20"},
        {"tags": (FRANCE,)},
        {"text": "Le Kenya publie son rapport annuel sur les forêts. " * 6},
    ],
)
def test_another_day_another_party_or_other_figures_are_no_translation(
    store: Store, more: dict[str, Any]
) -> None:
    facts: dict[str, Any] = {"published": "2026-11-15", "tags": (KENYA,), "target_id": "ministry"}
    text = more.pop("text", FRENCH)
    fill(store, build_entry("en", LONG, **facts), build_entry("fr", text, language="fr", **{**facts, **more}))
    assert {original for original, *_ in stood(store).values()} == {None}


def test_a_form_letter_about_another_partner_is_no_copy(store: Store) -> None:
    fill(
        store,
        build_entry("a", LONG, tags=(KENYA,)),
        build_entry("b", LONG.replace("Kenya", "France"), tags=(FRANCE,)),
    )
    assert {original for original, *_ in stood(store).values()} == {None}


def test_the_order_of_arrival_changes_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    entries = [
        build_entry("en", LONG, published="2026-11-15", tags=(KENYA,), target_id="m"),
        build_entry("fr", FRENCH, language="fr", published="2026-11-15", tags=(KENYA,), target_id="m"),
        build_entry("wire", LONG + " End.", published="2026-11-16", tags=(KENYA,)),
    ]
    results = []
    for order in permutations(entries):
        with Store.open(tmp_path_factory.mktemp("order") / "store.db") as opened:
            for entry in order:
                fill(opened, entry)
            results.append((stood(opened), {one.document.id: one.story_id for one in opened.documents()}))
    assert all(result == results[0] for result in results)


def test_an_original_outside_the_days_gone_through_is_kept(store: Store) -> None:
    days = [date(2026, 9, 1) + timedelta(days=12 * step) for step in range(4)]
    for place, day in enumerate(days):  # each within a fortnight of the one before
        fill(store, build_entry(f"c{place}", LONG + " x" * place, published=day.isoformat()))
    assert {original for original, *_ in stood(store).values()} == {None, "c0"}


def test_copies_are_counted_as_one_story(store: Store, make_entry: Callable[..., Entry]) -> None:
    fill(
        store,
        make_entry("a", LONG, published="2026-11-15"),
        make_entry("b", LONG + " End.", published="2026-11-17"),
    )
    facts = store.facts(date(2026, 11, 1), date(2026, 12, 1))
    assert len({fact.story_id for fact in facts}) == 1
    assert sum("duplicate_of" in fact.extra for fact in facts) == 1


def test_what_a_translation_leaves_as_it_is() -> None:
    assert anchors_of("On 5 May 2026 the OECD paid 3,500 to Amina; see https://x.org/a.") == {
        "may": 1, "2026": 1, "oecd": 1, "3500": 1, "amina": 1, "https://x.org/a": 1,
    }  # fmt: skip
    assert anchors_of("２０２６年、OECDは") == {"2026": 1, "oecd": 1}
    assert np.isfinite(len(anchors_of("")))
