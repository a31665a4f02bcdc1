from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawlers.target import Target, TargetError, load_catalogue, load_target, read_target, target_yaml

GOOD = """
id: no-rcn
name: Research Council of Norway
name_ja: ノルウェー研究会議
country: NO
kind: funding_agency
languages: [no, en]
homepage: https://www.forskningsradet.no/
entry_points:
  - type: feed
    url: https://www.forskningsradet.no/rss.xml
    limit: 20
  - type: listing
    url: https://www.forskningsradet.no/en/news/
    link_pattern: /en/news/\\d{4}/
    next_pattern: https://www.forskningsradet.no/en/news/?page={page}
expected_weekly: {min: 1, max: 10}
state: on
"""


def fault(text: str) -> str:
    with pytest.raises(TargetError) as caught:
        read_target(text, place="catalogue/europe/no-rcn.yml")
    return str(caught.value)


def test_a_good_target_is_read_as_people_mean_it() -> None:
    target = read_target(GOOD, place="x")
    assert (target.country, target.state, target.languages) == ("NO", "on", ("no", "en"))
    assert [entry.type for entry in target.entry_points] == ["feed", "listing"]


def test_a_target_written_as_yaml_reads_back_equal() -> None:
    target = read_target(GOOD, place="x")
    assert read_target(target_yaml(target), place="x") == target
    assert Target.model_validate(target.model_dump(mode="json")) == target


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("state: on", "delay_s: 2 sec"), "delay_s is '2 sec'; wanted"),
        (("state: on", "stat: on"), "stat is 'on'; wanted no such key"),
        (("state: on", "state: yes"), "state is 'yes'; wanted"),
        (("country: NO", "country: Norway"), "country is 'Norway'; wanted"),
        (("name_ja: ノルウェー研究会議", ""), "name_ja is missing; wanted a value; add the line"),
        (("limit: 20", "limit: 0"), "entry_points.0.feed.limit is 0; wanted"),
        (("type: feed", "type: rss"), "entry_points.0 is"),
        (("/\\d{4}/", "/(\\d{4}/"), "wanted a regular expression"),
        (("{min: 1, max: 10}", "{min: 9, max: 1}"), "wanted min <= max"),
        (
            ("https://www.forskningsradet.no/rss.xml", "www.forskningsradet.no/rss"),
            "begins with http:// or https://",
        ),
        (("?page={page}", "?page=2"), "wanted {page} in next_pattern"),
        (("state: on", "regions: [Europe]"), "wanted ids such as m49:155"),
        (
            (
                "state: on",
                "former_names: [{name: A, name_ja: B, valid_from: 2025-01-01, valid_to: 2024-01-01}]",
            ),
            "wanted valid_from before valid_to",
        ),
        (("id: no-rcn", "id: NO RCN"), "id is 'NO RCN'; wanted"),
        (("state: on", "id: other"), "line 18 is not YAML (the key 'id' stands here twice)"),
    ],
)
def test_a_fault_says_place_value_wanted_and_cure(change: tuple[str, str], words: str) -> None:
    assert change[0] in GOOD
    text = fault(GOOD.replace(change[0], change[1], 1))
    assert text.startswith("catalogue/europe/no-rcn.yml:")
    assert words in text


def test_a_document_keeps_the_name_that_its_publisher_had_on_its_day() -> None:
    renamed = GOOD + "former_names: [{name: NFR, name_ja: 旧評議会, valid_to: 2023-06-01}]\n"
    target = read_target(renamed, place="x")
    assert target.names_on(date(2023, 5, 31)) == ("NFR", "旧評議会")
    assert target.names_on(date(2023, 6, 1)) == (target.name, target.name_ja) == target.names_on(None)


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- b", "a: [1", "\x00", "&a [*a]", "a: " + "[" * 3000]
)
def test_what_is_no_target_is_a_fault_and_never_a_crash(text: str) -> None:
    assert "wanted" in fault(text)


def test_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "no-rcn.yml").write_text(GOOD.replace("state: on", "delay_s: fast"))
    (tmp_path / "other.yml").write_text(GOOD)
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(TargetError) as caught:
        load_catalogue(tmp_path)
    assert len(caught.value.faults) == 3
    assert any("wanted 'other', as the file is named" in line for line in caught.value.faults)


def test_the_same_id_in_two_files_is_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "no-rcn.yml").write_text(GOOD)
    with pytest.raises(TargetError, match="wanted each id once"):
        load_catalogue(tmp_path)


def test_a_missing_folder_or_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="is no folder"):
        load_catalogue(tmp_path / "none")
    with pytest.raises(TargetError, match="cannot be read"):
        load_target(tmp_path / "none.yml")
