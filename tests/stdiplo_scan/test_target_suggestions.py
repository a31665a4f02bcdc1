"""Entry points that broke are found again over all layouts of the miniature world, ready to be used."""

from __future__ import annotations

from datetime import date
from typing import Any

from crawlers.probe.run import probe_targets
from crawlers.target import Target
from stdiplo_scan.demo.server import serve_world
from stdiplo_scan.demo.targets import world_targets
from stdiplo_scan.demo.world import World
from tests.site.publisher import SETTINGS


def with_entry(target: Target, entry: dict[str, Any]) -> Target:
    return Target.model_validate({**target.model_dump(mode="json"), "entry_points": [entry]})


def broken(target: Target) -> Target:
    """The target with an entry point that moved, or a layout that changed."""
    entry = target.entry_points[0].model_dump(mode="json")
    if entry["type"] == "listing":
        return with_entry(target, {"type": "listing", "url": entry["url"], "css": "div.gone a"})
    return with_entry(target, {**entry, "url": entry["url"] + "-moved"})


def test_what_is_suggested_for_a_broken_entry_point_reads_the_publishers_dated_news() -> None:
    world = World.load(date(2026, 11, 16))
    alive = {publisher.id for publisher in world.publishers if publisher.health != "broken"}
    with serve_world(world, 1, 0) as server:
        targets = {one.id: one for one in world_targets(world, server.base_url) if one.id in alive}
        found = probe_targets([broken(one) for one in targets.values()], settings=SETTINGS)
        assert {probe.verdict for probe in found} <= {"failing", "changed"}
        assert [probe.target_id for probe in found if not probe.suggestions] == []
        mended = [with_entry(targets[one.target_id], one.suggestions[0].entry) for one in found]
        again = probe_targets(mended, settings=SETTINGS, discover="never")
    assert [probe.target_id for probe in again if probe.verdict != "good"] == []
    dated = [entry for probe in again for entry in probe.entries if entry.type in {"feed", "listing"}]
    assert len(dated) >= 15
    assert all(entry.dated >= entry.kept - 2 for entry in dated)
