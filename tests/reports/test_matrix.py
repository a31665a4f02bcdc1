"""The matrix: each story once a cell, under the strongest part that Japan has in it."""

from __future__ import annotations

from nlp.regions import regions_of
from reports.counts import group_stories
from reports.matrix import count_matrix


def test_stories_are_counted_by_region_field_and_signal_with_japan_in_and_out(full_world):
    cells = {(cell.region, cell.field, cell.signal): cell for cell in matrix_of(full_world)}
    chips = cells["m49:035", "ICT", "agreement"]
    assert (chips.count, chips.japan_in, chips.out) == (1, 1, 0)
    assert chips.documents == (f"d{1:015x}", f"d{2:015x}")
    assert cells["m49:005", "SPA", "need"].asked == 1
    assert cells["m49:155", "ENE", "joint_call"].out == 1
    assert not [cell for cell in cells if cell[2] in ("funding", "capability")]


def test_one_story_told_twice_counts_once_and_japan_in_wins_over_out(world, make_signal):
    for number, japan in ((1, "out"), (2, "in"), (3, "mentioned")):
        world.add(
            number, "2026-11-17", "vn-sen", "T", "x", story="s",
            signals=(make_signal("facility", "open", "VN TH", japan=japan, fields=("BAS",)),),
        )  # fmt: skip
    (cell,) = matrix_of(world)
    assert (cell.count, cell.japan_in, cell.mentioned, cell.out) == (1, 1, 0, 0)
    assert cell.to_json()["in"] == 1


def test_the_axis_of_the_regions_can_be_chosen_and_japan_is_no_partner(world, make_signal):
    world.add(
        1,
        "2026-11-17",
        "jp-sora",
        "T",
        "x",
        signals=(make_signal("dialogue", "held", "JP DE", fields=("ENE",)),),
    )
    stories = group_stories(world.facts)
    assert [cell.region for cell in count_matrix(stories, regions_of, axis="mofa")] == ["mofa:europe"]
    assert [cell.region for cell in count_matrix(stories, regions_of)] == ["m49:155"]


def matrix_of(world):
    return count_matrix(group_stories(world.facts), regions_of)
