"""A document shows the name that its publisher had on its day, wherever it is shown."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from index.dialect import writing
from index.search import Query
from index.tables import DocumentRow
from tests.index.search_world import World

FACTS = {
    "id": "xx",
    "name": "Ministry of New Things",
    "name_ja": "新省",
    "country": "XX",
    "kind": "ministry",
    "former_names": [{"name": "Ministry of Old Things", "name_ja": "旧省", "valid_to": "2020-01-01"}],
}


def test_documents_hits_and_the_others_of_their_story_name_the_publisher_of_their_day(
    store, make_entry, tmp_path: Path
) -> None:
    store.add_targets([FACTS])
    world = World(store, make_entry, tmp_path)
    old = world.add("a", "Batteries were discussed.", target_id="xx", published="2019-11-02")
    new = world.add("b", "Batteries were discussed.", target_id="xx", published="2021-11-02")
    undated = world.add("c", "Reactors.", target_id="xx", published=None, published_from="unknown")
    none = world.add("d", "Turbines.", published="2019-11-02")
    names = {one: store.document(one).target_name for one in (old, new, undated, none)}
    assert names == {
        old: "Ministry of Old Things",
        new: "Ministry of New Things",
        undated: "Ministry of New Things",  # the day on which it was fetched
        none: "",
    }
    assert store.document(old).target_name_ja == "旧省"
    with writing(store.engine).begin() as connection:
        connection.execute(update(DocumentRow).where(DocumentRow.id.in_([old, new])).values(story_id=old))
    hit = world.searcher().search(Query("batteries", per_story=True)).hits[0]
    told = {hit.document: hit.target_name_ja} | {one.document: one.target_name_ja for one in hit.others}
    assert told == {old: "旧省", new: "新省"}
